package contract

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

// compare tells of every question that two lakes answer differently.
func compare(t testing.TB, what string, got, want map[string]any) {
	t.Helper()
	for _, q := range slices.Sorted(maps.Keys(want)) {
		if !reflect.DeepEqual(got[q], want[q]) {
			t.Errorf("%s: %s\n got %+v\nwant %+v", what, q, got[q], want[q])
		}
	}
}

// Same writes the same observations into two lakes, in several segments, and
// wants the same answer to every question, of every trait and column, and of
// parts of them to most questions.
func Same(t *testing.T, one, two lake.Lake, obs []observe.Observation) {
	t.Helper()
	names := []string{"a", "b", "c"}
	for i, name := range names {
		var part []observe.Observation
		for k := i; k < len(obs); k += len(names) {
			part = append(part, obs[k])
		}
		Write(t, one, name, part)
		Write(t, two, name, part)
	}
	middle := obs[len(obs)/2].Time
	for _, c := range []struct {
		what     string
		segments []string
		from, to int64
	}{
		{"everything", names, 0, 0},
		{"from the middle", names, middle, 0},
		{"one segment to the middle", names[:1], 0, middle},
		{"nothing", nil, 0, 0},
	} {
		totals := make([]lake.Totals, 2)
		for i, l := range []lake.Lake{one, two} {
			var err error
			if totals[i], err = l.Select(t.Context(), c.segments, c.from, c.to); err != nil {
				t.Fatal(err)
			}
			totals[i].Bytes = 0
		}
		if totals[0] != totals[1] {
			t.Errorf("%s: totals %+v and %+v", c.what, totals[0], totals[1])
		}
		if c.what == "everything" && (totals[0].Duplicates == 0 || totals[0].Conflicting == 0) {
			t.Errorf("the observations have no duplicates: %+v", totals[0])
		}
		if c.what == "everything" {
			compare(t, c.what, All(t, two, obs), All(t, one, obs))
			continue
		}
		compare(t, c.what, Everything(t, two, "head", "lang"), Everything(t, one, "head", "lang"))
	}
}

// All asks every question there is.
func All(t testing.TB, l lake.Lake, obs []observe.Observation) map[string]any {
	t.Helper()
	ctx := context.Background()
	all := Everything(t, l, lake.Traits[0], lake.CategoryColumns[0])
	for _, column := range lake.CategoryColumns {
		all["categories of "+column] = Rows(t, l.Categories(ctx, column))
	}
	for _, trait := range lake.Traits {
		for _, limit := range []int{2, 5} {
			all[fmt.Sprint("holders of ", trait, " within ", limit)] = Rows(t, l.Holders(ctx, trait, limit))
			all[fmt.Sprint("values of ", trait, " above ", limit)] = Rows(t, l.Values(ctx, trait, limit))
		}
		all["showings of "+trait] = Rows(t, l.Showings(ctx, trait))
		all["meetings over "+trait] = Rows(t, l.Meetings(ctx, trait, 6))
	}
	var set [][observe.Bands]uint32
	var frames []uint64
	for i := 0; i < len(obs); i += 7 {
		set = append(set, obs[i].Band)
	}
	for i := 0; i < len(obs); i += 50 {
		frames = append(frames, obs[i].Head, obs[i].Tail)
	}
	all["overlap"] = Rows(t, l.Overlap(ctx, set))
	for name, s := range map[string]lake.Slice{
		"first turns":             {Turns: lake.FirstTurn},
		"single turns":            {Turns: lake.SingleTurn},
		"single turns of a model": {Turns: lake.SingleTurn, Model: "model-small", Operation: "chat"},
		"frames":                  {Frames: frames},
	} {
		all["accounts of "+name] = Rows(t, l.SliceAccounts(ctx, s))
		all["codes of "+name] = Rows(t, l.SliceCodes(ctx, s))
	}
	all["all moments"] = Rows(t, l.Moments(ctx, lake.Sample{Every: 1, Length: 1}))
	return all
}
