package share

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/observe"
	"github.com/stillhunt/stillhunt/share/community"
	"github.com/stillhunt/stillhunt/share/stix"
)

// guesses are indicators that a member makes of networks that he guesses.
func guesses(t *testing.T, c community.Key, networks ...string) []stix.Thing {
	t.Helper()
	dated, err := c.At(today)
	if err != nil {
		t.Fatal(err)
	}
	now := stix.Stamp(today)
	return thingsOf(t, func(w io.Writer) error {
		var all []stix.Object
		for _, n := range networks {
			v := dated.Hash(community.Network, c.Base.Sum64("network", observe.Network(n)))
			all = append(all, stix.New("indicator", now, now, "guess", v).With(stix.Object{
				"created_by_ref": stix.IdentityID("Lab X"), "pattern_type": "stix", "pattern": stix.Pattern(dated.ID, string(community.Network), v), "valid_until": stix.Stamp(today.AddDate(0, 0, 9)),
			}))
		}
		return stix.Bundle(w, all)
	})
}

// Who guesses all networks is told of those that three accounts use, as
// docs/sharing.md says, and not where one person is.
func TestAnAnswerToGuesses(t *testing.T) {
	c := newCommunity(t, 180)
	_, b := two(t, c)
	var networks []string
	for i := range 256 {
		networks = append(networks, fmt.Sprintf("203.0.%d.0", i), fmt.Sprintf("198.51.%d.0", i))
	}
	all := guesses(t, c, networks...)
	f := look(t, b, c, today, all)
	if f.Counts.Looked != mostOfAKind || f.Counts.TooMany != 12 {
		t.Errorf("%+v", f.Counts)
	}
	all = guesses(t, c, networks[:499]...)
	f = look(t, b, c, today, all)
	if f.Counts.Found != 22 { // 20 people's and the operator's two
		t.Errorf("%+v", f.Counts)
	}
	told := 0
	for _, x := range thingsOf(t, func(w io.Writer) error { return Answer{By: "Lab B", At: today}.Write(w, f) }) {
		if x.Type != "sighting" {
			continue
		}
		told++
		i := slices.IndexFunc(f.Matches, func(m Match) bool { return m.ID == x.SightingOf })
		if len(f.Matches[i].Accounts) < leastAccounts {
			t.Errorf("told where %v is", f.Matches[i].Accounts)
		}
	}
	if told != 2 {
		t.Errorf("%d are told, not 2", told)
	}
}

// One id, two authors: one sighting, of what both look for.
func TestAnAnswerSaysItOnce(t *testing.T) {
	c := newCommunity(t, 180)
	_, b := two(t, c)
	all := guesses(t, c, "198.51.0.0")
	other := all[0]
	other.By = stix.IdentityID("Lab Y")
	f := look(t, b, c, today, append(all, other))
	if len(f.Matches) != 2 || f.Matches[0].Exchanges != 12 {
		t.Errorf("%+v", f.Matches)
	}
	answer := thingsOf(t, func(w io.Writer) error { return Answer{By: "Lab B", At: today}.Write(w, f) })
	if n := len(slices.DeleteFunc(answer, func(x stix.Thing) bool { return x.Type != "sighting" })); n != 1 {
		t.Errorf("%d sightings of one id", n)
	}
}

// Who left has the old key. What he makes after the new one began is not looked
// for; what he dates back is, as docs/sharing.md says, and ends.
func TestWhoLeftMakesIndicators(t *testing.T) {
	old, now := rotated(t, 365)
	a, b := two(t, now)
	o := a.options(old)
	for _, x := range []struct {
		made, looked int
		want         Counts
	}{
		{30, 31, Counts{Indicators: 8, Replaced: 8}},
		{29, 31, Counts{Indicators: 8, Looked: 8, Found: 4}},
		{29, 29 + MaxDays, Counts{Indicators: 8, Expired: 8}},
	} {
		o.At = began.AddDate(0, 0, x.made)
		if got := look(t, b, now, began.AddDate(0, 0, x.looked), sent(t, collect(t, o))).Counts; got != x.want {
			t.Errorf("made on day %d, looked for on day %d: %+v", x.made, x.looked, got)
		}
	}
}

func TestDatedAhead(t *testing.T) {
	c := newCommunity(t, 3650)
	a, b := two(t, c)
	bundle := sent(t, collect(t, a.options(c)))
	for i := range bundle {
		bundle[i].Modified, bundle[i].ValidUntil = today.AddDate(8, 0, 0), today.AddDate(9, 0, 0)
	}
	if n := look(t, b, c, today, bundle).Counts; n.Ahead != 8 || n.Looked != 0 {
		t.Errorf("%+v", n)
	}
	for i := range bundle { // a clock that is a little fast
		bundle[i].Modified = today.Add(time.Hour)
	}
	if n := look(t, b, c, today, bundle).Counts; n.Looked != 8 {
		t.Errorf("%+v", n)
	}
}

// No word of a peer moves the cursor.
func TestWhatIsShownIsClean(t *testing.T) {
	c := newCommunity(t, 180)
	a, b := two(t, c)
	bundle := sent(t, collect(t, a.options(c)))
	for i := range bundle {
		bundle[i].By = "\x1b]0;a title\x07"
	}
	var w strings.Builder
	if err := Show(&w, look(t, b, c, today, bundle)); err != nil || strings.ContainsAny(w.String(), "\x1b\x07") || !strings.Contains(w.String(), "a title") {
		t.Errorf("%q, %v", w.String(), err)
	}
}
