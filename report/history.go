package report

import (
	"fmt"
	"time"

	"github.com/stillhunt/stillhunt/hunt"
)

// pasts say what the hunts before knew of this hunt's campaigns and groups, by
// id; none if no hunt before can be compared with this one. result is the hash of
// the result that is shown.
func pasts(h hunt.History, result string) map[string]string {
	n := len(h.Hunts)
	if n < 2 || h.Hunts[n-1].Result != result || !h.Hunts[n-1].Follows {
		return nil
	}
	out := map[string]string{}
	for _, d := range h.Hunts[n-1].Found {
		out[d.ID] = past(d, h.Hunts[n-2])
	}
	return out
}

// past is a sentence on what a campaign or group was, and one if it was judged
// in another way. An instant of the history is when the data of a hunt ended.
func past(d hunt.Descended, before hunt.Entry) string {
	same, known := d.Relation.Relation == hunt.Same, "Known since "+day(d.Since)
	if d.Origin != d.Kin {
		known += fmt.Sprintf(", then as %s with %s", Printable(d.Origin.Name), count(d.Origin.Accounts, "account"))
	}
	var s string
	switch {
	case d.Relation.Relation == hunt.Fresh:
		return fmt.Sprintf("Not found in the hunt before, whose data ended on %s.", day(before.To))
	case same && d.Origin == d.Kin:
		s = known + ", with the same accounts."
	case same:
		s = known + "; as many accounts as in the hunt before."
	case d.Origin == d.Kin: // its line begins here
		s = capital(became(d)) + " since the hunt before."
	default:
		s = known + "; " + became(d) + " since the hunt before."
	}
	switch d.Moved {
	case hunt.Named:
		s += " It was no campaign then."
	case hunt.Unnamed:
		s += " It was named a campaign then."
	}
	return s
}

// became is what happened to the accounts since the hunt before.
func became(d hunt.Descended) string {
	switch d.Relation.Relation {
	case hunt.Grew, hunt.Shrank:
		return fmt.Sprintf("%s from %s to %s", d.Relation.Relation, Thousands(d.From[0].Accounts), count(d.Accounts, "account"))
	}
	return d.Relation.Relation + " from " + ancestors(d.From)
}

// ancestorsNamed is how many of those that one comes from are named.
const ancestorsNamed = 3

func ancestors(from []hunt.Ancestor) string {
	var names []string
	for i, a := range from {
		if i == ancestorsNamed && len(from) > ancestorsNamed+1 {
			names = append(names, Thousands(len(from)-i)+" more")
			break
		}
		names = append(names, fmt.Sprintf("%s (%s)", Printable(a.Name), count(a.Accounts, "account")))
	}
	return list(names)
}

// day is the day of an instant; what is none stays as it is.
func day(instant string) string {
	t, err := time.Parse(time.RFC3339, instant)
	if err != nil {
		return Printable(instant)
	}
	return date(t)
}
