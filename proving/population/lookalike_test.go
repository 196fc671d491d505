package population

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// said is one exchange with what the tests look at.
type utterance struct {
	Event
	first, last, system, address, model, org string
	issued, presented                        []uint64
	messages, tools                          int
}

// spoken gives all that a population says, in order.
func spoken(p Population) []utterance {
	plan, _ := all(p)
	v := NewVoice()
	var x wire.Exchange
	out := make([]utterance, 0, len(plan))
	for _, e := range plan {
		x.Reset()
		x.Account = p.Account(int(e.Account)).ID
		p.Say(e, v, &x)
		Finish(e, v, &x)
		out = append(out, utterance{e, string(x.Text(0)), string(x.Text(len(x.Messages) - 1)), string(x.System), string(x.Address), x.Model, x.Org,
			append([]uint64(nil), x.Issued...), append([]uint64(nil), x.Presented...), len(x.Messages), len(x.Tools)})
	}
	return out
}

// small is a group of every kind in which the test can count.
func small(kind string) scenario.Population {
	return scenario.Population{Kind: kind, Accounts: 40, PerDay: 20, Spread: .6, Confess: .5, Quota: .5}
}

func releasing(t testing.TB, seed uint64) *World {
	w := world(t, seed)
	w.Releases = []scenario.Release{{Model: "aurora-5-large", Day: 4, Hour: 16}}
	return w
}

func portion(of []utterance, is func(utterance) bool) float64 {
	n := 0
	for _, s := range of {
		if is(s) {
			n++
		}
	}
	return float64(n) / float64(len(of))
}

// Of two groups one says what it is, and the other has nothing that all share.
func TestLookalikesDoNotConfess(t *testing.T) {
	w := releasing(t, 11)
	for _, kind := range scenario.Kinds()[2:] {
		spec := small(kind)
		declared := 0
		for number := range 2 {
			p := lookalike(w, spec, "g", number)
			facts := map[string]map[string]int{"org": {}, "card": {}, "domain": {}, "use": {}}
			n := 0
			for i := range p.Len() {
				a := p.Account(i)
				if a.Class != Lookalike || !strings.HasPrefix(a.Group, "g") {
					t.Fatalf("%s: class %s, group %s", kind, a.Class, a.Group)
				}
				if a.Group != "g" {
					continue // strangers with the same harness
				}
				n++
				facts["org"][a.Org]++
				facts["card"][a.Facts.Card]++
				facts["use"][a.Facts.Use]++
				facts["domain"][a.Facts.Domain]++
			}
			shared := 0
			for name, values := range facts {
				for value, count := range values {
					common := name == "domain" && strings.HasSuffix(value, ".com") // a mail service
					if value != "" && !common && count > n/3 {
						shared++
						break
					}
				}
			}
			switch {
			case shared >= 2:
				declared++
			case shared > 0:
				t.Errorf("%s: group %d shares one fact only: %v", kind, number, facts)
			case len(facts["org"]) > 1 || facts["org"][""] != n || facts["use"][""] != n:
				t.Errorf("%s: group %d says nothing but for %v, %v", kind, number, facts["org"], facts["use"])
			}
		}
		want := 1
		if kind == scenario.ReleaseRush || kind == scenario.ViralPrompt {
			want = 0
		}
		if declared != want {
			t.Errorf("%s: %d of two groups confess, want %d", kind, declared, want)
		}
	}
}

// Quotas make totals equal, whoever has them.
func TestQuotas(t *testing.T) {
	w := world(t, 12)
	spread := func(p Population, least float64) float64 {
		plan, _ := all(p)
		days := map[[2]int64]float64{}
		for _, e := range plan {
			days[[2]int64{int64(e.Account), (e.At - w.midnight(0)) / dayMillis}]++
		}
		var counts []float64
		for _, n := range days {
			if n >= least {
				counts = append(counts, n)
			}
		}
		return logSpread(counts)
	}
	for _, kind := range []string{scenario.People, scenario.Office, scenario.LabellingFirm, scenario.ShowYourWork, scenario.CampusNAT} {
		spec := scenario.Population{Kind: kind, Accounts: 60, PerDay: 12, Spread: 1}
		build := func() Population {
			if kind == scenario.People {
				return newPeople(w, spec, 60)
			}
			return lookalike(w, spec, "g", 0)
		}
		free := spread(build(), 1)
		spec.Quota = 1
		if even := spread(build(), 1); even > .35 || even > free/2 {
			t.Errorf("%s: daily counts spread by %.2f in the log with a quota, %.2f without", kind, even, free)
		}
	}
}

func TestEvalHouse(t *testing.T) {
	w := world(t, 13)
	spec := small(scenario.EvalHouse)
	spec.Accounts, spec.Quota = 6, 1
	h := newEvalHouse(w, spec, "g", 0)
	all := spoken(h)
	accounts, times := map[string]map[int32]bool{}, map[string]int{}
	for _, s := range all {
		if s.Turn != 0 || s.messages != 1 {
			t.Fatal("an evaluation follows up")
		}
		if accounts[s.first] == nil {
			accounts[s.first] = map[int32]bool{}
		}
		accounts[s.first][s.Account] = true
		times[s.first]++
	}
	if len(times) > h.items {
		t.Errorf("%d different prompts of %d items", len(times), h.items)
	}
	shared := 0
	for item := range times {
		if len(accounts[item]) == 6 {
			shared++
		}
	}
	if float64(shared) < .9*float64(len(times)) {
		t.Errorf("%d of %d items come from all accounts", shared, len(times))
	}
	if weekly := portion(all, func(s utterance) bool { return (int((s.At-w.midnight(0))/dayMillis)+h.weekday)%7 == 0 }); weekly < .9 {
		t.Errorf("%.2f of the exchanges fall on the day of the run", weekly)
	}
}

