package campaign

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/stillhunt/stillhunt/profile"
)

// percent says a share as people do.
func percent(x float64) string {
	switch {
	case x > 0 && x < .001:
		return "less than 0.1 %"
	case x < .0995 && x > 0:
		return fmt.Sprintf("%.1f %%", 100*x)
	}
	return fmt.Sprintf("%.0f %%", 100*x)
}

func median(xs []float64) float64 {
	slices.Sort(xs)
	n := len(xs)
	if n%2 == 1 {
		return xs[n/2]
	}
	return (xs[n/2-1] + xs[n/2]) / 2
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// has reports whether an account's facts or traffic carry a trait at all,
// shared or not.
func has(a *profile.Account, trait string) bool {
	switch trait {
	case "card":
		return a.Facts.Card != 0
	case "network":
		return a.Networks > 0
	}
	return false
}
