package campaign

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/campaign/calibrate"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/link/twin"
	"github.com/stillhunt/stillhunt/profile"
)

// calibrator holds the innocent side of a hunt: which accounts are in no
// candidate, what groups of them look like, and the null for each size.
type calibrator struct {
	s      *profile.Set
	ix     *link.Index
	benign []calibrate.Unit
	strata [][]calibrate.Unit
	topics [][]calibrate.Unit // accounts whose prompts are alike
	size   int                // accounts in benign
	pop    *population
	nulls  map[bed]*calibrate.Null
	shared map[int]map[link.Family]float64 // by size, what a random group shares

	words   string // of drift
	drifted bool
}

// active is the number of exchanges below which an account says too little to
// stand in a group of the null.
const active = 5

// populationGroup and populationDraws size the draws behind population.
const (
	populationGroup = 64
	populationDraws = 101
)

func newCalibrator(ix *link.Index, s *profile.Set, cs []candidate, o Options) *calibrator {
	c := &calibrator{s: s, ix: ix, pop: &population{caps: findCaps(s), period: periodOf(s), laws: o.Laws}, nulls: map[bed]*calibrate.Null{}, shared: map[int]map[link.Family]float64{}}
	in := make([]bool, len(s.Accounts))
	for _, x := range cs {
		for _, a := range x.accounts {
			in[a] = true
		}
	}
	units := map[string]calibrate.Unit{}
	for i := range s.Accounts {
		a := &s.Accounts[i]
		c.pop.organisations = c.pop.organisations || a.Organisation() != ""
		if in[i] || a.Exchanges < active {
			continue
		}
		k := payerOf(a)
		if k == "" {
			k = fmt.Sprint("account ", i)
		}
		units[k] = append(units[k], int32(i))
		c.size++
	}
	strata := map[string][]calibrate.Unit{}
	for _, k := range sortedKeys(units) {
		u := units[k]
		c.benign = append(c.benign, u)
		a := &s.Accounts[u[0]]
		if len(a.Agents) > 0 {
			k := "client " + most(a.Agents)
			strata[k] = append(strata[k], u)
		}
		if a.Facts.Plan != "" {
			k := "plan " + a.Facts.Plan
			strata[k] = append(strata[k], u)
		}
	}
	for _, k := range sortedKeys(strata) {
		c.strata = append(c.strata, strata[k])
	}
	c.topics = topical(s, in, o.Twins)
	c.measurePopulation()
	c.measureAdoption()
	c.words, c.drifted = c.drift()
	return c
}

// measurePopulation takes the medians of the figures over random groups.
func (c *calibrator) measurePopulation() {
	size := min(populationGroup, c.size/2)
	if size < 8 {
		return
	}
	groups := calibrate.Groups(1, c.benign, nil, size, populationDraws)
	for figure, into := range map[*float64]func(*view) (float64, bool){
		&c.pop.lengths: lengthSpread, &c.pop.style: styleEntropy, &c.pop.totals: totalsFano, &c.pop.daily: dailyFano,
		&c.pop.pool: excessCollision, &c.pop.breadth: accountEntropy,
	} {
		var xs []float64
		for _, g := range groups {
			if x, ok := into(&view{s: c.s, ix: c.ix, pop: c.pop, accounts: g}); ok {
				xs = append(xs, x)
			}
		}
		if 2*len(xs) > populationDraws {
			*figure = median(xs)
		}
	}
}

// bed is what a null is drawn for: groups of a size, found by what their prompts
// are about or not.
type bed struct {
	size   int
	topics bool
}

// beds lists the nulls drawn, by size, those of topics last.
func (c *calibrator) beds() []bed {
	return slices.SortedFunc(maps.Keys(c.nulls), func(x, y bed) int {
		if x.size == y.size && x.topics != y.topics {
			return map[bool]int{false: -1, true: 1}[x.topics]
		}
		return cmp.Compare(x.size, y.size)
	})
}

// topicGroup is the largest size at which groups alike in topic are drawn: there
// are not many more such accounts. A larger group is compared with smaller
// innocent ones, which vary more.
const topicGroup = 64

