package campaign

import (
	"testing"

	"github.com/stillhunt/stillhunt/link"
)

// passing is a group that clears every bar.
func passing() group {
	g := group{
		links:   map[link.Family]float64{link.Network: 2, link.Payment: 3, link.Content: 1.5},
		harvest: 20, q: 1e-4,
	}
	for h := crowdH; h < hypotheses; h++ {
		g.odds[h] = 10
	}
	return g
}

func TestVerdict(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(g *group)
		want  string
	}{
		{"clears every bar", func(*group) {}, ""},
		{"a reseller explains it better", func(g *group) { g.odds[resellerH] = -1 }, "reseller"},
		{"the best of two rivals", func(g *group) { g.odds[resellerH], g.odds[fleetH] = -1, -2 }, "agent-fleet"},
		{"a rival comes close", func(g *group) { g.odds[campusH] = leastOdds - .01 }, cannotTell},
		{"a rival comes as close as it may", func(g *group) { g.odds[campusH] = leastOdds }, ""},
		{"the crowd is no rival but the p-value's", func(g *group) { g.odds[crowdH] = -5 }, ""},
		{"over the false discovery rate", func(g *group) { g.q = .02 }, cannotTell},
		{"at the false discovery rate", func(g *group) { g.q = .01 }, ""},
		{"coordinated and no harvest", func(g *group) { g.harvest = leastHarvest - .01 }, cannotTell},
		{"a rush", func(g *group) { g.odds[rushH], g.findings = -2, []finding{{detector: &pivot, figure: 2}} }, "release-rush"},
		{"a rush of those who stayed", func(g *group) { g.odds[rushH], g.findings = -2, []finding{{detector: &pivot}} }, cannotTell},
		{"stayed, and on a campus", func(g *group) { g.odds[rushH], g.odds[campusH], g.findings = -2, -1, []finding{{detector: &pivot}} }, "campus"},
		{"a rush comes close", func(g *group) { g.odds[rushH], g.findings = leastOdds-.01, []finding{{detector: &pivot, figure: 2}} }, cannotTell},
		{"no release is known", func(g *group) { g.odds[rushH] = -2 }, ""},
		{"a rival that wins beats every other failing", func(g *group) { g.q, g.odds[evaluationH] = 1, -.1 }, "evaluation"},
	} {
		g := passing()
		c.spoil(&g)
		if got := g.verdict(.01); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestConfidence(t *testing.T) {
	for _, c := range []struct {
		name, state string
		spoil       func(g *group)
		want        string
	}{
		{"broad and far ahead", "calibrated", func(*group) {}, "high"},
		{"two families only", "calibrated", func(g *group) { delete(g.links, link.Content) }, "moderate"},
		{"not so far ahead", "calibrated", func(g *group) { g.odds[vendorH] = 4.5 }, "moderate"},
		{"barely ahead", "calibrated", func(g *group) { g.odds[vendorH] = 2.5 }, "low"},
		{"few innocents to compare with", "weak", func(*group) {}, "low"},
		{"none", "none", func(*group) {}, "low"},
	} {
		g := passing()
		c.spoil(&g)
		if got := g.confidence(c.state); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestLikelihood holds the terms against the ranges of Intelligence Community
// Directive 203: the odds are those of the probability named.
func TestLikelihood(t *testing.T) {
	for _, c := range []struct {
		odds       float64
		confidence string
		want       string
	}{
		{20, "high", "almost certain"},     // over .95
		{20, "moderate", "very likely"},    // never certain with less
		{20, "low", "very likely"},         //
		{2.5, "high", "very likely"},       // .92
		{1, "high", "likely"},              // .73
		{0, "high", "roughly even chance"}, // .5
		{-.5, "low", "unlikely"},           // .38
		{-2, "low", "very unlikely"},       // .12
		{-5, "low", "almost no chance"},    // .007
	} {
		if got := likelihood(c.odds, c.confidence); got != c.want {
			t.Errorf("odds of %v with %s confidence: %q, want %q", c.odds, c.confidence, got, c.want)
		}
	}
}

func TestCoordination(t *testing.T) {
	w := newWorld(81)
	w.crowd(800)
	w.campaign("campaign", 40)
	ix, _ := w.build(t)
	links := coordination(ix, w.groups["campaign"])
	for _, f := range []link.Family{link.Network, link.Payment, link.Lifecycle, link.Content, link.Client} {
		if links[f] < 1 || links[f] > link.Caps[f] {
			t.Errorf("%s says %.2f nats of a campaign that shares it; the cap is %v", f, links[f], link.Caps[f])
		}
	}
	strangers := coordination(ix, w.groups["people"][:40])
	for _, f := range []link.Family{link.Network, link.Lifecycle, link.Content} {
		if strangers[f] >= links[f]/2 {
			t.Errorf("%s says %.2f nats of a crowd, %.2f of the campaign", f, strangers[f], links[f])
		}
	}
	if links[link.Replay] != 0 || links[link.Timing] != 0 {
		t.Errorf("families without a trait say something: %v", links)
	}
}

func TestCoordinated(t *testing.T) {
	g := passing()
	if !g.coordinated() {
		t.Error("a group that clears every bar is not coordinated")
	}
	g.links = map[link.Family]float64{link.Network: 5, link.Payment: .9}
	if g.coordinated() {
		t.Error("one family of links is coordination")
	}
}

func TestFewPayersNeedMore(t *testing.T) {
	g := passing()
	g.odds[campusH] = leastOdds + 1
	for payers, want := range map[int]string{0: "", fewPayers - 1: cannotTell, fewPayers: ""} {
		if g.payers = payers; g.verdict(.01) != want {
			t.Errorf("%d payers: %q, want %q", payers, g.verdict(.01), want)
		}
	}
}
