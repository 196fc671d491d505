package link

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/internal/parallel"
)

// Threshold is what values of two families together must be worth, in nats,
// for two accounts to be compared at all.
const Threshold = 6

// threshold is τ: two accounts are linked when all that they share is worth
// log(accounts) − 1 nats. Among N accounts there are N²/2 pairs; a campaign of
// M has M²/2 of them, so the odds against a pair are 2·log(N/M), which for
// campaigns of a hundredth to a thousandth of all accounts is about that much.
func (ix *Index) threshold() float64 {
	return math.Max(Threshold, math.Log(float64(ix.Accounts))-1)
}

// perFamily bounds how many of an account's values a family brings into pairs.
const perFamily = 6

// Edge says that two accounts share values of two families.
type Edge struct {
	A, B int32
	Nats float64
}

// Edges gives the links, thinned: accounts that share one pair of values are
// joined by O(d log d) edges rather than d²: log d rings, each through all of
// them in an order of its own. That keeps them connected and alike in degree,
// and no cut through them is cheap, so that a community does not fall apart
// where thinning left it thin (unions of random rings are expanders: Friedman,
// Mem. AMS 910, 2008). Sorted by A, B.
//
// The pairs of values, one of each of two families, are the buckets; nobody is
// compared with everybody, and cost is linear in accounts.
func (ix *Index) Edges() []Edge {
	if ix.edges != nil {
		return ix.edges
	}
	meets := meetings(ix.rings(mostEntries), len(ix.ByAccount))
	edges := make([]Edge, len(meets))
	// Ends only with the loop: the context is nobody's.
	_ = parallel.Run(context.Background(), len(meets), 4096, func(from, to int) {
		var g Gather
		for i := from; i < to; i++ {
			a, b := meets[i].accounts()
			between := ix.between(a, b, &g)
			edges[i] = Edge{a, b, between.Total()}
		}
	})
	least := ix.threshold()
	return slices.DeleteFunc(edges, func(e Edge) bool { return e.Nats < least })
}

// entry says that an account shows two values, u < v, of two families.
type entry struct {
	u, v    int32
	account int32
	of      uint16 // which two families
}

// mostEntries is how many entries are listed at once, about: half a gigabyte.
const mostEntries = 1 << 25

// rings draws rings through all buckets, of a part of the values after the other,
// so that about so many entries are listed at once.
func (ix *Index) rings(most int) (drawn [][]meeting) {
	parts := ix.parts(most)
	for i, from := range parts[:len(parts)-1] {
		drawn = append(drawn, rings(ix.entries(1, from, parts[i+1]), from, parts[i+1])...)
	}
	return drawn
}

// entries lists pairs of the values of every so many-th account, those whose
// lesser value is from, or one up to before to.
func (ix *Index) entries(each int, from, to int32) (out []entry) {
	var top []weighed
	for a := 0; a < len(ix.ByAccount); a += each {
		top = ix.strongest(int32(a), top[:0])
		out = pairs(out, int32(a), top, from, to)
	}
	return out
}

// pairs adds those of an account's strongest values to a list.
func pairs(entries []entry, account int32, top []weighed, from, to int32) []entry {
	for i, x := range top {
		for _, y := range top[i+1:] {
			if u := min(x.value, y.value); u >= from && u < to && x.family != y.family && x.nats+y.nats >= Threshold {
				entries = append(entries, entry{u, max(x.value, y.value), account, 1<<x.family | 1<<y.family})
			}
		}
	}
	return entries
}

// parts cuts the values into stretches with about so many entries each, by what
// some of the accounts have: where each begins, and the end of the last.
func (ix *Index) parts(most int) []int32 {
	each := max(1, len(ix.ByAccount)>>14)
	some := ix.entries(each, 0, int32(len(ix.Values)))
	slices.SortFunc(some, func(x, y entry) int { return cmp.Compare(x.u, y.u) })
	out := []int32{0}
	for n := max(1, most/each); n < len(some); n += max(1, most/each) {
		if u := some[n].u; u > out[len(out)-1] {
			out = append(out, u)
		}
	}
	return append(out, int32(len(ix.Values)))
}

// meeting says that two accounts are neighbours in a bucket: A above B in the
// bits of pair.
type meeting struct {
	pair uint64
	of   uint32 // the pairs of families that they meet in: see inPair
}

func (m meeting) accounts() (a, b int32) { return int32(m.pair >> 32), int32(uint32(m.pair)) }

// inPair has a bit for each two families, by the bits of the two.
var inPair = func() map[uint16]uint32 {
	out := map[uint16]uint32{}
	for f := range Families {
		for g := range f {
			out[1<<f|1<<g] = 1 << len(out)
		}
	}
	return out
}()

// stretch is how many values or accounts are a core's at a time.
const stretch = 4096

// meetings brings together what was drawn: each two accounts once, sorted.
func meetings(drawn [][]meeting, accounts int) []meeting {
	out := slices.Concat(drawn...)
	starts := gather(out, accounts, func(m *meeting) int32 { return int32(m.pair >> 32) })
	_ = parallel.Run(context.Background(), accounts, stretch, func(from, to int) {
		for a := from; a < to; a++ {
			slices.SortFunc(out[starts[a]:starts[a+1]], func(x, y meeting) int { return cmp.Compare(x.pair, y.pair) })
		}
	})
	kept := out[:0]
	for _, m := range out {
		if n := len(kept); n > 0 && kept[n-1].pair == m.pair {
			kept[n-1].of |= m.of
			continue
		}
		kept = append(kept, m)
	}
	return kept
}

