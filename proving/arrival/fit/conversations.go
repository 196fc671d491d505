package main

import (
	"fmt"
	"math"
	"path/filepath"

	"github.com/stillhunt/stillhunt/proving/arrival"
)

// settle is how long, in milliseconds, a conversation is followed: the trace
// lasts an hour, so conversations that began in its first quarter are left out
// (their true beginning may lie before), and turns of its last quarter count
// for thinking time but not for whether somebody went on.
const settle = 15 * 60 * 1000

// turns is how many turns are looked at one by one.
const turns = 8

// conversations fits think times and follow-ups to the chains of Mooncake's
// conversation trace, where a request that repeats the blocks of an earlier one
// names it as its parent.
func conversations(dir string, l *arrival.Laws) error {
	type request struct {
		at       int64
		depth    int
		root     int64 // when the chain began
		followed bool  // within settle
	}
	var all []request
	var think []float64
	n, err := rows(filepath.Join(dir, "mooncake_conversation.csv"), func(r *row) error {
		q := request{at: int64(r.number("timestamp_ms")), depth: 1}
		q.root = q.at
		if r.text("parent_request") != "" {
			p := int(r.number("parent_request"))
			if p < 0 || p >= len(all) {
				return fmt.Errorf("the parent comes after its child")
			}
			parent := &all[p]
			q.depth, q.root = parent.depth+1, parent.root
			think = append(think, float64(q.at-parent.at)/1000)
			parent.followed = parent.followed || q.at-parent.at <= settle
		}
		all = append(all, q)
		return r.err
	})
	if err != nil {
		return err
	}
	last := all[len(all)-1].at
	var seen, goes [turns]float64
	for _, q := range all {
		if q.root < settle || q.at > last-settle || q.depth > turns {
			continue
		}
		seen[q.depth-1]++
		if q.followed {
			goes[q.depth-1]++
		}
	}
	l.Think = quantiles(think)
	l.Follow = followLaw(seen, goes)
	l.Sources = append(l.Sources, arrival.Source{Name: "Mooncake conversation trace (Moonshot AI, one hour)", Licence: "Apache-2.0", Rows: n,
		Gives: "think times and follow-ups"})
	return nil
}

// followLaw finds the mixture of geometric laws of the greatest likelihood on a
// grid of means and spreads.
func followLaw(seen, goes [turns]float64) arrival.Follow {
	best, out := math.Inf(-1), arrival.Follow{}
	for mean := .2; mean < 4; mean *= 1.02 {
		for spread := 0.0; spread < 2.5; spread += .05 {
			like, before := 0.0, 1.0
			for t := range turns {
				after := beyond(mean, spread, t+1)
				h := after / before
				like += goes[t]*math.Log(h) + (seen[t]-goes[t])*math.Log(1-h)
				before = after
			}
			if like > best {
				best, out = like, arrival.Follow{Mean: round(mean), Spread: round(spread)}
			}
		}
	}
	for t := range turns {
		out.Goes = append(out.Goes, round(goes[t]/max(seen[t], 1)))
	}
	return out
}

// beyond is the chance of t follow-ups or more.
func beyond(mean, spread float64, t int) float64 {
	const points = 64
	sum := 0.0
	for i := range points {
		m := mean * math.Exp(spread*normal((float64(i)+.5)/points)-spread*spread/2)
		sum += math.Pow(m/(1+m), float64(t)) / points
	}
	return sum
}

// normal is the quantile function of the standard normal law.
func normal(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }
