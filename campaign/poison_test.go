package campaign

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stillhunt/stillhunt/link"
)

// poison is what an adversary ties his accounts to innocent ones by. Whatever is
// sent is his own: he can send from an innocent's network, with his client and
// his prompts, and pay with his card; on an innocent's account he can put
// nothing but prompts that he spreads, which a victim tries a few times.
type poison struct {
	victims []int32 // whose values are taken
	kinds   []string
}

// links counts what accounts show, values of the lake and of the facts.
func (w *world) links(accounts []int32) (n int) {
	for _, trait := range sortedKeys(w.shows) {
		for _, held := range w.shows[trait] {
			for _, p := range accounts {
				if held[p] > 0 {
					n++
				}
			}
		}
	}
	for _, p := range accounts {
		f := &w.accounts[p].Facts
		for _, v := range []uint64{f.SignupNet, f.Device, f.Card, f.BIN, f.Domain, f.Shape, uint64(f.Created)} {
			if v != 0 {
				n++
			}
		}
	}
	return n
}

// spoil adds n poisoned links between the adversary's accounts and the victims.
func (w *world) spoil(mine []int32, by poison, n int) {
	held := map[string]map[int32][]uint64{}
	for _, trait := range append([]string{"network", "client"}, byFamily(link.Content)...) {
		held[trait] = map[int32][]uint64{}
		for _, v := range sortedKeys(w.shows[trait]) {
			for _, p := range append(slices.Clone(mine), by.victims...) {
				if w.shows[trait][v][p] > 0 {
					held[trait][p] = append(held[trait][p], v)
				}
			}
		}
	}
	take := func(trait string, from, to int32, times int64) {
		if vs := held[trait][from]; len(vs) > 0 {
			w.show(trait, vs[w.rng.IntN(len(vs))], to, times)
		}
	}
	spread := map[int32]int64{}
	for range n {
		me, victim := mine[w.rng.IntN(len(mine))], by.victims[w.rng.IntN(len(by.victims))]
		a, b := &w.accounts[me], &w.accounts[victim]
		some := 1 + w.rng.Int64N(a.Exchanges/2)
		switch by.kinds[w.rng.IntN(len(by.kinds))] {
		case "exits":
			take("network", victim, me, some)
		case "client":
			take("client", victim, me, some)
		case "frames":
			traits := byFamily(link.Content)
			take(traits[w.rng.IntN(len(traits))], victim, me, some)
		case "card":
			a.Facts.Card = b.Facts.Card
		case "sign-up":
			switch w.rng.IntN(3) {
			case 0:
				a.Facts.Created = b.Facts.Created
			case 1:
				a.Facts.Domain = b.Facts.Domain
			case 2:
				a.Facts.SignupNet = b.Facts.SignupNet
			}
		case "spread": // who has seen a prompt tries it, now and then
			if times := 1 + w.rng.Int64N(2); spread[victim]+times < planted {
				spread[victim] += times
				take("head", me, victim, times)
			}
		}
	}
}

// poisons are the adversary's ways, one alone or all at random.
var poisons = []string{"exits", "client", "frames", "card", "sign-up", "spread"}

// TestPoisonedLinksAccuseNobody lets the adversary tie his accounts to innocent
// ones by up to three links in ten of his own, to people at random, to all
// groups or to one: no innocent is accused, and the campaign is named or left
// open.
func TestPoisonedLinksAccuseNobody(t *testing.T) {
	unraced(t)
	targets, named := append([]string{"people", "all"}, innocents...), 0
	const first, last = 131, 142
	for seed := uint64(first); seed <= last; seed++ {
		w := newWorld(seed)
		w.everybody(1500)
		w.campaign("campaign", 60)
		by := poison{kinds: poisons}
		name := targets[int(seed)%len(targets)]
		if by.victims = w.groups[name]; name == "all" {
			for _, g := range innocents {
				by.victims = append(by.victims, w.groups[g]...)
			}
		}
		if seed%2 == 0 {
			by.kinds = poisons[int(seed/2)%len(poisons):][:1]
		}
		share := .1 * float64(1+seed%3)
		t.Run(fmt.Sprintf("%d %s %v %.1f", seed, name, by.kinds, share), func(t *testing.T) {
			mine := w.groups["campaign"]
			w.spoil(mine, by, int(share*float64(w.links(mine))))
			a := assess(t, w)
			w.leaveOut(alikeInTopic)
			nobodyElse(t, w, a, "campaign")
			if w.guilty(a)["campaign"] > 0 {
				named++
			}
		})
	}
	if all := last - first + 1; 3*named < 2*all {
		t.Errorf("poison hid the campaign in %d worlds of %d", all-named, all)
	}
}

// alikeInTopic is the share of conversations in the campaign's topics from
// which a victim who is tied in every way besides cannot be told from an account
// that the operator camouflages. It is the limit of the property.
const alikeInTopic = .2

// leaveOut moves such victims into a group that counts with the operator.
func (w *world) leaveOut(share float64) {
	for name, places := range w.groups {
		w.groups[name] = slices.DeleteFunc(slices.Clone(places), func(p int32) bool {
			var in float64
			for _, c := range w.accounts[p].Codes {
				if c.Code >= 100 && c.Code < 160 {
					in += float64(c.Conversations)
				}
			}
			return name != "campaign" && in >= share*conversations(&w.accounts[p])
		})
	}
}

// TestForeigners: whoever is tied to a campaign in every way and asks of his own
// is not of it; the operator's accounts are, and a group that asks what
// everybody asks tells nothing.
func TestForeigners(t *testing.T) {
	w := newWorld(151)
	w.crowd(800)
	w.campaign("campaign", 40)
	_, s := w.build(t)
	members := func(places ...int32) *group {
		g := &group{}
		for _, p := range places {
			g.members = append(g.members, belonging{account: p, probability: .99})
		}
		g.foreigners(s, topicsOf(s))
		return g
	}
	people := w.groups["people"]
	foreign, asked := 0, 0
	for _, m := range members(slices.Concat(w.groups["campaign"], people[:30])...).members {
		if slices.Contains(w.groups["campaign"], m.account) {
			if m.foreign < 0 {
				t.Errorf("account %d of the operator's is told apart by %v nats", m.account, m.foreign)
			}
		} else if conversations(&s.Accounts[m.account]) >= 50 {
			asked++
			if m.foreign < -foreignOdds {
				foreign++
			}
		}
	}
	if asked < 5 || foreign < asked*3/4 {
		t.Errorf("%d of %d people who asked enough are told apart", foreign, asked)
	}
	for _, m := range members(people[:60]...).members {
		if m.foreign < 0 {
			t.Errorf("in a crowd %d is told apart by %v nats", m.account, m.foreign)
		}
	}
}
