package campaign

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stillhunt/stillhunt/internal/stat"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// strays is a campaign with two accounts more: one of the operator's that pays
// by a card of its own, and one of a stranger that only shares a network.
func strays(t *testing.T) (w *world, ix *link.Index, s *profile.Set, own, stranger int32) {
	t.Helper()
	w = newWorld(71)
	w.crowd(1500)
	w.campaign("campaign", 60)
	w.campaign("own", 1)
	own, stranger = w.groups["own"][0], w.groups["people"][0]
	w.show("network", exitOf(w, "campaign"), own, 200) // the campaign's first exit and frames
	w.show("network", exitOf(w, "campaign"), stranger, w.accounts[stranger].Exchanges)
	for value, held := range w.shows["head"] {
		if n := held[w.groups["campaign"][0]]; n > 0 {
			w.show("head", value, own, n)
		}
	}
	ix, s = w.build(t)
	return w, ix, s, own, stranger
}

// exitOf is a network of a group's first account.
func exitOf(w *world, group string) uint64 {
	for _, value := range sortedKeys(w.shows["network"]) {
		if w.shows["network"][value][w.groups[group][0]] > 0 {
			return value
		}
	}
	return 0
}

func probabilities(bs []belonging) map[int32]float64 {
	out := map[int32]float64{}
	for _, b := range bs {
		out[b.account] = b.probability
	}
	return out
}

func TestRecruitPullsInAndLetsGo(t *testing.T) {
	w, ix, s, own, stranger := strays(t)
	// What links made of it: the operator's own account was missed, the
	// stranger was caught.
	c := candidate{accounts: slices.Sorted(slices.Values(append(slices.Clone(w.groups["campaign"]), stranger)))}
	c.sign(ix)
	got := recruit(ix, s, &c, 0)
	p := probabilities(got)
	if p[own] < .5 {
		t.Errorf("an account with the campaign's frames and exit belongs to it with probability %.3f", p[own])
	}
	if p[stranger] >= .5 {
		t.Errorf("an account that shares a network by accident belongs with probability %.3f", p[stranger])
	}
	for _, a := range w.groups["campaign"] {
		if p[a] < .9 {
			t.Errorf("member %d belongs with probability %.3f", a, p[a])
		}
	}
	for _, a := range w.groups["people"] {
		if p[a] >= .5 {
			t.Errorf("a stranger (%d) belongs with probability %.3f", a, p[a])
		}
	}
	if !slices.IsSortedFunc(got, func(a, b belonging) int { return int(a.account - b.account) }) {
		t.Error("members are not sorted by account")
	}
	for _, b := range recruit(ix, s, &c, .5) {
		if b.probability < .5 {
			t.Errorf("%d was kept at probability %.3f", b.account, b.probability)
		}
	}
}

// TestProbabilityIsPriorAndEvidence adds up what recruit says of each account.
func TestProbabilityIsPriorAndEvidence(t *testing.T) {
	w := newWorld(76)
	w.crowd(600)
	w.campaign("campaign", 40)
	ix, s := w.build(t)
	c := candidate{accounts: w.groups["campaign"]}
	c.sign(ix)
	for _, b := range recruit(ix, s, &c, 0) {
		total := math.Log(40. / 600)
		for f, nats := range b.nats {
			if math.Abs(nats) > link.Caps[f] {
				t.Errorf("account %d: %s says %v nats, over its cap", b.account, f, nats)
			}
			total += nats
		}
		if want := stat.Logistic(total); math.Abs(b.probability-want) > 1e-9 {
			t.Errorf("account %d belongs with probability %v; prior and evidence make %v", b.account, b.probability, want)
		}
	}
}

