package profile

import (
	"context"
	"fmt"
	"strconv"

	"github.com/stillhunt/stillhunt/lake"
)

// Frame is a value of prompts that several accounts sent: in which hours, over
// all of them.
type Frame struct {
	Hours       int64 // accounts' hours with it, summed
	First, Last int32 // hours since 1970 UTC
}

// FrameUse is how one account sent a Frame.
type FrameUse struct {
	Frame    int32 // place in Set.Frames
	Hours    int32 // hours of the clock with it
	Met      int32 // those in which another account sent it, too
	Meetings int32 // other accounts over these hours
}

// Habit is the temperature (thousandths) and the max_tokens that an account
// sends most of its exchanges with; −1 is a parameter left alone.
type Habit struct{ Temperature, MaxTokens int32 }

// Set reports whether the account sets either.
func (h Habit) Set() bool { return h.Temperature >= 0 || h.MaxTokens >= 0 }

// frameTrait is the value whose hours are kept: the opening of a prompt, which
// a template keeps whatever is filled in.
const frameTrait = "head"

// popularFrames is the part of the accounts beyond which a value is not read:
// as for links.
const popularFrames = 6

// Contents reads when frames were sent, and how accounts set the decoding
// parameters.
func (s *Set) Contents(ctx context.Context, l lake.Lake) error {
	if err := s.frames(ctx, l); err != nil {
		return err
	}
	return s.habits(ctx, l)
}

func (s *Set) frames(ctx context.Context, l lake.Lake) error {
	s.Rhythm = s.rhythm()
	last := uint64(0) // no value is 0
	for row, err := range l.Meetings(ctx, frameTrait, max(50, len(s.Accounts)/popularFrames)) {
		if err != nil {
			return fmt.Errorf("reading when frames were sent: %w", err)
		}
		i, ok := s.index[row.Account]
		if !ok {
			continue
		}
		if row.Value != last {
			last = row.Value
			s.Frames = append(s.Frames, Frame{First: int32(row.First), Last: int32(row.Last)})
		}
		f := &s.Frames[len(s.Frames)-1]
		f.Hours += row.Hours
		f.First, f.Last = min(f.First, int32(row.First)), max(f.Last, int32(row.Last))
		a := &s.Accounts[i]
		a.Frames = append(a.Frames, FrameUse{int32(len(s.Frames) - 1), int32(row.Hours), int32(row.Met), int32(row.Meetings)})
	}
	return nil
}

// habits reads the commonest temperature and max_tokens of each account, of
// equally common ones the first in the lake's order, and counts them over
// everybody, if both parameters were ever set.
func (s *Set) habits(ctx context.Context, l lake.Lake) error {
	ever := [2]bool{}
	for k, c := range []struct {
		column string
		into   func(*Habit) *int32
	}{
		{"temperature", func(h *Habit) *int32 { return &h.Temperature }},
		{"max_tokens", func(h *Habit) *int32 { return &h.MaxTokens }},
	} {
		most := make([]int64, len(s.Accounts))
		for row, err := range l.Categories(ctx, c.column) {
			if err != nil {
				return fmt.Errorf("counting %s: %w", c.column, err)
			}
			i, ok := s.index[row.Account]
			if !ok {
				continue
			}
			n, err := strconv.ParseInt(row.Value, 10, 32)
			if err != nil {
				return fmt.Errorf("counting %s: %w", c.column, err)
			}
			ever[k] = ever[k] || n >= 0
			if row.Exchanges > most[i] {
				most[i] = row.Exchanges
				*c.into(&s.Accounts[i].Habit) = int32(n)
			}
		}
	}
	if !ever[0] || !ever[1] {
		return nil // what is not logged cannot be told from what is left alone
	}
	s.Habits = map[Habit]int64{}
	for i := range s.Accounts {
		if h := s.Accounts[i].Habit; h.Set() {
			s.Habits[h]++
		}
	}
	return nil
}

// Rhythm is how busy the hours were: by how many accounts each was used. Sums
// are kept so that a span of hours costs nothing.
type Rhythm struct {
	From    int32 // hour of sums[1], since 1970 UTC
	sums    []float64
	squares []float64
	part    float64 // of the hours that the sample shows
}

// rhythm counts, for each hour of the sample, the accounts with an exchange in it.
func (s *Set) rhythm() Rhythm {
	first, last := int64(0), int64(-1) // of all moments
	for i := range s.Accounts {
		if ms := s.Accounts[i].Moments; len(ms) > 0 {
			if last < first || ms[0]/hourMicros < first {
				first = ms[0] / hourMicros
			}
			last = max(last, ms[len(ms)-1]/hourMicros)
		}
	}
	r := Rhythm{From: int32(first), sums: make([]float64, last-first+2), squares: make([]float64, last-first+2), part: 1}
	if !s.Sample.Whole() {
		r.part = float64(s.Sample.Length) / float64(s.Sample.Every)
	}
	active := make([]float64, last-first+1)
	for i := range s.Accounts {
		before := int64(-1)
		for _, t := range s.Accounts[i].Moments {
			if h := t / hourMicros; h != before {
				active[h-first]++
				before = h
			}
		}
	}
	for h, n := range active {
		r.sums[h+1], r.squares[h+1] = r.sums[h]+n, r.squares[h]+n*n
	}
	return r
}

// Known reports whether the hours were counted.
func (r *Rhythm) Known() bool { return len(r.sums) > 1 }

// Meet is the chance that two accounts which each use one hour of [first, last]
// (hours since 1970) use the same, if each hour is as likely as it is busy.
func (r *Rhythm) Meet(first, last int32) float64 {
	from, to := max(0, int(first-r.From)), min(len(r.sums)-1, int(last-r.From)+1)
	if from >= to {
		return 1
	}
	n := r.sums[to] - r.sums[from]
	if n == 0 {
		return 1
	}
	return min(1, r.part*(r.squares[to]-r.squares[from])/(n*n))
}
