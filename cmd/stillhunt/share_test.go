package main

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/observe"
	"github.com/stillhunt/stillhunt/share"
	"github.com/stillhunt/stillhunt/share/community"
)

// lab is one of two that have an operator in common.
type lab struct {
	program
	dir, name string
	traffic   []byte
	facts     []byte
}

func (l *lab) at(name string) string { return filepath.Join(l.dir, name) }

// labs splits the accounts of one campaign of the quickstart range between two
// labs: the first has the range without every second of them, the other has these
// and a range of its own.
func labs(t *testing.T) (a, b *lab) {
	t.Helper()
	other := filepath.Join(t.TempDir(), "range")
	program{}.ok(t, "range", "generate", "quickstart", "-o", other, "--seed", "2", "--quiet")
	moved, n := map[string]bool{}, 0
	for line := range bytes.Lines(read(t, filepath.Join(quickstart(t), "truth.jsonl"))) {
		var x struct{ Account, Group string }
		if err := json.Unmarshal(line, &x); err != nil {
			t.Fatal(err)
		}
		if x.Group == "north" {
			if n++; n%2 == 0 {
				moved[x.Account] = true
			}
		}
	}
	if len(moved) < 20 {
		t.Fatalf("%d accounts are moved: the range has another campaign", len(moved))
	}
	a = &lab{program{}, t.TempDir(), "Lab A", nil, nil}
	b = &lab{program{}, t.TempDir(), "Lab B", logOf(t, other), read(t, filepath.Join(other, "accounts.jsonl"))}
	for _, x := range []struct {
		from     []byte
		one, two *[]byte
	}{{traffic(t), &a.traffic, &b.traffic}, {read(t, accounts(t)), &a.facts, &b.facts}} {
		for line := range bytes.Lines(x.from) {
			var who struct {
				Account string `json:"user.id"`
			}
			if err := json.Unmarshal(line, &who); err != nil {
				t.Fatal(err)
			}
			if moved[who.Account] {
				*x.two = append(*x.two, line...)
			} else {
				*x.one = append(*x.one, line...)
			}
		}
	}
	return a, b
}

// logOf is the log of a range in one piece.
func logOf(t *testing.T, dir string) []byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "traffic", "*.zst"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var all []byte
	for _, name := range files {
		z, err := zstd.NewReader(bytes.NewReader(read(t, name)))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(z)
		z.Close()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, text...)
	}
	return all
}

// hunts makes the lab's key behind the community's, and hunts with it.
func (l *lab) hunts(t *testing.T, communityKey string) {
	t.Helper()
	l.ok(t, "share", "key", "join", communityKey, "-o", l.at("deployment.key"))
	l.ok(t, "hunt", write(t, l.at("log.jsonl"), l.traffic), "--accounts", write(t, l.at("accounts.jsonl"), l.facts), "--key-file", l.at("deployment.key"), "--out", l.at("hunt"), "--quiet")
}

// campaignOf is the campaign that most of these accounts are accused in.
func (l *lab) campaignOf(t *testing.T, crew map[string]bool) (id string, accused map[string]bool) {
	t.Helper()
	_, r := found(t, l.at("hunt"))
	for _, c := range r.Campaigns {
		in, n := map[string]bool{}, 0
		for _, m := range c.Members {
			if in[m.Account] = m.Accused(); m.Accused() && crew[m.Account] {
				n++
			}
		}
		if 2*n > len(crew) {
			return c.ID, in
		}
	}
	t.Fatalf("%s does not name the operator", l.name)
	return "", nil
}

// shows is what a lab's raw traffic and facts show, as the community hashes it:
// indicator → accounts. It takes another way than the program: from the raw
// values, under the community's key alone, with no lake and no deployment key.
func (l *lab) shows(t *testing.T, k community.Key, dated community.Dated) map[string]map[string]bool {
	t.Helper()
	all := map[string]map[string]bool{}
	see := func(kind community.Kind, base uint64, account string) {
		if base == 0 {
			return
		}
		v := dated.Hash(kind, base)
		if all[v] == nil {
			all[v] = map[string]bool{}
		}
		all[v][account] = true
	}
	ob, err := observe.New(observe.Options{Key: k.Base})
	if err != nil {
		t.Fatal(err)
	}
	d, w := exchange.NewDecoder(), ob.Worker()
	var x exchange.Exchange
	var o observe.Observation
	for line := range bytes.Lines(l.traffic) {
		if err := d.Decode(bytes.TrimSpace(line), &x); err != nil {
			t.Fatal(err)
		}
		w.Observe(&x, &o)
		account := strings.Clone(x.Account)
		see(community.Skeleton, o.Skeleton, account)
		see(community.System, o.System, account)
		see(community.Network, o.Network, account)
		see(community.Client, o.Client, account)
	}
	facts, err := exchange.LoadFacts(t.Context(), l.at("accounts.jsonl"), func(r *exchange.Rejection) error { return r })
	if err != nil {
		t.Fatal(err)
	}
	raw := func(domain, value string) uint64 {
		if value == "" {
			return 0
		}
		return k.Base.Sum64(domain, value)
	}
	for id, f := range facts {
		see(community.Payment, raw("payment.fingerprint", f.PaymentFingerprint), id)
		see(community.Device, raw("device", f.Device), id)
	}
	return all
}

