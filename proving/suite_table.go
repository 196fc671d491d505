package proving

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// WriteMarkdown writes the trials of a suite as the tables of docs/scoreboard.md.
func WriteMarkdown(w io.Writer, s Suite, trials []Trial, pools bool) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Suite `%s`: %s. Seeds %s.", s.Name, s.About, numbers(s.Seeds))
	if pools {
		b.WriteString(" Prompts are real where the world says so: harvest prompts for the campaigns, and for people the half that the text weights were not fitted on, each perturbed by the account that sends it. Who belongs to whom was composed by us.")
	} else {
		b.WriteString(" Prompts come from the range's grammars: no pools were named.")
	}
	b.WriteString("\n\n")
	b.WriteString("| world | accounts | exchanges | true campaigns found | named | account precision | account recall (worst seed) | days off, first and last (worst) | truth inside `exchanges_attributed` | width (worst) | innocents accused | wrongful verdicts per million account-days |\n")
	b.WriteString("|---|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, world := range s.Worlds {
		var mine []Trial
		for _, t := range trials {
			if t.World == world {
				mine = append(mine, t)
			}
		}
		if len(mine) > 0 {
			b.WriteString(worldRow(world, mine))
		}
	}
	b.WriteString("\nAccusations by kind of innocent, all seeds together:\n\n| world | " + "kind | accounts | accused |\n|---|---|---|---|\n")
	for _, world := range s.Worlds {
		b.WriteString(innocents(world, trials))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func worldRow(world World, trials []Trial) string {
	var accounts, exchanges int64
	var found, truths, named, inside, accused, wrong, guilty, hit int
	worst, width, first, last := 1., 0., 0, 0
	var days int64
	for _, t := range trials {
		accounts += int64(t.Accounts)
		exchanges += t.Exchanges
		named += t.Campaigns
		hit += t.Score.Recall.Hits
		guilty += t.Score.Recall.Of
		accused += t.Score.Precision.Of
		wrong += t.Score.Wrongful.Count
		days += t.Score.Wrongful.Exposure
		if t.Score.Recall.Of > 0 {
			worst = math.Min(worst, t.Score.Recall.Value)
		}
		for _, c := range t.Score.Campaigns {
			truths++
			if c.Found == "" || c.Recall.Value < .5 {
				continue
			}
			found++
			if c.Inside {
				inside++
			}
			width = math.Max(width, c.Width)
			first, last = max(first, abs(c.FirstDayError)), max(last, abs(c.LastDayError))
		}
	}
	n := int64(len(trials))
	precision, recall := proportion(hit, accused), proportion(hit, guilty)
	bound := rateBound(wrong, days)
	cell := func(ok bool, format string, args ...any) string {
		if !ok {
			return "–"
		}
		return fmt.Sprintf(format, args...)
	}
	return fmt.Sprintf("| %s | %d | %d | %s | %d | %s | %s | %s | %s | %s | %d | %.2g (below %.2g) |\n",
		describeWorld(world), accounts/n, exchanges/n,
		cell(truths > 0, "%d of %d", found, truths), named,
		cell(accused > 0, "%.4f (%.4f to %.4f)", precision.Value, precision.Low, precision.High),
		cell(guilty > 0, "%.3f (%.3f)", recall.Value, worst),
		cell(found > 0, "%d, %d", first, last),
		cell(found > 0, "%d of %d", inside, found), cell(found > 0, "%.3f", width),
		wrong, bound.Rate, bound.Upper)
}

func innocents(world World, trials []Trial) string {
	type count struct{ accounts, accused int }
	sums := map[string]count{}
	for _, t := range trials {
		if t.World != world {
			continue
		}
		for _, g := range t.Score.Innocents {
			kind := strings.TrimRight(g.Class+" "+strings.TrimRight(g.Group, "-0123456789"), " ")
			c := sums[kind]
			sums[kind] = count{c.accounts + g.Accounts, c.accused + g.Accused}
		}
	}
	var kinds []string
	for k := range sums {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	var b strings.Builder
	for _, k := range kinds {
		fmt.Fprintf(&b, "| %s | %s | %d | %d |\n", world.Scenario, k, sums[k].accounts, sums[k].accused)
	}
	return b.String()
}

func describeWorld(w World) string {
	s := "`" + w.Scenario + "`"
	if w.Scale > 0 {
		s += fmt.Sprintf(" at scale %g", w.Scale)
	}
	if w.Days > 0 {
		s += fmt.Sprintf(", %d days", w.Days)
	}
	if w.Pools {
		s += ", real prompts"
	}
	return s
}

func numbers(seeds []uint64) string {
	var out []string
	for _, s := range seeds {
		out = append(out, fmt.Sprint(s))
	}
	return strings.Join(out, ", ")
}

func abs(x int) int {
	if x < 0 {
		return -x
	}
	return x
}
