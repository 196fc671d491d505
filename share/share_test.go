package share

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/observe"
	"github.com/stillhunt/stillhunt/share/community"
	"github.com/stillhunt/stillhunt/share/stix"
)

func thingsOf(t testing.TB, write func(io.Writer) error) []stix.Thing {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	all, err := stix.Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func counted(c *Case) map[community.Kind]int {
	n := map[community.Kind]int{}
	for _, i := range c.Indicators {
		n[i.Kind]++
	}
	return n
}

func TestCollect(t *testing.T) {
	c := newCommunity(t, 180)
	people := crew(12)
	people[20].network = "198.51.0.77" // a bystander in one of the exits: 6 of 7 that show it are accused
	people = append(people, account{id: "acct_two", accused: true, prompt: "a frame of two", network: "198.51.1.3"}, account{id: "acct_three", accused: true, prompt: "a frame of two", network: "198.51.1.3"})
	h := newHouse(t, c, people)
	found := collect(t, h.options(c))
	want := map[community.Kind]int{community.Skeleton: 1, community.System: 1, community.Payment: 2, community.Network: 1, community.Device: 1, community.Client: 1}
	if got := counted(found); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("collected %v, want %v", got, want)
	}
	if n := found.LeftOut; n[community.Network] != 1 || n[community.Skeleton] != 1 {
		t.Errorf("left out %v: the exit with a bystander and the frame of two are", n)
	}
	dated, err := c.At(today)
	if err != nil {
		t.Fatal(err)
	}
	if i := slices.IndexFunc(found.Indicators, func(i Indicator) bool { return i.Kind == community.Device }); found.Indicators[i].Value != dated.Hash(community.Device, c.Base.Sum64("device", "his device")) {
		t.Error("an indicator is not the community's hash of the raw value")
	}
	if want := today.AddDate(0, 0, MaxDays); !found.Until.Equal(want) {
		t.Errorf("good until %s, want %s", found.Until, want)
	}
	o := h.options(c)
	o.Kinds = slices.DeleteFunc(slices.Clone(community.Kinds), func(k community.Kind) bool { return k == community.Network })
	if n := counted(collect(t, o)); n[community.Network] != 0 || n[community.Payment] != 2 {
		t.Errorf("networks are left out, and %v leave", n)
	}
}

func TestTheKeyEndsAnIndicator(t *testing.T) {
	c := newCommunity(t, 30)
	h := newHouse(t, c, crew(10))
	if found := collect(t, h.options(c)); !found.Until.Equal(c.Dated[0].Until) {
		t.Errorf("good until %s, the key until %s", found.Until, c.Dated[0].Until)
	}
	o := h.options(c)
	o.At = began.AddDate(0, 0, 31)
	if _, err := Collect(t.Context(), o); err == nil || !strings.Contains(err.Error(), "share key rotate") {
		t.Errorf("under a key that ended: %v", err)
	}
}

func TestCollectRefuses(t *testing.T) {
	c := newCommunity(t, 180)
	h := newHouse(t, c, crew(10))
	own, _, err := key.LoadOrCreate(h.dir + "/own")
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct {
		change func(*Options)
		want   string
	}{
		"nobody":        {func(o *Options) { o.By = " " }, "--by"},
		"too long":      {func(o *Options) { o.Days = 91 }, "1 to 90 days"},
		"another level": {func(o *Options) { o.TLP = "pink" }, "TLP 2.0"},
		"no campaign":   {func(o *Options) { o.Campaign = "grey heron" }, "0 campaigns"},
		"no hunt":       {func(o *Options) { o.Dir = t.TempDir() }, "no finished hunt"},
		"another key":   {func(o *Options) { o.Deployment = own }, "share key join"},
		"before it all": {func(o *Options) { o.At = began.Add(-time.Hour) }, "no key for"},
		"no grounds":    {func(o *Options) { o.Named = &Named{Entity: "X", Person: "P"} }, "on grounds"},
		"no person":     {func(o *Options) { o.Named = &Named{Entity: "X", Grounds: "g"} }, "by a person"},
	} {
		o := h.options(c)
		x.change(&o)
		if _, err := Collect(t.Context(), o); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v, want %q", name, err, x.want)
		}
	}
}

