package population

import (
	"bytes"
	"math"
	"net/netip"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/proving/grammar"
	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

const testDays = 10

func world(t testing.TB, seed uint64) *World {
	t.Helper()
	text, err := grammar.Load()
	if err != nil {
		t.Fatal(err)
	}
	return NewWorld(seed, time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), testDays, 3000, text, nil)
}

// all gives the events of every day in order, and each account's total.
func all(p Population) ([]Event, []float64) {
	var plan []Event
	for day := range testDays {
		plan = p.Plan(day, plan)
	}
	totals := make([]float64, p.Len())
	for _, e := range plan {
		totals[e.Account]++
	}
	sort.SliceStable(plan, func(i, j int) bool { return plan[i].At < plan[j].At })
	return plan, totals
}

// logSpread is the standard deviation of the log of the positive values.
func logSpread(values []float64) float64 {
	var n, sum, squares float64
	for _, v := range values {
		if v > 0 {
			l := math.Log(v)
			n, sum, squares = n+1, sum+l, squares+l*l
		}
	}
	return math.Sqrt(squares/n - sum/n*sum/n)
}

// opening is the first eight words of a text.
func opening(text []byte) string {
	words := strings.Fields(string(text))
	return strings.Join(words[:min(8, len(words))], " ")
}

func TestPeopleDiffer(t *testing.T) {
	p := newPeople(world(t, 1), scenario.Population{PerDay: 3, Spread: 1.3}, 1500)
	plan, totals := all(p)
	if s := logSpread(totals); s < 1 {
		t.Errorf("the log of people's totals spreads by %.2f, want more than 1", s)
	}
	v := NewVoice()
	var x wire.Exchange
	var lengths []float64
	followUps := 0
	for _, e := range plan[:2000] {
		x.Reset()
		p.Say(e, v, &x)
		lengths = append(lengths, float64(len(x.Text(len(x.Messages)-1))))
		if e.Turn > 0 {
			followUps++
		}
		if addr, err := netip.ParseAddr(string(x.Address)); err != nil || addr.IsPrivate() || !addr.IsGlobalUnicast() {
			t.Fatalf("address %s (%v)", x.Address, err)
		}
	}
	if s := logSpread(lengths); s < 1.2 || s > 1.6 {
		t.Errorf("the log of prompt lengths spreads by %.2f, want about 1.4", s)
	}
	if share := float64(followUps) / 2000; share < .3 || share > .8 {
		t.Errorf("%.2f of people's exchanges are follow-ups", share)
	}
	cards, shared := map[string]int{}, 0
	for i := range p.who {
		if c := p.Account(i).Facts.Card; c != "" {
			cards[c]++
		}
		if p.who[i].created > p.w.midnight(testDays) {
			t.Fatal("an account is made after the range")
		}
	}
	for _, n := range cards {
		if n > 4 {
			t.Errorf("%d people pay with one card", n)
		}
		if n > 1 {
			shared++
		}
	}
	if shared == 0 {
		t.Error("no household shares a card")
	}
}

// A follow-up must repeat what was said before, word by word.
func TestConversationRemembers(t *testing.T) {
	p := newPeople(world(t, 2), scenario.Population{PerDay: 3, Spread: 1}, 5)
	e := Event{At: p.w.midnight(3) + 1e6, Session: 99, Account: 1}
	v := NewVoice()
	var first, second wire.Exchange
	first.Reset()
	p.Say(e, v, &first)
	e.Turn = 1
	second.Reset()
	p.Say(e, v, &second)
	if len(first.Messages) != 1 || len(second.Messages) != 3 {
		t.Fatalf("%d and %d messages", len(first.Messages), len(second.Messages))
	}
	if !bytes.Equal(first.Text(0), second.Text(0)) || !bytes.Equal(first.Output, second.Text(1)) {
		t.Error("the second turn does not repeat the first")
	}
	if !bytes.Equal(first.Conversation, second.Conversation) || !bytes.Equal(first.Address, second.Address) {
		t.Error("one conversation has two ids or addresses")
	}
}

