package hunt

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/profile"
)

// told is a finished hunt of n accounts, whose first groups of a hundred are
// campaigns; a group's accounts are at places from..to of the set.
type told struct {
	day       int
	campaigns [][2]int
	groups    [][2]int
}

func (w told) write(t testing.TB, h *hunt) campaign.Result {
	t.Helper()
	s := &profile.Set{}
	for i := range 400 {
		s.Accounts = append(s.Accounts, profile.Account{AccountRow: lake.AccountRow{ID: fmt.Sprintf("user-%d", i), Account: h.key.Sum64("account", fmt.Sprint(i))}})
	}
	assessed := func(spans [][2]int) (out []campaign.Assessed, groups []campaign.Group) {
		for _, span := range spans {
			g := campaign.Assessed{Group: campaign.Group{ID: fmt.Sprintf("%06x%06x", span[0], span[1]), Name: fmt.Sprintf("bird %d", span[0]), Accounts: span[1] - span[0]}}
			for i := span[0]; i < span[1]; i++ {
				g.Members = append(g.Members, campaign.Member{Account: s.Accounts[i].ID, Probability: .9, Role: campaign.RoleOperator})
				g.Accounts = append(g.Accounts, int32(i))
			}
			g.Members = append(g.Members, campaign.Member{Account: "user-399", Probability: .9, Role: campaign.RoleCustomer}) // never accused
			g.Accounts = append(g.Accounts, 399)
			out, groups = append(out, g), append(groups, g.Group)
		}
		return out, groups
	}
	var found campaign.Assessment
	r := campaign.Result{Schema: campaign.Schema, Version: "1", ParametersSHA256: strings.Repeat("ab", 32),
		Input: campaign.Input{Exchanges: 9, Accounts: 400, From: "2026-03-01T00:00:00Z", To: fmt.Sprintf("2026-03-%02dT00:00:00Z", w.day)}}
	found.Campaigns, r.Campaigns = assessed(w.campaigns)
	found.Groups, r.Groups = assessed(w.groups)
	if err := h.remember(r, &found, s); err != nil {
		t.Fatal(err)
	}
	return r
}

func historian(t testing.TB, dir string) *hunt {
	t.Helper()
	return &hunt{Options: Options{Out: dir}, key: secret(t, 1)}
}

func history(t testing.TB, h *hunt) History {
	t.Helper()
	past, err := ReadHistory(h.Out)
	if err != nil {
		t.Fatal(err)
	}
	return past
}

// A campaign keeps its lineage through a growth, a merge and a split.
func TestLineage(t *testing.T) {
	h := historian(t, t.TempDir())
	told{day: 1, campaigns: [][2]int{{0, 40}}, groups: [][2]int{{40, 60}}}.write(t, h)
	told{day: 2, campaigns: [][2]int{{0, 39}}, groups: [][2]int{{40, 61}}}.write(t, h)
	told{day: 3, campaigns: [][2]int{{0, 70}}}.write(t, h)
	told{day: 4, campaigns: [][2]int{{0, 30}, {100, 130}}, groups: [][2]int{{30, 70}}}.write(t, h)
	told{day: 5, campaigns: [][2]int{{30, 70}}}.write(t, h)
	past := history(t, h)
	var got []string
	for _, e := range past.Hunts {
		for _, d := range e.Found {
			got = append(got, fmt.Sprintf("%s %s %s%s of %s since %s as %s with %d", e.To[8:10], d.Kind, d.Relation.Relation, d.Moved, d.Lineage, d.Since[8:10], d.Origin.Kind, d.Origin.Accounts))
		}
		for _, k := range e.Ended {
			got = append(got, fmt.Sprintf("%s %s ended", e.To[8:10], k.ID))
		}
	}
	want := []string{
		"01 campaign new of 000000000028 since 01 as campaign with 40",
		"01 group new of 00002800003c since 01 as group with 20",
		"02 campaign shrank of 000000000028 since 01 as campaign with 40",
		"02 group grew of 00002800003c since 01 as group with 20",
		"03 campaign merged of 000000000028 since 01 as campaign with 40",
		"04 campaign split of 00000000001e since 04 as campaign with 30",
		"04 campaign new of 000064000082 since 04 as campaign with 30",
		"04 group splitunnamed of 000000000028 since 01 as campaign with 40",
		"05 campaign samenamed of 000000000028 since 01 as campaign with 40",
		"05 00000000001e ended",
		"05 000064000082 ended",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(past.Members) != 1 || len(past.Members["00001e000046"]) != 40 {
		t.Errorf("members are kept of %d, %d of the last", len(past.Members), len(past.Members["00001e000046"]))
	}
	valid(t, h.Out)
}

// valid checks the file against the published schema.
func valid(t testing.TB, dir string) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(HistorySchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, HistoryFile))
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err == nil {
		err = s.Validate(v)
	}
	if err != nil {
		t.Error(err)
	}
}

