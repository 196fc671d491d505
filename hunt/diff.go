package hunt

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/stillhunt/stillhunt/campaign"
)

// Finished is a hunt directory as far as comparing it needs.
type Finished struct {
	Dir      string
	Result   campaign.Result
	Manifest Manifest
}

// Diff is what is different in a later hunt.
type Diff struct {
	Before DiffSide `json:"before"`
	After  DiffSide `json:"after"`
	// Changed lists what the hunts were told and what they ran on.
	Changed []Change `json:"changed"`
	// Incomparable says why accounts, and all that is made of them, cannot be
	// compared; empty if they can. Found and what follows is then empty.
	Incomparable string       `json:"not_comparable,omitempty"`
	Found        []Relation   `json:"found"` // campaigns, then groups
	Ended        []Kin        `json:"ended"`
	Accused      []Accusation `json:"newly_accused"`
	Cleared      []Accusation `json:"no_longer_accused"`
}

// DiffSide is one of the two hunts.
type DiffSide struct {
	Dir       string `json:"dir"`
	Exchanges int64  `json:"exchanges"`
	Accounts  int64  `json:"accounts"`
	From      string `json:"from"`
	To        string `json:"to"`
	Campaigns int    `json:"campaigns"`
	Groups    int    `json:"groups"`
}

// Change is a thing that differs between two hunts, and what it was and is. A
// side is empty where the hunt had none.
type Change struct {
	What   string `json:"what"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Accusation is an account and the campaign that it is accused in.
type Accusation struct {
	Account  string `json:"account"`
	Campaign string `json:"campaign"` // id
	Name     string `json:"name"`
}

// ReadManifest reads manifest.json of a hunt directory.
func ReadManifest(dir string) (Manifest, error) {
	var m Manifest
	path := filepath.Join(dir, ManifestFile)
	text, err := os.ReadFile(path)
	if err != nil {
		return m, fmt.Errorf("reading the hunt's manifest: %w", err)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("%s is damaged (%w): hunt again", path, err)
	}
	return m, nil
}

// Compare says what is different in a later hunt. Campaigns and groups are
// matched by their accused accounts, as history.json does it.
func Compare(before, after Finished) Diff {
	d := Diff{
		Before: before.side(), After: after.side(), Changed: changes(before, after), Incomparable: incomparable(before, after),
		Found: []Relation{}, Ended: []Kin{}, Accused: []Accusation{}, Cleared: []Accusation{},
	}
	if d.Incomparable != "" {
		return d
	}
	became := follow(before.crews(), after.crews())
	d.Found, d.Ended = append(d.Found, became.now...), append(d.Ended, became.ended...)
	was, is := before.accused(), after.accused()
	for _, account := range slices.Sorted(maps.Keys(is)) {
		if _, ok := was[account]; !ok {
			d.Accused = append(d.Accused, is[account])
		}
	}
	for _, account := range slices.Sorted(maps.Keys(was)) {
		if _, ok := is[account]; !ok {
			d.Cleared = append(d.Cleared, was[account])
		}
	}
	return d
}

func (f Finished) side() DiffSide {
	in := f.Result.Input
	return DiffSide{f.Dir, in.Exchanges, in.Accounts, in.From, in.To, len(f.Result.Campaigns), len(f.Result.Groups)}
}

func (f Finished) crews() []crew[string] {
	var out []crew[string]
	add := func(list []campaign.Group, kind string) {
		for _, g := range list {
			c := crew[string]{Kin: Kin{g.ID, g.Name, kind, g.Accounts}}
			for _, m := range g.Members {
				if m.Accused() {
					c.accounts = append(c.accounts, m.Account)
				}
			}
			out = append(out, c)
		}
	}
	add(f.Result.Campaigns, KindCampaign)
	add(f.Result.Groups, KindGroup)
	return out
}

// accused are the accounts that a campaign accuses.
func (f Finished) accused() map[string]Accusation {
	out := map[string]Accusation{}
	for _, g := range f.Result.Campaigns {
		for _, m := range g.Members {
			if m.Accused() {
				out[m.Account] = Accusation{m.Account, g.ID, g.Name}
			}
		}
	}
	return out
}

// incomparable says why an account of one hunt cannot be found in the other.
func incomparable(before, after Finished) string {
	was, is := before.ids(), after.ids()
	switch {
	case was == "" || is == "": // a hunt that found nobody
		return ""
	case was != is:
		return fmt.Sprintf("account ids are written with --ids %s in %s and with --ids %s in %s", was, before.Dir, is, after.Dir)
	case is == keyedIDs && before.Manifest.Key != after.Manifest.Key:
		return "account ids are keyed, and the hunts had different keys"
	}
	return ""
}

const keyedIDs = "keyed"

var keyedID = regexp.MustCompile("^[0-9a-f]{32}$")

// ids is how the hunt wrote account ids. A manifest of an earlier version does
// not say it; its ids do. Empty if there are none.
func (f Finished) ids() string {
	if f.Manifest.IDs != "" {
		return f.Manifest.IDs
	}
	how := ""
	for _, c := range f.crews() {
		for _, account := range c.accounts {
			if how = keyedIDs; !keyedID.MatchString(account) {
				return "keep"
			}
		}
	}
	return how
}

// changes lists what differs of what the hunts were told.
func changes(before, after Finished) []Change {
	out := []Change{}
	add := func(what, was, is string) {
		if was != is {
			out = append(out, Change{what, was, is})
		}
	}
	a, b := before.Manifest, after.Manifest
	add("version", before.Result.Version, after.Result.Version)
	add("key", a.Key, b.Key)
	add("--ids", before.ids(), after.ids())
	add("--from", a.From, b.From)
	add("--to", a.To, b.To)
	add("--fdr", number(before.Result.FDR), number(after.Result.FDR))
	for _, role := range slices.Sorted(maps.Keys(union(a.Records, b.Records))) {
		add(flagOf(role), a.Records[role], b.Records[role])
	}
	add("formats", strings.Join(before.Result.Input.Sources, ", "), strings.Join(after.Result.Input.Sources, ", "))
	add("calibration", before.Result.Calibration.State, after.Result.Calibration.State)
	if len(out) == 0 { // whatever it is, it can change a result
		add("parameters", before.Result.ParametersSHA256, after.Result.ParametersSHA256)
	}
	return out
}

// flagOf is the option that names a file of the manifest's records.
func flagOf(role string) string {
	if role == "asn" {
		return "--asn-db"
	}
	return "--" + strings.ReplaceAll(role, "_", "-")
}

func union(a, b map[string]string) map[string]string {
	out := maps.Clone(a)
	if out == nil {
		out = map[string]string{}
	}
	maps.Copy(out, b)
	return out
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
