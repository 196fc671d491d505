package population

import (
	"math"
	"sort"
	"testing"

	"github.com/stillhunt/stillhunt/proving/arrival"
	"github.com/stillhunt/stillhunt/proving/scenario"
)

// People pause between turns, and go on, as was measured.
func TestPeopleArriveAsFitted(t *testing.T) {
	laws, err := arrival.Load()
	if err != nil {
		t.Fatal(err)
	}
	p := newPeople(world(t, 11), scenario.Population{PerDay: 3, Spread: 1.3}, 3000)
	plan, _ := all(p)
	sort.SliceStable(plan, func(i, j int) bool {
		if plan[i].Session != plan[j].Session {
			return plan[i].Session < plan[j].Session
		}
		return plan[i].Turn < plan[j].Turn
	})
	var pauses []float64
	follow, talks := 0.0, 0.0
	for i, e := range plan {
		if e.Turn == 0 {
			talks++
			continue
		}
		follow++
		if plan[i-1].Session == e.Session {
			pauses = append(pauses, float64(e.At-plan[i-1].At)/1000-4)
		}
	}
	sort.Float64s(pauses)
	for _, q := range []float64{.1, .25, .5, .75, .9} {
		// Conversations end with the day, so long pauses are a little rarer.
		if got := pauses[int(q*float64(len(pauses)))]; got < laws.Think.At(q-.03) || got > laws.Think.At(q+.03) {
			t.Errorf("pause at %.2f: %.0f s, want %.0f s", q, got, laws.Think.At(q))
		}
	}
	// Orders of work have fewer follow-ups, twelve turns are the most.
	if mean := follow / talks; mean > 1.1*laws.Follow.Mean || mean < .5*laws.Follow.Mean {
		t.Errorf("%.2f follow-ups a conversation, measured %.2f", mean, laws.Follow.Mean)
	}
	if got := laws.Tokens["conversation"].Spread; math.Abs(got-answerSpread) > .005 {
		t.Errorf("the spread of answers is %g, fitted %g", answerSpread, got)
	}
}

// API customers differ in rate as the scenario says, send in bursts, some at
// night, and send a failed request again.
func TestCustomersArriveAsFitted(t *testing.T) {
	c := newCustomers(world(t, 12), scenario.Population{PerDay: 30, Spread: 1.2}, 600)
	plan, totals := all(c)
	if s := logSpread(totals); s < 1 || s > 2.2 {
		t.Errorf("the log of totals spreads by %.2f", s)
	}
	night, office := 0, 0
	for _, o := range c.orgs {
		switch o.rhythm {
		case nightly:
			night++
		case officeHours:
			office++
		}
	}
	n := float64(len(c.orgs))
	if float64(night)/n < .1 || float64(night)/n > .4 || float64(office)/n < .25 {
		t.Errorf("%d of %.0f organisations work at night, %d by day", night, n, office)
	}
	v, failed, again := NewVoice(), 0, 0
	for _, e := range plan {
		if o := outcome(e.Session+uint64(e.Retry), int(e.Turn), v); o == limited || o == broken {
			failed++
		}
		if e.Retry > 0 {
			again++
		}
	}
	if share := float64(again) / float64(failed); failed < 50 || share < .4 || share > .95 {
		t.Errorf("%d failed, %d sent again", failed, again)
	}
}

// Every day brings sign-ups and ends accounts; professionals work every day at
// about the campaigns' pace.
func TestPeopleComeAndGo(t *testing.T) {
	w := world(t, 13)
	w.norms = []float64{25}
	p := newPeople(w, scenario.Population{PerDay: 1, Spread: 1}, 8000)
	fresh := map[int32]int{}
	for i := range p.who {
		if p.who[i].from > 0 {
			fresh[p.who[i].from]++
		}
	}
	for day := int32(1); day < testDays; day++ {
		if fresh[day] == 0 {
			t.Errorf("nobody signs up on day %d", day)
		}
	}
	_, totals := all(p)
	busy := 0
	for _, n := range totals {
		if n > 15*testDays && n < 40*testDays {
			busy++
		}
	}
	if share := float64(busy) / float64(len(totals)); share < .01 || share > .08 {
		t.Errorf("%.3f of people send as much as a campaign's account", share)
	}
}
