package campaign

import (
	"context"
	"iter"
	"slices"
	"strconv"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/profile"
)

// written adds the groups that only detectors of content over time meet.
func (w *world) written() {
	opening := w.fresh()
	w.each("nine o'clock", 40, w.script, func(_ int, p int32, a *profile.Account) { // a class: one form, one hour
		var ms []int64
		for d := range int64(14) {
			for range 4 {
				ms = append(ms, start+d*day+9*hourMicros+w.rng.Int64N(hourMicros))
			}
		}
		at(a, slices.Sorted(slices.Values(ms)))
		w.show("head", opening, p, a.Exchanges)
	})
	w.each("set askers", 20, w.script, func(_ int, _ int32, a *profile.Account) {
		a.InSet, a.InSets = []int64{a.Exchanges / 2}, a.Exchanges/2
	})
}

// contents gives a set what profile.Contents reads.
func (w *world) contents(t testing.TB, s *profile.Set) {
	t.Helper()
	s.KnownSets = []string{"grade-school sums"}
	for i := range s.Accounts {
		s.Accounts[i].Frames = nil
	}
	if err := s.Contents(context.Background(), texts{holdings{shows: w.shows, accounts: w.accounts}}); err != nil {
		t.Fatal(err)
	}
}

// texts answers the questions of profile.Contents: an account that sent n of its
// exchanges with a value sent them evenly over its moments.
type texts struct{ holdings }

func (l texts) Categories(_ context.Context, column string) iter.Seq2[lake.CategoryRow, error] {
	return func(yield func(lake.CategoryRow, error) bool) {
		for i := range l.accounts {
			a := &l.accounts[i]
			n := a.Habit.Temperature
			if column == "max_tokens" {
				n = a.Habit.MaxTokens
			}
			if !yield(lake.CategoryRow{Account: a.Account, Value: strconv.Itoa(int(n)), Exchanges: a.Exchanges}, nil) {
				return
			}
		}
	}
}

func (l texts) Meetings(_ context.Context, trait string, limit int) iter.Seq2[lake.MeetingRow, error] {
	return func(yield func(lake.MeetingRow, error) bool) {
		for _, value := range sortedKeys(l.shows[trait]) {
			held := l.shows[trait][value]
			if len(held) < 2 || len(held) > limit {
				continue
			}
			hours := map[int32][]int64{}
			in := map[int64]int64{}
			for _, p := range sortedKeys(held) {
				ms := l.accounts[p].Moments
				n := min(int(held[p]), len(ms))
				for k := range n {
					hours[p] = append(hours[p], ms[k*len(ms)/n]/hourMicros)
				}
				hours[p] = slices.Compact(hours[p])
				for _, h := range hours[p] {
					in[h]++
				}
			}
			for _, p := range sortedKeys(held) {
				hs := hours[p]
				if len(hs) == 0 {
					continue
				}
				r := lake.MeetingRow{Value: value, Account: l.accounts[p].Account, Hours: int64(len(hs)), First: hs[0], Last: hs[len(hs)-1]}
				for _, h := range hs {
					r.Meetings += in[h] - 1
					if in[h] > 1 {
						r.Met++
					}
				}
				if !yield(r, nil) {
					return
				}
			}
		}
	}
}
