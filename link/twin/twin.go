// Package twin finds groups of accounts that draw from one pool of tasks, with
// no seed: accounts of one operator differ from each other only by sampling
// noise, while people keep to topics of their own. It needs no shared address,
// card or wording.
//
// Twins prove one source of prompts and nothing else: resellers, evaluation
// houses and labelling firms are perfect twins. What a group is, others say.
//
// Everything is computed from how many conversations of an account fall on each
// codeword. Time is linear in accounts; the result is the same on any number of
// cores and in any order of the accounts.
package twin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/stillhunt/stillhunt/internal/mixture"
	"github.com/stillhunt/stillhunt/observe"
)

const codewords = observe.Codewords

// Account is one account's conversations by codeword.
type Account struct {
	Hash   uint64
	Counts []Count // by code, each once
}

// Count is how many conversations of an account fell on a codeword; at least 1.
type Count struct {
	Code          uint16
	Conversations int32
}

// Options tune a discovery; the zero value is good.
type Options struct {
	Least int     // conversations from which on an account is looked at; 0 is 8
	Level float64 // chance of a crowd of like-minded people to be taken for a group; 0 is 0.1
	Seed  uint64  // of the draws
}

// Group is a set of accounts that look as if they drew from one pool.
type Group struct {
	Members    []Member // by account; its core and who else belongs to it rather than not
	Core       int      // members whose posterior is above 0.95
	Theta, SE  float64  // excess collision probability of the core, and its standard error
	Off        float64  // how far its topics are from the population's: Σ mean²/λ
	Camouflage float64  // estimated share of prompts of each account's own taste, √(θ/θ of everybody)
	P          float64  // chance that like-minded people who are no group have a θ as low
}

// Member is an account of a group.
type Member struct {
	Account   int // place in what was given to Discover
	Posterior float64
}

// Seen says what a discovery looked at and what it could have seen.
type Seen struct {
	Accounts   int     // looked at
	Few        int     // left out: fewer than Options.Least conversations
	Theta      float64 // of all accounts looked at
	Components int     // that the population was divided in
	Threshold  float64 // θ + SE of a group lies below; NaN if it could not be calibrated
	Bounds     []Bound // what a campaign would have shown
	Nearest    []int32 // of each account given, the component that it is likeliest of; -1 if it was left out
}

// Defaults of Options.
const (
	least = 4
	level = .1
)

// crowd is the number of accounts below which nothing is looked for.
const crowd = 200

// Discover finds the groups among accounts, largest first; none among too few, and
// none where every account sends one thing again and again. Centroids are the
// unit vectors of the codewords (see Centroids). A conversation should count
// once: the slice of first turns.
func Discover(ctx context.Context, accounts []Account, centroids [][]float64, o Options) ([]Group, Seen, error) {
	if len(centroids) != codewords {
		return nil, Seen{}, fmt.Errorf("looking for twins: %d centroids for %d codewords", len(centroids), codewords)
	}
	if o.Least == 0 {
		o.Least = least
	}
	if o.Level == 0 {
		o.Level = level
	}
	if o.Least < 2 {
		return nil, Seen{}, errors.New("looking for twins: θ needs two conversations of an account at least")
	}
	w := &world{Options: o, centroids: centroids}
	seen, err := w.take(accounts)
	if err != nil || len(w.bags) < crowd {
		return nil, seen, err
	}
	groups, err := w.discover(ctx, &seen)
	if errors.Is(err, mixture.ErrAlike) { // whoever asks one thing only is found by it
		return nil, seen, nil
	}
	if err != nil {
		return nil, seen, fmt.Errorf("looking for twins among %d accounts: %w", len(w.bags), err)
	}
	return groups, seen, nil
}

// world is the accounts of one discovery, by hash.
type world struct {
	Options
	centroids [][]float64
	places    []int // in the caller's list
	bags      []bag
	all       *pool
	everybody []float64 // common accounts' worth of everybody's topics, by codeword
}

// take orders the accounts, so that the caller's order does not matter.
func (w *world) take(accounts []Account) (Seen, error) {
	order := make([]int, len(accounts))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(accounts[a].Hash, accounts[b].Hash), cmp.Compare(a, b))
	})
	seen := Seen{Nearest: slices.Repeat([]int32{-1}, len(accounts))}
	w.all = newPool()
	for _, i := range order {
		for _, c := range accounts[i].Counts {
			if int(c.Code) >= codewords || c.Conversations < 1 {
				return seen, fmt.Errorf("looking for twins: account %016x has %d conversations in codeword %d", accounts[i].Hash, c.Conversations, c.Code)
			}
		}
		b := newBag(accounts[i].Counts)
		if b.n < float64(w.Least) {
			seen.Few++
			continue
		}
		w.places = append(w.places, i)
		w.bags = append(w.bags, b)
		w.all.add(&b, 1)
	}
	w.everybody = make([]float64, codewords)
	for k, t := range w.all.topics {
		w.everybody[k] = common / w.all.weight * t
	}
	seen.Accounts = len(w.bags)
	seen.Theta, _ = w.all.theta()
	return seen, nil
}
