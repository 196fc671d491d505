package report

import (
	"cmp"
	"container/heap"
	"iter"
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/link"
)

// evidenceGraph is links.parquet in memory: accounts on one side, the values
// that they show on the other.
type evidenceGraph struct {
	accounts  []string
	at        map[string]int32
	values    []hunt.LinkRecord // of each value: family, trait, value, holders
	byAccount [][]half          // account → values
	byValue   [][]half          // value → accounts
}

// half is one side of a shared value: to whom, and what sharing it says.
type half struct {
	to   int32
	nats float64
}

// newEvidenceGraph reads links; values that say nothing (no nats) are left out.
func newEvidenceGraph(links iter.Seq2[hunt.LinkRecord, error]) (*evidenceGraph, error) {
	g := &evidenceGraph{at: map[string]int32{}}
	type valueKey struct{ trait, value string }
	valueAt := map[valueKey]int32{}
	for r, err := range links {
		if err != nil {
			return nil, err
		}
		if r.Nats <= 0 {
			continue
		}
		a, ok := g.at[r.Account]
		if !ok {
			a = int32(len(g.accounts))
			g.at[r.Account] = a
			g.accounts = append(g.accounts, r.Account)
			g.byAccount = append(g.byAccount, nil)
		}
		k := valueKey{r.Trait, r.Value}
		v, ok := valueAt[k]
		if !ok {
			v = int32(len(g.values))
			valueAt[k] = v
			g.values = append(g.values, r)
			g.byValue = append(g.byValue, nil)
		}
		g.byAccount[a] = append(g.byAccount[a], half{v, r.Nats})
		g.byValue[v] = append(g.byValue[v], half{a, r.Nats})
	}
	return g, nil
}

// path is the chain of accounts from one account to another along which the
// evidence is best; nil if there is none. A step over a value costs
// 1 + 1/nats: a direct and strong sharing is cheapest, and two strong steps
// are better than one that anybody could share (Dijkstra's algorithm over the
// bipartite graph; half the cost on either side of a value).
func (g *evidenceGraph) path(from, to string) []string {
	a, okA := g.at[from]
	b, okB := g.at[to]
	if !okA || !okB {
		return nil
	}
	n := int32(len(g.accounts)) // nodes from n on are values
	best := make([]float64, len(g.accounts)+len(g.values))
	before := make([]int32, len(best))
	for i := range best {
		best[i], before[i] = math.Inf(1), -1
	}
	best[a] = 0
	q := &queue{{node: a}}
	for q.Len() > 0 {
		at := heap.Pop(q).(visit)
		if at.node == b {
			break
		}
		if at.cost > best[at.node] {
			continue
		}
		next, shift := [][]half(nil), int32(0)
		if at.node < n {
			next, shift = g.byAccount[at.node:at.node+1], n
		} else {
			next = g.byValue[at.node-n : at.node-n+1]
		}
		for _, h := range next[0] {
			to, cost := h.to+shift, at.cost+.5+.5/h.nats
			if cost < best[to] {
				best[to], before[to] = cost, at.node
				heap.Push(q, visit{to, cost})
			}
		}
	}
	if math.IsInf(best[b], 1) {
		return nil
	}
	var out []string
	for node := b; node >= 0; node = before[node] {
		if node < n {
			out = append(out, g.accounts[node])
		}
	}
	slices.Reverse(out)
	return out
}

// visit is a node on the way; queue gives the cheapest first, the lower node
// among equals.
type visit struct {
	node int32
	cost float64
}

type queue []visit

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(q[i].cost, q[j].cost), cmp.Compare(q[i].node, q[j].node)) < 0
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(visit)) }
func (q *queue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}

// sharedValue is a value that two accounts, or an account and others, show.
type sharedValue struct {
	Family string  `json:"family"`
	Trait  string  `json:"trait"`
	What   string  `json:"what"`
	Value  string  `json:"value"`
	Others int64   `json:"others"` // holders besides those who are spoken of
	Nats   float64 `json:"nats"`   // for one operator, between two holders
}

// between lists what two accounts share, the strongest first.
func (g *evidenceGraph) between(from, to string) []sharedValue {
	held := map[int32]float64{}
	for _, h := range g.byAccount[g.at[from]] {
		held[h.to] = h.nats
	}
	var out []sharedValue
	for _, h := range g.byAccount[g.at[to]] {
		if nats, ok := held[h.to]; ok {
			v := g.values[h.to]
			out = append(out, sharedValue{v.Family, v.Trait, traitWords(v.Trait), v.Value, max(0, v.Holders-2), math.Min(nats, h.nats)})
		}
	}
	sortShared(out)
	return out
}

func sortShared(values []sharedValue) {
	slices.SortFunc(values, func(a, b sharedValue) int {
		return cmp.Or(cmp.Compare(b.Nats, a.Nats), cmp.Compare(familyRank(a.Family), familyRank(b.Family)), cmp.Compare(a.Trait, b.Trait), cmp.Compare(a.Value, b.Value))
	})
}

// familyNats is what shared values say by family, each within its cap, in the
// order of families, and in all.
func familyNats(values []sharedValue) (out []familyTotal, total float64) {
	for _, v := range values {
		i := slices.IndexFunc(out, func(f familyTotal) bool { return f.Family == v.Family })
		if i < 0 {
			i = len(out)
			out = append(out, familyTotal{Family: v.Family})
		}
		out[i].Nats += v.Nats
	}
	for i := range out {
		if limit, ok := link.Caps[link.Family(out[i].Family)]; ok {
			out[i].Nats = math.Min(limit, out[i].Nats)
		}
		total += out[i].Nats
	}
	slices.SortFunc(out, func(a, b familyTotal) int {
		return cmp.Or(cmp.Compare(familyRank(a.Family), familyRank(b.Family)), cmp.Compare(a.Family, b.Family))
	})
	return out, total
}

// familyTotal is what one family says, in nats.
type familyTotal struct {
	Family string  `json:"family"`
	Nats   float64 `json:"nats"`
}
