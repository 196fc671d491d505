package population

import (
	"math"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

func loud() scenario.Campaign {
	return scenario.Campaign{Name: "c", Operator: "o", Accounts: 200, PerDay: 20, From: 1, Until: 9, Tasks: []string{"math", "code"}, Language: "en",
		Dials: scenario.Dials{Exit: scenario.Exit{Accounts: 5, Hosting: .4}, Card: scenario.Card{Accounts: []int{10, 20}, BINs: 2}, Signup: scenario.Signup{Burst: 3, Before: 5},
			Schedule: scenario.Lanes, Spread: .03, Frames: 5, Clients: scenario.SDK, MaxTokens: 4096}}
}

func evasive() scenario.Campaign {
	c := loud()
	c.Dials = scenario.Dials{Exit: scenario.Exit{Accounts: 1}, Card: scenario.Card{Accounts: []int{1, 1}}, Signup: scenario.Signup{Aged: []int{60, 400}},
		Schedule: scenario.OwnHours, Spread: .1, Frames: 5, Paraphrase: true, Camouflage: .3, Clients: scenario.Browsers}
	return c
}

// only makes the campaigns of a scenario with these; the people are nobody's.
func only(w *World, accounts int, specs ...scenario.Campaign) []*campaign {
	s := &scenario.Scenario{Days: testDays, Campaigns: specs, Populations: []scenario.Population{{Kind: scenario.People, Share: 1, PerDay: 3, Spread: 1.3}}}
	innocents := newPeople(w, s.Populations[0], 1000)
	var out []*campaign
	for i := range specs {
		out = append(out, newCampaign(w, s, i, accounts, innocents))
	}
	return out
}

// openings counts the different first eight words of up to 500 harvests.
func openings(c *campaign, plan []Event) int {
	heads := map[string]bool{}
	v := NewVoice()
	var x wire.Exchange
	n := 0
	for _, e := range plan {
		if e.Harvest && n < 500 {
			x.Reset()
			c.Say(e, v, &x)
			heads[opening(x.Text(0))] = true
			n++
		}
	}
	return len(heads)
}

func TestLoudCampaignShares(t *testing.T) {
	w := world(t, 3)
	c := only(w, 200, loud())[0]
	plan, totals := all(c)
	if s := logSpread(totals); s > .1 {
		t.Errorf("a scheduler's totals spread by %.3f in the log", s)
	}
	handOver := 0
	for i := 1; i < len(plan); i++ {
		if a, b := plan[i-1], plan[i]; a.Account != b.Account && b.At-a.At < 60000 {
			handOver++
		}
	}
	if handOver < len(plan)/10 {
		t.Errorf("%d hand-overs within a minute among %d exchanges", handOver, len(plan))
	}
	days, tasks := map[int64]bool{}, map[int64]bool{}
	for _, e := range plan {
		days[(e.At-w.midnight(0))/dayMillis] = true
		if !e.Harvest || e.Turn != 0 || tasks[e.Task] {
			t.Fatal("the loud form only harvests, in single turns, each task once")
		}
		tasks[e.Task] = true
	}
	if len(days) != 8 || days[0] || days[9] {
		t.Errorf("active on days %v, want 1 to 8", days)
	}
	if n := openings(c, plan); n > 5 {
		t.Errorf("%d openings from five frames", n)
	}
	exits, cards, made := map[place]int{}, map[string]int{}, map[string]int{}
	for i := range c.who {
		a := c.Account(i)
		exits[c.who[i].exit]++
		cards[a.Facts.Card]++
		made[a.Facts.Created.UTC().Format(time.DateOnly)]++
	}
	if len(exits) > 40 || len(cards) < 10 || len(cards) > 20 || len(made) > 3 {
		t.Errorf("200 accounts: %d exits, %d cards, %d days of sign-up", len(exits), len(cards), len(made))
	}
}

func TestEvasiveCampaignHides(t *testing.T) {
	w := world(t, 4)
	c := only(w, 200, evasive())[0]
	plan, totals := all(c)
	harvest := 0
	for _, e := range plan {
		if e.Harvest {
			harvest++
		}
	}
	if share := float64(harvest) / float64(len(plan)); math.Abs(share-.7) > .04 {
		t.Errorf("%.2f of the exchanges harvest, want .70", share)
	}
	if mean := float64(len(plan)) / (200 * 8); math.Abs(mean-20) > 2 {
		t.Errorf("%.1f exchanges an account and day, want 20", mean)
	}
	if s := logSpread(totals); s < .05 || s > .5 {
		t.Errorf("totals spread by %.3f in the log", s)
	}
	cards := map[string]bool{}
	for i := range c.who {
		a := c.Account(i)
		cards[a.Facts.Card] = true
		if age := w.First.AddDate(0, 0, 1).Sub(a.Facts.Created).Hours() / 24; age < 59 || age > 401 {
			t.Errorf("an account of %.0f days", age)
		}
	}
	if len(cards) != 200 {
		t.Errorf("%d cards for 200 accounts", len(cards))
	}
	if n := openings(c, plan); n < 250 {
		t.Errorf("500 paraphrases have %d openings", n)
	}
}

func TestOperatorsShareNothing(t *testing.T) {
	w := world(t, 5)
	other := loud()
	other.Name, other.Operator = "d", "q"
	both := only(w, 50, loud(), other)
	a, b := both[0], both[1]
	cards := map[string]bool{}
	for i := range a.who {
		cards[a.Account(i).Facts.Card] = true
	}
	for i := range b.who {
		if cards[b.Account(i).Facts.Card] {
			t.Fatal("two operators share a card")
		}
	}
	for _, f := range a.cells[0].frames {
		for _, g := range b.cells[0].frames {
			if f == g {
				t.Fatal("two operators share a frame")
			}
		}
	}
}

// Accounts that work by themselves have the days and places of people: some take
// the weekend off, and they are now at one place and now at another.
func TestOwnHoursAreThoseOfPeople(t *testing.T) {
	w := world(t, 6)
	spec := evasive()
	spec.From, spec.Until = 0, 0
	c := only(w, 200, spec)[0]
	plan, _ := all(c)
	sent, resting, moving := make([]float64, 200), make([]float64, 200), 0
	for _, e := range plan {
		sent[e.Account]++
		if !w.workday(int((e.At - w.midnight(0)) / dayMillis)) {
			resting[e.Account]++
		}
	}
	off := 0
	for i := range sent {
		if resting[i] < .1*sent[i] {
			off++
		}
		if n := exits(c, plan, int32(i)); n > 1 {
			moving++
		}
	}
	if off < 20 || off > 100 {
		t.Errorf("%d of 200 accounts rest at weekends", off)
	}
	if moving < 150 {
		t.Errorf("%d of 200 accounts have a second place", moving)
	}
}
