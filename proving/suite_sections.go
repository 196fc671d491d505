package proving

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/proving/baseline"
)

// The parts of a suite's section that appear only where there is something to show.

// writeReliability writes the reliability diagram of all members of all trials.
func writeReliability(b *strings.Builder, trials []Trial) {
	var members, hits [bins]int
	var sum [bins]float64
	all := 0
	for _, t := range trials {
		for k, x := range t.Score.Calibration.Bins {
			members[k] += x.Members
			hits[k] += x.Guilty.Hits
			sum[k] += x.Forecast * float64(x.Members)
			all += x.Members
		}
	}
	if all == 0 {
		return
	}
	b.WriteString("\nReliability of the member probabilities, all worlds and seeds together:\n\n| probability | members | mean | a campaign's own |\n|---|---|---|---|\n")
	for k := range members {
		if members[k] > 0 {
			fmt.Fprintf(b, "| %.1f to %.1f | %d | %.3f | %s |\n", float64(k)/bins, float64(k+1)/bins, members[k], sum[k]/float64(members[k]), proportion(hits[k], members[k]).Short())
		}
	}
}

// writeCollateral scores networks of customers exchange by exchange.
func writeCollateral(b *strings.Builder, worlds []gathered) {
	head := "\nNetworks that carry customers, exchange by exchange; the ratio is what was attributed over what was harvested:\n\n| world | seed | network | customers accused | mixed accounts accused | harvest of the accused | others' exchanges of the accused | ratio |\n|---|---|---|---|---|---|---|---|\n"
	for _, g := range worlds {
		for _, t := range g.trials {
			for _, c := range t.Score.Campaigns {
				if k := c.Collateral; k != nil {
					b.WriteString(head)
					head = ""
					fmt.Fprintf(b, "| %s | %d | %s | %d of %d | %d of %d | %d of %d | %d | %s |\n", g.world.Scenario, t.Seed, c.Name, k.CustomersAccused, k.Customers,
						k.MixedAccused, k.Mixed, k.Harvest, c.Harvest, k.Carried, cell(c.Found != "", "%.2f", k.Ratio))
				}
			}
		}
	}
}

// writeDaily writes what was lost before half of a campaign was named.
func writeDaily(b *strings.Builder, worlds []gathered) {
	head := "\nWith a hunt after each day: what was harvested before half of a campaign's accounts were named.\n\n| world | seed | campaign | accounts | named after (days) | lost | of the harvest |\n|---|---|---|---|---|---|---|\n"
	for _, g := range worlds {
		for _, t := range g.trials {
			if t.Score.Daily == nil {
				continue
			}
			for _, c := range t.Score.Daily.Campaigns {
				b.WriteString(head)
				head = ""
				fmt.Fprintf(b, "| %s | %d | %s | %d | %s | %d | %.1f %% |\n", g.world.Scenario, t.Seed, c.Name, c.Accounts, cell(c.Named != "", "%d", c.After), c.Lost, 100*c.Share)
			}
		}
	}
}

// writeLanguages writes the rates of worlds whose recall is met in every trial.
func writeLanguages(b *strings.Builder, worlds []gathered) {
	head := "\nInnocents accused by language, where at least half of the campaign accounts are found:\n\n| world | language | innocents | accused | rate |\n|---|---|---|---|---|\n"
	for _, g := range worlds {
		hits, of := map[string]int{}, map[string]int{}
		met := true
		for _, t := range g.trials {
			met = met && len(t.Score.Languages) > 0
			for _, l := range t.Score.Languages {
				hits[l.Language] += l.Rate.Hits
				of[l.Language] += l.Rate.Of
			}
		}
		if !met {
			continue
		}
		for _, lang := range slices.Sorted(maps.Keys(of)) {
			b.WriteString(head)
			head = ""
			r := proportion(hits[lang], of[lang])
			fmt.Fprintf(b, "| %s | %s | %d | %d | %.5f (below %.5f) |\n", g.world.Scenario, lang, r.Of, r.Hits, r.Value, r.High)
		}
	}
}

// writeContest sets the rules of others beside Stillhunt and says which of them
// is better.
func writeContest(b *strings.Builder, worlds []gathered) {
	shown := false
	for _, g := range worlds {
		if len(g.trials[0].Baselines) == 0 {
			continue
		}
		if !shown {
			fmt.Fprintf(b, "\nOthers' rules on the same files. Each is tuned, on worlds of other seeds of the same scenario, to find as many campaign accounts as it can while it accuses at most %.1f %% of the innocents: its threshold, and where its paper leaves a setting open or fits it to its own data, that too; where no threshold does that and still accuses anybody, it runs at its published one. A rule is called better if it finds more campaign accounts, or as many with fewer innocents accused, and accuses no more innocents than it was tuned to or than Stillhunt does.\n\n", 100*baseline.Rate)
			b.WriteString("| world | rule | threshold | account recall | account precision | innocents accused |\n|---|---|---|---|---|---|\n")
			shown = true
		}
		b.WriteString(contestRows(g))
	}
}

func contestRows(g gathered) string {
	var b strings.Builder
	sum := pooled(g.trials)
	var rules []RuleScore
	for _, t := range g.trials {
		for k, x := range t.Baselines {
			if k == len(rules) {
				rules = append(rules, RuleScore{Rule: x.Rule, Form: x.Form, Setting: x.Setting})
			}
			r := &rules[k]
			r.Hits, r.Guilty, r.Wrong, r.Innocents = r.Hits+x.Hits, r.Guilty+x.Guilty, r.Wrong+x.Wrong, r.Innocents+x.Innocents
		}
	}
	ours := RuleScore{Hits: sum.recall.Hits, Guilty: sum.recall.Of, Wrong: sum.wrongful.Count, Innocents: rules[0].Innocents}
	row := func(name, threshold string, x RuleScore) {
		recall, precision := proportion(x.Hits, x.Guilty), proportion(x.Hits, x.Hits+x.Wrong)
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %d of %d (%.3f %%) |\n", g.world.Scenario, name, threshold,
			cell(x.Guilty > 0, "%.3f", recall.Value), cell(precision.Of > 0, "%.4f", precision.Value), x.Wrong, x.Innocents, 100*float64(x.Wrong)/float64(max(1, x.Innocents)))
	}
	row("**Stillhunt**", "", ours)
	for _, x := range rules {
		threshold := fmt.Sprintf("%.4g, published", x.Setting.Threshold)
		if x.Setting.Tuned {
			threshold = fmt.Sprintf("%.4g, tuned", x.Setting.Threshold)
			if x.Form != "" {
				threshold += "; " + x.Form
			}
		}
		name := x.Rule
		if better(x, ours) {
			name += " (**better here**)"
		}
		row(name, threshold, x)
	}
	return b.String()
}

// better reports whether a rule beats Stillhunt in a world.
func better(rule, ours RuleScore) bool {
	if float64(rule.Wrong) > max(baseline.Rate*float64(rule.Innocents), float64(ours.Wrong)) {
		return false
	}
	return rule.Hits > ours.Hits || rule.Hits == ours.Hits && rule.Wrong < ours.Wrong
}
