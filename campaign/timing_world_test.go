package campaign

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/profile"
)

// keepTime gives an account the moments of its exchanges between its first and
// its last: in sessions at hours of its own, or at random around the clock. The
// draws are of their own, so that they change nothing else of a world.
func (a manner) keepTime(x *profile.Account) {
	rng := rand.New(rand.NewPCG(x.Account, 11))
	span := x.Last - x.First
	home := rng.Int64N(day)
	for len(x.Moments) < int(x.Exchanges)-2 {
		if !a.person {
			x.Moments = append(x.Moments, x.First+rng.Int64N(span+1))
			continue
		}
		at := x.First + rng.Int64N(span/day+1)*day
		at += home - at%day + int64(2*rng.NormFloat64()*float64(hourMicros))
		for range 1 + rng.IntN(8) {
			if at > x.First && at < x.Last && len(x.Moments) < int(x.Exchanges)-2 {
				x.Moments = append(x.Moments, at)
			}
			at += int64(rng.ExpFloat64() * float64(2*minuteMicros))
		}
	}
	x.Moments = append(x.Moments, x.First, x.Last)
	dated(x)
}

// dated sorts an account's moments and counts its days by them.
func dated(x *profile.Account) {
	slices.Sort(x.Moments)
	x.First, x.Last, x.Days = x.Moments[0], x.Moments[len(x.Moments)-1], nil
	for _, t := range x.Moments {
		d := int32(t / day)
		if last := len(x.Days) - 1; last >= 0 && x.Days[last].Day == d {
			x.Days[last].Exchanges++
		} else {
			x.Days = append(x.Days, profile.Day{Day: d, Exchanges: 1})
		}
	}
	x.Exchanges, x.ActiveDays = int64(len(x.Moments)), int64(len(x.Days))
}

// at gives an account those moments and no others.
func at(x *profile.Account, moments []int64) {
	x.Moments = moments
	dated(x)
}

// queue deals out a day's tasks to n accounts in runs of tasks, gap apart, from a
// moment on for that many days; each run goes to the next account of a shuffled
// deck that holds each once.
func queue(rng *rand.Rand, n, run int, gap, from int64, days float64) [][]int64 {
	out := make([][]int64, n)
	var deck []int
	for t := from; t < from+int64(days*float64(day)); {
		if len(deck) == 0 {
			deck = rng.Perm(n)
		}
		for range run {
			out[deck[0]] = append(out[deck[0]], t)
			t += int64(float64(gap) * (.4 + .6*rng.ExpFloat64()))
		}
		deck = deck[1:]
	}
	return out
}

// timed adds the groups that only detectors of timing and replay meet.
func (w *world) timed() {
	dealt := func(name string, n, run int, gap, from int64, days float64) {
		moments := queue(w.rng, n, run, gap, from, days)
		w.each(name, n, w.script, func(i int, _ int32, a *profile.Account) { at(a, moments[i]) })
	}
	dealt("queue", 40, 5, 30*secondMicros, start, 12)
	dealt("in turn", 60, 1, minuteMicros, start, 12)
	dealt("late pool", 40, 5, 30*secondMicros, start+9*day, 7)
	dealt("first pool", 40, 5, 30*secondMicros, start, 8)
	dealt("second pool", 40, 5, 30*secondMicros, start+8*day+20*hourMicros, 7)
	for _, p := range w.groups["first pool"] {
		w.accounts[p].Facts.Suspended = start + 8*day + w.rng.Int64N(3*hourMicros)
	}
	w.groups["failover"] = append(slices.Clone(w.groups["first pool"]), w.groups["second pool"]...)
	w.each("banned", 40, w.human, func(i int, _ int32, a *profile.Account) { // spammers, and nobody takes their place
		if i < 20 {
			a.Facts.Suspended = start + 8*day + w.rng.Int64N(3*hourMicros)
		}
	})
	timer := func(hour int64) []int64 {
		var out []int64
		for d := range int64(14) {
			for k := range int64(20) {
				out = append(out, start+d*day+hour*hourMicros+k*20*secondMicros)
			}
		}
		return out
	}
	w.each("timer", 40, w.script, func(i int, _ int32, a *profile.Account) { at(a, timer(int64(i%24))) })
	w.each("movers", 40, w.script, func(_ int, _ int32, a *profile.Account) {
		a.Adopted = []profile.Adopted{{Release: 0, Exchanges: 30, Moved: 14}}
	})
	for _, p := range w.groups["people"] {
		w.accounts[p].Adopted = []profile.Adopted{{Release: 0, Exchanges: 6}}
	}
	w.ledgers()
}

