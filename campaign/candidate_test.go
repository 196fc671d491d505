package campaign

import (
	"math"
	"slices"
	"testing"

	"github.com/stillhunt/stillhunt/profile"
)

// halves plants two communities of one campaign: no card, no exit and no mail
// goes across, only what shared gives them.
func halves(t *testing.T, shared func(w *world, p int32, a *profile.Account)) (*world, []candidate, func(cs []candidate) []candidate) {
	t.Helper()
	w := newWorld(61)
	w.crowd(1500)
	for _, name := range []string{"left", "right"} {
		exit, card := w.fresh(), w.fresh()
		w.each(name, 20, w.script, func(_ int, p int32, a *profile.Account) {
			w.show("network", exit, p, a.Exchanges)
			a.Facts.Card = card
			shared(w, p, a)
		})
	}
	ix, _ := w.build(t)
	cs := []candidate{{accounts: w.groups["left"]}, {accounts: w.groups["right"]}}
	for i := range cs {
		cs[i].sign(ix)
	}
	return w, cs, func(cs []candidate) []candidate { return merge(ix, cs) }
}

func TestMerge(t *testing.T) {
	const frame = 1 << 19 // below what fresh makes
	for _, c := range []struct {
		name   string
		shared func(w *world, p int32, a *profile.Account)
		want   int
	}{
		{"frames and sign-up days", func(w *world, p int32, a *profile.Account) {
			w.show("head", frame, p, a.Exchanges)
			a.Facts.Created = start - 5*day
		}, 1},
		{"a frame alone", func(w *world, p int32, a *profile.Account) { w.show("head", frame, p, a.Exchanges) }, 2},
		{"a sign-up day alone", func(_ *world, _ int32, a *profile.Account) { a.Facts.Created = start - 5*day }, 2},
		{"a card alone, however strong", func(_ *world, _ int32, a *profile.Account) { a.Facts.Card = frame }, 2},
		{"nothing", func(*world, int32, *profile.Account) {}, 2},
	} {
		w, cs, merge := halves(t, c.shared)
		got := merge(cs)
		if len(got) != c.want {
			t.Errorf("two communities that share %s became %d", c.name, len(got))
			continue
		}
		turned := merge([]candidate{cs[1], cs[0]})
		if len(turned) != c.want {
			t.Errorf("%s: the other way round they became %d", c.name, len(turned))
		}
		if c.want == 1 {
			all := slices.Concat(w.groups["left"], w.groups["right"])
			if !slices.Equal(got[0].accounts, all) || !slices.Equal(turned[0].accounts, all) {
				t.Errorf("%s: merged are %v", c.name, got[0].accounts)
			}
			if len(got[0].signature) == 0 {
				t.Errorf("%s: what was merged has no signature", c.name)
			}
		}
	}
}

func TestSign(t *testing.T) {
	w := newWorld(62)
	w.crowd(400)
	w.campaign("campaign", 40)
	ix, _ := w.build(t)
	c := candidate{accounts: w.groups["campaign"]}
	c.sign(ix)
	if len(c.signature) == 0 {
		t.Fatal("a campaign without a signature")
	}
	for i, x := range c.signature {
		v := ix.Values[x.value]
		k := 0
		for _, h := range v.Holders {
			if slices.Contains(c.accounts, h.Account) {
				k++
			}
		}
		if k < 2 || v.Weight == 0 {
			t.Errorf("value %d is held by %d members at weight %v", x.value, k, v.Weight)
		}
		if want := float64(k) / 40; math.Abs(x.share-want) > 1e-12 {
			t.Errorf("value %d: share %v, %d of 40 show it", x.value, x.share, k)
		}
		if k == len(v.Holders) && x.odds <= 0 {
			t.Errorf("value %d, which nobody else shows, has odds %v", x.value, x.odds)
		}
		if i > 0 && c.signature[i-1].value >= x.value {
			t.Error("the signature is not sorted by value")
		}
	}
}

func TestCandidatesAreOfLeastAccounts(t *testing.T) {
	w := newWorld(63)
	w.crowd(600)
	w.campaign("pair", Least-2)
	w.campaign("campaign", 40)
	ix, _ := w.build(t)
	cs := candidates(ix)
	if len(cs) == 0 {
		t.Fatal("no candidate")
	}
	seen := map[int32]bool{}
	for _, c := range cs {
		if len(c.accounts) < Least || !slices.IsSorted(c.accounts) {
			t.Errorf("a candidate of %d accounts: %v", len(c.accounts), c.accounts)
		}
		for _, a := range c.accounts {
			if seen[a] {
				t.Errorf("account %d is in two candidates", a)
			}
			seen[a] = true
		}
	}
	for _, a := range w.groups["campaign"] {
		if !seen[a] {
			t.Errorf("account %d of the campaign is in no candidate", a)
		}
	}
}

// TestMergeMindsPools: what two parts have in common joins them no more where
// they draw their prompts from two pools, and more easily from one.
func TestMergeMindsPools(t *testing.T) {
	w, cs, _ := halves(t, func(w *world, p int32, a *profile.Account) {
		w.show("head", 1<<19, p, a.Exchanges)
		a.Facts.Created = start - 5*day
	})
	apart, _ := w.build(t)
	apart.AddPool(w.groups["left"], 1000)
	apart.AddPool(w.groups["right"], 1000)
	if got := merge(apart, cs); len(got) != 2 {
		t.Errorf("two pools became %d", len(got))
	}
	one, _ := w.build(t)
	one.AddPool(slices.Sorted(slices.Values(slices.Concat(w.groups["left"], w.groups["right"]))), 1000)
	if got := merge(one, cs); len(got) != 1 {
		t.Errorf("one pool became %d", len(got))
	}
}
