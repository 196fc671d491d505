package share

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/lake/duck"
	"github.com/stillhunt/stillhunt/share/community"
	"github.com/stillhunt/stillhunt/share/stix"
)

func TestDisputes(t *testing.T) {
	c := newCommunity(t, 180)
	a, b := two(t, c)
	found := collect(t, a.options(c))
	bundle := sent(t, found)
	id := found.indicatorID(&found.Indicators[0])
	var answers []stix.Thing
	is := func(w Wanted) bool { return w.ID == id }
	for n, want := range []int{85, 42, 21, 10, 5} {
		if n > 0 {
			name := fmt.Sprint("Lab ", n)
			answers = append(answers, by(t, bundle, id, name, name)...) // saying it twice is saying it once
		}
		f := look(t, b, c, today.Add(2*time.Hour), slices.Concat(bundle, answers))
		o := a.options(c)
		o.At, o.Answers = today.Add(2*time.Hour), answers
		again := collect(t, o)
		if got := again.Indicators[0]; got.Confidence != want || len(got.Disputes) != n {
			t.Errorf("%d disputes: shared again with %+v", n, got)
		}
		if want < Least {
			if f.Counts.Disputed != 1 || slices.ContainsFunc(f.Matches, func(m Match) bool { return is(m.Wanted) }) {
				t.Errorf("%d disputes: %+v", n, f.Counts)
			}
			if x := sent(t, again); look(t, b, c, today.Add(2*time.Hour), x).Counts.Revoked != 1 {
				t.Error("who shared it does not take it back")
			}
			continue
		}
		for _, x := range look(t, b, c, today.Add(2*time.Hour), slices.Concat(sent(t, again), answers)).Matches {
			if is(x.Wanted) && x.Confidence != want {
				t.Errorf("%d disputes: who reads them beside the version that heeds them has %d", n, x.Confidence)
			}
		}
		i := slices.IndexFunc(f.Matches, func(m Match) bool { return is(m.Wanted) })
		if m := f.Matches[i]; m.Confidence != want || len(m.Disputes) != n || n > 0 && (m.Disputes[0].Name != "Lab 1" || m.Disputes[0].Why != "our own evaluation sends this prompt") {
			t.Errorf("%d disputes: %+v", n, m.Wanted)
		}
	}
}

// Who disputes a campaign disputes what indicates it, once.
func TestDisputeOfACampaign(t *testing.T) {
	c := newCommunity(t, 180)
	a, b := two(t, c)
	found := collect(t, a.options(c))
	bundle := sent(t, found)
	answers := thingsOf(t, func(w io.Writer) error {
		return Answer{By: "Lab B", At: today.Add(time.Hour)}.Dispute(w, bundle, []string{found.CampaignID(), found.indicatorID(&found.Indicators[0])}, "an evaluation of ours")
	})
	for _, m := range look(t, b, c, today.Add(2*time.Hour), slices.Concat(bundle, answers)).Matches {
		if m.Confidence != 42 || len(m.Disputes) != 1 {
			t.Errorf("%+v", m.Wanted)
		}
	}
	o := a.options(c)
	o.At, o.Answers = today.Add(2*time.Hour), answers
	again := collect(t, o)
	for _, n := range again.Indicators {
		if n.Confidence != 42 || len(n.Disputes) != 1 {
			t.Errorf("shared again with %+v", n)
		}
	}
	if len(again.Disputes) != 1 || again.confidence != 42 {
		t.Errorf("the campaign has %d, disputed by %v", again.confidence, again.Disputes)
	}
}