// Two labs that an operator harvests at once find each other, and learn nothing
// else. What each side sees is stated here, to the last value.
func TestTwoLabsFindTheirOperator(t *testing.T) {
	a, b := labs(t)
	key := filepath.Join(t.TempDir(), "community.key")
	a.ok(t, "share", "key", "new", "labs", "-o", key, "--from", "2026-03-01", "--days", "365")
	a.hunts(t, key)
	b.hunts(t, key)
	k, err := community.Load(key)
	if err != nil {
		t.Fatal(err)
	}
	dated := k.Dated[0]
	crew := func(l *lab) map[string]bool { // of the operator, by the range's truth
		all := map[string]bool{}
		for line := range bytes.Lines(read(t, filepath.Join(quickstart(t), "truth.jsonl"))) {
			var x struct{ Account, Group string }
			if err := json.Unmarshal(line, &x); err != nil {
				t.Fatal(err)
			}
			if x.Group == "north" && bytes.Contains(l.facts, []byte(`"`+x.Account+`"`)) {
				all[x.Account] = true
			}
		}
		return all
	}
	mine, accused := a.campaignOf(t, crew(a))
	theirs, theirAccused := b.campaignOf(t, crew(b))

	// Lab A shares. What leaves is hashes: no id, no card, device, address or
	// prompt, and no value of its own lake.
	at := []string{"--community", key, "--at", "2026-03-20"}
	a.ok(t, append([]string{"share", "bundle", a.at("hunt"), mine, "--by", a.name, "--key-file", a.at("deployment.key"), "-o", a.at("bundle.json")}, at...)...)
	bundle := read(t, a.at("bundle.json"))
	a.holdsNothingOf(t, "the bundle", bundle)
	shared := map[string]community.Kind{}
	for _, o := range objects(t, bundle) {
		if o["type"] == "x-stillhunt-fingerprint" {
			shared[o["value"].(string)] = community.Kind(o["kind"].(string))
		}
	}
	inA := a.shows(t, k, dated)
	for v := range shared {
		n := 0
		for account := range inA[v] {
			if accused[account] {
				n++
			}
		}
		if n < 3 || float64(n) < .9*float64(len(inA[v])) {
			t.Errorf("a %s leaves that %d accused accounts of %d show", shared[v], n, len(inA[v]))
		}
	}

	// Lab B looks. It finds just what is in both, and the accounts that show it.
	match := append([]string{"share", "match", b.at("hunt"), a.at("bundle.json"), "--key-file", b.at("deployment.key"), "--json", "--by", b.name, "--answer", b.at("answer.json")}, at...)
	var got share.Found
	if err := json.Unmarshal([]byte(b.ok(t, match...).out), &got); err != nil {
		t.Fatal(err)
	}
	inB := b.shows(t, k, dated)
	want := map[string][]string{}
	kinds := map[community.Kind]int{}
	for v, kind := range shared {
		if len(inB[v]) > 0 {
			want[idOf(t, bundle, v)] = slices.Sorted(maps.Keys(inB[v]))
			kinds[kind]++
		}
	}
	seen, in := map[string][]string{}, 0
	for _, m := range got.Matches {
		seen[m.ID] = m.Accounts
		if m.Groups[theirs] > 0 {
			in++
		}
	}
	if !reflect.DeepEqual(seen, want) {
		t.Errorf("Lab B finds %d of the %d that are in both:\n got %v\nwant %v", len(seen), len(want), seen, want)
	}
	for _, kind := range []community.Kind{community.Skeleton, community.Payment, community.Network} {
		if kinds[kind] == 0 {
			t.Errorf("the labs have no %s in common: %v", kind, kinds)
		}
	}
	if in < len(got.Matches)*9/10 {
		t.Errorf("only %d of %d matches lead to the operator's campaign at Lab B (%d accused)", in, len(got.Matches), len(theirAccused))
	}
	t.Logf("of %d indicators %d are found: %v", len(shared), len(got.Matches), kinds)

	// Lab A reads the answer: which of its indicators, and on which days.
	answer := read(t, b.at("answer.json"))
	b.holdsNothingOf(t, "the answer", answer)
	sightings := map[string]bool{}
	for _, o := range objects(t, answer) {
		if o["type"] != "sighting" {
			continue
		}
		sightings[o["sighting_of_ref"].(string)] = true
		has := slices.Sorted(maps.Keys(o))
		for _, name := range []string{"first_seen", "last_seen"} { // cards and devices have none
			has = slices.DeleteFunc(has, func(k string) bool { return k == name })
			if day, ok := o[name].(string); ok && !strings.HasSuffix(day, "T00:00:00.000Z") {
				t.Errorf("a sighting tells the hour: %s", day)
			}
		}
		if want := []string{"created", "created_by_ref", "id", "modified", "object_marking_refs", "sighting_of_ref", "spec_version", "type", "where_sighted_refs"}; !slices.Equal(has, want) {
			t.Errorf("a sighting tells %v", has)
		}
	}
	maps.DeleteFunc(want, func(_ string, accounts []string) bool { return len(accounts) < 3 }) // of so few nobody is told
	if !slices.Equal(slices.Sorted(maps.Keys(sightings)), slices.Sorted(maps.Keys(want))) {
		t.Errorf("%d sightings of %d", len(sightings), len(want))
	}

	// Somebody with the same traffic and another community's key finds nothing.
	stranger := *b
	stranger.dir = t.TempDir()
	otherKey := stranger.at("community.key")
	stranger.ok(t, "share", "key", "new", "others", "-o", otherKey, "--from", "2026-03-01", "--days", "365")
	stranger.hunts(t, otherKey)
	var none share.Found
	out := stranger.ok(t, "share", "match", stranger.at("hunt"), a.at("bundle.json"), "--key-file", stranger.at("deployment.key"), "--json", "--community", otherKey, "--at", "2026-03-20")
	if err := json.Unmarshal([]byte(out.out), &none); err != nil {
		t.Fatal(err)
	}
	if none.Counts.Found != 0 || none.Counts.Unknown != len(shared) {
		t.Errorf("a stranger finds %+v", none.Counts)
	}

	// After ninety days there is nothing to look for.
	var late share.Found
	out = b.ok(t, "share", "match", b.at("hunt"), a.at("bundle.json"), "--key-file", b.at("deployment.key"), "--json", "--community", key, "--at", "2026-06-18")
	if err := json.Unmarshal([]byte(out.out), &late); err != nil {
		t.Fatal(err)
	}
	if late.Counts.Looked != 0 || late.Counts.Expired != len(shared) {
		t.Errorf("after ninety days: %+v", late.Counts)
	}
}