func TestRecruitNeedsTwoFamilies(t *testing.T) {
	w := newWorld(72)
	w.crowd(500)
	card := w.fresh()
	w.each("household", 12, w.human, func(_ int, _ int32, a *profile.Account) { a.Facts.Card = card })
	ix, s := w.build(t)
	c := candidate{accounts: w.groups["household"]}
	c.sign(ix)
	// Among so few a chance agreement can lend a second family to one or two.
	if got := recruit(ix, s, &c, .5); len(got) > len(w.groups["household"])/3 {
		t.Errorf("one shared card made members of %d accounts", len(got))
	}
}

// TestAPromptMetOnceSaysLittle: who sends what a campaign sends, once among
// hundreds, belongs to it no more for that; who sends it all the time does.
func TestAPromptMetOnceSaysLittle(t *testing.T) {
	w := newWorld(77)
	w.crowd(600)
	w.campaign("campaign", 40)
	once, often := w.groups["people"][0], w.groups["people"][1]
	for value, held := range w.shows["head"] {
		if held[w.groups["campaign"][0]] > 0 {
			w.show("head", value, once, 1)
			w.show("head", value, often, 50)
		}
	}
	for _, a := range []int32{once, often} {
		w.show("network", exitOf(w, "campaign"), a, 100)
		w.accounts[a].Facts.Card = w.accounts[w.groups["campaign"][0]].Facts.Card
	}
	ix, s := w.build(t)
	c := candidate{accounts: w.groups["campaign"]}
	c.sign(ix)
	said := map[int32]float64{}
	for _, b := range recruit(ix, s, &c, 0) {
		said[b.account] = b.nats[link.Content]
	}
	if said[once] > 1.1 || said[often] < 4 {
		t.Errorf("a prompt met once says %.1f nats, met fifty times %.1f", said[once], said[often])
	}
}

// TestTheMoreMembersShowTheMoreItSays: that an account shows nothing of what all
// members show says the more the more they are.
func TestTheMoreMembersShowTheMoreItSays(t *testing.T) {
	missing := func(n int) float64 {
		w := newWorld(78)
		w.crowd(600)
		w.campaign("campaign", n)
		stranger, member := w.groups["people"][0], w.groups["campaign"][0]
		w.accounts[stranger].Facts.Card = w.accounts[member].Facts.Card
		for value, held := range w.shows["head"] {
			w.show("head", value, stranger, held[member])
		}
		ix, s := w.build(t)
		c := candidate{accounts: w.groups["campaign"]}
		c.sign(ix)
		for _, b := range recruit(ix, s, &c, 0) {
			if b.account == stranger {
				return b.nats[link.Network]
			}
		}
		t.Fatal("the stranger has a card and the frames of the campaign, and was not weighed")
		return 0
	}
	if few, many := missing(12), missing(200); !(many < few-1) {
		t.Errorf("nothing of the networks of 12 accounts says %.1f nats, of 200 %.1f", few, many)
	}
}

func TestFramedExchanges(t *testing.T) {
	w := newWorld(73)
	w.crowd(300)
	w.campaign("campaign", 40)
	ix, s := w.build(t)
	c := candidate{accounts: w.groups["campaign"]}
	c.sign(ix)
	for _, b := range recruit(ix, s, &c, 0) {
		a := s.Accounts[b.account]
		want := 2 * float64(a.Exchanges*9/20) / float64(a.Exchanges) // two openings at nine in twenty each
		if b.frames < want-.01 || b.frames > 1 {
			t.Errorf("account %d carries frames in %.3f of its exchanges, %.3f were planted", b.account, b.frames, want)
		}
	}
}

// permuted is the same world with its accounts in another order.
func (w *world) permuted(seed uint64) *world {
	order := rand.New(rand.NewPCG(seed, 1)).Perm(len(w.accounts))
	out := newWorld(seed)
	to := make([]int32, len(w.accounts))
	for place, from := range order {
		a := w.accounts[from]
		a.Account = uint64(place) + 1
		out.accounts = append(out.accounts, a)
		to[from] = int32(place)
	}
	for _, trait := range sortedKeys(w.shows) {
		for _, value := range sortedKeys(w.shows[trait]) {
			for p, n := range w.shows[trait][value] {
				out.show(trait, value, to[p], n)
			}
		}
	}
	return out
}