func TestDisputeRefuses(t *testing.T) {
	c := newCommunity(t, 180)
	found := collect(t, newHouse(t, c, crew(10)).options(c))
	bundle, id := sent(t, found), found.CampaignID()
	for name, x := range map[string]struct {
		by, id, why, want string
	}{
		"one's own":   {"Lab A", id, "x", "your own"},
		"nothing":     {"Lab B", "", "x", "there is no"},
		"no reason":   {"Lab B", id, " ", "say why"},
		"an identity": {"Lab B", stix.IdentityID("Lab A"), "x", "neither an indicator"},
	} {
		err := Answer{By: x.by, At: today}.Dispute(io.Discard, bundle, []string{x.id}, x.why)
		if err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// by are disputes of one indicator, of these houses.
func by(t *testing.T, bundle []stix.Thing, id string, houses ...string) []stix.Thing {
	t.Helper()
	var all []stix.Thing
	for _, name := range houses {
		all = append(all, thingsOf(t, func(w io.Writer) error {
			return Answer{By: name, At: today.Add(time.Hour)}.Dispute(w, bundle, []string{id}, "our own evaluation sends this prompt")
		})...)
	}
	return all
}

// rehunt is what the next hunt writes when an account came and the first exchange
// moved: the campaign has another id, and its lineage.
func (h *house) rehunt(t *testing.T) {
	t.Helper()
	put := func(name string, v any) {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(h.dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	old := h.group.ID
	h.group.ID = h.key.Hex("test", "one account more")
	h.group.First = began.Add(time.Second).Format(time.RFC3339)
	put(hunt.CampaignsFile, campaign.Result{Schema: campaign.Schema, Campaigns: []campaign.Group{h.group}})
	var links []hunt.LinkRecord
	for r, err := range duck.ReadTable[hunt.LinkRecord](t.Context(), filepath.Join(h.dir, hunt.LinksFile)) {
		if err != nil {
			t.Fatal(err)
		}
		r.Group = h.group.ID
		links = append(links, r)
	}
	if err := duck.WriteTable(t.Context(), filepath.Join(h.dir, hunt.LinksFile), slices.Values(links)); err != nil {
		t.Fatal(err)
	}
	kin := hunt.Kin{ID: h.group.ID, Name: h.group.Name, Kind: hunt.KindCampaign, Accounts: h.group.Accounts}
	put(hunt.HistoryFile, hunt.History{Schema: "stillhunt.history/v1", Hunts: []hunt.Entry{{Found: []hunt.Descended{{Relation: hunt.Relation{Kin: kin}, Lineage: old}}}}})
}

// A dispute outlives the hunt that it was written of.
func TestDisputesAfterTheNextHunt(t *testing.T) {
	c := newCommunity(t, 180)
	a, b := two(t, c)
	before := collect(t, a.options(c))
	bundle := sent(t, before)
	id := before.indicatorID(&before.Indicators[0])
	answers := by(t, bundle, id, "Lab 1", "Lab 2")
	a.rehunt(t)
	o := a.options(c)
	o.At, o.Answers = today.Add(2*time.Hour), answers
	after := collect(t, o)
	if after.CampaignID() != before.CampaignID() || after.indicatorID(&after.Indicators[0]) != id {
		t.Error("after the next hunt there are other ids")
	}
	if n := after.Indicators[0]; n.Confidence != 21 || len(n.Disputes) != 2 {
		t.Errorf("after the next hunt: %+v", n)
	}
	again := sent(t, after)
	for _, x := range bundle {
		if i := slices.IndexFunc(again, func(y stix.Thing) bool { return y.ID == x.ID }); i < 0 || !again[i].Created.Equal(x.Created) {
			t.Errorf("a %s is not made when it was", x.Type)
		}
	}
	if n := look(t, b, c, o.At, slices.Concat(bundle, again)).Counts; n.Indicators != len(before.Indicators) {
		t.Errorf("a peer sees %d indicators, not %d", n.Indicators, len(before.Indicators))
	}
}

// What was taken back does not return, though nobody names the answers again, a
// dispute is withdrawn, or the key is another.
func TestWithdrawnStays(t *testing.T) {
	text, err := community.New("labs", began, 180)
	if err != nil {
		t.Fatal(err)
	}
	if text, err = community.Rotate([]byte(text), began.AddDate(0, 0, 30), 180); err != nil {
		t.Fatal(err)
	}
	c, err := community.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	a, b := two(t, c)
	first := collect(t, a.options(c))
	bundle := sent(t, first)
	id := first.indicatorID(&first.Indicators[0])
	o := a.options(c)
	o.At, o.Answers = today.Add(2*time.Hour), by(t, bundle, id, "Lab 1", "Lab 2", "Lab 3", "Lab 4")
	second := collect(t, o)
	if err := second.Keep(); err != nil {
		t.Fatal(err)
	}
	revoked := sent(t, second)
	o.At, o.Answers = today.Add(3*time.Hour), nil
	if third := collect(t, o); !third.Indicators[0].Withdrawn || len(third.Indicators[0].Disputes) != 4 {
		t.Errorf("without the answers: %+v", third.Indicators[0])
	}
	for _, x := range by(t, bundle, id, "Lab 4") {
		x.Revoked, x.Modified = true, x.Modified.Add(time.Hour)
		o.Answers = append(o.Answers, x)
	}
	fourth := collect(t, o)
	if n := fourth.Indicators[0]; !n.Withdrawn || len(n.Disputes) != 3 {
		t.Errorf("a dispute is withdrawn: %+v", n)
	}
	if n := look(t, b, c, o.At, slices.Concat(revoked, bundle)).Counts; n.Revoked != 1 {
		t.Errorf("a peer: %+v", n)
	}
	later := slices.Clone(bundle) // a house that takes back what it took back
	for i := range later {
		later[i].Modified = o.At
	}
	if n := look(t, b, c, o.At, slices.Concat(revoked, later)).Counts; n.Revoked != 1 {
		t.Errorf("a version after the last: %+v", n)
	}
	o.At, o.Answers = began.AddDate(0, 0, 40), nil
	if n := collect(t, o).Indicators; n[slices.IndexFunc(n, func(n Indicator) bool { return n.Kind == community.Skeleton })].Confidence != 5 {
		t.Errorf("under the next key: %+v", n[0])
	}
	for _, form := range Forms[1:] {
		var w strings.Builder
		if err := fourth.Write(&w, form); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(w.String(), fourth.Indicators[0].Value) || !strings.Contains(w.String(), fourth.Indicators[1].Value) {
			t.Errorf("%s has what was withdrawn, or lacks what was not", form)
		}
	}
}

func TestKeptIsRead(t *testing.T) {
	for text, want := range map[string]string{
		"{": "is damaged", `{"schema":"x"}`: "this version reads", `{"schema":"stillhunt.answers/v1","answers":[{"object":{}}]}`: "answer 1",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, KeptFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readKept(dir); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// Who writes a file can write it in many names. A server that knows its users
// lets none do so.
func TestOneDisputeAFile(t *testing.T) {
	c := newCommunity(t, 180)
	a, b := two(t, c)
	found := collect(t, a.options(c))
	bundle := sent(t, found)
	id := found.indicatorID(&found.Indicators[0])
	answers := by(t, bundle, id, "Lab 1", "Lab 2", "Lab 3", "Lab 4")
	in := func(file ...string) []stix.Thing {
		var all []stix.Thing
		for _, f := range file {
			for _, x := range answers {
				x.File = f
				all = append(all, x)
			}
		}
		return all
	}
	for name, x := range map[string]struct {
		things []stix.Thing
		want   int
	}{
		"one file":     {in("one"), 42},
		"twice":        {in("one", "two"), 42},
		"vouched for":  {in(""), 5},
		"both":         {in("one", ""), 5},
		"of two files": {slices.Concat(in("one"), withFile(by(t, bundle, id, "Lab 5"), "two")), 21},
	} {
		o := a.options(c)
		o.At, o.Answers = today.Add(2*time.Hour), x.things
		if got := collect(t, o).Indicators[0].Confidence; got != x.want {
			t.Errorf("%s: shared again with %d, want %d", name, got, x.want)
		}
		f := look(t, b, c, o.At, slices.Concat(bundle, x.things))
		if gone := f.Counts.Disputed == 1; gone != (x.want < Least) {
			t.Errorf("%s: a peer has %+v", name, f.Counts)
		}
	}
	// Nor does a file take back what a server vouches for.
	forged := in("one")
	for i := range forged {
		forged[i].Revoked, forged[i].Modified = true, today.Add(2*time.Hour)
	}
	if got := disputed(Latest(slices.Concat(answers, forged)))[id]; len(got) != 4 {
		t.Errorf("%d disputes are left", len(got))
	}
}

func withFile(all []stix.Thing, file string) []stix.Thing {
	for i := range all {
		all[i].File = file
	}
	return all
}

// What another writes under an id is no version of the object.
func TestAnothersVersion(t *testing.T) {
	c := newCommunity(t, 180)
	a, b := two(t, c)
	found := collect(t, a.options(c))
	bundle := sent(t, found)
	all := slices.Clone(bundle)
	for _, x := range bundle {
		x.Revoked, x.By, x.Modified = x.Type == "indicator", stix.IdentityID("Lab X"), today.Add(time.Second)
		all = append(all, x)
	}
	all = append(all, by(t, bundle, found.CampaignID(), "Lab 1")...)
	f := look(t, b, c, today.Add(2*time.Hour), all)
	if n := f.Counts; n.Looked != 8 || n.Revoked != 8 || n.Found != 4 {
		t.Errorf("%+v", n)
	}
	for _, m := range f.Matches {
		if m.From != "Lab A" || m.Confidence != 42 {
			t.Errorf("%+v", m.Wanted)
		}
	}
}
