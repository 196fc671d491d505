package proving

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/campaign"
	"pgregory.net/rapid"
)

// party is a range of two campaigns of n accounts each and m innocents.
func party(n, m int) []Truth {
	var rows []Truth
	for i := range n {
		rows = append(rows, sent(fmt.Sprint("a", i), "campaign", "a", "en", 10), sent(fmt.Sprint("b", i), "campaign", "b", "zh", 10))
	}
	for i := range m {
		rows = append(rows, sent(fmt.Sprint("p", i), "benign", "", "en", 0))
	}
	return rows
}

// found makes a result that gives every account of the rows to the campaign
// that name says, with probability p; none if name is empty.
func found(rows []Truth, p float64, name func(Truth) string) *campaign.Result {
	groups := map[string]*campaign.Group{}
	var order []string
	for _, t := range rows {
		id := name(t)
		if id == "" {
			continue
		}
		if groups[id] == nil {
			groups[id] = &campaign.Group{ID: id, First: "2026-01-01T00:00:00Z", Last: "2026-01-10T00:00:00Z"}
			order = append(order, id)
		}
		g := groups[id]
		g.Members = append(g.Members, member(t.Account, p, campaign.RoleOperator))
		g.ExchangesAttributed = campaign.Interval{Estimate: float64(10 * len(g.Members)), Low: float64(9 * len(g.Members)), High: float64(11 * len(g.Members))}
	}
	r := &campaign.Result{Schema: campaign.Schema}
	for _, id := range order {
		r.Campaigns = append(r.Campaigns, *groups[id])
	}
	return r
}

// TestScoreOfKnownAnswers compares answers whose figures follow by hand from
// the sizes: n accounts in each of two campaigns, m innocents.
func TestScoreOfKnownAnswers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, m := rapid.IntRange(2, 40).Draw(t, "n"), rapid.IntRange(1, 60).Draw(t, "m")
		rows := party(n, m)
		N, M := float64(n), float64(m)
		mine := func(t Truth) string { return t.Group }
		for _, c := range []struct {
			name                 string
			answer               func(Truth) string
			precision, recall    float64
			b3p, b3r             float64
			missed, split, merge int
			brier                float64
		}{
			{"perfect", mine, 1, 1, 1, 1, 0, 0, 0, 0},
			{"merged", func(t Truth) string {
				if t.Group == "" {
					return ""
				}
				return "one"
			}, 1, 1, .5, 1, 0, 0, 1, 0},
			{"none accused", func(Truth) string { return "" }, 0, 0, 1, 1 / N, 2, 0, 0, 2 * N / (2*N + M)},
			// Everybody in one: of the 2n+m items, 2n have n alike among 2n+m, m are alone in truth.
			{"all accused", func(Truth) string { return "one" }, 2 * N / (2*N + M), 1, (2*N*N + M) / (2*N + M) / (2*N + M), 1, 0, 0, 1, M / (2*N + M)},
		} {
			b, err := score(rows, found(rows, 1, c.answer))
			if err != nil {
				t.Fatal(err)
			}
			if !near(b.Precision.Value, c.precision) || !near(b.Recall.Value, c.recall) || b.StrictRecall != b.Recall {
				t.Fatalf("%s: precision %v, recall %v", c.name, b.Precision, b.Recall)
			}
			if !near(b.Clustering.Precision, c.b3p) || !near(b.Clustering.Recall, c.b3r) {
				t.Fatalf("%s: B³ %+v, want %g and %g", c.name, b.Clustering, c.b3p, c.b3r)
			}
			if len(b.Missed) != c.missed || len(b.Split) != c.split || len(b.Merged) != c.merge {
				t.Fatalf("%s: missed %v, split %v, merged %v", c.name, b.Missed, b.Split, b.Merged)
			}
			if !near(b.Calibration.Brier, c.brier) {
				t.Fatalf("%s: Brier %g, want %g", c.name, b.Calibration.Brier, c.brier)
			}
			if c.name == "merged" && (b.Campaigns[0].Inside || b.Campaigns[1].Inside) { // what is attributed is both operators'
				t.Fatalf("merged: %+v", b.Campaigns)
			}
			if c.name == "perfect" && (b.Clustering.ARI != 1 || b.Wrongful.Count != 0 || b.Calibration.Precision != 1 || !b.Campaigns[0].Inside) {
				t.Fatalf("perfect: %+v", b)
			}
		}
	})
}

func TestScoreOfASplit(t *testing.T) {
	rows := party(10, 5)
	i := 0
	b, err := score(rows, found(rows, 1, func(t Truth) string {
		if t.Group != "a" {
			return t.Group
		}
		i++
		return []string{"a1", "a2"}[i%2]
	}))
	if err != nil {
		t.Fatal(err)
	}
	// Halves of five: recall of B³ is ½ for the ten of a and 1 for the ten of b.
	if b.Recall.Value != 1 || !near(b.Clustering.Recall, .75) || b.Clustering.Precision != 1 || len(b.Split) != 1 || b.Split[0] != "a" || len(b.Missed) != 0 {
		t.Errorf("%+v", b)
	}
	if b.Campaigns[0].Found != "a1" || b.Campaigns[0].Recall.Value != .5 || b.Campaigns[0].Accused != 10 || len(b.Unmatched) != 1 || b.Unmatched[0] != "a2" {
		t.Errorf("%+v, unmatched %v", b.Campaigns[0], b.Unmatched)
	}
}

