package report

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/stillhunt/stillhunt/hunt"
)

// The graph of a campaign has two sides: accounts, and the values that at
// least two of them share. It is drawn small enough to be read: at most
// dotsLimit dots and hunt.DrawnValues values in a lane.
const dotsLimit = 60

// graph is what is drawn of one group.
type graph struct {
	dots     []dot  // in order of drawing, so that those who share stand together
	lanes    []lane // by family
	accounts int
	pooled   bool // a dot stands for several accounts
}

// dot is one account, or several neighbours in the order.
type dot struct{ accounts []string }

// lane is the shared values of one family.
type lane struct {
	family string
	values []shared
	hidden int // values that are not drawn, the least shared ones
}

// shared is one value: who of the group shows it.
type shared struct {
	trait   string
	holders []int32 // indices of accounts in the order of drawing
	dots    []edge  // by dot
}

// edge says how many accounts of a dot hold the value.
type edge struct{ dot, holders int }

// groupLinks cuts links, sorted by group, into the rows of each group; rows of
// no group are left out.
func groupLinks(links iter.Seq2[hunt.LinkRecord, error]) iter.Seq2[[]hunt.LinkRecord, error] {
	return func(yield func([]hunt.LinkRecord, error) bool) {
		var rows []hunt.LinkRecord
		for r, err := range links {
			if err != nil {
				yield(nil, fmt.Errorf("reading the evidence graph: %w", err))
				return
			}
			if len(rows) > 0 && rows[0].Group != r.Group {
				if !yield(rows, nil) {
					return
				}
				rows = rows[:0]
			}
			if r.Group != "" {
				rows = append(rows, r)
			}
		}
		if len(rows) > 0 {
			yield(rows, nil)
		}
	}
}

// newGraph makes the graph of one group from the links that are drawn, whatever
// their order.
func newGraph(rows []hunt.LinkRecord) *graph {
	type valueKey struct{ family, trait, value string }
	holders := map[valueKey][]string{}
	accounts := map[string]struct{}{}
	values := map[string]int{} // by family, those that are shared
	for _, r := range rows {
		values[r.Family] = int(r.Shared)
		k := valueKey{r.Family, r.Trait, r.Value}
		holders[k] = append(holders[k], r.Account)
		accounts[r.Account] = struct{}{}
	}
	var keys []valueKey
	for k, h := range holders {
		slices.Sort(h)
		h = slices.Compact(h)
		if holders[k] = h; len(h) >= 2 {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	slices.SortFunc(keys, func(a, b valueKey) int {
		return cmp.Or(
			cmp.Compare(familyRank(a.family), familyRank(b.family)), cmp.Compare(a.family, b.family),
			cmp.Compare(len(holders[b]), len(holders[a])), cmp.Compare(a.trait, b.trait), cmp.Compare(a.value, b.value))
	})

	order := slices.Sorted(maps.Keys(accounts))
	g := &graph{accounts: len(order)}
	place := map[string]int32{}
	for i, a := range order {
		place[a] = int32(i)
	}
	for _, k := range keys {
		if n := len(g.lanes); n == 0 || g.lanes[n-1].family != k.family {
			g.lanes = append(g.lanes, lane{family: k.family})
		}
		l := &g.lanes[len(g.lanes)-1]
		if len(l.values) == hunt.DrawnValues {
			l.hidden++
			continue
		}
		v := shared{trait: k.trait}
		for _, a := range holders[k] {
			v.holders = append(v.holders, place[a])
		}
		l.values = append(l.values, v)
	}
	for i := range g.lanes { // where only what is drawn was read
		l := &g.lanes[i]
		l.hidden = max(l.hidden, values[l.family]-len(l.values))
	}
	g.arrange(order)
	return g
}

// arrange orders the accounts so that those who share stand together, pools
// them into dots, and orders the values of a lane by where their holders are.
func (g *graph) arrange(order []string) {
	// An account's signature is, lane by lane, its most shared value; lanes
	// whose values cut the accounts into small groups come first.
	lanes := make([]int, len(g.lanes))
	for i := range lanes {
		lanes[i] = i
	}
	slices.SortStableFunc(lanes, func(a, b int) int { return cmp.Compare(spread(g.lanes[b]), spread(g.lanes[a])) })
	signature := make([][]int, len(order))
	for i := range signature {
		signature[i] = make([]int, len(lanes))
		for j, l := range lanes {
			signature[i][j] = len(g.lanes[l].values) // none: last
		}
	}
	for j, l := range lanes {
		for r := len(g.lanes[l].values) - 1; r >= 0; r-- {
			for _, a := range g.lanes[l].values[r].holders {
				signature[a][j] = r
			}
		}
	}
	rank := make([]int, len(order))
	for i := range rank {
		rank[i] = i
	}
	slices.SortFunc(rank, func(a, b int) int {
		return cmp.Or(slices.Compare(signature[a], signature[b]), cmp.Compare(a, b))
	})
	n := min(len(order), dotsLimit)
	g.pooled = len(order) > n
	g.dots = make([]dot, n)
	dotOf := make([]int, len(order))
	for at, a := range rank {
		d := at * n / len(order)
		dotOf[a] = d
		g.dots[d].accounts = append(g.dots[d].accounts, order[a])
	}
	for l := range g.lanes {
		values := g.lanes[l].values
		for v := range values {
			counts := map[int]int{}
			for _, a := range values[v].holders {
				counts[dotOf[a]]++
			}
			for _, d := range slices.Sorted(maps.Keys(counts)) {
				values[v].dots = append(values[v].dots, edge{d, counts[d]})
			}
		}
		slices.SortStableFunc(values, func(a, b shared) int { return cmp.Compare(a.middle(), b.middle()) })
	}
}

// spread is how finely a lane's values cut the group: values that each hold a
// part of it, not one that holds all.
func spread(l lane) int {
	held, largest := 0, 0
	for _, v := range l.values {
		held += len(v.holders)
		largest = max(largest, len(v.holders))
	}
	return held - largest
}

// middle is where the holders of a value are on average, in dots.
func (v shared) middle() float64 {
	sum, n := 0, 0
	for _, e := range v.dots {
		sum += e.dot * e.holders
		n += e.holders
	}
	return float64(sum) / float64(n)
}