func TestBundle(t *testing.T) {
	c := newCommunity(t, 180)
	h := newHouse(t, c, crew(12))
	var first, again bytes.Buffer
	for _, b := range []*bytes.Buffer{&first, &again} {
		if err := collect(t, h.options(c)).WriteSTIX(b); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), again.Bytes()) {
		t.Error("the same case at the same time gives other bytes")
	}
	kinds := map[string]int{}
	seen := map[string]bool{}
	for _, x := range sent(t, collect(t, h.options(c))) {
		kinds[x.Type]++
		if seen[x.ID+x.Version()] {
			t.Errorf("%s comes twice", x.ID)
		}
		seen[x.ID+x.Version()] = true
	}
	for _, k := range []string{"campaign", "infrastructure", "indicator", "observed-data", "attack-pattern", "course-of-action", "sighting", "opinion", "marking-definition", "extension-definition", "identity", "relationship", stix.FingerprintType} {
		if kinds[k] == 0 {
			t.Errorf("there is no %s", k)
		}
	}
	if kinds["intrusion-set"] != 0 {
		t.Error("an entity is named that nobody named")
	}
	o := h.options(c)
	o.At = today.Add(time.Hour)
	later := sent(t, collect(t, o))
	for _, x := range sent(t, collect(t, h.options(c))) {
		i := slices.IndexFunc(later, func(y stix.Thing) bool { return y.ID == x.ID })
		if i < 0 {
			t.Errorf("an hour later %s has another id", x.Type)
		} else if !later[i].Created.Equal(x.Created) || later[i].Modified.Before(x.Modified) {
			t.Errorf("the versions of a %s do not follow each other", x.Type)
		}
	}
}

// No form has anything of the house: no account, no raw value nor the network of
// an address, no value of its lake.
func TestNothingElseLeaves(t *testing.T) {
	c := newCommunity(t, 180)
	h := newHouse(t, c, crew(12))
	found := collect(t, h.options(c))
	for _, form := range Forms {
		var b bytes.Buffer
		if err := found.Write(&b, form); err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(b.Bytes(), []byte(found.Indicators[0].Value)) {
			t.Errorf("%s lacks an indicator", form)
		}
		for _, a := range h.accounts {
			words := []string{a.id, a.prompt, a.system, a.network, a.client, a.card, a.device, a.signup}
			for _, v := range a.values() {
				words = append(words, v.raw, strings.TrimSuffix(v.raw, ".0/24"))
				for _, k := range []key.Key{h.key, c.Base} {
					words = append(words, fmt.Sprintf("%016x", k.Sum64(v.domain, v.raw)))
				}
			}
			for _, word := range words {
				if word != "" && bytes.Contains(b.Bytes(), []byte(word)) {
					t.Errorf("%s holds %q", form, word)
				}
			}
		}
	}
}

// An observation counts who showed the values, not all that the campaign sent.
func TestNumberObserved(t *testing.T) {
	c := newCommunity(t, 180)
	for _, x := range sent(t, collect(t, newHouse(t, c, crew(12)).options(c))) {
		var o struct {
			N    int      `json:"number_observed"`
			Refs []string `json:"object_refs"`
		}
		if err := json.Unmarshal(x.Raw, &o); err != nil {
			t.Fatal(err)
		}
		if want := 12 / max(1, len(o.Refs)); x.Type == "observed-data" && o.N != want {
			t.Errorf("%d values are observed %d times, not %d", len(o.Refs), o.N, want)
		}
	}
}

func TestAnEntityIsNamedByAPerson(t *testing.T) {
	c := newCommunity(t, 180)
	o := newHouse(t, c, crew(10)).options(c)
	o.Named = &Named{Entity: "Example Labs", Person: "R. Doe, counsel", Grounds: "an invoice, exhibit 3"}
	for _, x := range sent(t, collect(t, o)) {
		if x.Type == "intrusion-set" {
			if x.Name != "Example Labs" || !strings.Contains(x.Description, "R. Doe, counsel") || !strings.Contains(x.Description, "exhibit 3") {
				t.Errorf("%+v", x)
			}
			return
		}
	}
	t.Error("the entity is not in the bundle")
}