// settled gives who belongs where, by id: the members' probabilities, each
// group under its first member.
func settled(t *testing.T, w *world) map[string]map[string]float64 {
	t.Helper()
	ix, s := w.build(t)
	out := map[string]map[string]float64{}
	for _, g := range settling(t, ix, s) {
		members := map[string]float64{}
		for _, m := range g.members {
			members[s.Accounts[m.account].ID] = stat.Round6(m.probability)
		}
		out[sortedKeys(members)[0]] = members
	}
	return out
}

func TestSettleDoesNotSeeTheOrderOfAccounts(t *testing.T) {
	w := newWorld(74)
	w.crowd(800)
	w.campaign("one", 60)
	w.campaign("other", 40)
	want := settled(t, w)
	if len(want) < 2 {
		t.Fatalf("%d groups", len(want))
	}
	for seed := range uint64(3) {
		got := settled(t, w.permuted(seed+1))
		if len(got) != len(want) {
			t.Fatalf("order %d: %d groups, not %d", seed, len(got), len(want))
		}
		for _, first := range sortedKeys(want) {
			for _, id := range sortedKeys(want[first]) {
				if got[first][id] != want[first][id] {
					t.Errorf("order %d: %s belongs with probability %v, not %v", seed, id, got[first][id], want[first][id])
				}
			}
			if len(got[first]) != len(want[first]) {
				t.Errorf("order %d: the group of %s has %d members, not %d", seed, first, len(got[first]), len(want[first]))
			}
		}
	}
}

func TestSettleGivesAnAccountOneHome(t *testing.T) {
	w := newWorld(75)
	w.crowd(800)
	w.campaign("one", 60)
	w.campaign("other", 40)
	for _, p := range w.groups["other"][:3] { // they use the other operator's exit
		w.show("network", exitOf(w, "one"), p, 10)
	}
	ix, s := w.build(t)
	home := map[int32]int{}
	for i, g := range settling(t, ix, s) {
		for _, m := range g.members {
			if j, ok := home[m.account]; ok {
				t.Errorf("account %d belongs to groups %d and %d", m.account, j, i)
			}
			home[m.account] = i
		}
		if !slices.IsSorted(g.accounts) || len(g.accounts) < Least {
			t.Errorf("group %d has the accounts %v", i, g.accounts)
		}
	}
}

// TestASecondPoolIsAGroupOfItsOwn: what the densest part of a candidate leaves
// is not thrown away.
func TestASecondPoolIsAGroupOfItsOwn(t *testing.T) {
	w := newWorld(76)
	w.crowd(800)
	w.campaign("first", 60)
	w.campaign("second", 40)
	for k := range 3 { // the first has more in common
		for _, p := range w.groups["first"] {
			w.show("head", uint64(1000+k), p, 50)
		}
	}
	ix, _ := w.build(t)
	all := slices.Concat(w.groups["first"], w.groups["second"])
	slices.Sort(all)
	parts := cores(ix, &candidate{accounts: all})
	if len(parts) < 2 {
		t.Fatal("the world is too even: its densest part is all of it")
	}
	for _, name := range []string{"first", "second"} {
		whole := slices.Sorted(slices.Values(w.groups[name]))
		if !slices.ContainsFunc(parts, func(p []int32) bool { return len(minus(whole, p)) <= len(whole)/20 }) {
			t.Errorf("%s is in no part", name)
		}
	}
	if got := cores(ix, &candidate{accounts: all, pool: &pool{}}); len(got) != 1 || len(got[0]) != len(all) {
		t.Error("a pool is taken apart by what its accounts share")
	}
}

func settling(t *testing.T, ix *link.Index, s *profile.Set) []*group {
	t.Helper()
	gs, err := settle(t.Context(), ix, s, candidates(ix))
	if err != nil {
		t.Fatal(err)
	}
	return gs
}
