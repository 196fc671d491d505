package campaign

import (
	"context"
	"reflect"
	"slices"
	"testing"

	"github.com/stillhunt/stillhunt/internal/key"
)

func options(t testing.TB) Options {
	t.Helper()
	k, err := key.FromBytes(make([]byte, key.Size))
	if err != nil {
		t.Fatal(err)
	}
	return Options{FDR: .01, Key: k}
}

func assess(t testing.TB, w *world) *Assessment {
	t.Helper()
	ix, s := w.build(t)
	a, err := Assess(context.Background(), ix, s, options(t))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// accused gives the places of a group's accused members, ascending.
func (a *Assessed) accused() []int32 {
	var out []int32
	for i, m := range a.Members {
		if m.Accused() {
			out = append(out, a.Accounts[i])
		}
	}
	slices.Sort(out)
	return out
}

// lookAlikes fills a world with everything that is coordinated and innocent.
func (w *world) lookAlikes() {
	w.organisation(30)
	w.campus(30)
	w.reseller(40)
	w.fleet(40)
	w.evaluation(30)
	w.app(30)
}

func TestAssessNamesExactlyTheCampaign(t *testing.T) {
	for seed := uint64(1); seed <= 3; seed++ {
		w := newWorld(seed)
		w.crowd(2000)
		w.campaign("campaign", 80)
		w.lookAlikes()
		a := assess(t, w)
		if len(a.Campaigns) != 1 {
			t.Errorf("seed %d: %d campaigns named", seed, len(a.Campaigns))
			continue
		}
		c := a.Campaigns[0]
		if got := c.accused(); !slices.Equal(got, w.groups["campaign"]) {
			t.Errorf("seed %d: accused are %v, the campaign is %v", seed, got, w.groups["campaign"])
		}
		var truth int64
		for _, p := range w.groups["campaign"] {
			truth += w.accounts[p].Exchanges
		}
		x := c.ExchangesAttributed
		if c.Exchanges != truth || float64(truth) < x.Low || float64(truth) > x.High {
			t.Errorf("seed %d: %d exchanges, attributed %v, the truth is %d", seed, c.Exchanges, x, truth)
		}
		if c.Confidence != "high" || c.Hypothesis != "" || c.QValue > .01 || len(c.Targets) != 1 || c.Targets[0].Capability != "mathematics" {
			t.Errorf("seed %d: described as %q (%s), q %v, targets %v", seed, c.Hypothesis, c.Confidence, c.QValue, c.Targets)
		}
		lookedAt(t, seed, w, a)
	}
}

// lookedAt checks that the innocent were in the dock at all: a group that was
// never a candidate proves nothing.
func lookedAt(t *testing.T, seed uint64, w *world, a *Assessment) {
	t.Helper()
	found := map[int32]bool{}
	for _, g := range a.Groups {
		for _, p := range g.accused() {
			found[p] = true
		}
	}
	for _, name := range []string{"organisation", "campus", "reseller", "agent-fleet", "evaluation", "templated-app"} {
		n := 0
		for _, p := range w.groups[name] {
			if found[p] {
				n++
			}
		}
		if 2*n < len(w.groups[name]) {
			t.Errorf("seed %d: only %d of %d accounts of the %s were in a group", seed, n, len(w.groups[name]), name)
		}
	}
}

func TestAssessNamesNobodyWithoutACampaign(t *testing.T) {
	unraced(t)
	for seed := uint64(11); seed <= 13; seed++ {
		w := newWorld(seed)
		w.crowd(2000)
		w.lookAlikes()
		a := assess(t, w)
		for _, c := range a.Campaigns {
			t.Errorf("seed %d: %d innocent accounts named a campaign: %+v", seed, c.Group.Accounts, c.Group.Families)
		}
		lookedAt(t, seed, w, a)
	}
}

func TestAssessTellsTwoOperatorsApart(t *testing.T) {
	w := newWorld(21)
	w.crowd(1500)
	w.campaign("one", 60)
	w.campaign("other", 40)
	a := assess(t, w)
	if len(a.Campaigns) != 2 {
		t.Fatalf("%d campaigns of two operators", len(a.Campaigns))
	}
	for i, name := range []string{"one", "other"} { // by exchanges, the larger first
		if got := a.Campaigns[i].accused(); !slices.Equal(got, w.groups[name]) {
			t.Errorf("%s: accused are %v, not %v", name, got, w.groups[name])
		}
	}
}

func TestAssessTwice(t *testing.T) {
	w := newWorld(31)
	w.crowd(800)
	w.campaign("campaign", 60)
	w.lookAlikes()
	if a, b := assess(t, w), assess(t, w); !reflect.DeepEqual(a, b) {
		t.Error("two hunts of one world differ")
	}
}

func TestAssessOfNothing(t *testing.T) {
	for _, people := range []int{0, 1, 50} {
		w := newWorld(41)
		w.crowd(people)
		a := assess(t, w)
		if len(a.Campaigns) != 0 || a.Calibration.State != "none" {
			t.Errorf("%d people: %d campaigns, calibration %s", people, len(a.Campaigns), a.Calibration.State)
		}
	}
}

func TestAssessStopsWhenTold(t *testing.T) {
	w := newWorld(51)
	w.crowd(50)
	ix, s := w.build(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Assess(ctx, ix, s, options(t)); err == nil {
		t.Error("a hunt that was called off went on")
	}
}
