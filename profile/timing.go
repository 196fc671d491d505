package profile

import (
	"context"
	"fmt"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/lake"
)

// Day is one UTC day of an account, as small as it can be: a large service has
// tens of millions of them.
type Day struct {
	Day       int32 // since 1970
	Exchanges int32
}

// Replay is what an account presented of the reasoning blocks that one other
// account was issued.
type Replay struct {
	Issuer    int32 // place in Set.Accounts
	Org       bool  // both are of one organisation
	Continued int32 // presentations where the block belongs
	Moved     int32 // presentations where it does not: see lake.ReplayRow
}

// Ledger is what an account presented of reasoning blocks, in presentations.
type Ledger struct {
	Unknown       int64 // nobody here was issued them, or more than one exchange
	Own, OwnMoved int64 // its own: where they belong, and elsewhere (a compacted history)
	Others        []Replay
}

// Known is the number of presentations whose issuer is known.
func (l *Ledger) Known() int64 {
	n := l.Own + l.OwnMoved
	for _, r := range l.Others {
		n += int64(r.Continued) + int64(r.Moved)
	}
	return n
}

// Adopted is what an account sent within a day of a release.
type Adopted struct {
	Release   int8  // place in Set.Releases
	Exchanges int32 // in the day after it
	Moved     int32 // of these to the released model
}

// adoption is how long after a release its adoption is measured, in microseconds.
const adoption = dayMicros

// momentsKept bounds the moments that are read: above it, slices of an hour are
// taken, as many as give about that number. Slices stand at all hours of a day.
const momentsKept = 2_000_000

const hourMicros = dayMicros / 24

// sampleOf is how much of time is read, by the number of exchanges.
func sampleOf(exchanges int64) lake.Sample {
	n := (exchanges + momentsKept - 1) / momentsKept
	if n <= 1 {
		return lake.Sample{Every: 1, Length: 1}
	}
	for n%2 == 0 || n%3 == 0 { // so that slices wander over the hours of the day
		n++
	}
	return lake.Sample{Every: n * hourMicros, Length: hourMicros}
}

// timing reads the moments and the ledger.
func (s *Set) timing(ctx context.Context, l lake.Lake) error {
	var all int64
	for i := range s.Accounts {
		all += s.Accounts[i].Exchanges
	}
	s.Sample = sampleOf(all)
	moments := runs[int64]{of: func(i int32) *[]int64 { return &s.Accounts[i].Moments }}
	for row, err := range l.Moments(ctx, s.Sample) {
		if err != nil {
			return fmt.Errorf("reading moments: %w", err)
		}
		if i, ok := s.index[row.Account]; ok {
			moments.add(i, row.Time)
		}
	}
	moments.end()
	for row, err := range l.Replays(ctx) {
		if err != nil {
			return fmt.Errorf("reading who presented whose reasoning: %w", err)
		}
		i, ok := s.index[row.Account]
		if !ok {
			continue
		}
		led := &s.Accounts[i].Ledger
		issuer, known := s.index[row.Issuer]
		switch {
		case row.Issuer == 0 || !known:
			led.Unknown += row.Presented
		case issuer == i:
			led.Own += row.Continued
			led.OwnMoved += row.Moved
		default:
			led.Others = append(led.Others, Replay{issuer, row.Org, int32(row.Continued), int32(row.Moved)})
		}
	}
	return nil
}

// Adopt reads who took up each released model within a day; of a release after
// the last exchange or before the first nothing is known.
func (s *Set) Adopt(ctx context.Context, l lake.Lake, releases []exchange.Release) error {
	s.Releases = releases[:min(len(releases), 127)]
	for k, r := range s.Releases {
		for row, err := range l.Adoption(ctx, r.Model, r.Time, r.Time+adoption) {
			if err != nil {
				return fmt.Errorf("reading who took up %s: %w", r.Model, err)
			}
			if i, ok := s.index[row.Account]; ok {
				a := &s.Accounts[i]
				a.Adopted = append(a.Adopted, Adopted{int8(k), int32(row.Exchanges), int32(row.Model)})
			}
		}
	}
	return nil
}