func TestLookalikes(t *testing.T) {
	w := world(t, 6)
	v := NewVoice()
	var x wire.Exchange
	f := newFleet(w, scenario.Population{Accounts: 20, PerDay: 10, Spread: .5, Others: 2, Confess: 1}, "g", 0)
	orgs, cards := map[string]int{}, map[string]int{}
	for i := range f.who {
		a := f.Account(i)
		orgs[a.Org]++
		cards[a.Facts.Card]++
	}
	if orgs[f.org] != 20 || orgs[""] != 40 || cards[card(f.seed)] != 20 {
		t.Errorf("fleet: orgs %v", orgs)
	}
	plan, _ := all(f)
	for _, e := range plan[:200] {
		x.Reset()
		f.Say(e, v, &x)
		if string(x.System) != harnessSystem || x.Messages[0].Role != "user" {
			t.Fatal("an agent without the harness's system text or a task")
		}
	}
	r := newReseller(w, scenario.Population{Accounts: 20, PerDay: 30, Spread: .1}, "g", 0)
	plan, totals := all(r)
	if s := logSpread(totals); s > .3 {
		t.Errorf("a reseller's totals spread by %.2f", s)
	}
	exits, texts := map[string]bool{}, map[string]bool{}
	for _, e := range plan[:1000] {
		x.Reset()
		r.Say(e, v, &x)
		exits[string(x.Address)] = true
		if e.Turn == 0 {
			texts[string(x.Text(0))] = true
		}
	}
	if len(exits) > 4 || len(texts) < 250 {
		t.Errorf("reseller: %d addresses, %d different first messages", len(exits), len(texts))
	}
	c := newCampus(w, scenario.Population{Accounts: 150, PerDay: 3, Spread: 1}, "g", 0)
	plan, _ = all(c)
	behind := 0
	for _, e := range plan {
		x.Reset()
		c.Say(e, v, &x)
		if x.ASN == w.net.asn(c.nat[0]) {
			behind++
		}
	}
	if share := float64(behind) / float64(len(plan)); share < .5 {
		t.Errorf("only %.2f of a campus's exchanges come from its prefix", share)
	}
}

func TestPrefixesAreDistinct(t *testing.T) {
	n := newNetwork(7, 3000)
	seen := map[string]place{}
	for kind := range uint8(kinds) {
		for i := range n.sizes[kind] {
			p := place{kind, int32(i)}
			addr, err := netip.ParseAddr(string(n.address(nil, p, 5)))
			if err != nil {
				t.Fatal(err)
			}
			bits := 24
			if addr.Is6() {
				bits = 48
			}
			prefix, _ := addr.Prefix(bits)
			if q, ok := seen[prefix.String()]; ok {
				t.Fatalf("%v and %v share %s", p, q, prefix)
			}
			seen[prefix.String()] = p
			if addr.IsPrivate() || addr.IsLoopback() || addr.IsMulticast() || addr.IsLinkLocalUnicast() {
				t.Fatalf("%s is no public address", addr)
			}
		}
	}
}

func TestDice(t *testing.T) {
	d := newDice(8)
	for _, mean := range []float64{.3, 4, 120} {
		var sum, tries, spread float64
		for range 20000 {
			sum += float64(d.poisson(mean))
			tries += float64(d.geometric(mean))
			spread += d.spread(.8)
		}
		for name, got := range map[string]float64{"poisson": sum / 20000 / mean, "geometric": tries / 20000 / mean, "spread": spread / 20000} {
			if math.Abs(got-1) > .06 {
				t.Errorf("%s of mean %g: ratio %.3f", name, mean, got)
			}
		}
	}
	d.start(1, 2)
	a := d.Uint64()
	d.Uint64()
	if d.start(1, 2); d.Uint64() != a {
		t.Error("a stream does not begin again")
	}
}