// rings draws rings through the buckets of some values, the accounts that show one
// pair of values. It sorts the entries.
func rings(entries []entry, first, end int32) [][]meeting {
	n := int(end - first)
	starts := gather(entries, n, func(e *entry) int32 { return e.u - first })
	drawn := make([][]meeting, (n+stretch-1)/stretch)
	// Ends only with the loop: the context is nobody's.
	_ = parallel.Run(context.Background(), n, stretch, func(from, to int) {
		var d drawer
		for u := from; u < to; u++ {
			d.rings(entries[starts[u]:starts[u+1]])
		}
		drawn[from/stretch] = d.out
	})
	return drawn
}

// drawer draws rings through buckets.
type drawer struct {
	ring []placed
	out  []meeting
}

// placed is an account's place in a ring.
type placed struct {
	order   uint64
	account int32
}

// rings draws those of the entries of one value, and sorts them.
func (d *drawer) rings(entries []entry) {
	slices.SortFunc(entries, func(x, y entry) int {
		if x.v != y.v {
			return int(x.v) - int(y.v)
		}
		return int(x.account) - int(y.account)
	})
	for len(entries) > 0 {
		end := 1
		for end < len(entries) && entries[end].v == entries[0].v {
			end++
		}
		if end > 1 {
			d.bucket(entries[:end])
		}
		entries = entries[end:]
	}
}

func (d *drawer) bucket(bucket []entry) {
	of := inPair[bucket[0].of]
	d.ring = d.ring[:0]
	for _, e := range bucket {
		d.ring = append(d.ring, placed{0, e.account})
	}
	for layer := 0; layer == 0 || 1<<layer < len(d.ring); layer++ {
		if layer > 0 {
			for i := range d.ring {
				d.ring[i].order = scatter(d.ring[i].account, layer)
			}
			slices.SortFunc(d.ring, func(x, y placed) int {
				if x.order != y.order {
					return cmp.Compare(x.order, y.order)
				}
				return int(x.account) - int(y.account)
			})
		}
		for i, x := range d.ring {
			y := d.ring[(i+1)%len(d.ring)]
			d.out = append(d.out, meeting{uint64(min(x.account, y.account))<<32 | uint64(max(x.account, y.account)), of})
		}
	}
}

// gather brings together, in place, what has the same key of 0..keys-1, in the
// order of keys, and gives where each begins (American flag sort: McIlroy et al.,
// Computing Systems 6(1), 1993).
func gather[T any](all []T, keys int, key func(*T) int32) (starts []int) {
	starts = make([]int, keys+1)
	for i := range all {
		starts[key(&all[i])+1]++
	}
	for k := range keys {
		starts[k+1] += starts[k]
	}
	free := slices.Clone(starts[:keys]) // the first place of each key that may hold another's
	for k := range keys {
		for free[k] < starts[k+1] {
			x := &all[free[k]]
			if other := key(x); int(other) != k {
				y := &all[free[other]]
				*x, *y = *y, *x
				free[other]++
				continue
			}
			free[k]++
		}
	}
	return starts
}

// Between is what two accounts share, in nats: of each family the strongest
// value, as strong as it is for the one that showed it less, and of prompt
// frames several (see Gather).
func (ix *Index) Between(a, b int32) float64 {
	var g Gather
	nats := ix.between(a, b, &g)
	return nats.Total()
}

func (ix *Index) between(a, b int32, g *Gather) Nats {
	x, y := ix.ByAccount[a], ix.ByAccount[b]
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i] < y[j]:
			i++
		case x[i] > y[j]:
			j++
		default:
			v := &ix.Values[x[i]]
			g.Add(v.Trait, min(v.shown(ix.Times[a][i]), v.shown(ix.Times[b][j])))
			i++
			j++
		}
	}
	return g.Nats()
}

// scatter orders the accounts of a ring: the finalizer of splitmix64.
func scatter(account int32, layer int) uint64 {
	z := (uint64(layer)<<32 | uint64(uint32(account))) + 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

type weighed struct {
	value  int32
	family int // its place
	nats   float64
}

// strongest adds an account's values that link at all to a list, the best few of
// each family, the strongest first.
func (ix *Index) strongest(account int32, all []weighed) []weighed {
	for k, v := range ix.ByAccount[account] {
		value := &ix.Values[v]
		if nats := value.shown(ix.Times[account][k]); nats >= .5 && value.Trait != poolTrait {
			all = append(all, weighed{v, familyOf[value.Trait], nats})
		}
	}
	slices.SortFunc(all, func(x, y weighed) int {
		if x.nats != y.nats {
			return cmp.Compare(y.nats, x.nats)
		}
		return int(x.value) - int(y.value)
	})
	var count [len(Nats{})]int
	return slices.DeleteFunc(all, func(w weighed) bool {
		count[w.family]++
		return count[w.family] > perFamily
	})
}
