package duck

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

// all asks every question of some traits and categories.
func all(t testing.TB, l *Lake, traits, columns []string) map[string]any {
	t.Helper()
	ctx := context.Background()
	answers := map[string]any{"codes of first turns": rows(t, l.SliceCodes(ctx, lake.Slice{Turns: lake.FirstTurn}))}
	for _, trait := range traits {
		answers["meetings over "+trait] = rows(t, l.Meetings(ctx, trait, 3))
		for _, column := range columns {
			for q, a := range everything(t, l, trait, column) {
				answers[q] = a
			}
		}
	}
	return answers
}

// A lake that grows by hours and days, with late comers among them, gives the
// same answers from its folds as from all of its rows.
func TestFoldsChangeNothing(t *testing.T) {
	l := open(t, Options{})
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		const days = 6
		seed := rapid.Uint64().Draw(rt, "seed")
		obs := crowd(seed, rapid.IntRange(20, 200).Draw(rt, "observations"))
		r := rand.New(rand.NewPCG(seed, 4))
		for i := range obs { // conversations and ids go over all days
			obs[i].Time += r.Int64N(days/2) * 2 * day
			obs[i].Turn = uint16(1 + r.IntN(2))
		}
		slices.SortStableFunc(obs, func(a, b observe.Observation) int { return int(a.Time/3600e6 - b.Time/3600e6) })
		cuts := rapid.SliceOfN(rapid.IntRange(1, len(obs)), 1, 5).Draw(rt, "cuts")
		slices.Sort(cuts)
		late := rapid.IntRange(0, 3).Draw(rt, "late") == 0
		traits := rapid.SliceOfNDistinct(rapid.SampledFrom(lake.Traits), 1, 3, rapid.ID).Draw(rt, "traits")
		columns := rapid.SliceOfNDistinct(rapid.SampledFrom(lake.CategoryColumns), 1, 2, rapid.ID).Draw(rt, "columns")
		var names []string
		from := 0
		for i, to := range append(cuts, len(obs)) {
			if from == to {
				continue
			}
			part := slices.Clone(obs[from:to])
			if late && from > 0 {
				part = append(part, obs[r.IntN(from)])
			}
			from = to
			names = append(names, fmt.Sprintf("run%d-%d", run, i))
			write(t, l, names[len(names)-1], part)
			slices.Sort(names)
			ask := func(fold bool) (lake.Totals, map[string]any) {
				l.Fold(fold)
				totals, err := l.Select(t.Context(), names, 0, 0)
				if err != nil {
					rt.Fatal(err)
				}
				return totals, all(t, l, traits, columns)
			}
			wantTotals, want := ask(false)
			totals, got := ask(true)
			if totals != wantTotals {
				rt.Fatalf("part %d: totals %+v, of all rows %+v", i, totals, wantTotals)
			}
			for _, q := range sortedKeys(want) {
				if !reflect.DeepEqual(got[q], want[q]) {
					rt.Fatalf("part %d: %s: from folds\n%+v\nof all rows\n%+v", i, q, got[q], want[q])
				}
			}
		}
	})
	left, err := os.ReadDir(filepath.Join(l.dir, folds))
	if err != nil || len(left) > 2 {
		t.Errorf("%d folds are kept (%v)", len(left), err)
	}
}

// What is kept of a fold is asked, and not the rows: days that are sealed are
// not read again.
func TestFoldsAreUsed(t *testing.T) {
	l := open(t, Options{})
	obs := traffic(1, 3000, 40, 5)
	per := map[int64][]observe.Observation{}
	for _, o := range obs {
		per[o.Time/day] = append(per[o.Time/day], o)
	}
	var names []string
	l.Fold(true)
	for _, d := range sortedDays(per) {
		names = append(names, fmt.Sprintf("day%d", d))
		write(t, l, names[len(names)-1], per[d])
		if _, err := l.Select(t.Context(), names, 0, 0); err != nil {
			t.Fatal(err)
		}
		rows(t, l.Accounts(t.Context()))
	}
	if l.ground == nil || l.ground.below.below == nil || len(l.ground.below.below.made) == 0 {
		t.Fatal("the last answer did not stand on the fold before it")
	}
	kept, err := filepath.Glob(filepath.Join(l.dir, folds, "*", "sums.parquet"))
	if err != nil || len(kept) != 2 {
		t.Fatalf("kept: %v, %v", kept, err)
	}
	for _, path := range kept { // damaged, they cannot be read: so they are what is read
		if err := os.WriteFile(path, []byte("no table"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.Select(t.Context(), names, 0, 0); err != nil {
		t.Fatal(err)
	}
	if firstError(l.Accounts(t.Context())) == nil {
		t.Error("a fold that cannot be read was not missed")
	}
	l.Fold(false)
	if _, err := l.Select(t.Context(), names, 0, 0); err != nil {
		t.Fatal(err)
	}
	if err := firstError(l.Accounts(t.Context())); err != nil {
		t.Error(err)
	}
}

func sortedDays(per map[int64][]observe.Observation) []int64 {
	var days []int64
	for d := range per {
		days = append(days, d)
	}
	slices.Sort(days)
	return days
}