// TestScoreOfARandomAnswer accuses whoever a coin says: precision is the base
// rate, the Rand index nothing, within what 2,000 accounts allow.
func TestScoreOfARandomAnswer(t *testing.T) {
	rows := party(500, 1000)
	b, err := score(rows, found(rows, 1, func(t Truth) string {
		d := draw("coin" + t.Account)
		if d&1 == 0 {
			return ""
		}
		return fmt.Sprint("f", d>>1&1)
	}))
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(b.Precision.Value-.5) > .06 || math.Abs(b.Recall.Value-.5) > .06 || math.Abs(b.Clustering.ARI) > .08 {
		t.Errorf("precision %v, recall %v, %+v", b.Precision, b.Recall, b.Clustering)
	}
}

// TestPoolsOfOneOperator: two pools found as one campaign are no mistake, and
// the volume is that of both.
func TestPoolsOfOneOperator(t *testing.T) {
	rows := party(10, 0)
	for i := range rows {
		rows[i].Operator = "same"
	}
	b, err := score(rows, found(rows, 1, func(Truth) string { return "one" }))
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Merged) != 0 || b.Clustering.Precision != 1 || b.Clustering.Recall != 1 {
		t.Errorf("%+v", b)
	}
	for _, c := range b.Campaigns {
		if c.Found != "one" || !c.Inside || c.Precision.Value != 1 || c.Recall.Value != 1 {
			t.Errorf("%+v", c)
		}
	}
}

// TestCollateral: of a network, five accounts harvest beside their customer's
// exchanges, five carry customers only.
func TestCollateral(t *testing.T) {
	var rows []Truth
	for i := range 10 {
		row := sent(fmt.Sprint("h", i), "campaign", "hydra", "en", 20)
		row.Exchanges = 1000
		if row.Role = campaign.RoleMixed; i >= 5 {
			row.Role, row.Harvest = campaign.RoleCustomer, 0
		}
		rows = append(rows, row)
	}
	b, err := score(rows, found(rows, 1, func(t Truth) string {
		if t.Account == "h9" {
			return ""
		}
		return "F"
	}))
	if err != nil {
		t.Fatal(err)
	}
	k := b.Campaigns[0].Collateral
	if k == nil || *k != (Collateral{Customers: 5, CustomersAccused: 4, Mixed: 5, MixedAccused: 5, Harvest: 100, Carried: 5*980 + 4*1000, Ratio: .9}) {
		t.Fatalf("collateral %+v", k)
	}
	if b.Precision.Hits != 5 || b.Precision.Of != 9 || b.Recall.Of != 5 || b.Wrongful.Count != 4 {
		t.Errorf("precision %v, recall %v, wrongful %v", b.Precision, b.Recall, b.Wrongful)
	}
	var out strings.Builder
	if err := b.WriteMarkdown(&out); err != nil || !strings.Contains(out.String(), "| hydra | 5 | 4 | 5 | 5 | 100 | 8900 | 0.90 |") {
		t.Errorf("%v\n%s", err, out.String())
	}
}

// TestBrierAndBins: four members at .8 of whom three are guilty, a group's
// member beside them.
func TestBrierAndBins(t *testing.T) {
	rows := party(2, 4)
	r := found(rows, .8, func(t Truth) string {
		if t.Account == "b1" || t.Account == "p1" || t.Account == "p2" || t.Account == "p3" {
			return ""
		}
		return "F"
	})
	r.Groups = []campaign.Group{{ID: "G", Members: []campaign.Member{member("p1", 1, campaign.RoleOperator)}}}
	b, err := score(rows, r)
	if err != nil {
		t.Fatal(err)
	}
	c := b.Calibration
	// Errors: three of .04, p0 of .64, b1 of 1, the others none; candidates are the four and p1.
	if !near(c.Brier, (3*.04+.64+1)/8) || c.Candidates != 5 || !near(c.Candidate, (3*.04+.64)/5) || c.Skill == nil || !near(*c.Skill, 1-(.76/5)/(.6*.4)) {
		t.Errorf("%+v", c)
	}
	if k := c.Bins[8]; k.Members != 4 || k.Guilty.Hits != 3 || !near(k.Forecast, .8) {
		t.Errorf("bins %+v", c.Bins)
	}
	// Three of four at the top, then one of the other four: ¾·¾ + ¼·4/8.
	if !near(c.Precision, .75*.75+.25*.5) {
		t.Errorf("average precision %g", c.Precision)
	}
	if b.StrictRecall.Hits != 0 || b.Recall.Hits != 3 {
		t.Errorf("recall %v, at .9 %v", b.Recall, b.StrictRecall)
	}
}

