package campaign

import (
	"fmt"

	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// Detector: known-sets
// Family: semantics
// Measures: whether the accounts send prompts of an instruction set or a
// benchmark that the operator named: harvesters answer known sets anew with the
// model, evaluators ask benchmarks.
// Formula: of the group's exchanges with content, the share whose prompt has a
// MinHash band key of four in common with a prompt of a set (resemblance J is met
// with probability 1−(1−J⁴)⁴): below .005, up to .05, above
// Unit: class
// Fooled by: paraphrase, a template longer than the task in it, sets that nobody
// named; people who try a benchmark, and its evaluators.
// Source: Li, Owen and Zhang, NIPS 2012 (the sketch); on training worlds, whose
// campaigns reword tasks of the very sets that were named and put frames around
// them, .011 to .017 for campaigns, .001 and less for everybody else
// Needs: gen_ai.input.messages
var knownSets = detector{
	name: "known-sets", family: link.Semantics, needs: []string{"gen_ai.input.messages"},
	measure: func(v *view) (float64, bool) {
		_, share, ok := overlap(v)
		switch {
		case !ok:
			return 0, false
		case share < .005:
			return 0, true
		case share < .05:
			return 1, true
		}
		return 2, true
	},
	expect: expectations{
		campaignH: classes{.8, .1, .1}, crowdH: classes{.93, .05, .02}, organisationH: classes{.88, .08, .04},
		resellerH: classes{.88, .08, .04}, campusH: classes{.8, .12, .08}, fleetH: classes{.88, .08, .04},
		evaluationH: classes{.4, .2, .4}, vendorH: classes{.8, .12, .08},
		appH:   classes{.88, .08, .04},
		usersH: classes{.8, .12, .08},
	},
	reason: func(v *view, _ float64) string {
		set, share, _ := overlap(v)
		if share == 0 {
			return "none of its prompts is like one of a known set"
		}
		return fmt.Sprintf("%s of its prompts are like prompts of known sets, most of them of %s", percent(share), set)
	},
}

// overlap gives the share of the group's prompts that are like prompts of known
// sets, and the set that most of them are of; not computable if no set was named or little was written.
func overlap(v *view) (set string, share float64, ok bool) {
	if len(v.s.KnownSets) == 0 {
		return "", 0, false
	}
	var written, all int64
	in := make([]int64, len(v.s.KnownSets))
	v.each(func(a *profile.Account) {
		written += a.WithContent
		all += a.InSets
		for k, n := range a.InSet {
			in[k] += n
		}
	})
	if written < leastMoments {
		return "", 0, false
	}
	best := 0
	for k, n := range in {
		if n > in[best] {
			best = k
		}
	}
	return v.s.KnownSets[best], min(1, float64(all)/float64(written)), true
}