// ledgers adds one group for replay, and one for each benign cause of the public
// threads.
func (w *world) ledgers() {
	others := func(name string, how func(a *profile.Account, next int32)) {
		const n = 30
		w.each(name, n, w.script, func(i int, p int32, a *profile.Account) {
			how(a, p-int32(i)+int32(i+1)%n)
		})
	}
	others("replayers", func(a *profile.Account, next int32) {
		a.Ledger.Others = []profile.Replay{{Issuer: next, Moved: 60}}
	})
	others("forgers", func(a *profile.Account, next int32) { // replay with a history around it
		a.Ledger.Others = []profile.Replay{{Issuer: next, Continued: 60}}
	})
	others("gateway", func(a *profile.Account, next int32) { // a pool of keys, one in a hundred compacted on the way
		a.Ledger.Own, a.Ledger.Others = 20, []profile.Replay{{Issuer: next, Continued: 99, Moved: 1}}
	})
	others("serialised anew", func(a *profile.Account, _ int32) { // signatures changed on the way, and constants
		a.Ledger.Unknown, a.Ledger.Own = 70, 10
	})
	others("between providers", func(a *profile.Account, _ int32) { // there and back again
		a.Ledger.Unknown, a.Ledger.Own, a.Ledger.OwnMoved = 40, 60, 2
	})
	others("compacted", func(a *profile.Account, _ int32) { // every history cut and begun anew
		a.Ledger.Own, a.Ledger.OwnMoved = 20, 60
	})
	others("one house", func(a *profile.Account, next int32) { // keys of one organisation
		a.Ledger.Own, a.Ledger.Others = 20, []profile.Replay{{Issuer: next, Org: true, Continued: 50, Moved: 20}}
	})
}

// clockwork makes a view of accounts that have nothing but moments.
func clockwork(moments [][]int64) *view {
	s := &profile.Set{Sample: lake.Sample{Every: 1, Length: 1}}
	v := &view{s: s, pop: &population{}}
	for i, ms := range moments {
		if len(ms) == 0 {
			continue
		}
		a := profile.Account{}
		a.Account = uint64(i) + 1
		at(&a, slices.Clone(ms))
		v.accounts = append(v.accounts, int32(len(s.Accounts)))
		s.Accounts = append(s.Accounts, a)
	}
	v.pop.period = periodOf(s)
	return v
}

// sampled is the same view with the moments of a sample only.
func (v *view) sampled(by lake.Sample) *view {
	s := &profile.Set{Sample: by, Accounts: slices.Clone(v.s.Accounts)}
	for i := range s.Accounts {
		s.Accounts[i].Moments = slices.DeleteFunc(slices.Clone(s.Accounts[i].Moments), func(t int64) bool { return t%by.Every >= by.Length })
	}
	return &view{s: s, pop: v.pop, accounts: v.accounts}
}

// atRandom draws n accounts of one rate a day each, for that many days.
func atRandom(rng *rand.Rand, n int, perDay float64, days int64) [][]int64 {
	out := make([][]int64, n)
	for i := range out {
		t := float64(start)
		for {
			t += rng.ExpFloat64() / perDay * float64(day)
			if t >= float64(start+days*day) {
				break
			}
			out[i] = append(out[i], int64(t))
		}
	}
	return out
}

func near(a, b, by float64) bool { return math.Abs(a-b) <= by }
