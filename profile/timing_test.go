package profile

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/lake"
)

func TestBuildKeepsTime(t *testing.T) {
	s, err := Build(context.Background(), sample(), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	a, b := &s.Accounts[0], &s.Accounts[1]
	if want := []Day{{100, 4}, {102, 3}, {103, 2}, {104, 1}}; !reflect.DeepEqual(a.Days, want) {
		t.Errorf("a: the days are %v", a.Days)
	}
	if want := []int64{100 * dayMicros, 104 * dayMicros}; !reflect.DeepEqual(a.Moments, want) {
		t.Errorf("a: the moments are %v", a.Moments)
	}
	if want := []int64{100*dayMicros + 5}; !reflect.DeepEqual(b.Moments, want) {
		t.Errorf("b: the moments are %v", b.Moments)
	}
	if !s.Sample.Whole() {
		t.Errorf("of 13 exchanges only %+v are read", s.Sample)
	}
}

func TestBuildKeepsTheLedger(t *testing.T) {
	s, err := Build(context.Background(), sample(), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := Ledger{Unknown: 4, Own: 3, OwnMoved: 2, Others: []Replay{{Issuer: 1, Org: true, Continued: 6, Moved: 1}}}
	if got := s.Accounts[0].Ledger; !reflect.DeepEqual(got, want) || got.Known() != 12 {
		t.Errorf("a: %+v, %d with an issuer", got, got.Known())
	}
	if got := s.Accounts[1].Ledger; !reflect.DeepEqual(got, Ledger{Unknown: 2}) {
		t.Errorf("b: %+v", got)
	}
}

func TestAdopt(t *testing.T) {
	l := sample()
	s, err := Build(context.Background(), l, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	releases := []exchange.Release{{Model: "other", Time: 3}, {Model: "new", Time: 5}}
	if err := s.Adopt(context.Background(), l, releases); err != nil {
		t.Fatal(err)
	}
	if got := s.Accounts[0].Adopted; !reflect.DeepEqual(got, []Adopted{{Release: 1, Exchanges: 6, Moved: 2}}) || s.Accounts[1].Adopted != nil {
		t.Errorf("a: %v, b: %v", got, s.Accounts[1].Adopted)
	}
	l.fail = "adoption"
	if err := s.Adopt(context.Background(), l, releases); !errors.Is(err, errBroken) {
		t.Errorf("a broken lake: %v", err)
	}
}

// A sample gives about as many moments as are kept, at every hour of the day.
func TestSampleOf(t *testing.T) {
	for _, n := range []int64{0, 1, momentsKept, momentsKept + 1, 5_200_000, 28_800_000, 151_000_000} {
		s := sampleOf(n)
		if s.Whole() != (n <= momentsKept) {
			t.Errorf("%d exchanges: %+v", n, s)
		}
		kept := n
		if !s.Whole() {
			kept = n * s.Length / s.Every
		}
		if kept > momentsKept || !s.Whole() && kept < momentsKept/5 {
			t.Errorf("%d exchanges: %d moments are read", n, kept)
		}
		hours := map[int64]bool{}
		for k := range int64(24) {
			hours[k*s.Every%dayMicros/hourMicros] = true
		}
		if !s.Whole() && len(hours) != 24 {
			t.Errorf("%d exchanges: %d hours of the day are seen", n, len(hours))
		}
	}
	if (lake.Sample{Every: 2, Length: 1}).Whole() {
		t.Error("half of the time is all of it")
	}
}
