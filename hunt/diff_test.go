package hunt

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/campaign"
)

// ended is a finished hunt whose campaigns, or groups, have the accounts from..to.
func ended(dir string, campaigns, groups [][2]int) Finished {
	f := Finished{Dir: dir, Manifest: Manifest{Version: "1", Key: "k1", IDs: "keep", Parameters: "p1", Records: map[string]string{"accounts": "a1"}}}
	f.Result.Version, f.Result.ParametersSHA256, f.Result.FDR = "1", "p1", .01
	of := func(spans [][2]int) (out []campaign.Group) {
		for _, s := range spans {
			g := campaign.Group{ID: fmt.Sprintf("id-%d-%d", s[0], s[1]), Name: fmt.Sprintf("bird %d", s[0]), Accounts: s[1] - s[0] + 1}
			for a := s[0]; a <= s[1]; a++ {
				g.Members = append(g.Members, campaign.Member{Account: fmt.Sprintf("user-%02d", a), Probability: 1, Role: campaign.RoleOperator})
			}
			g.Members = append(g.Members, campaign.Member{Account: "bystander", Probability: 1, Role: campaign.RoleCustomer})
			out = append(out, g)
		}
		return out
	}
	f.Result.Campaigns, f.Result.Groups = of(campaigns), of(groups)
	return f
}

func TestCompare(t *testing.T) {
	before := ended("a", [][2]int{{1, 10}, {21, 25}}, [][2]int{{31, 40}})
	after := ended("b", [][2]int{{1, 12}, {31, 40}}, [][2]int{{51, 60}})
	d := Compare(before, after)
	got := map[string]string{}
	for _, r := range d.Found {
		got[r.ID] = r.Kind + " " + r.Relation + r.Moved
	}
	if want := (map[string]string{"id-1-12": "campaign grew", "id-31-40": "campaign samenamed", "id-51-60": "group new"}); !reflect.DeepEqual(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
	if len(d.Ended) != 1 || d.Ended[0].ID != "id-21-25" {
		t.Errorf("ended %v", d.Ended)
	}
	if len(d.Accused) != 12 || d.Accused[0] != (Accusation{"user-11", "id-1-12", "bird 1"}) || d.Accused[2].Account != "user-31" {
		t.Errorf("newly accused %v", d.Accused)
	}
	if len(d.Cleared) != 5 || d.Cleared[0] != (Accusation{"user-21", "id-21-25", "bird 21"}) {
		t.Errorf("no longer accused %v", d.Cleared)
	}
	if len(d.Changed) != 0 || d.Incomparable != "" {
		t.Errorf("changed %v, %q", d.Changed, d.Incomparable)
	}
}

func TestCompareWhatWasTold(t *testing.T) {
	for name, c := range map[string]struct {
		change func(f *Finished)
		what   string // of the changes, joined
		why    string // accounts cannot be compared
	}{
		"version": {func(f *Finished) { f.Result.Version = "2" }, "version 1 2", ""},
		"key":     {func(f *Finished) { f.Manifest.Key = "k2" }, "key k1 k2", ""},
		"window":  {func(f *Finished) { f.Manifest.From = "2026-03-01T00:00:00Z" }, "--from  2026-03-01T00:00:00Z", ""},
		"rate":    {func(f *Finished) { f.Result.FDR = .05 }, "--fdr 0.01 0.05", ""},
		"facts": {func(f *Finished) { f.Manifest.Records = map[string]string{"asn": "x", "known_sets": "y"} },
			"--accounts a1 , --asn-db  x, --known-sets  y", ""},
		"something else":     {func(f *Finished) { f.Result.ParametersSHA256 = "p2" }, "parameters p1 p2", ""},
		"ids":                {func(f *Finished) { f.Manifest.IDs = "keyed" }, "--ids keep keyed", "with --ids keep in a and with --ids keyed in b"},
		"an older manifest":  {func(f *Finished) { f.Manifest.IDs = "" }, "", ""},
		"nobody in this one": {func(f *Finished) { f.Result.Campaigns, f.Result.Groups, f.Manifest.IDs = nil, nil, "" }, "--ids keep ", ""},
	} {
		t.Run(name, func(t *testing.T) {
			before, after := ended("a", [][2]int{{1, 9}}, nil), ended("b", [][2]int{{1, 9}}, nil)
			c.change(&after)
			d := Compare(before, after)
			var what []string
			for _, x := range d.Changed {
				what = append(what, x.What+" "+x.Before+" "+x.After)
			}
			if strings.Join(what, ", ") != c.what || !strings.Contains(d.Incomparable, c.why) || (d.Incomparable == "") != (c.why == "") {
				t.Errorf("changed %q, not comparable: %q", what, d.Incomparable)
			}
		})
	}
}

// Keyed ids mean something under one key only.
func TestCompareKeyedIDs(t *testing.T) {
	keyed := func(key string) Finished {
		f := ended(key, [][2]int{{1, 9}}, nil)
		for i := range f.Result.Campaigns[0].Members {
			f.Result.Campaigns[0].Members[i].Account = fmt.Sprintf("%032x", i)
		}
		f.Manifest.Key, f.Manifest.IDs = key, ""
		return f
	}
	if d := Compare(keyed("k1"), keyed("k1")); d.Incomparable != "" || len(d.Found) != 1 {
		t.Errorf("under one key: %+v", d)
	}
	if d := Compare(keyed("k1"), keyed("k2")); !strings.Contains(d.Incomparable, "different keys") || len(d.Found)+len(d.Accused) != 0 {
		t.Errorf("under two keys: %+v", d)
	}
}

func TestReadManifest(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, ManifestFile), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadManifest(dir); err == nil || !strings.Contains(err.Error(), "hunt again") {
		t.Errorf("a damaged manifest: %v", err)
	}
	if _, err := ReadManifest(t.TempDir()); err == nil {
		t.Error("no manifest is no error")
	}
}
