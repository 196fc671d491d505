package claim

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/internal/stat"
)

// Result is a claim as computed, as it is to be written.
type Result struct {
	Value     float64
	Low, High *float64
	Exact     bool // a count, or made of whole numbers only: it must be met exactly
	Err       error
}

// Compute computes every claim, in their order. Those made of other claims go by
// the values of these as they are written, and in sealing as they were computed;
// a stated one is what it says.
func (s *State) Compute(sealing bool) []Result {
	out := make([]Result, len(s.plan.asked))
	written := make([]span, len(out))
	for i := range out {
		a := &s.plan.asked[i]
		r := &out[i]
		s.compute(i, a, written, r)
		if !r.Exact {
			r.Value = stat.Round6(r.Value)
		}
		for _, bound := range []**float64{&r.Low, &r.High} {
			if *bound != nil && !r.Exact {
				x := stat.Round6(**bound)
				*bound = &x
			}
		}
		if written[i] = spanOf(a.Value, a.Low, a.High); sealing {
			written[i] = spanOf(r.Value, r.Low, r.High)
		}
	}
	return out
}

func (s *State) compute(i int, a *Asked, written []span, r *Result) {
	of := make([]span, len(a.How.Of))
	for k, id := range a.How.Of {
		of[k] = written[s.plan.at[id]]
	}
	t := s.sums.tallies[i]
	if t == nil {
		t = new(tally)
	}
	switch a.How.Op {
	case Stated:
		r.Value, r.Low, r.High, r.Exact = a.Value, a.Low, a.High, true
	case Count:
		r.Value, r.Exact = float64(t.count), true
	case Distinct:
		r.Value, r.Exact = float64(len(t.all)+len(t.own())), true
	case Min, Max:
		if r.Exact = !t.inexact; t.count == 0 {
			r.Err = fmt.Errorf("no record has its field")
		} else if r.Value = t.min; a.How.Op == Max {
			r.Value = t.max
		}
	case Sum:
		if r.Value, r.Exact = float64(t.sum)+t.rest, !t.inexact; t.size >= exactBelow {
			r.Err = fmt.Errorf("its integers add up to 2^53 or more")
		}
		if len(of) > 0 {
			combine(r, of, 0, func(x, y float64) float64 { return x + y })
		}
	case Product:
		combine(r, of, 1, func(x, y float64) float64 { return x * y })
	case Ratio:
		if of[1].value == 0 {
			r.Err = fmt.Errorf("it is over nothing")
		} else {
			ratio(r, of[0], of[1])
		}
	case BH:
		r.Value, r.Err = s.laws.q()
	case Tail:
		var own candidate
		if own, _, r.Err = s.laws.own(); r.Err == nil {
			r.Value, r.Err = s.laws.tails()(own)
		}
	case LogOdds:
		r.Value, r.Err = s.laws.logOdds(a.How.Rival)
	case Words:
		r.Value, r.Err = s.laws.words(a.How.Where["family"], a.How.Where["code"], a.How.At)
	case Innocents:
		in := campaign.Innocents(s.laws.members)
		r.Value, r.Low, r.High = in.Estimate, &in.Low, &in.High
	case Price:
		r.Value, r.Err = s.laws.cost(s.sums.models[i])
	}
}

// own are the different values of a tally that was not merged.
func (t *tally) own() []uint64 {
	if t.all != nil || len(t.values) == 0 {
		return nil
	}
	v := slices.Clone(t.values)
	slices.Sort(v)
	return slices.Compact(v)
}

// Agrees reports whether a written number is what was computed: to the last digit
// if that is exact, else within one part in a hundred thousand, of log-odds and
// innocents within a hundred-thousandth at least.
func Agrees(op string, written float64, r *Result, computed float64) bool {
	if r.Exact || written == computed {
		return written == computed
	}
	scale := math.Abs(computed)
	if op == LogOdds || op == Innocents {
		scale = math.Max(1, scale)
	}
	return math.Abs(written-computed) <= 1e-5*scale
}

// Met reports whether a claim says what was computed, its bounds too.
func (r *Result) Met(a Asked) bool {
	if r.Err != nil || !Agrees(a.How.Op, a.Value, r, r.Value) {
		return false
	}
	if r.Low == nil {
		return a.Low == nil && a.High == nil
	}
	return a.Low != nil && a.High != nil && Agrees(a.How.Op, *a.Low, r, *r.Low) && Agrees(a.How.Op, *a.High, r, *r.High)
}

// Tails checks the p-value of every candidate against the null groups; it gives
// how many there are, or the first that is another.
func (s *State) Tails() (candidates, nulls int, err error) {
	p := s.laws.tails()
	for _, n := range s.laws.nulls {
		nulls += len(n)
	}
	for i, c := range s.laws.candidates {
		x, err := p(c)
		if err == nil && math.Abs(x-c.P) > 1e-5*c.P {
			err = fmt.Errorf("its p-value is %g, and the null groups give %g", c.P, x)
		}
		if err != nil {
			return len(s.laws.candidates), nulls, fmt.Errorf("candidate %d: %w", i+1, err)
		}
	}
	return len(s.laws.candidates), nulls, nil
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// LogOdds adds up what reasons say over a rival.
func (s *State) LogOdds(rival string) (float64, error) { return s.laws.logOdds(rival) }
