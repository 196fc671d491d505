package link

import (
	"context"

	"github.com/stillhunt/stillhunt/internal/parallel"
)

// Local is the index of some accounts, by their places in the list, for asking
// who shares what without some families. Values that one of them alone shows, or
// that link nobody, are left out, and the others numbered anew in their order.
// How many accounts there are, and the holders of values, stay those of
// everybody.
type Local struct {
	index *Index
	meets []meeting
	nats  []Nats // that the two accounts of each share
}

// Among makes the index of some accounts.
func (ix *Index) Among(accounts []int32) *Local {
	sub := &Index{Carriers: ix.Carriers, Accounts: ix.Accounts, ByAccount: make([][]int32, len(accounts)), Times: make([][]int32, len(accounts))}
	number := map[int32]int32{}
	for _, s := range ix.Count(accounts) {
		if s.Accounts >= 2 {
			number[s.Value] = int32(len(sub.Values))
			sub.Values = append(sub.Values, ix.Values[s.Value])
		}
	}
	var entries []entry
	var top []weighed
	for i, a := range accounts {
		for k, v := range ix.ByAccount[a] {
			if n, ok := number[v]; ok {
				sub.ByAccount[i] = append(sub.ByAccount[i], n)
				sub.Times[i] = append(sub.Times[i], ix.Times[a][k])
			}
		}
		top = ix.strongest(a, top[:0]) // of all that it shows
		kept := top[:0]
		for _, w := range top {
			if n, ok := number[w.value]; ok {
				w.value = n
				kept = append(kept, w)
			}
		}
		entries = pairs(entries, int32(i), kept, 0, int32(len(sub.Values)))
	}
	l := &Local{index: sub, meets: meetings(rings(entries, 0, int32(len(sub.Values))), len(accounts))}
	l.nats = make([]Nats, len(l.meets))
	// Ends only with the loop: the context is nobody's.
	_ = parallel.Run(context.Background(), len(l.meets), 4096, func(from, to int) {
		var g Gather
		for i := from; i < to; i++ {
			a, b := l.meets[i].accounts()
			l.nats[i] = sub.between(a, b, &g)
		}
	})
	return l
}

// Without is the index without the values of some families.
func (l *Local) Without(families ...Family) *Index {
	var left [len(Nats{})]bool
	for _, f := range families {
		left[place[f]] = true
	}
	all := l.index
	sub := &Index{Values: all.Values, Carriers: all.Carriers, Accounts: all.Accounts,
		ByAccount: make([][]int32, len(all.ByAccount)), Times: make([][]int32, len(all.ByAccount)), edges: l.edges(left)}
	stays := make([]bool, len(all.Values))
	for v := range all.Values {
		stays[v] = !left[familyOf[all.Values[v].Trait]]
	}
	shown := 0
	for _, row := range all.ByAccount {
		for _, v := range row {
			if stays[v] {
				shown++
			}
		}
	}
	values, times := make([]int32, 0, shown), make([]int32, 0, shown)
	for i, row := range all.ByAccount {
		from := len(values)
		for k, v := range row {
			if stays[v] {
				values, times = append(values, v), append(times, all.Times[i][k])
			}
		}
		sub.ByAccount[i], sub.Times[i] = values[from:len(values):len(values)], times[from:len(times):len(times)]
	}
	return sub
}

// edges are the links that are left without some families.
func (l *Local) edges(left [len(Nats{})]bool) []Edge {
	var counts uint32 // the pairs of families that do
	for pair, bit := range inPair {
		out := false
		for f, without := range left {
			out = out || without && pair>>f&1 == 1
		}
		if !out {
			counts |= bit
		}
	}
	least, edges := l.index.threshold(), []Edge{}
	for i, m := range l.meets {
		if m.of&counts == 0 {
			continue
		}
		nats := l.nats[i]
		for f, without := range left {
			if without {
				nats[f] = 0
			}
		}
		if total := nats.Total(); total >= least {
			a, b := m.accounts()
			edges = append(edges, Edge{a, b, total})
		}
	}
	return edges
}
