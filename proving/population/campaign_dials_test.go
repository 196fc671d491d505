package population

import (
	"bytes"
	"slices"
	"testing"

	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// said gives what an event says, copied.
func said(c *campaign, e Event) wire.Exchange {
	x := wire.Exchange{}
	x.Reset()
	c.Say(e, NewVoice(), &x)
	return x
}

// exits counts the prefixes that an account's conversations come from.
func exits(c *campaign, plan []Event, account int32) int {
	seen := map[place]bool{}
	d := newDice(0)
	for _, e := range plan {
		if e.Account == account {
			at, _ := c.where(&c.who[account], e, d)
			seen[at] = true
		}
	}
	return len(seen)
}

func TestExitsRotate(t *testing.T) {
	w := world(t, 11)
	spec := loud()
	spec.Dials.Exit.Rotate = true
	c := only(w, 100, spec)[0]
	plan, _ := all(c)
	if n := exits(c, plan, 7); n < 10 || n > 20 {
		t.Errorf("%d exits of one account that rotates over 20", n)
	}
	spec = evasive()
	spec.Dials.Exit.Rotate, spec.Dials.Exit.SignupApart = true, true
	c = only(w, 100, spec)[0]
	plan, _ = all(c)
	if n := exits(c, plan, 7); n < 2 || n > 3 {
		t.Errorf("%d exits of one account with a few of its own", n)
	}
	apart := 0
	for i := range c.who {
		if c.Account(i).Facts.Signup != c.w.signup(c.who[i].exit, c.who[i].host) {
			apart++
		}
	}
	if apart < 95 {
		t.Errorf("%d of 100 accounts were made elsewhere than they are used", apart)
	}
}

func TestCellsShareOnlyTasks(t *testing.T) {
	spec := loud()
	spec.Dials.Cells = 20
	c := only(world(t, 12), 100, spec)[0]
	if len(c.cells) != 5 {
		t.Fatalf("%d cells", len(c.cells))
	}
	type owned struct {
		cards map[string]bool
		exits map[place]bool
	}
	var each []owned
	frames := map[uint64]bool{}
	for _, cell := range c.cells {
		o := owned{map[string]bool{}, map[place]bool{}}
		for i := cell.from; i < cell.to; i++ {
			o.cards[c.Account(i).Facts.Card], o.exits[c.who[i].exit] = true, true
		}
		each = append(each, o)
		for _, f := range cell.frames {
			frames[f] = true
		}
	}
	for i := range each {
		for k := range i {
			for card := range each[i].cards {
				if each[k].cards[card] {
					t.Fatal("two cells share a card")
				}
			}
		}
	}
	if len(frames) != 25 {
		t.Errorf("five cells have %d frames, want 25", len(frames))
	}
	plan, _ := all(c)
	tasks := map[int64]bool{}
	for _, e := range plan {
		if tasks[e.Task] {
			t.Fatal("two cells did one task")
		}
		tasks[e.Task] = true
	}
}

func TestSplitTasks(t *testing.T) {
	for _, split := range []bool{false, true} {
		spec := loud()
		spec.Dials.TasksSplit = split
		c := only(world(t, 13), 50, spec)[0]
		plan, _ := all(c)
		topics := map[string]bool{}
		for _, e := range plan {
			if e.Account == 3 {
				topics[c.task(c, &c.who[3], e).topic.Name] = true
			}
		}
		if want := map[bool]int{false: 2, true: 1}[split]; len(topics) != want {
			t.Errorf("split %v: an account works on %d topics, want %d", split, len(topics), want)
		}
	}
}

func TestPoisonRepeatsInnocents(t *testing.T) {
	spec := evasive()
	spec.Dials.Poison = 5
	c := only(world(t, 14), 100, spec)[0]
	if len(c.victims) != 5 {
		t.Fatalf("%d innocents", len(c.victims))
	}
	plan, _ := all(c)
	n := 0
	for _, e := range plan {
		if e.Task >= 0 {
			continue
		}
		n++
		x := said(c, e)
		who := &c.victims[-1-e.Task]
		own := wire.Exchange{}
		own.Reset()
		who.converse(c.w, e, NewVoice(), &own)
		at, _ := who.home(c.w, newDice(0), int((e.At-c.w.midnight(0))/dayMillis))
		if !bytes.Equal(x.Text(0), own.Text(0)) || x.ASN != c.w.net.asn(at) || e.Harvest {
			t.Fatal("not the innocent's words from the innocent's prefix")
		}
	}
	if n < 20 {
		t.Errorf("only %d exchanges repeat what innocents said", n)
	}
}

func TestFalseFlag(t *testing.T) {
	flag := evasive()
	flag.Name, flag.Operator = "d", "q"
	flag.Dials = loud().Dials
	flag.Dials.FalseFlag = "o"
	both := only(world(t, 15), 60, loud(), flag)
	a, b := both[0], both[1]
	if !slices.Equal(a.cells[0].frames, b.cells[0].frames) || a.cells[0].library != b.cells[0].library || a.who[0].exit != b.who[0].exit {
		t.Error("the flag does not show the other operator's frames, software and exits")
	}
	if a.Account(0).Facts.Card == b.Account(0).Facts.Card || b.Account(0).Operator != "q" {
		t.Error("the flag goes further than it should")
	}
}

func TestRatesOfPeople(t *testing.T) {
	spec := evasive()
	spec.Dials.Rates, spec.Dials.Tastes = scenario.PeoplesRates, true
	c := only(world(t, 16), 400, spec)[0]
	plan, totals := all(c)
	if s := logSpread(totals); s < .8 {
		t.Errorf("the log of the totals spreads by %.2f, want people's", s)
	}
	harvest, models := 0, map[string]int{}
	for i, e := range plan {
		if e.Harvest {
			harvest++
		}
		if i < 500 {
			x := said(c, e)
			models[x.Model]++
		}
	}
	if share := float64(harvest) / float64(len(plan)); share < .55 || share > .85 {
		t.Errorf("%.2f of the exchanges harvest", share)
	}
	if models[modelSmall] < 20 || models[modelLarge] < 20 {
		t.Errorf("models %v", models)
	}
}

func TestFailover(t *testing.T) {
	first, second := loud(), loud()
	first.Suspended = 5
	second.Name, second.From, second.Follows = "d", 5, "c"
	both := only(world(t, 17), 60, first, second)
	a, b := both[0], both[1]
	one, _ := all(a)
	two, _ := all(b)
	last, begin := one[len(one)-1].At, two[0].At
	if begin < last || begin-last > dayMillis {
		t.Errorf("the second pool begins %.1f hours after the first ends", float64(begin-last)/hourMillis)
	}
	for _, e := range one {
		if s := a.Account(int(e.Account)).Facts.Suspended; e.At > s.UnixMilli() || s.Sub(a.w.First).Hours() < 5*24 {
			t.Fatal("an account sends after its suspension, or is suspended too early")
		}
	}
	if !slices.Equal(a.cells[0].frames, b.cells[0].frames) || a.who[0].exit == b.who[0].exit || a.Account(0).Facts.Card == b.Account(0).Facts.Card {
		t.Error("the pools must share frames, and neither exits nor cards")
	}
}

func TestPivotMovesHalf(t *testing.T) {
	spec := loud()
	spec.Pivot = "m-2"
	w := world(t, 18)
	s := &scenario.Scenario{Days: testDays, Campaigns: []scenario.Campaign{spec}, Releases: []scenario.Release{{Model: "m-2", Day: 4, Hour: 10}}}
	c := newCampaign(w, s, 0, 60, nil)
	out := w.midnight(4) + 10*hourMillis
	plan, _ := all(c)
	var before, moved, later int
	for _, e := range plan {
		is := said(c, e).Model == "m-2"
		switch {
		case e.At < out && is:
			before++
		case e.At > out+dayMillis:
			later++
			if is {
				moved++
			}
		}
	}
	if share := float64(moved) / float64(later); before > 0 || share < .45 || share > .55 {
		t.Errorf("%d before the release; %.2f a day after it", before, share)
	}
}

func TestReplayCrossesAccounts(t *testing.T) {
	spec := loud()
	spec.Replay = .7
	c := only(world(t, 19), 60, spec)[0]
	plan, _ := all(c)
	issued := map[uint64]int32{}
	presented := 0
	for _, e := range plan {
		x := said(c, e)
		issued[x.Issued[0]] = e.Account
		if len(x.Presented) == 0 {
			continue
		}
		presented++
		if by, ok := issued[x.Presented[0]]; !ok || by == e.Account {
			t.Fatal("a block is presented that no other account was issued before")
		}
	}
	if share := float64(presented) / float64(len(plan)); share < .5 || share > .75 {
		t.Errorf("%.2f of the exchanges present a block", share)
	}
}

func TestNetworkOfCustomers(t *testing.T) {
	spec := loud()
	spec.PerDay, spec.Customers = 60, []float64{.95, .99}
	c := only(world(t, 20), 300, spec)[0]
	plan, totals := all(c)
	harvest := make([]float64, len(totals))
	sum := 0.0
	for _, e := range plan {
		if e.Harvest {
			harvest[e.Account]++
			sum++
		}
	}
	clean := 0
	for i := range harvest {
		if c.who[i].rate == 0 {
			clean++
			if harvest[i] > 0 {
				t.Fatal("an account of customers only harvests")
			}
		}
	}
	if share := sum / float64(len(plan)); share < .01 || share > .05 || clean < 20 || clean > 80 || c.Account(0).Role != RoleMixed {
		t.Errorf("%.3f of the exchanges harvest, %d of 300 accounts never do", share, clean)
	}
}

func TestContents(t *testing.T) {
	w := world(t, 21)
	spec := loud()
	spec.Content, spec.Injected, spec.Media, spec.Dials.Frames = scenario.Agentic, true, .5, 1
	c := only(w, 50, spec)[0]
	plan, _ := all(c)
	tails, media := map[string]bool{}, 0
	for _, e := range plan[:200] {
		x := said(c, e)
		_, tail, ok := bytes.Cut(x.Text(0), []byte("\n\n"))
		if !ok || len(x.Tools) == 0 || len(x.System) == 0 {
			t.Fatal("an agent without an injected instruction, tools or system text")
		}
		tails[string(tail)] = true
		if x.Messages[len(x.Messages)-1].Media {
			media++
		}
	}
	if len(tails) != 1 || media < 70 || media > 130 {
		t.Errorf("%d injected instructions; %d of 200 exchanges have an image", len(tails), media)
	}

	spec = loud()
	spec.Content, spec.Tasks = scenario.Sessions, nil
	c = only(w, 50, spec)[0]
	plan, _ = all(c)
	follow, first := 0, map[string]bool{}
	for _, e := range plan {
		if e.Turn > 0 {
			follow++
		} else if len(first) < 300 {
			x := said(c, e)
			first[string(x.Text(0))] = true
		}
	}
	if follow < len(plan)/5 || len(first) < 290 {
		t.Errorf("%d of %d exchanges are follow-ups; %d of 300 first messages differ", follow, len(plan), len(first))
	}

	spec = loud()
	spec.Content = scenario.Loops
	c = only(w, 50, spec)[0]
	plan, _ = all(c)
	slices.SortFunc(plan, func(a, b Event) int { return int(a.Task - b.Task) })
	begin := slices.IndexFunc(plan, func(e Event) bool { return e.Task%loopSteps == 0 })
	for k := begin; k+2 < 60; k += loopSteps {
		clean, judged := said(c, plan[k+1]), said(c, plan[k+2])
		quoted := clean.Text(0)[bytes.Index(clean.Text(0), []byte("\n\n"))+2:]
		if !bytes.Contains(judged.Text(0), quoted) {
			t.Fatal("the judge is not shown what was cleaned")
		}
	}
}

func TestPathways(t *testing.T) {
	spec := loud()
	spec.Pathways = 3
	c := only(world(t, 22), 60, spec)[0]
	clients := map[string]bool{}
	for _, cell := range c.cells {
		clients[cell.clients] = true
		if !slices.Equal(cell.frames, c.cells[0].frames) {
			t.Error("pathways of one campaign have different frames")
		}
	}
	if len(c.cells) != 3 || len(clients) != 3 || c.who[0].exit == c.who[20].exit {
		t.Errorf("%d pathways with %v", len(c.cells), clients)
	}
}
