package campaign

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/stillhunt/stillhunt/link/twin"
	"github.com/stillhunt/stillhunt/profile"
)

// finding makes what discovery would say of groups of accounts: that they are
// pools.
func found(s *profile.Set, groups ...[]int32) *twin.Finding {
	f := &twin.Finding{Seen: twin.Seen{Accounts: len(s.Accounts)}}
	for _, g := range groups {
		var x twin.Found
		for i, a := range g {
			x.Members = append(x.Members, twin.Member{Account: i, Posterior: .98})
			x.Accounts = append(x.Accounts, s.Accounts[a].Account)
		}
		f.Groups = append(f.Groups, x)
	}
	return f
}

// hidden adds an operator who shares nothing that is bought or run: each of his
// accounts has its own card, network, client and sign-up, and sends a few frames.
func (w *world) hidden(n int) {
	for range n {
		m := w.script()
		m.exchanges = int64(60 * math.Exp(.5*w.rng.NormFloat64()))
		m.follow = .1
		p := w.add(m)
		w.show("network", w.fresh(), p, m.exchanges)
		for k := range uint64(6) {
			w.show("head", 500_000+k, p, m.exchanges/8)
		}
		w.groups["hidden"] = append(w.groups["hidden"], p)
	}
}

func TestPoolsAreCandidates(t *testing.T) {
	w := newWorld(3)
	w.crowd(1500)
	w.hidden(80)
	ix, s := w.build(t)
	named := func(f *twin.Finding) []Assessed {
		t.Helper()
		a, err := Assess(context.Background(), ix, s, Options{FDR: .01, Twins: f})
		if err != nil {
			t.Fatal(err)
		}
		return a.Campaigns
	}
	if got := named(nil); len(got) != 0 {
		t.Errorf("%d campaigns without discovery: nothing ties these accounts pair by pair", len(got))
	}
	ix, s = w.build(t)
	got := named(found(s, w.groups["hidden"]))
	if len(got) != 1 || !got[0].Pool {
		t.Fatalf("%d campaigns, want the hidden one", len(got))
	}
	var accused []int32
	for k, m := range got[0].Members {
		if m.Accused() {
			accused = append(accused, got[0].Accounts[k])
		}
	}
	if !slices.Equal(accused, w.groups["hidden"]) {
		t.Errorf("%d accounts are accused, want the %d of the operator", len(accused), len(w.groups["hidden"]))
	}
	ix, s = w.build(t)
	if got := named(found(s, w.groups["people"][:80])); len(got) != 0 {
		t.Errorf("people whose topics are alike were named: %v", got[0].Families)
	}
}

// TestOnlyTheAccusedAreWeighed: people with a taste for what a pool asks, who
// send none of its frames, are no reason to doubt what the others are, and are
// not accused with them.
func TestOnlyTheAccusedAreWeighed(t *testing.T) {
	w := newWorld(3)
	w.crowd(1500)
	w.hidden(80)
	ix, s := w.build(t)
	a, err := Assess(context.Background(), ix, s, Options{FDR: .01, Twins: found(s, append(slices.Clone(w.groups["people"][:40]), w.groups["hidden"]...))})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Campaigns) != 1 || a.Campaigns[0].Group.Accounts != 80 {
		t.Fatalf("%d campaigns, want one of the 80 who send the frames", len(a.Campaigns))
	}
	c := a.Campaigns[0]
	for k, m := range c.Members {
		if _, mine := slices.BinarySearch(w.groups["hidden"], c.Accounts[k]); m.Accused() && !mine {
			t.Errorf("%s is accused, and sent none of the frames", m.Account)
		}
	}
}

func TestWithPools(t *testing.T) {
	w := newWorld(4)
	w.crowd(300)
	ix, s := w.build(t)
	span := func(from, to int32) (out []int32) {
		for a := from; a < to; a++ {
			out = append(out, a)
		}
		return out
	}
	ps := pools(ix, s, found(s, span(0, 40), span(100, 160), span(200, 205)))
	if len(ps) != 2 {
		t.Fatalf("%d pools, want two: five accounts are too few", len(ps))
	}
	cs := withPools(ix, []candidate{{accounts: span(10, 60)}, {accounts: span(110, 124)}, {accounts: span(260, 280)}}, ps)
	// The first covers most of its pool, which is no candidate of its own; the
	// second is a small part of the other pool, and gives way.
	var sizes []int
	for _, c := range cs {
		sizes = append(sizes, len(c.accounts))
	}
	if !slices.Equal(sizes, []int{50, 20, 60}) || cs[2].pool != &ps[1] {
		t.Errorf("candidates of %v accounts", sizes)
	}
}

func TestBelongs(t *testing.T) {
	p := &pool{posterior: map[int32]float64{1: .8, 2: 1}}
	if got, want := p.belongs(1, -3)-3, math.Log(4); math.Abs(got-want) > 1e-12 {
		t.Errorf("with the prior it says %g, want the posterior's %g", got, want)
	}
	if !math.IsInf(p.belongs(7, -3), -1) || math.IsInf(p.belongs(2, -3), 1) {
		t.Error("who is not in the pool does not belong, and nobody belongs for certain")
	}
}
