package report

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/campaign"
)

// membersShown are listed at once, membersFolded more on demand; the rest is
// in accounts.parquet.
const (
	membersShown  = 50
	membersFolded = 450
)

// card is one campaign or group as the page shows it.
type card struct {
	campaign.Group
	Number     int
	Likely     string // "very likely (80–95 %)"
	Window     string
	Hypotheses []rival
	Closest    string // sentence
	Families   []family
	Targets    []target
	Timeline   *timeline
	Skeletons  []string // prompts without their particulars
	Graph      template.HTML
	GraphNote  string
	Shown      []member
	Folded     []member
	Hidden     int // members not listed
	Others     int // members that are not accused
	Why        string
	Past       string // what earlier hunts knew of it
	Folds      bool   // shown closed
}

type family struct {
	Name, Nats, Strength string
	Bar                  template.HTML
	Reasons              []reason
}

type reason struct{ Text, Nats string }

type rival struct {
	Name, LogOdds, Odds string
	Bar                 template.HTML
	Closest             bool
}

type target struct {
	Name, Share string
	Bar         template.HTML
}

type member struct{ Account, Probability, Role string }

// newCard prepares a group for the page; rows is how many members it may list.
func newCard(g campaign.Group, number, rows int) card {
	c := card{Group: g, Number: number, Likely: tight(likelihoodWords(g.Likelihood)), Window: window(g.First, g.Last)}
	c.Families, c.Hypotheses, c.Targets = families(g), rivals(g), targets(g)
	c.Closest = closest(g)
	c.Why = whyNot(g)
	_, c.Others = attributed(g)
	members := ranked(g.Members)
	listed := min(len(members), rows, membersShown+membersFolded)
	for i, m := range members[:listed] {
		row := member{m.Account, chance(m.Probability), roleWords(m.Role)}
		if i < membersShown {
			c.Shown = append(c.Shown, row)
		} else {
			c.Folded = append(c.Folded, row)
		}
	}
	c.Hidden = len(members) - listed
	return c
}

// ranked sorts members: the accused first, then by probability.
func ranked(members []campaign.Member) []campaign.Member {
	out := slices.Clone(members)
	slices.SortStableFunc(out, func(a, b campaign.Member) int {
		if a.Accused() != b.Accused() {
			if a.Accused() {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.Probability, a.Probability), cmp.Compare(a.Account, b.Account))
	})
	return out
}

// byWeight sorts evidence, the strongest first.
func byWeight(evidence []campaign.Evidence) []campaign.Evidence {
	out := slices.Clone(evidence)
	slices.SortStableFunc(out, func(a, b campaign.Evidence) int {
		return cmp.Or(cmp.Compare(b.Nats, a.Nats), cmp.Compare(familyRank(a.Family), familyRank(b.Family)))
	})
	return out
}

// strongest sorts reasons, the strongest first.
func strongest(reasons []campaign.Reason) []campaign.Reason {
	out := slices.Clone(reasons)
	slices.SortStableFunc(out, func(a, b campaign.Reason) int { return cmp.Compare(b.Nats, a.Nats) })
	return out
}

func families(g campaign.Group) []family {
	scale := 0.0
	for _, f := range g.Families {
		scale = math.Max(scale, math.Abs(f.Nats))
	}
	var out []family
	for _, f := range byWeight(g.Families) {
		row := family{familyWords(f.Family), natsWords(f.Nats), strength(f.Nats), bar(f.Nats, scale, f.Nats < 0), nil}
		for _, r := range strongest(f.Reasons) {
			row.Reasons = append(row.Reasons, reason{tight(capital(r.Text)), natsWords(r.Nats)})
		}
		out = append(out, row)
	}
	return out
}

// byCloseness sorts rivals, the one that comes closest first.
func byCloseness(rivals []campaign.Rival) []campaign.Rival {
	out := slices.Clone(rivals)
	slices.SortStableFunc(out, func(a, b campaign.Rival) int {
		return cmp.Or(cmp.Compare(a.LogOdds, b.LogOdds), strings.Compare(a.Name, b.Name))
	})
	return out
}

func rivals(g campaign.Group) []rival {
	scale := 0.0
	for _, h := range g.Hypotheses {
		scale = math.Max(scale, math.Abs(h.LogOdds))
	}
	var out []rival
	for i, h := range byCloseness(g.Hypotheses) {
		out = append(out, rival{hypothesisShort(h.Name), natsWords(h.LogOdds), odds(h.LogOdds), bar(h.LogOdds, scale, h.LogOdds < 0), i == 0})
	}
	return out
}

// closest says which rival hypothesis came closest, or won.
func closest(g campaign.Group) string {
	if len(g.Hypotheses) == 0 {
		return ""
	}
	h := byCloseness(g.Hypotheses)[0]
	if h.LogOdds < 0 {
		return fmt.Sprintf("%s explains it better than a campaign: %s.", capital(hypothesisWords(h.Name)), odds(h.LogOdds))
	}
	return fmt.Sprintf("Closest rival: %s. The evidence is %s for a campaign over it.", hypothesisWords(h.Name), odds(h.LogOdds))
}

// whyNot says why a group is not called a campaign.
func whyNot(g campaign.Group) string {
	if g.Hypothesis == "" {
		return ""
	}
	if g.Hypothesis == "cannot-tell" {
		return "These accounts act together, but neither a campaign nor another explanation fits clearly better than the rest. They are not accused."
	}
	for _, h := range g.Hypotheses {
		if h.Name != g.Hypothesis {
			continue
		}
		if h.LogOdds < 0 {
			return fmt.Sprintf("These accounts act together; the evidence is %s for %s over a campaign. They are not accused.", odds(h.LogOdds), hypothesisWords(h.Name))
		}
		return fmt.Sprintf("These accounts act together; a campaign does not stand out enough from %s (%s). They are not accused.", hypothesisWords(h.Name), qPhrase(g.QValue))
	}
	return fmt.Sprintf("These accounts act together; the best explanation is %s. They are not accused.", hypothesisWords(g.Hypothesis))
}

// odds writes nats as odds, whichever side they favour: "150 to 1".
func odds(nats float64) string {
	switch r := math.Exp(math.Min(50, math.Abs(nats))); {
	case r < 1.5:
		return "about even"
	case r < 10:
		return decimal(math.Round(r*2)/2) + " to 1"
	case r < 1e6:
		unit := math.Pow(10, math.Floor(math.Log10(r))-1) // two digits
		return "about " + whole(math.Round(r/unit)*unit) + " to 1"
	}
	return "more than a million to 1"
}

func targets(g campaign.Group) []target {
	sorted := slices.Clone(g.Targets)
	slices.SortStableFunc(sorted, func(a, b campaign.Target) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), strings.Compare(a.Capability, b.Capability))
	})
	var out []target
	for _, t := range sorted {
		out = append(out, target{capital(strings.ReplaceAll(t.Capability, "-", " ")), percent(t.Share), bar(t.Share, 1, false)})
	}
	return out
}
