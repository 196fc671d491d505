package twin

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/stillhunt/stillhunt/internal/mixture"
	"github.com/stillhunt/stillhunt/internal/parallel"
)

// Bound is what a campaign of one kind would have shown in this traffic.
type Bound struct {
	Collision     float64 // chance that two of its tasks share a codeword: how narrow its pool is
	Conversations int     // of each account
	Camouflage    float64 // share of them to each account's own taste
	Nats          float64 // evidence an account that it draws from the pool, against the best of the crowds
	Smallest      int     // number of accounts from which on it could be found; 0 if no number is enough
}

// needed is the evidence, in nats an account, that must remain after ln(N/M) for
// M of N accounts to be told from the rest: the prototype's figure.
const needed = 5.3

// Of the campaigns that are tried.
const (
	trials = 40 // accounts of each
	rivals = 24 // crowds with the likest topics that a campaign is told from
)

// bounds composes campaigns out of this traffic: tasks of a crowd of people,
// camouflage of accounts drawn from everybody. It measures what each account
// would have said for its pool against all crowds, that of the same topics among
// them.
func (w *world) bounds(ctx context.Context, components []component, found []candidate) ([]Bound, error) {
	var crowds []*component
	for j := range components {
		named := slices.ContainsFunc(found, func(c candidate) bool { return c.id == j })
		if c := &components[j]; !named && c.counts() {
			crowds = append(crowds, c)
		}
	}
	if len(crowds) == 0 {
		return nil, ctx.Err()
	}
	slices.SortStableFunc(crowds, func(a, b *component) int { return cmp.Compare(a.between, b.between) })
	var out []Bound
	var pools []*component
	var against [][]yardstick
	for _, q := range []float64{.1, .5, .9} { // from broad to narrow
		c := crowds[int(q*float64(len(crowds)-1)+.5)]
		rivals := nearest(crowds, c)
		for _, n := range []int{13, 50, 200} {
			for _, share := range []float64{0, .3, .6, .8} {
				out = append(out, Bound{Collision: c.between, Conversations: n, Camouflage: share})
				pools, against = append(pools, c), append(against, rivals)
			}
		}
	}
	err := parallel.Run(ctx, len(out), 1, func(i, _ int) {
		w.try(&out[i], pools[i], against[i], uint64(i))
	})
	return out, err
}

// try composes one campaign and measures it.
func (w *world) try(b *Bound, tasks *component, crowds []yardstick, seed uint64) {
	rng := rand.New(rand.NewPCG(w.Seed+seed, 5))
	bags, parts := make([]bag, trials), make([]part, trials)
	ladder := cumulate(tasks.pool.topics)
	for i := range bags {
		counts := map[uint16]int32{}
		own := int(math.Round(b.Camouflage * float64(b.Conversations)))
		taste := &w.bags[rng.IntN(len(w.bags))]
		for k := range b.Conversations {
			if k < own {
				counts[taste.draw(rng)]++
			} else {
				counts[uint16(climb(ladder, rng.Float64()))]++
			}
		}
		bags[i] = newBag(sorted(counts))
		parts[i] = part{Point: int32(i), Weight: 1}
	}
	own := &world{bags: bags}
	composed := own.compose(parts)
	pool, sum := composed.yardstick(), 0.0
	for i := range bags {
		logs := make([]mixture.Share, len(crowds))
		for j := range crowds {
			logs[j].Log = math.Log(crowds[j].share) + w.likelihood(&crowds[j], &bags[i], 0)
		}
		sum += w.likelihood(&pool, &bags[i], 1) - mixture.LogSum(logs)
	}
	b.Nats = sum / trials
	if m := float64(len(w.bags)) * math.Exp(needed-b.Nats); m < float64(len(w.bags))/2 {
		b.Smallest = max(smallest, int(math.Ceil(m)))
	}
}

// nearest are the crowds with topics most like those of one.
func nearest(crowds []*component, one *component) []yardstick {
	type rival struct {
		*component
		far float64
	}
	order := make([]rival, len(crowds))
	for i, c := range crowds {
		order[i] = rival{c, apart(c, one)}
	}
	slices.SortStableFunc(order, func(a, b rival) int { return cmp.Compare(a.far, b.far) })
	var out []yardstick
	for _, r := range order[:min(rivals, len(order))] {
		out = append(out, r.yardstick())
	}
	return out
}
