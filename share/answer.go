package share

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/share/stix"
)

// Answer says what a peer is told of what was found.
type Answer struct {
	By     string
	At     time.Time
	TLP    string // empty is amber
	Counts bool   // how many exchanges; else only that it was seen, and on which days
}

// Write writes sightings of what was found, for the peers who look for it. They
// learn that it occurs here and between which days; no account, and no value.
// What fewer than leastAccounts accounts show is not told: who invents an
// indicator for each value that he can guess would learn where one person is.
func (a Answer) Write(w io.Writer, f *Found) error {
	b, err := a.begin()
	if err != nil {
		return err
	}
	said := map[string]bool{}
	for i := range f.Matches {
		m := &f.Matches[i]
		if said[m.ID] || len(m.Accounts) < leastAccounts {
			continue
		}
		said[m.ID] = true
		p := stix.Object{"sighting_of_ref": m.ID, "where_sighted_refs": []string{stix.IdentityID(a.By)}}
		if m.Exchanges > 0 {
			p["first_seen"], p["last_seen"] = day(m.first), day(m.last)
		}
		if a.Counts && m.Exchanges > 0 {
			p["count"] = min(m.Exchanges, 999_999_999)
		}
		b.add(b.new("sighting", m.ID, "seen").With(p))
	}
	return stix.Bundle(w, b.objects)
}

// day is midnight UTC of a moment's day.
func day(micros int64) string {
	return stix.Stamp(time.UnixMicro(micros).UTC().Truncate(24 * time.Hour))
}

// Dispute writes that these objects of a peer are wrong: a sighting that was a
// false positive for each indicator or campaign, and an opinion that strongly
// disagrees with all of them.
func (a Answer) Dispute(w io.Writer, things []stix.Thing, ids []string, why string) error {
	switch {
	case len(ids) == 0:
		return errors.New("name what is wrong: ids of indicators or of a campaign")
	case strings.TrimSpace(why) == "":
		return errors.New("say why it is wrong: whoever wrote it has to be able to check")
	}
	b, err := a.begin()
	if err != nil {
		return err
	}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	for _, id := range ids {
		i := slices.IndexFunc(things, func(t stix.Thing) bool { return t.ID == id })
		switch {
		case i < 0:
			return fmt.Errorf("there is no %s in what was read", id)
		case things[i].Type != "indicator" && things[i].Type != "campaign":
			return fmt.Errorf("%s is neither an indicator nor a campaign", id)
		case things[i].By == stix.IdentityID(a.By):
			return fmt.Errorf("%s is your own: share it again without it, or let it end", id)
		}
		b.add(b.new("sighting", id, "false-positive").With(stix.Object{
			"sighting_of_ref": id, "where_sighted_refs": []string{stix.IdentityID(a.By)}, "description": why,
			"extensions": stix.Object{stix.ExtensionID: stix.Object{"extension_type": "property-extension", "verdict": stix.FalsePositive}},
		}))
	}
	b.add(b.new("opinion", append([]string{"dispute"}, ids...)...).With(stix.Object{
		"opinion": "strongly-disagree", "explanation": why, "authors": []string{a.By}, "object_refs": ids,
	}))
	return stix.Bundle(w, b.objects)
}

// answering is an answer in the making.
type answering struct {
	Answer
	mark    stix.Object
	objects []stix.Object
}

func (a Answer) begin() (*answering, error) {
	if a.TLP == "" {
		a.TLP = "amber"
	}
	mark := stix.TLP(a.TLP)
	switch {
	case mark == nil:
		return nil, fmt.Errorf("%q is no level of TLP 2.0: %s", a.TLP, strings.Join(stix.Levels, ", "))
	case strings.TrimSpace(a.By) == "":
		return nil, errors.New("a house that answers has a name: say it with --by")
	}
	return &answering{a, mark, []stix.Object{mark, stix.Project(), stix.Identity(a.By), stix.Extension()}}, nil
}

// new is an object of the answer. It is told from others by what it is about and
// by the day, which is when it counts as made: a second answer of a day is a
// later version of the first.
func (b *answering) new(kind string, parts ...string) stix.Object {
	made := stix.Stamp(b.At.UTC().Truncate(24 * time.Hour))
	return stix.New(kind, made, stix.Stamp(b.At), append([]string{"answer", b.By, made}, parts...)...)
}

func (b *answering) add(o stix.Object) {
	b.objects = append(b.objects, o.With(stix.Object{"created_by_ref": stix.IdentityID(b.By), "object_marking_refs": []string{b.mark.ID()}}))
}