// holdsNothingOf checks that a text that leaves has nothing of the lab in it.
func (l *lab) holdsNothingOf(t *testing.T, what string, text []byte) {
	t.Helper()
	words := map[string]string{}
	facts, err := exchange.LoadFacts(t.Context(), l.at("accounts.jsonl"), func(r *exchange.Rejection) error { return r })
	if err != nil {
		t.Fatal(err)
	}
	for id, f := range facts {
		for kind, w := range map[string]string{"an account": id, "an organisation": f.Org, "a card": f.PaymentFingerprint, "a device": f.Device, "an address": f.SignupAddress} {
			words[w] = kind
		}
	}
	d := exchange.NewDecoder()
	var x exchange.Exchange
	n := 0
	for line := range bytes.Lines(l.traffic) {
		if n++; n%20 != 0 { // enough, and each is looked for in all of the text
			continue
		}
		if err := d.Decode(bytes.TrimSpace(line), &x); err != nil {
			t.Fatal(err)
		}
		words[strings.Clone(x.Address)] = "an address"
		for _, m := range x.Input {
			if len(m.Text) > 12 {
				words[strings.Clone(m.Text)] = "a prompt"
			}
		}
	}
	for _, name := range []string{"links.parquet", "facts.parquet"} {
		for _, row := range table(t, l.at("hunt/"+name)) {
			for _, word := range bytes.FieldsFunc(row, func(r rune) bool { return !strings.ContainsRune("0123456789abcdef", r) }) {
				if len(word) >= 14 && len(word) <= 16 {
					words[string(word)] = "a value of the lake"
				}
			}
		}
	}
	delete(words, "")
	if len(words) < 1000 {
		t.Fatalf("only %d words are looked for", len(words))
	}
	for w, kind := range words {
		if bytes.Contains(text, []byte(w)) {
			t.Errorf("%s holds %s", what, kind)
		}
	}
}

func objects(t *testing.T, bundle []byte) []map[string]any {
	t.Helper()
	var b struct{ Objects []map[string]any }
	if err := json.Unmarshal(bundle, &b); err != nil {
		t.Fatal(err)
	}
	return b.Objects
}

// idOf is the indicator of a value.
func idOf(t *testing.T, bundle []byte, value string) string {
	t.Helper()
	for _, o := range objects(t, bundle) {
		if p, ok := o["pattern"].(string); ok && strings.Contains(p, value) {
			return o["id"].(string)
		}
	}
	t.Fatalf("there is no indicator of %s", value)
	return ""
}
