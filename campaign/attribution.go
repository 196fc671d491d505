package campaign

import (
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/internal/stat"
	"github.com/stillhunt/stillhunt/profile"
)

// framed is the typical share of an operator account's exchanges that carry a
// frame of the campaign, from which shares can be told apart at all.
const framed = .2

// frames is the share of exchanges in the campaign's frames that an account of
// the operator shows: the median of the upper half of members. Zero if frames
// do not tell.
func (g *group) frames() float64 {
	var xs []float64
	for _, m := range g.members {
		if m.probability >= .5 {
			xs = append(xs, m.frames)
		}
	}
	if len(xs) == 0 {
		return 0
	}
	slices.Sort(xs)
	if f := median(xs[len(xs)/2:]); f >= framed {
		return f
	}
	return 0
}

// role tells the operator's own accounts from those that carry other traffic
// too, and from customers of the same infrastructure who harvest nothing.
func (b belonging) role(frames float64) string {
	switch {
	case b.foreign < 0, frames > 0 && b.framed < planted && !b.pooled:
		return RoleCustomer
	case frames == 0 || b.frames >= .5*frames:
		return RoleOperator
	case b.frames >= .02*frames:
		return RoleMixed
	}
	return RoleCustomer
}

// share is the part of an account's exchanges that the operator sent.
func (b belonging) share(frames float64) float64 {
	switch {
	case b.foreign < 0:
		return 0
	case frames == 0:
		return 1
	}
	return math.Min(1, b.frames/frames)
}

// systematic is the error of the mixture that sampling does not show: frames
// that were missed, members not found. Fitted on the range's training worlds.
const systematic = .05

// unframed is the share of the exchanges of accounts found by their topics that
// the operator sent, and uncertain its error: the rest is what makes them look
// like people. Fitted on the range's training worlds, .88 to .97; an operator
// who hides more of it sent less.
const (
	unframed  = .92
	uncertain = .075
)

// covering is the share of exchanges in frames from which the frames are taken
// to cover all that the operator sends. Below it, what is outside them may be
// more of the harvest or camouflage, and the interval says so.
const covering = .75

// attributed estimates what the operator sent: over all members, probability
// times exchanges times the share in the campaign's frames. The bounds add the
// sampling error of membership to the systematic one; where frames do not cover
// the traffic the lower bound is what was seen in them, and the estimate lies
// halfway.
func (g *group) attributed(s *profile.Set, frames float64) Interval {
	var mean, variance, seen float64
	for _, m := range g.members {
		all := float64(s.Accounts[m.account].Exchanges)
		n := all * m.share(frames)
		seen += m.probability * all * m.frames
		mean += m.probability * n
		variance += m.probability * (1 - m.probability) * n * n
	}
	wrong := systematic
	if g.pool != nil {
		mean, wrong = unframed*mean, uncertain
	}
	e := 1.96*math.Sqrt(variance) + wrong*mean
	estimate, low := mean, mean-e
	if frames > 0 && frames < covering {
		estimate, low = (mean+seen)/2, seen-e
	}
	return Interval{stat.Round6(estimate), stat.Round6(math.Max(0, low)), stat.Round6(mean + e)}
}

// Innocents estimates how many of a group's accounts are not the operator's: its
// customers, and what the members' probabilities leave open.
func Innocents(members []Member) Interval {
	var fixed, mean, variance float64
	for _, m := range members {
		switch {
		case m.Role == RoleCustomer && m.Probability >= .5:
			fixed++ // shares what the operator runs on, and harvests nothing
		case m.Accused():
			mean += 1 - m.Probability
			variance += m.Probability * (1 - m.Probability)
		}
	}
	e := 1.96 * math.Sqrt(variance)
	high := mean + e
	if variance > 0 {
		high = math.Ceil(high)
	}
	return Interval{stat.Round6(fixed + mean), stat.Round6(fixed + math.Floor(math.Max(0, mean-e))), stat.Round6(fixed + high)}
}