// null gives the null for a candidate of n accounts, or nil if there are too
// few innocents to draw from. A candidate that was found by its topics is
// compared with groups that are alike in topic.
func (c *calibrator) null(n int, topics bool) *calibrate.Null {
	size, strata := calibrate.Size(n), c.strata
	if topics {
		size, strata = min(size, topicGroup), c.topics
	}
	for size > 8 && c.size < calibrate.Least*size {
		size /= 2
	}
	if null, ok := c.nulls[bed{size, topics}]; ok {
		return null
	}
	var scores []float64
	for _, g := range calibrate.Groups(2, c.benign, strata, size, calibrate.Draws) {
		scores = append(scores, c.score(g))
	}
	null, ok := calibrate.Fit(size, scores)
	if !ok {
		null = nil
	}
	c.nulls[bed{size, topics}] = null
	return null
}

// topical are the accounts in no candidate by the component of the population
// that their topics are likeliest of, each by itself.
func topical(s *profile.Set, in []bool, twins *twin.Finding) [][]calibrate.Unit {
	if twins == nil {
		return nil
	}
	by := map[int32][]calibrate.Unit{}
	for k, hash := range twins.Looked {
		if i, ok := s.Find(hash); ok && !in[i] && twins.Seen.Nearest[k] >= 0 {
			by[twins.Seen.Nearest[k]] = append(by[twins.Seen.Nearest[k]], calibrate.Unit{i})
		}
	}
	var out [][]calibrate.Unit
	for _, k := range sortedKeys(by) {
		out = append(out, by[k])
	}
	return out
}

// chance is how much accounts share in a random group of n, by family: people
// have popular clients and issuers in common whatever they do. Nothing, if there
// are too few innocents to draw from.
func (c *calibrator) chance(n int) map[link.Family]float64 {
	size := 8
	for size*2 <= n && size*2*calibrate.Least <= c.size {
		size *= 2
	}
	if mean, ok := c.shared[size]; ok {
		return mean
	}
	mean := map[link.Family]float64{}
	groups := calibrate.Groups(3, c.benign, nil, size, chanceDraws)
	for _, g := range groups {
		got := coordination(c.ix, g)
		for _, f := range link.Families {
			mean[f] += got[f] / float64(len(groups))
		}
	}
	c.shared[size] = mean
	return mean
}

// chanceDraws is the number of random groups whose mean chance takes.
const chanceDraws = 25

func isBehaviour(d *detector) bool { return d.behaviour }
func isAny(*detector) bool         { return true }

// harvest is what behaviour says for a campaign over unrelated people.
func harvest(fs []finding) float64 { return against(behaviour(fs), crowdH) }

// statistic is what the p-value is of: the same over unrelated people, or over
// unrelated customers with applications of their own, whichever explain it
// better. Groups of the null are made of both.
func statistic(fs []finding) float64 {
	fs = behaviour(fs)
	return math.Min(against(fs, crowdH), against(fs, appH))
}

// score is the statistic of a group of innocents.
func (c *calibrator) score(accounts []int32) float64 {
	return statistic(find(&view{s: c.s, ix: c.ix, pop: c.pop, accounts: accounts}, isBehaviour))
}

func behaviour(fs []finding) []finding {
	return slices.DeleteFunc(slices.Clone(fs), func(f finding) bool { return !f.detector.behaviour })
}

// calibrated is the only state in which the stated error rate holds.
const calibrated = "calibrated"

// describe says what the error rate rests on.
func (c *calibrator) describe() Calibration {
	drawn := 0
	for _, n := range c.nulls {
		if n != nil {
			drawn += len(n.Scores)
		}
	}
	state := calibrated
	switch {
	case c.size < calibrate.Least*8:
		state = "none"
	case c.drifted:
		state = "drifted"
	case c.size < calibrate.Least*64:
		state = "weak"
	}
	return Calibration{
		State: state, Nulls: drawn, Blocks: len(c.benign),
		Method: fmt.Sprintf("groups of accounts outside every candidate, half drawn from all and half from accounts alike in client or plan, %d for each size, whole payers at a time, none twice in a group; beyond the draws an exponential tail fitted above their 90th percentile; Benjamini-Hochberg over candidates", calibrate.Draws),
		Drift:  c.words,
	}
}

// most gives the commonest value; ties go to the first in order.
func most(shares []profile.Share) string {
	best := shares[0]
	for _, s := range shares[1:] {
		if s.Exchanges > best.Exchanges || s.Exchanges == best.Exchanges && s.Value < best.Value {
			best = s
		}
	}
	return best.Value
}
