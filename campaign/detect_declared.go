package campaign

import (
	"fmt"
	"strings"

	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// Detector: declared
// Family: lifecycle
// Measures: what most of the accounts said they would do.
// Formula: the use that at least half of the accounts declared, sorted into
// kinds by its words; nothing declared says nothing
// Unit: class
// Fooled by: anybody who declares what he likes, hence its small weight.
// Source: declared use in account facts
// Needs: declared_use
var declared = detector{
	name: "declared", family: link.Lifecycle, needs: []string{"declared_use"},
	measure: func(v *view) (float64, bool) {
		var count [6]int
		v.each(func(a *profile.Account) { count[declaredKind(a.Facts.Declared)]++ })
		for k := 1; k < len(count); k++ {
			if 2*count[k] >= len(v.accounts) {
				return float64(k), true
			}
		}
		return 0, false
	},
	//                                 other, evaluation, labelling, resale, teaching, agents
	expect: expectations{
		campaignH: classes{.5, .1, .1, .1, .1, .1}, crowdH: classes{.5, .1, .1, .1, .1, .1},
		evaluationH: classes{.2, .6, .05, .05, .05, .05}, vendorH: classes{.2, .05, .6, .05, .05, .05},
		resellerH: classes{.2, .05, .05, .6, .05, .05}, campusH: classes{.2, .05, .05, .05, .6, .05},
		fleetH: classes{.2, .05, .05, .05, .05, .6},
	},
	reason: func(v *view, x float64) string {
		return fmt.Sprintf("most of its accounts declared %s", []string{"another use", "evaluation", "labelling", "resale", "teaching", "agents"}[int(x)])
	},
}

// declaredKind sorts a declared use, in lower case, by how its words begin.
func declaredKind(use string) int {
	words := " " + strings.ReplaceAll(use, "-", " ")
	for kind, stems := range [][]string{
		1: {"eval", "benchmark", "red team"},
		2: {"label", "annotat"},
		3: {"resell", "resale", "aggregat", "proxy", "gateway"},
		4: {"educat", "teach", "universit", "school", "campus", "student"},
		5: {"agent", "automation", "assistant"},
	} {
		for _, stem := range stems {
			if strings.Contains(words, " "+stem) {
				return kind
			}
		}
	}
	return 0
}
