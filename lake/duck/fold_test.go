package duck

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/lake/contract"
	"github.com/stillhunt/stillhunt/observe"
)

// answers asks every question of one trait and one category.
func answers(t *testing.T, l *Lake, trait, column string) map[string]any {
	t.Helper()
	all := contract.Everything(t, l, trait, column)
	all["meetings over "+trait] = contract.Rows(t, l.Meetings(t.Context(), trait, 3))
	all["codes of first turns"] = contract.Rows(t, l.SliceCodes(t.Context(), lake.Slice{Turns: lake.FirstTurn}))
	return all
}

// A lake that grows by hours and days, with late comers among them, gives the
// same answers from its folds as from all of its rows.
func TestFoldsChangeNothing(t *testing.T) {
	l := open(t, Options{})
	for run := range uint64(8) {
		r := rand.New(rand.NewPCG(run, 4))
		obs := contract.Crowd(run, 20+r.IntN(180))
		for i := range obs { // conversations and ids go over all days
			obs[i].Time += r.Int64N(3) * 2 * day
			obs[i].Turn = uint16(1 + r.IntN(2))
		}
		slices.SortStableFunc(obs, func(a, b observe.Observation) int { return cmp.Compare(a.Time/3600e6, b.Time/3600e6) })
		trait, column := lake.Traits[r.IntN(len(lake.Traits))], lake.CategoryColumns[r.IntN(len(lake.CategoryColumns))]
		late := r.IntN(4) == 0
		var names []string
		for from := 0; from < len(obs); {
			to := min(len(obs), from+1+r.IntN(len(obs)/2))
			part := slices.Clone(obs[from:to])
			if late && from > 0 {
				part = append(part, obs[r.IntN(from)])
			}
			from = to
			names = append(names, fmt.Sprintf("run%d-%d", run, len(names)))
			contract.Write(t, l, names[len(names)-1], part)
			ask := func(fold bool) (lake.Totals, map[string]any) {
				l.Fold(fold)
				totals, err := l.Select(t.Context(), names, 0, 0)
				if err != nil {
					t.Fatal(err)
				}
				return totals, answers(t, l, trait, column)
			}
			wantTotals, want := ask(false)
			totals, got := ask(true)
			if totals != wantTotals {
				t.Fatalf("run %d, %d parts: totals %+v, of all rows %+v", run, len(names), totals, wantTotals)
			}
			for q := range want {
				if !reflect.DeepEqual(got[q], want[q]) {
					t.Fatalf("run %d, %d parts: %s: from folds\n%+v\nof all rows\n%+v", run, len(names), q, got[q], want[q])
				}
			}
		}
	}
	left, err := filepath.Glob(filepath.Join(l.dir, folds, "[^.]*"))
	if err != nil || len(left) > 2 {
		t.Errorf("folds that are kept: %v (%v)", left, err)
	}
}

// What is kept of a fold is asked, and not the rows: days that are sealed are
// not read again.
func TestFoldsAreUsed(t *testing.T) {
	l := open(t, Options{})
	obs := contract.Traffic(1, 3000, 40, 5)
	per := map[int64][]observe.Observation{}
	for _, o := range obs {
		per[o.Time/day] = append(per[o.Time/day], o)
	}
	var names []string
	l.Fold(true)
	for _, d := range slices.Sorted(maps.Keys(per)) {
		names = append(names, fmt.Sprintf("day%d", d))
		contract.Write(t, l, names[len(names)-1], per[d])
		if _, err := l.Select(t.Context(), names, 0, 0); err != nil {
			t.Fatal(err)
		}
		contract.Rows(t, l.Accounts(t.Context()))
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

// Of two processes on one lake the second does without folds.
func TestOneProcessFolds(t *testing.T) {
	l := open(t, Options{})
	contract.Write(t, l, "s", contract.Traffic(1, 300, 10, 3))
	other, err := Open(l.dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []*Lake{l, other} {
		c.Fold(true)
		if _, err := c.Select(t.Context(), []string{"s"}, 0, 0); err != nil {
			t.Fatal(err)
		}
	}
	if l.ground == nil || other.ground != nil {
		t.Error("both processes use the folds, or none")
	}
	a, b := contract.Rows(t, l.Accounts(t.Context())), contract.Rows(t, other.Accounts(t.Context()))
	if !reflect.DeepEqual(a, b) {
		t.Error("they do not answer alike")
	}
	if err := other.Close(); err != nil {
		t.Error(err)
	}
}
