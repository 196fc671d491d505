package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// nearestCount is how many similar names an error offers.
const nearestCount = 3

// nearest lists the names of campaigns, groups and accounts that are most like
// name: those that contain it, then those few letters away.
func (h Hunt) nearest(ctx context.Context, name string) ([]string, error) {
	type near struct {
		name     string
		distance int
	}
	var found []near
	limit := max(2, len(name)/3)
	offer := func(candidate string) {
		d := 0
		if !strings.Contains(strings.ToLower(candidate), strings.ToLower(name)) {
			if d = distance(name, candidate, limit); d > limit {
				return
			}
		}
		found = append(found, near{Printable(candidate), d})
		if len(found) < 64 {
			return
		}
		slices.SortFunc(found, func(a, b near) int {
			return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.name, b.name))
		})
		found = found[:nearestCount]
	}
	for _, g := range h.groups() {
		offer(g.Name)
	}
	for a, err := range h.Tables.Accounts(ctx, Filter{}) {
		if err != nil {
			return nil, fmt.Errorf("reading the accounts of the hunt: %w", err)
		}
		offer(a.Account)
	}
	slices.SortFunc(found, func(a, b near) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.name, b.name))
	})
	var out []string
	for _, n := range found[:min(nearestCount, len(found))] {
		out = append(out, n.name)
	}
	return out, nil
}

// distance is the number of letters to insert, delete or change to make b of a
// (Levenshtein 1966), or limit+1 if it is more than limit.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if max(len(x), len(y))-min(len(x), len(y)) > limit {
		return limit + 1
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal, least := row[0], i+1
		row[0] = i + 1
		for j := range y {
			change := diagonal
			if x[i] != y[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
			least = min(least, row[j+1])
		}
		if least > limit {
			return limit + 1
		}
	}
	return row[len(y)]
}