func TestHeldLabels(t *testing.T) {
	rows := party(500, 3000)
	b, err := score(rows, found(rows, 1, func(t Truth) string { return t.Group }))
	if err != nil {
		t.Fatal(err)
	}
	h := b.Held
	right := h.Labelled - h.Wrong
	if math.Abs(float64(right)/1000-reported) > .05 || math.Abs(float64(h.Wrong)/float64(h.Labelled)-mistaken) > .01 {
		t.Errorf("labels %+v", h)
	}
	// The perfect answer accuses every rightly labelled account and no wrongly labelled one.
	if h.Precision.Hits != right || h.Precision.Of != 1000 || h.Recall.Hits != right || h.Recall.Of != h.Labelled {
		t.Errorf("held %+v", h)
	}
	// A twentieth of all labels is wrong. The thousand accused come first and together,
	// then the three thousand others.
	if want := int(math.Round(float64(right) / 19)); h.Wrong != want {
		t.Errorf("%d wrong labels beside %d right ones, want %d", h.Wrong, right, want)
	}
	R, L := float64(right), float64(h.Labelled)
	if want := R/L*R/1000 + (1-R/L)*L/4000; !near(h.Average, want) {
		t.Errorf("average precision %g, want %g", h.Average, want)
	}
	turned := append([]Truth{}, rows[100:]...)
	turned = append(turned, rows[:100]...)
	again, err := score(turned, found(rows, 1, func(t Truth) string { return t.Group }))
	if err != nil || again.Held != h {
		t.Errorf("in another order %+v, want %+v (%v)", again.Held, h, err)
	}
}

// TestGarwood compares the upper bound with the published table of the Poisson
// mean (Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28,
// 1936): the upper limits of the 90 % interval are one-sided 95 % ones.
func TestGarwood(t *testing.T) {
	for count, want := range map[int]float64{0: 3.00, 1: 4.74, 2: 6.30, 3: 7.75, 4: 9.15, 5: 10.51, 10: 16.96, 20: 29.06, 50: 63.29} {
		if got := rateBound(count, 1e6).Upper; math.Abs(got-want) > .0051 {
			t.Errorf("%d: %g, want %g", count, got, want)
		}
	}
}

// TestAveragePrecision by hand, with ties: precision over recall at each
// forecast.
func TestAveragePrecision(t *testing.T) {
	for _, c := range []struct {
		vs   []verdict
		want float64
	}{
		{nil, 0},
		{[]verdict{{.9, true}, {.8, false}, {.7, true}}, .5 + .5*2/3},
		{[]verdict{{.7, true}, {.8, false}, {.9, true}}, .5 + .5*2/3}, // order does not matter
		{[]verdict{{.5, true}, {.5, false}, {.5, false}, {.5, true}}, .5},
		{[]verdict{{.9, false}, {0, true}}, .5},
	} {
		if got := averagePrecision(c.vs); !near(got, c.want) {
			t.Errorf("%v: %g, want %g", c.vs, got, c.want)
		}
	}
}

// TestNothingToFind: without campaigns and without accusations all agreement is
// full, and the exact bound still says what was seen.
func TestNothingToFind(t *testing.T) {
	b, err := score(party(0, 30), &campaign.Result{})
	if err != nil || b.Clustering != (Clustering{Precision: 1, Recall: 1, F1: 1, ARI: 1}) || b.Wrongful != rateBound(0, 300) || len(b.Missed)+len(b.Split)+len(b.Merged) != 0 {
		t.Errorf("%+v, %v", b, err)
	}
}

// TestEdges: half of the accounts is found and one less missed; a tenth is a
// part and one less none.
func TestEdges(t *testing.T) {
	rows := party(20, 0)
	answer := func(first, second int) *campaign.Result { // so many of a in F, in G; the rest in none
		at := 0
		return found(rows, 1, func(t Truth) string {
			if t.Group != "a" {
				return "b"
			}
			at++
			switch {
			case at <= first:
				return "F"
			case at <= first+second:
				return "G"
			}
			return ""
		})
	}
	for _, c := range []struct{ first, second, missed, split int }{{10, 0, 0, 0}, {9, 0, 1, 0}, {9, 1, 0, 0}, {8, 2, 0, 1}, {18, 2, 0, 1}, {19, 1, 0, 0}} {
		b, err := score(rows, answer(c.first, c.second))
		if err != nil || len(b.Missed) != c.missed || len(b.Split) != c.split {
			t.Errorf("%+v: missed %v, split %v, %v", c, b.Missed, b.Split, err)
		}
	}
	for mixed, merged := range map[int]int{1: 0, 2: 1} { // so many of b in the campaign of a
		at := 0
		b, err := score(rows, found(rows, 1, func(t Truth) string {
			if t.Group == "b" {
				if at++; at > mixed {
					return "b"
				}
			}
			return "a"
		}))
		if err != nil || len(b.Merged) != merged {
			t.Errorf("%d of twenty: merged %v, %v", mixed, b.Merged, err)
		}
	}
}
