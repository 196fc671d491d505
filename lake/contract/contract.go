// Package contract holds the tests of what lake.Lake promises, for every engine
// to run: an engine's own tests are of what is its own.
package contract

import (
	"context"
	"fmt"
	"iter"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

// Open opens a lake that is empty and that no other test has. It closes it when
// the test ends.
type Open func(t testing.TB) lake.Lake

// Run runs every test of the contract against lakes that open opens.
func Run(t *testing.T, open Open) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Open)
	}{
		{"GoldenRows", goldenRows},
		{"SlicesOfConversations", slicesOfConversations},
		{"SliceOfFrames", sliceOfFrames},
		{"Meetings", meetings},
		{"Overlap", overlap},
		{"Moments", moments},
		{"Adoption", adoption},
		{"Replays", replays},
		{"ExchangesOfAccounts", exchangesOfAccounts},
		{"SplittingChangesNothing", splittingChangesNothing},
		{"SelectLimitsTimeAndSegments", selectLimitsTimeAndSegments},
		{"TwoIDsWithOneHashAreAnError", twoIDsWithOneHashAreAnError},
		{"ASegmentReplacesItsNamesake", aSegmentReplacesItsNamesake},
		{"CancelStopsAQuestion", cancelStopsAQuestion},
		{"UnknownColumnsAreRefused", unknownColumnsAreRefused},
		{"OnlyWhatWasCommittedCounts", onlyWhatWasCommittedCounts},
		{"DropAndKeep", dropAndKeep},
		{"RetainTakesWholeDays", retainTakesWholeDays},
		{"EraseTakesAnAccount", eraseTakesAnAccount},
		{"RekeyChangesEveryKeyedValue", rekeyChangesEveryKeyedValue},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open) })
	}
}

// Write makes one segment of the observations and commits it.
func Write(t testing.TB, l lake.Lake, name string, rows []observe.Observation) {
	t.Helper()
	s, err := l.Begin(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		if err := s.Append(&rows[i]); err != nil {
			t.Fatal(err)
		}
		s.Name("account", rows[i].Account, fmt.Sprintf("account-%d", rows[i].Account))
		if rows[i].Org != 0 {
			s.Name("org", rows[i].Org, fmt.Sprintf("org-%d", rows[i].Org))
		}
	}
	if err := s.Commit(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
}

// Rows reads an answer to its end.
func Rows[T any](t testing.TB, seq iter.Seq2[T, error]) []T {
	t.Helper()
	var all []T
	for row, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
	return all
}

// Everything asks every question, of one trait and one category.
func Everything(t testing.TB, l lake.Lake, trait, column string) map[string]any {
	t.Helper()
	ctx := context.Background()
	return map[string]any{
		"accounts":                Rows(t, l.Accounts(ctx)),
		"days":                    Rows(t, l.Days(ctx)),
		"codes":                   Rows(t, l.Codes(ctx)),
		"codes of single turns":   Rows(t, l.SliceCodes(ctx, lake.Slice{Turns: lake.SingleTurn})),
		"holders of " + trait:     Rows(t, l.Holders(ctx, trait, 3)),
		"values of " + trait:      Rows(t, l.Values(ctx, trait, 3)),
		"categories of " + column: Rows(t, l.Categories(ctx, column)),
		"moments":                 Rows(t, l.Moments(ctx, lake.Sample{Every: 5 * second, Length: 2 * second})),
		"replays":                 Rows(t, l.Replays(ctx)),
		"adoption":                Rows(t, l.Adoption(ctx, "model-small", Start, Start+day)),
	}
}

// asked answers one question of a lake that holds these observations.
func asked[T any](t *testing.T, open Open, obs []observe.Observation, question func(l lake.Lake) []T) []T {
	t.Helper()
	l := open(t)
	Write(t, l, "all", obs)
	if _, err := l.Select(t.Context(), []string{"all"}, 0, 0); err != nil {
		t.Fatal(err)
	}
	return question(l)
}
