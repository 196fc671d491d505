package share

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/share/community"
	"github.com/stillhunt/stillhunt/share/stix"
)

// authored is an object by its id and who wrote it: what another writes under the
// same id is no version of it.
type authored struct{ id, by string }

// ahead is how far a peer's clock may be before ours.
const ahead = 24 * time.Hour

// want sorts the indicators out: those that are looked for, by id.
func (s *search) want(n *Counts) []Wanted {
	latest := Latest(s.Things)
	disputes, of := disputed(latest), campaigns(latest)
	names := map[string]string{}
	for i := range latest {
		if latest[i].Type == "identity" {
			names[latest[i].ID] = stix.Clean(latest[i].Name)
		}
	}
	var all []Wanted
	for i := range latest {
		t := &latest[i]
		if t.Type != "indicator" {
			continue
		}
		n.Indicators++
		keyID, kind, value, ok := stix.ParsePattern(t.Pattern)
		campaign := of[authored{t.ID, t.By}]
		w := Wanted{
			ID: t.ID, Kind: community.Kind(kind), From: cmp.Or(names[t.By], stix.Clean(t.By)), Confidence: 50, ValidUntil: until(t),
			Disputes: together(disputes[t.ID], disputes[campaign]), keyID: keyID, value: value, by: t.By, campaign: campaign, made: t.Modified,
		}
		if t.Confidence != nil {
			w.Confidence = max(0, min(100, *t.Confidence))
		}
		// What the author has lowered already is not lowered for the same again.
		w.Confidence = min(w.Confidence, lowered(max(w.Confidence, min(100, t.Undisputed())), w.Disputes))
		dated, known := s.Community.Find(keyID)
		if known && dated.Until.Before(w.ValidUntil) {
			w.ValidUntil = dated.Until
		}
		switch {
		case !ok || t.PatternType != "stix" || !slices.Contains(community.Kinds, w.Kind):
			n.Foreign++
		case t.Revoked:
			n.Revoked++
		case t.Modified.After(s.At.Add(ahead)): // its 90 days would begin when he likes
			n.Ahead++
		case !s.At.Before(w.ValidUntil):
			n.Expired++
		case !known:
			n.Unknown++
		case replaced(s.Community, dated, t.Modified): // by somebody who left and lacks the new key, or by mistake
			n.Replaced++
		case !slices.Contains(s.Kinds, w.Kind):
			n.Other++
		case w.Confidence < Least:
			n.Disputed++
		default:
			all = append(all, w)
		}
	}
	all = s.atMost(all, n)
	for _, w := range all {
		s.wanted[w.place()] = true
		if !slices.ContainsFunc(s.keys[w.Kind], func(h *community.Hasher) bool { return h.Key.ID == w.keyID }) {
			dated, _ := s.Community.Find(w.keyID)
			s.keys[w.Kind] = append(s.keys[w.Kind], dated.Hasher(w.Kind))
		}
	}
	n.Looked = len(all)
	return all
}

// atMost leaves of each campaign as many indicators of a kind as may leave a
// house, the latest: more are guesses, or a flood. They come out by id.
func (s *search) atMost(all []Wanted, n *Counts) []Wanted {
	slices.SortFunc(all, func(a, b Wanted) int {
		return cmp.Or(b.made.Compare(a.made), strings.Compare(a.ID, b.ID), strings.Compare(a.by, b.by))
	})
	type of struct {
		by, campaign string
		kind         community.Kind
	}
	have := map[of]int{}
	all = slices.DeleteFunc(all, func(w Wanted) bool {
		k := of{w.by, w.campaign, w.Kind}
		have[k]++
		return have[k] > mostOfAKind
	})
	for _, have := range have {
		n.TooMany += max(0, have-mostOfAKind)
	}
	slices.SortFunc(all, func(a, b Wanted) int {
		return cmp.Or(strings.Compare(a.ID, b.ID), strings.Compare(a.by, b.by))
	})
	return all
}

// replaced reports whether another key was to be used at a time.
func replaced(k community.Key, d community.Dated, at time.Time) bool {
	next, err := k.At(at)
	return err == nil && d.From.Before(next.From)
}

// until is when an indicator ends, whatever its author wrote: MaxDays after he
// wrote it at the latest.
func until(t *stix.Thing) time.Time {
	latest := t.Modified.AddDate(0, 0, MaxDays)
	if !t.ValidUntil.IsZero() && t.ValidUntil.Before(latest) {
		return t.ValidUntil
	}
	return latest
}

// Latest keeps the latest version of each object of each author, by id. One that
// its author has revoked stays so, as STIX has it. What a server vouches for is
// replaced only by what it vouches for.
func Latest(all []stix.Thing) []stix.Thing {
	best := map[authored]stix.Thing{}
	for _, t := range all {
		at := authored{t.ID, t.By}
		old, ok := best[at]
		switch {
		case !ok || old.File != "" && t.File == "":
			best[at] = t
			continue
		case old.File == "" && t.File != "":
			continue
		}
		gone := old.Revoked || t.Revoked
		if old.Modified.Before(t.Modified) {
			old = t
		}
		old.Revoked = gone
		best[at] = old
	}
	out := make([]stix.Thing, 0, len(best))
	for _, t := range best {
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b stix.Thing) int { return cmp.Or(strings.Compare(a.ID, b.ID), strings.Compare(a.By, b.By)) })
	return out
}
