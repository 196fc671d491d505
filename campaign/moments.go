package campaign

import (
	"cmp"
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/profile"
)

// Times, in microseconds.
const (
	secondMicros = int64(1_000_000)
	minuteMicros = 60 * secondMicros
	hourMicros   = 60 * minuteMicros
	dayMicros    = 24 * hourMicros
	sessionGap   = 10 * minuteMicros // silence that ends a session
	takeOver     = minuteMicros      // within which another account takes over
)

// inside reports whether [t−before, t+after] lies in one slice of the sample,
// so that what is not seen around t did not happen.
func (v *view) inside(t, before, after int64) bool {
	s := v.s.Sample
	if s.Whole() {
		return true
	}
	at := t % s.Every
	return at-before >= 0 && at+after < s.Length
}

// ownSuccession compares how often an account's exchange is followed by another
// of the same account within ten minutes with how often it would be if each
// account's exchanges came at random over its active span: observed/expected
// over the group, no account counting for more than 50. A round-robin shows far
// less than 1, people's sessions more.
func ownSuccession(v *view) (float64, bool) {
	var n, observed, expected float64
	v.each(func(a *profile.Account) {
		alive := float64(a.Last - a.First)
		if alive < float64(dayMicros) {
			return
		}
		chance := -math.Expm1(-float64(a.Exchanges-1) / alive * float64(sessionGap))
		w := math.Min(1, 50/float64(len(a.Moments)))
		for k, t := range a.Moments {
			if !v.inside(t, 0, sessionGap) || t == a.Last {
				continue
			}
			n += w
			expected += w * chance
			if k+1 < len(a.Moments) && a.Moments[k+1]-t <= sessionGap {
				observed += w
			}
		}
	})
	if n < leastMoments || expected < 5 {
		return 0, false
	}
	return (observed + .5) / (expected + .5), true
}

// leastMoments is the number of events from which a rate of them is told.
const leastMoments = 100

// edge is where a session begins or ends.
type edge struct {
	at      int64
	account int32
}

// sessions gives the begins and the ends of the group's sessions that the
// sample shows whole, each by time, account.
func (v *view) sessions() (begins, ends []edge) {
	for _, i := range v.accounts {
		ms := v.s.Accounts[i].Moments
		for k, t := range ms {
			if (k == 0 || t-ms[k-1] > sessionGap) && v.inside(t, sessionGap, 0) {
				begins = append(begins, edge{t, i})
			}
			if (k+1 == len(ms) || ms[k+1]-t > sessionGap) && v.inside(t, 0, sessionGap) {
				ends = append(ends, edge{t, i})
			}
		}
	}
	order := func(a, b edge) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.account, b.account)) }
	slices.SortFunc(begins, order)
	slices.SortFunc(ends, order)
	return begins, ends
}

// handOvers is the share of sessions after whose end another account of the
// group begins one within a minute, beyond what chance brings: begins of others
// in the minute after each end less those in the minute before it, over the
// ends. Two independent accounts have as many before as after, whatever the
// hour, so chance has mean 0; z is the excess in its standard deviations.
func handOvers(v *view) (share, z float64, ok bool) {
	begins, ends := v.sessions()
	var n, excess, squares float64
	lo, mid, hi := 0, 0, 0
	own := map[int32][]int64{}
	for _, b := range begins {
		own[b.account] = append(own[b.account], b.at)
	}
	for _, e := range ends {
		if !v.inside(e.at, takeOver+sessionGap, takeOver) {
			continue
		}
		for lo < len(begins) && begins[lo].at < e.at-takeOver {
			lo++
		}
		for mid < len(begins) && begins[mid].at <= e.at {
			mid++
		}
		for hi < len(begins) && begins[hi].at <= e.at+takeOver {
			hi++
		}
		before, after := float64(mid-lo), float64(hi-mid)
		ts := own[e.account] // its own session may have begun in the minute before
		k, _ := slices.BinarySearch(ts, e.at-takeOver)
		for ; k < len(ts) && ts[k] <= e.at; k++ {
			before--
		}
		n++
		excess += after - before
		squares += (after - before) * (after - before)
	}
	if n < leastMoments {
		return 0, 0, false
	}
	return excess / n, excess / math.Sqrt(squares+1), true
}

// coherence is how much the sessions of each account begin at one phase of a
// period: the mean cosine of the phase difference over pairs of sessions of one
// account, unbiased: 0 for begins at random, 1 for a clock. Source: the squared
// resultant of the Rayleigh test (Mardia, Jupp: Directional Statistics, 2000),
// its own pairs taken out.
func coherence(v *view, period int64) (float64, bool) {
	var pairs, sum float64
	v.each(func(a *profile.Account) {
		var n, c, s float64
		for k, t := range a.Moments {
			if (k == 0 || t-a.Moments[k-1] > sessionGap) && v.inside(t, sessionGap, 0) {
				sin, cos := math.Sincos(2 * math.Pi * float64(t%period) / float64(period))
				n, c, s = n+1, c+cos, s+sin
			}
		}
		if n < 2 {
			return
		}
		w := math.Min(n, 50) / (n * (n - 1)) // as in one-pool: nobody counts for more than 50
		pairs += math.Min(n, 50)
		sum += w * (c*c + s*s - n)
	})
	if pairs < leastMoments {
		return 0, false
	}
	return sum / pairs, true
}