func look(t *testing.T, h *house, c community.Key, at time.Time, all []stix.Thing) *Found {
	t.Helper()
	f, err := FindIn(t.Context(), MatchOptions{Dir: h.dir, Community: c, Deployment: h.key, At: at, Things: all})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// two are houses with one operator: the exits and the frame are the same, cards
// and devices are others, but for one card of an account that nobody accused.
func two(t *testing.T, c community.Key) (a, b *house) {
	t.Helper()
	theirs := crew(12)
	for i := range theirs {
		x := &theirs[i]
		x.id = "their_" + x.id
		if x.accused {
			x.card, x.device, x.signup, x.system, x.client = "own_"+x.card, "own_"+x.device, "", "", "another sdk"
		}
	}
	theirs[15].card = "card_1"
	return newHouse(t, c, crew(12)), newHouse(t, c, theirs)
}

func TestTwoHouses(t *testing.T) {
	c := newCommunity(t, 180)
	a, b := two(t, c)
	bundle := sent(t, collect(t, a.options(c)))
	f := look(t, b, c, today, bundle)
	type row struct {
		kind      community.Kind
		accounts  int
		exchanges int64
		accused   int
	}
	var got []row
	for _, m := range f.Matches {
		got = append(got, row{m.Kind, len(m.Accounts), m.Exchanges, m.Groups[b.group.ID]})
		if m.From != "Lab A" || m.Confidence != 85 {
			t.Errorf("%+v", m)
		}
	}
	slices.SortFunc(got, func(x, y row) int { return strings.Compare(fmt.Sprint(x), fmt.Sprint(y)) })
	want := []row{{community.Network, 6, 12, 6}, {community.Network, 6, 12, 6}, {community.Payment, 1, 0, 0}, {community.Skeleton, 12, 24, 12}}
	if !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
	if f.Counts.Looked != 8 || f.Counts.Found != 4 || len(f.Unseen) != 4 {
		t.Errorf("%+v", f.Counts)
	}
	// What the answer tells: what three accounts show, the day, and nothing of the
	// house. The card is one account's.
	var out bytes.Buffer
	if err := (Answer{By: "Lab B", At: today}).Write(&out, f); err != nil {
		t.Fatal(err)
	}
	for _, x := range b.accounts {
		if bytes.Contains(out.Bytes(), []byte(x.id)) {
			t.Errorf("the answer names %s", x.id)
		}
	}
	if n := bytes.Count(out.Bytes(), []byte(`"type": "sighting"`)); n != 3 || bytes.Contains(out.Bytes(), []byte(`"count"`)) {
		t.Errorf("%d sightings: %s", n, out.String())
	}
	// A house outside the community can do nothing with it.
	other := newCommunity(t, 180)
	stranger := newHouse(t, other, crew(12)) // the very same raw values
	if f := look(t, stranger, other, today, bundle); f.Counts.Found != 0 || f.Counts.Unknown != 8 {
		t.Errorf("a stranger: %+v", f.Counts)
	}
}

func TestExpiry(t *testing.T) {
	c := newCommunity(t, 3650)
	a, b := two(t, c)
	bundle := sent(t, collect(t, a.options(c)))
	for _, x := range []struct {
		at   time.Time
		want Counts
	}{
		{today.AddDate(0, 0, 90).Add(-time.Second), Counts{Indicators: 8, Looked: 8, Found: 4}},
		{today.AddDate(0, 0, 90), Counts{Indicators: 8, Expired: 8}},
	} {
		if got := look(t, b, c, x.at, bundle).Counts; got != x.want {
			t.Errorf("%s: %+v, want %+v", x.at, got, x.want)
		}
	}
	for i := range bundle { // a peer who grants himself more gets 90 days
		bundle[i].ValidUntil = today.AddDate(9, 0, 0)
	}
	if got := look(t, b, c, today.AddDate(0, 0, 90), bundle).Counts; got.Expired != 8 {
		t.Errorf("%+v", got)
	}
}

// A holder of the key can test a guess of what is guessable; docs/sharing.md
// says so. This is that attack, on a bundle alone.
func TestADictionaryFindsNetworks(t *testing.T) {
	c := newCommunity(t, 180)
	found := collect(t, newHouse(t, c, crew(10)).options(c))
	dated, err := c.At(today)
	if err != nil {
		t.Fatal(err)
	}
	wanted := map[string]bool{}
	for _, i := range found.Indicators {
		wanted[i.Value] = true
	}
	var met []string
	for third := range 256 { // of 198.51.0.0/16; all of IPv4 is 65,536 times as much: seconds
		at := observe.Network(fmt.Sprintf("198.51.%d.0", third))
		if wanted[dated.Hash(community.Network, c.Base.Sum64("network", at))] {
			met = append(met, at)
		}
	}
	if want := []string{"198.51.0.0/24", "198.51.1.0/24"}; !slices.Equal(met, want) {
		t.Errorf("guessed %v, want %v", met, want)
	}
}