// The same result again adds nothing, whether or not the hunt was killed after
// its history was written; the file does not change by a byte.
func TestHistoryIsDoneOnce(t *testing.T) {
	h := historian(t, t.TempDir())
	path := filepath.Join(h.Out, HistoryFile)
	told{day: 1, campaigns: [][2]int{{0, 40}}}.write(t, h)
	told{day: 2, campaigns: [][2]int{{0, 50}}}.write(t, h)
	first, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	told{day: 2, campaigns: [][2]int{{0, 50}}}.write(t, h)
	if again, err := os.ReadFile(path); err != nil || !bytes.Equal(first, again) {
		t.Errorf("a second time: %v, %s", err, again)
	}
}

// Under another key hashes mean something else: nothing is compared.
func TestHistoryUnderAnotherKey(t *testing.T) {
	h := historian(t, t.TempDir())
	told{day: 1, campaigns: [][2]int{{0, 40}}}.write(t, h)
	h.key = secret(t, 2)
	told{day: 2, campaigns: [][2]int{{0, 50}}}.write(t, h)
	if e := history(t, h).Hunts[1]; e.Follows || e.Found[0].Relation.Relation != Fresh || len(e.Ended) > 0 {
		t.Errorf("%+v", e)
	}
}

// A key that was rotated is no other key: lineages go on, and what is kept is
// under the new one.
func TestHistoryThroughARotation(t *testing.T) {
	h := historian(t, t.TempDir())
	told{day: 1, campaigns: [][2]int{{0, 40}}}.write(t, h)
	for i := range byte(3) {
		h.key = h.key.Then(secret(t, 10+i))
		told{day: 2 + int(i), campaigns: [][2]int{{0, 41 + int(i)}}}.write(t, h)
		past := history(t, h)
		last := past.Hunts[len(past.Hunts)-1]
		if !last.Follows || last.Found[0].Relation.Relation != Grew || last.Found[0].Lineage != "000000000028" {
			t.Errorf("after %d rotations: %+v", i+1, last)
		}
	}
}

func TestHistoryIsBounded(t *testing.T) {
	var past History
	k := secret(t, 1)
	for i := range historyLength + 5 {
		next, changed := past.append(Entry{To: fmt.Sprint(i), Result: fmt.Sprint(i), Key: k.ID()}, []crew[uint64]{{Kin{"a", "a", KindGroup, 2}, []uint64{1, 2}}}, k)
		if !changed {
			t.Fatal("nothing was added")
		}
		past = next
	}
	last := past.Hunts[len(past.Hunts)-1]
	if len(past.Hunts) != historyLength || last.Found[0].Since != "0" {
		t.Errorf("%d hunts, known since %q", len(past.Hunts), last.Found[0].Since)
	}
}

func TestDamagedHistory(t *testing.T) {
	for text, want := range map[string]string{
		`{"schema":`:                           "is damaged",
		`{"schema":"stillhunt.history/v9"}`:    "is of schema",
		`{"members":{"a":"AAAA"}}`:             "is damaged",
		`{"members":{"a":"AAAAAAAAAAA!"}}`:     "is damaged",
		`{"schema":1,"hunts":[],"members":{}}`: "is damaged",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, HistoryFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := ReadHistory(dir)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "remove the file") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// What a hunt finds does not depend on what hunts before it found: history is
// written from the result, and nothing of it comes back. No two of one hunt have
// one lineage, and a lineage is never older than the history.
func TestResultIgnoresHistory(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := historian(t, t.TempDir())
		span := func(label string) (out [][2]int) {
			at := 0
			for range rapid.IntRange(0, 5).Draw(rt, label) {
				from := at + rapid.IntRange(0, 20).Draw(rt, "gap")
				at = from + rapid.IntRange(1, 40).Draw(rt, "size")
				out = append(out, [2]int{from, at})
			}
			return out
		}
		var alone []byte
		last := told{day: 9, campaigns: span("last")}
		if b, err := encode(last.write(t, historian(t, t.TempDir()))); err == nil {
			alone = b
		}
		for day := range rapid.IntRange(0, 4).Draw(rt, "hunts") {
			told{day: 1 + day, campaigns: span("campaigns")}.write(t, h)
		}
		b, err := encode(last.write(t, h))
		if err != nil || !bytes.Equal(b, alone) {
			rt.Fatalf("%v: the result is another", err)
		}
		past := history(t, h)
		for _, e := range past.Hunts {
			seen := map[string]bool{}
			for _, d := range e.Found {
				if seen[d.Lineage] {
					rt.Fatalf("two of %s in one hunt", d.Lineage)
				}
				seen[d.Lineage] = true
				if d.Since < past.Hunts[0].To || d.Since > e.To {
					rt.Fatalf("known since %s", d.Since)
				}
			}
		}
		if _, err := json.Marshal(past); err != nil {
			rt.Fatal(err)
		}
	})
}

func secret(t testing.TB, b byte) key.Key {
	t.Helper()
	k, err := key.FromBytes(bytes.Repeat([]byte{b}, key.Size))
	if err != nil {
		t.Fatal(err)
	}
	return k
}
