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
// the latest, and none of who wrote the object.
func disputed(all []stix.Thing) map[string][]Dispute {
	names, author := map[string]string{}, map[string]string{}
	for i := range all {
		t := &all[i]
		if t.Type == "identity" {
			names[t.ID] = t.Name
		}
		author[t.ID] = t.By
	}
	out := map[string][]Dispute{}
	for i := range all {
		t := &all[i]
		if !t.Disputes() || t.Revoked || t.By == "" {
			continue
		}
		for _, about := range t.About() {
			if t.By == author[about] {
				continue
			}
			d := Dispute{t.By, names[t.By], t.Modified, clean(cmp.Or(t.Explanation, t.Description))}
			old := slices.IndexFunc(out[about], func(o Dispute) bool { return o.By == d.By })
			switch {
			case old < 0:
				out[about] = append(out[about], d)
			case out[about][old].At.Before(d.At):
				out[about][old] = d
			}
		}
	}
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
func campaigns(all []stix.Thing) map[string]string {
	author, out := map[string]string{}, map[string]string{}
	for i := range all {
		author[all[i].ID] = all[i].By
	}
	for i := range all {
		t := &all[i]
		if t.Type == "relationship" && t.Relationship == "indicates" && t.By == author[t.Source] && t.By == author[t.Target] {
			out[t.Source] = t.Target
		}
	}
	return out
}

// lowered is a confidence after disputes: each peer halves it, so that one
// mistaken or hostile peer cannot take it away alone.
func lowered(confidence int, by []Dispute) int { return confidence >> min(len(by), 7) }

// clean is what a peer wrote, fit for a terminal: one line, and not long.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	if runes := []rune(text); len(runes) > 200 {
		text = string(runes[:199]) + "…"
	}
	return strings.TrimSpace(text)
}
