package twin

import (
	"context"
	"math"

	"github.com/stillhunt/stillhunt/internal/mixture"
	"github.com/stillhunt/stillhunt/internal/parallel"
)

type part = mixture.Part

// component is a set of accounts with a law of topics in common: its topics, and
// how closely its accounts keep to them.
type component struct {
	pool      *pool
	share     float64 // of the accounts
	theta, se float64
	precision float64 // of the Dirichlet from which an account's topics come
	parts     []part
}

// Limits of a component's precision, and the full accounts' worth of everybody's
// topics that its own are mixed with.
const (
	loosest  = 3.0
	tightest = 2000.0
	common   = 1.0
)

// estimate makes the components from the accounts' shares in them. The excess
// collision probability of a Dirichlet-multinomial is 1/(1 + precision), so that
// the precision comes from θ; its standard error is added, since few accounts
// look closer than they are.
func (w *world) estimate(ctx context.Context, shares [][]mixture.Share, n int) ([]component, error) {
	parts := mixture.Parts(shares, n)
	out := make([]component, n)
	err := parallel.Run(ctx, n, 1, func(j, _ int) {
		out[j] = w.compose(parts[j])
	})
	return out, err
}

func (w *world) compose(parts []part) component {
	c := component{pool: newPool(), parts: parts, precision: loosest, se: math.Inf(1), theta: 1}
	for _, m := range parts {
		c.pool.add(&w.bags[m.Point], m.Weight)
	}
	c.share = c.pool.accounts / float64(len(w.bags))
	if theta, ok := c.pool.theta(); ok {
		c.theta, c.se = theta, c.pool.error(w.bags, parts)
		c.precision = math.Min(math.Max(1/(math.Max(theta, 0)+c.se)-1, loosest), tightest)
	}
	return c
}

// likelihood is the log probability of an account's topics under a component,
// of which the account's own part is left out: nobody vouches for himself.
func (w *world) likelihood(c *component, b *bag, own float64) float64 {
	total := c.pool.weight - own*b.weight
	unit := c.precision / (total + common)
	everybody := common / w.all.weight
	bottom, top := mixture.NewProduct(), mixture.NewProduct()
	bottom.Rise(c.precision, int64(b.n))
	for _, k := range b.counts {
		topic := c.pool.topics[k.Code] - own*b.weight*float64(k.Conversations)/b.n
		rest := everybody * w.all.topics[k.Code]
		top.Rise(unit*(math.Max(topic, 0)+rest), k.Conversations)
	}
	return top.Log() - bottom.Log()
}

// reweigh sets the shares of each account's short list by the components.
func (w *world) reweigh(ctx context.Context, shares [][]mixture.Share, components []component) error {
	return parallel.Run(ctx, len(w.bags), 128, func(from, to int) {
		for i := from; i < to; i++ {
			for k := range shares[i] {
				s := &shares[i][k]
				c := &components[s.Component]
				s.Log = math.Inf(-1)
				if rest := c.share - s.Posterior/float64(len(w.bags)); rest > 0 {
					s.Log = math.Log(rest) + w.likelihood(c, &w.bags[i], s.Posterior)
				}
			}
			mixture.Normalise(shares[i])
		}
	})
}
