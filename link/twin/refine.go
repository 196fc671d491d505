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
	between   float64 // chance that conversations of two of its accounts collide
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
//
// It makes them in place of those that there were.
func (w *world) estimate(ctx context.Context, shares [][]mixture.Share, components []component) error {
	parts := mixture.Parts(shares, len(components))
	return parallel.Run(ctx, len(components), 1, func(j, _ int) {
		p := components[j].pool
		if p == nil {
			p = newPool()
		}
		p.clear()
		components[j] = w.composeIn(p, parts[j])
	})
}

func (w *world) compose(parts []part) component { return w.composeIn(newPool(), parts) }

// composeIn makes a component whose sums are kept in an empty pool.
func (w *world) composeIn(p *pool, parts []part) component {
	c := component{pool: p, parts: parts, precision: loosest, se: math.Inf(1), theta: 1}
	for _, m := range parts {
		p.add(&w.bags[m.Point], m.Weight)
	}
	c.share = p.accounts / float64(len(w.bags))
	within, between, pairs, ok := p.chances()
	c.between = between
	if ok {
		c.theta = excessOf(within, between)
		c.se = p.error(w.bags, parts, within, between, pairs)
		c.precision = math.Min(math.Max(1/(math.Max(c.theta, 0)+c.se)-1, loosest), tightest)
	}
	return c
}

// yardstick is a component as accounts' topics are compared with it.
type yardstick struct {
	*component
	total float64 // full accounts' worth of it
	rises *mixture.Rises
}

func (c *component) yardstick() yardstick {
	return yardstick{c, c.pool.weight, mixture.NewRises(c.precision)}
}

// likelihood is the log probability of an account's topics under a component,
// of which the account's own part is left out: nobody vouches for himself.
func (w *world) likelihood(c *yardstick, b *bag, own float64) float64 {
	own *= b.weight
	unit := c.precision / (c.total - own + common)
	topics := c.pool.topics
	top := mixture.NewProduct()
	one := own / b.n // most codewords are of one conversation
	for _, k := range b.counts {
		part := one
		if k.Conversations != 1 {
			part = own * float64(k.Conversations) / b.n
		}
		topic := topics[k.Code] - part
		if topic < 0 {
			topic = 0
		}
		if a := unit * (topic + w.everybody[k.Code]); k.Conversations == 1 {
			top = top.Times(a)
		} else {
			top = top.Rise(a, int64(k.Conversations))
		}
	}
	return top.Log() - c.rises.Log(int64(b.n))
}

// reweigh sets the shares of each account's short list by the components.
func (w *world) reweigh(ctx context.Context, shares [][]mixture.Share, components []component) error {
	yardsticks := make([]yardstick, len(components))
	for j := range components {
		yardsticks[j] = components[j].yardstick()
	}
	return parallel.Run(ctx, len(w.bags), 128, func(from, to int) {
		for i := from; i < to; i++ {
			for k := range shares[i] {
				s := &shares[i][k]
				c := &yardsticks[s.Component]
				s.Log = math.Inf(-1)
				if rest := c.share - s.Posterior/float64(len(w.bags)); rest > 0 {
					s.Log = math.Log(rest) + w.likelihood(c, &w.bags[i], s.Posterior)
				}
			}
			mixture.Normalise(shares[i])
		}
	})
}
