package campaign

import (
	"cmp"
	"maps"
	"math/bits"
	"math/rand/v2"
	"slices"
)

// pair is an early account and a late one of the same volume.
type pair struct{ early, late int32 }

const (
	driftShare = 2. / 3
	driftPairs = 1024 // at most: a hunt of millions is not looked at more closely
	driftLeast = 64   // pairs from which on drift is computed: eight groups a half
	driftDays  = 4    // of the window, at least
)

// halves pairs early with late accounts, or says why it cannot. An account
// outside every candidate is early if it sent two thirds of its exchanges in the
// first half of the window's days, late if in the second half; the middle one of
// an odd number of days is in neither. Pairs have the same octave of exchanges
// and of days at work, because accounts of a few exchanges are seen in one half by
// accident. One account stands for its payer, the one that sent most: pairs are
// independent.
func (c *calibrator) halves() (pairs []pair, why string) {
	from, to := int32(c.pop.period.first/dayMicros), int32(c.pop.period.last/dayMicros)
	if to-from+1 < driftDays {
		return nil, "the window has fewer than four days"
	}
	half := (to - from + 1) / 2
	type stratum struct{ early, late []int32 }
	strata := map[[2]int]*stratum{}
	for _, u := range c.benign {
		i := slices.MaxFunc(u, func(a, b int32) int { return cmp.Compare(c.s.Accounts[a].Exchanges, c.s.Accounts[b].Exchanges) })
		a := &c.s.Accounts[i]
		var before, after float64
		for _, d := range a.Days {
			switch {
			case d.Day < from+half:
				before += float64(d.Exchanges)
			case d.Day > to-half:
				after += float64(d.Exchanges)
			}
		}
		k := [2]int{bits.Len64(uint64(a.Exchanges)), bits.Len64(uint64(a.ActiveDays))}
		if strata[k] == nil {
			strata[k] = &stratum{}
		}
		switch s := strata[k]; {
		case before+after == 0:
		case before >= driftShare*(before+after):
			s.early = append(s.early, i)
		case after >= driftShare*(before+after):
			s.late = append(s.late, i)
		}
	}
	rng := rand.New(rand.NewPCG(4, 1))
	order := func(a, b [2]int) int { return slices.Compare(a[:], b[:]) }
	for _, k := range slices.SortedFunc(maps.Keys(strata), order) {
		s := strata[k]
		rng.Shuffle(len(s.early), func(i, j int) { s.early[i], s.early[j] = s.early[j], s.early[i] })
		rng.Shuffle(len(s.late), func(i, j int) { s.late[i], s.late[j] = s.late[j], s.late[i] })
		for n := range min(len(s.early), len(s.late)) {
			pairs = append(pairs, pair{s.early[n], s.late[n]})
		}
	}
	if len(pairs) < driftLeast {
		return nil, "too few accounts were at work mostly in one half of the window"
	}
	rng.Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
	return pairs[:min(len(pairs), driftPairs)], ""
}
