package share

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/share/stix"
)

// Dispute is a peer's word that something is wrong: a sighting that was a false
// positive, or an opinion that strongly disagrees.
type Dispute struct {
	By   string    `json:"by"` // the peer's identity
	Name string    `json:"name,omitempty"`
	At   time.Time `json:"at"`
	Why  string    `json:"why,omitempty"`
}

// disputed gives the disputes by the object that they are about: of one peer
// the latest, and none of who wrote the object. Of a file that no server vouches
// for one peer counts, the first by his id: whoever wrote it can invent names.
func disputed(all []stix.Thing) map[string][]Dispute {
	names, wrote := map[string]string{}, map[authored]bool{}
	for i := range all {
		t := &all[i]
		if t.Type == "identity" {
			names[t.ID] = t.Name
		}
		wrote[authored{t.ID, t.By}] = true
	}
	type in struct{ about, file string }
	counts := map[in]string{}
	each := func(f func(t *stix.Thing, about string)) {
		for i := range all {
			t := &all[i]
			if !t.Disputes() || t.Revoked || t.By == "" {
				continue
			}
			for _, about := range t.About() {
				if !wrote[authored{about, t.By}] {
					f(t, about)
				}
			}
		}
	}
	each(func(t *stix.Thing, about string) {
		if at := (in{about, t.File}); counts[at] == "" || t.By < counts[at] {
			counts[at] = t.By
		}
	})
	out := map[string][]Dispute{}
	each(func(t *stix.Thing, about string) {
		if t.File != "" && counts[in{about, t.File}] != t.By {
			return
		}
		d := Dispute{t.By, stix.Clean(names[t.By]), t.Modified, stix.Clean(cmp.Or(t.Explanation, t.Description))}
		old := slices.IndexFunc(out[about], func(o Dispute) bool { return o.By == d.By })
		switch {
		case old < 0:
			out[about] = append(out[about], d)
		case out[about][old].At.Before(d.At):
			out[about][old] = d
		}
	})
	for _, list := range out {
		slices.SortFunc(list, func(a, b Dispute) int { return strings.Compare(a.By, b.By) })
	}
	return out
}

// together are disputes of a thing and of what it is part of: one of each peer.
func together(one, two []Dispute) []Dispute {
	out := slices.Clone(one)
	for _, d := range two {
		if !slices.ContainsFunc(out, func(o Dispute) bool { return o.By == d.By }) {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b Dispute) int { return strings.Compare(a.By, b.By) })
	return out
}

// campaigns gives the campaigns of indicators, as the author of both says it.
func campaigns(all []stix.Thing) map[authored]string {
	wrote, out := map[authored]bool{}, map[authored]string{}
	for i := range all {
		wrote[authored{all[i].ID, all[i].By}] = true
	}
	for i := range all {
		t := &all[i]
		if t.Type == "relationship" && t.Relationship == "indicates" && wrote[authored{t.Source, t.By}] && wrote[authored{t.Target, t.By}] {
			out[authored{t.Source, t.By}] = t.Target
		}
	}
	return out
}

// lowered is a confidence after disputes: each peer halves it, so that one
// mistaken or hostile peer cannot take it away alone.
func lowered(confidence int, by []Dispute) int { return confidence >> min(len(by), 7) }
