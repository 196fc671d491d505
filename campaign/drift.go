package campaign

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/stillhunt/stillhunt/internal/stat"
	"github.com/stillhunt/stillhunt/observe"
	"github.com/stillhunt/stillhunt/profile"
)

// The null is drawn from the whole window. It holds for each part of it only if
// the crowd stays what it is; drift looks whether it did. Early and late
// accounts (see halves) are exchangeable within a pair if nothing changed, so
// that every figure's difference is as likely to be positive as negative.
//
// The figures are those that the harvest statistic is made of, and the law of the
// statistic itself over groups of early and of late accounts. All are tested at
// one level, and a difference counts if it is also large: half a standard
// deviation between accounts widens the spread of both halves together by
// √(1+.5²/4), 3 %. The size decides: in the range's ordinary worlds, whose crowd
// does not change by design, small differences are significant in all twelve measured and
// reach .36 (follow-ups fewer late, intents fewer late in quiet ones; why was not looked
// into). The bar was set after five of them were seen.
const (
	driftLevel  = .01  // chance that any figure is significant if early and late are exchangeable: Bonferroni
	driftEffect = .5   // standard deviations between accounts
	driftFlips  = 1999 // of signs, where there is no formula
	driftGroup  = 8    // accounts in a group whose statistic is compared
)

// change is what one figure did between the halves.
type change struct {
	figure, verb string
	p            float64
	effect       float64 // standard deviations between accounts, positive if it rose
}

// drifted reports whether a change, one of so many tested, is sure and large.
func (x change) drifted(of int) bool {
	return x.p <= driftLevel/float64(of) && math.Abs(x.effect) >= driftEffect
}

// drift says in words what changed between the halves: "none", or why it is not
// computable.
func (c *calibrator) drift() (words string, drifted bool) {
	pairs, why := c.halves()
	if why != "" {
		return "not computable: " + why, false
	}
	changes := c.changes(pairs)
	var out []string
	for _, x := range changes {
		if x.drifted(len(changes)) {
			out = append(out, fmt.Sprintf("%s %s by %.1f standard deviations between accounts (p = %.1g)", x.figure, x.verb, math.Abs(x.effect), x.p))
		}
	}
	if len(out) == 0 {
		return "none", false
	}
	return fmt.Sprintf("from the first half of the window to the second, over %d pairs of accounts outside every candidate, %s", len(pairs), strings.Join(out, ", ")), true
}

// changes compares early with late accounts in every figure that is computable.
func (c *calibrator) changes(pairs []pair) []change {
	var out []change
	for _, f := range driftFigures {
		var ds, all []float64
		for _, k := range pairs {
			x, ok1 := f.of(&c.s.Accounts[k.early])
			y, ok2 := f.of(&c.s.Accounts[k.late])
			if ok1 && ok2 {
				ds, all = append(ds, y-x), append(all, x, y)
			}
		}
		if len(ds) >= driftLeast {
			x := change{f.name, "rose", stat.SignFlip(ds), standard(ds, all)}
			if x.effect < 0 {
				x.verb = "fell"
			}
			out = append(out, x)
		}
	}
	if p, effect, ok := c.topicsMoved(pairs); ok {
		out = append(out, change{"what people ask for", "moved", p, effect})
	}
	p, effect := c.statisticMoved(pairs)
	return append(out, change{"the harvest statistic of innocent groups", "moved", p, effect})
}

// driftFigures are figures of one account.
var driftFigures = []struct {
	name string
	of   func(a *profile.Account) (float64, bool)
}{
	{"the length of prompts", func(a *profile.Account) (float64, bool) {
		n := a.WithContent - a.FollowUps
		return float64(a.FirstLengthSum) / 1000 / float64(n), n > 0
	}},
	{"the spread of prompt lengths", (*profile.Account).LengthSpread},
	{"the style of prompts", (*profile.Account).StyleEntropy},
	{"the share of follow-ups", func(a *profile.Account) (float64, bool) { return share(a.FollowUps, a.WithContent) }},
	{"the share of harvest intents", func(a *profile.Account) (float64, bool) {
		var hits int64
		for i := range observe.Intents - 1 {
			hits += a.IntentHits[i]
		}
		return share(min(hits, a.WithContent), a.WithContent)
	}},
	{"the use of tools", func(a *profile.Account) (float64, bool) { return share(a.ToolTurns, a.Exchanges) }},
	{"exchanges a day at work", func(a *profile.Account) (float64, bool) {
		return math.Log(float64(a.Exchanges) / float64(max(1, a.ActiveDays))), a.Exchanges > 0
	}},
}