func TestOfficeBeginsAtNine(t *testing.T) {
	w := world(t, 14)
	o := newNineOClock(w, small(scenario.Office), "g", 0)
	all := spoken(o)
	first := map[[2]int64]int64{}
	for _, s := range all {
		k := [2]int64{int64(s.Account), (s.At - w.midnight(0)) / dayMillis}
		if at, ok := first[k]; !ok || s.At < at {
			first[k] = s.At
		}
	}
	early := 0
	for k, at := range first {
		minutes := time.Duration(at-w.midnight(int(k[1]))) * time.Millisecond
		if local := math.Mod(minutes.Hours()+float64(o.zone), 24); local >= 9 && local < 9.5 {
			early++
		}
		if wd := w.First.AddDate(0, 0, int(k[1])).Weekday(); wd == 0 || wd == 6 {
			t.Fatal("somebody works on a weekend")
		}
	}
	if float64(early) < .9*float64(len(first)) {
		t.Errorf("%d of %d days begin at nine", early, len(first))
	}
	if behind := portion(all, func(s utterance) bool { return sameNet(w, s.address, o.nat[0]) || sameNet(w, s.address, o.nat[1]) }); behind < .7 {
		t.Errorf("%.2f of an office's exchanges come over its line", behind)
	}
}

// sameNet reports whether an IPv4 address lies in a place.
func sameNet(w *World, address string, p place) bool {
	prefix := string(w.net.address(nil, p, 0))
	return strings.HasPrefix(address, prefix[:strings.LastIndexByte(prefix, '.')+1])
}

func TestLabellers(t *testing.T) {
	w := world(t, 15)
	for number := range 2 {
		l := newLabelling(w, small(scenario.LabellingFirm), "g", number)
		all := spoken(l)
		if follow := portion(all, func(s utterance) bool { return s.Turn > 0 }); follow < .25 {
			t.Errorf("%.2f of an annotator's exchanges follow up", follow)
		}
		framed := portion(all, func(s utterance) bool {
			for _, f := range l.frames {
				if s.Turn == 0 && strings.HasPrefix(s.first, string(f)) {
					return true
				}
			}
			return s.Turn > 0
		})
		if framed != 1 {
			t.Errorf("%.2f of the items stand in a guideline's frame", framed)
		}
		at := map[string]bool{}
		for _, s := range all {
			at[s.address] = true
		}
		if office := len(at) <= 3; office != l.declared {
			t.Errorf("%d addresses of 40 annotators, declared %v", len(at), l.declared)
		}
	}
}

func TestMultiAgent(t *testing.T) {
	spec := small(scenario.MultiAgent)
	spec.Accounts = 24
	m := newMultiAgent(world(t, 16), spec, "g", 0)
	all := spoken(m)
	texts := map[string]bool{}
	handOver := 0
	for i, s := range all {
		texts[s.system] = true
		if s.tools != len(harnessTools) {
			t.Fatal("an agent without tools")
		}
		if i > 0 && s.Account != all[i-1].Account && s.At-all[i-1].At < 60000 {
			handOver++
		}
	}
	if len(texts) != 3 {
		t.Errorf("%d system texts of three roles", len(texts))
	}
	if handOver < len(all)/5 {
		t.Errorf("%d hand-overs in %d exchanges", handOver, len(all))
	}
}

func TestShowYourWork(t *testing.T) {
	spec := small(scenario.ShowYourWork)
	spec.Accounts = 2 * classSize
	tutor := newTutoring(world(t, 17), spec, "g", 0)
	all := spoken(tutor)
	asking := portion(all, func(s utterance) bool {
		for _, ask := range tutor.asks {
			if strings.HasSuffix(s.first, string(ask)) {
				return true
			}
		}
		return s.Turn > 0
	})
	if asking != 1 {
		t.Errorf("%.2f of the exercises ask for the working", asking)
	}
	students := map[string]map[int32]bool{}
	homes := map[string]bool{}
	for _, x := range all {
		homes[x.address] = true
		if x.Turn == 0 {
			if students[x.first] == nil {
				students[x.first] = map[int32]bool{}
			}
			students[x.first][x.Account] = true
		}
	}
	most := 0
	for _, who := range students {
		most = max(most, len(who))
	}
	if most < 5 || len(homes) < 40 {
		t.Errorf("at most %d students share an exercise; %d addresses", most, len(homes))
	}
}

// Reasoning is presented under another key of the pool, in the conversation
// that it was issued in; nobody else does that.
func TestPoolingGateway(t *testing.T) {
	spec := small(scenario.PoolingGateway)
	w := world(t, 18)
	across := func(p Population) (presented, elsewhere int) {
		issued := map[uint64]int32{}
		for _, s := range spoken(p) {
			for _, d := range s.presented {
				presented++
				from, ok := issued[d]
				if !ok {
					t.Fatal("a block is presented that was never issued")
				}
				if from != s.Account {
					elsewhere++
				}
			}
			for _, d := range s.issued {
				issued[d] = s.Account
			}
		}
		return presented, elsewhere
	}
	if n, other := across(newGateway(w, spec, "g", 0)); n < 500 || float64(other) < .9*float64(n) {
		t.Errorf("a gateway presents %d blocks, %d issued to another account", n, other)
	}
	spec.Others = 1
	if n, other := across(newFleet(w, spec, "g", 0)); n < 500 || other > 0 {
		t.Errorf("a fleet presents %d blocks, %d issued to another account", n, other)
	}
	_, totals := all(newGateway(w, spec, "g", 0))
	if s := logSpread(totals); s > .05 {
		t.Errorf("a gateway's totals spread by %.3f in the log", s)
	}
}