func share(n, of int64) (float64, bool) { return float64(n) / float64(of), of > 0 }

// standard is the mean difference in standard deviations between accounts.
func standard(ds, all []float64) float64 {
	var m stat.Welford
	for _, x := range all {
		m.Add(x)
	}
	sum := 0.
	for _, d := range ds {
		sum += d
	}
	if sd := math.Sqrt(m.Var()); sd > 0 {
		return sum / float64(len(ds)) / sd
	}
	return 0
}

// topicsMoved compares what early and late accounts ask for: the squared length
// of the sum of the pairs' differences, over their signs flipped at random. The
// effect is the distance of the halves' means over the spread between accounts,
// both without the noise of few conversations: products of different accounts,
// or of different conversations of one.
func (c *calibrator) topicsMoved(pairs []pair) (p, effect float64, ok bool) {
	type step struct {
		code uint16
		by   float64
	}
	var steps [][]step
	var own, apart float64 // Σ squared lengths of the differences, with the noise and without
	for _, k := range pairs {
		sum := map[uint16]float64{}
		noise, few := 0., false
		for _, side := range []struct {
			i    int32
			sign float64
		}{{k.early, -1}, {k.late, 1}} {
			n, squares := 0., 0.
			for _, x := range c.s.Accounts[side.i].Codes {
				n += float64(x.Conversations)
			}
			for _, x := range c.s.Accounts[side.i].Codes {
				share := float64(x.Conversations) / n
				sum[x.Code] += side.sign * share
				squares += share * share
			}
			noise += (1 - squares) / (n - 1) // of Σ share², over Σ x(x−1)/(n(n−1))
			few = few || n < 2
		}
		if few {
			continue
		}
		var d []step
		length := 0.
		for _, code := range sortedKeys(sum) {
			d = append(d, step{code, sum[code]})
			length += sum[code] * sum[code]
		}
		steps = append(steps, d)
		own, apart = own+length, apart+length-noise
	}
	if len(steps) < driftLeast || apart <= 0 {
		return 0, 0, false
	}
	sums := make([]float64, observe.Codewords)
	squared := func(sign func() float64) float64 {
		clear(sums)
		for _, d := range steps {
			s := sign()
			for _, x := range d {
				sums[x.code] += s * x.by
			}
		}
		total := 0.
		for _, x := range sums {
			total += x * x
		}
		return total
	}
	observed := squared(func() float64 { return 1 })
	rng := rand.New(rand.NewPCG(5, 1))
	above := 0
	for range driftFlips {
		if squared(func() float64 { return float64(rng.IntN(2)*2 - 1) }) >= observed {
			above++
		}
	}
	n := float64(len(steps))
	moved := max(0, (observed-own)/(n*(n-1)))
	return float64(1+above) / (driftFlips + 1), math.Sqrt(2 * moved / (apart / n)), true
}

// statisticMoved compares the law of the harvest statistic over groups of early
// accounts with that over groups of late ones; no account is in two groups.
func (c *calibrator) statisticMoved(pairs []pair) (p, effect float64) {
	var x, y, ds []float64
	for len(pairs) >= driftGroup {
		var early, late []int32
		for _, k := range pairs[:driftGroup] {
			early, late = append(early, k.early), append(late, k.late)
		}
		pairs = pairs[driftGroup:]
		a, b := c.score(early), c.score(late)
		x, y, ds = append(x, a), append(y, b), append(ds, b-a)
	}
	_, p = stat.Smirnov(x, y)
	return p, standard(ds, append(x, y...))
}
