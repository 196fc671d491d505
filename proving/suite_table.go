package proving

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/hunt"
)

// WriteMarkdown writes the trials of a suite as its section of docs/scoreboard.md.
func WriteMarkdown(w io.Writer, s Suite, trials []Trial, pools bool) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Suite `%s`: %s. Seeds %s.", s.Name, s.About, numbers(s.Seeds))
	if pools {
		b.WriteString(" Prompts are real where the world says so: harvest prompts for the campaigns, and for people the half that the text weights were not fitted on, each perturbed by the account that sends it. Who belongs to whom was composed by us.")
	} else {
		b.WriteString(" Prompts come from the range's grammars: no pools were named.")
	}
	fmt.Fprintf(&b, " Version %s, generator %d, thresholds `%s`. Intervals are 95 %%.\n\n", hunt.Version, generatorVersion, campaign.Thresholds()[:16])
	b.WriteString("| world | accounts | exchanges | true campaigns found | named | account precision | account recall (worst seed) | days off, first and last (worst) | truth inside `exchanges_attributed` | width (worst) | innocents accused | wrongful verdicts per million account-days |\n")
	b.WriteString("|---|---|---|---|---|---|---|---|---|---|---|---|\n")
	worlds := gather(s, trials)
	for _, g := range worlds {
		b.WriteString(worldRow(g.world, g.trials))
	}
	b.WriteString("\n| world | precision, recall at probability .9 | B³ F1, Rand index (worst) | missed, split, merged | Brier | skill over the candidates (worst) | average precision; by held labels | recall by held labels |\n")
	b.WriteString("|---|---|---|---|---|---|---|---|\n")
	for _, g := range worlds {
		b.WriteString(qualityRow(g.world, g.trials))
	}
	writeReliability(&b, trials)
	writeCollateral(&b, worlds)
	writeDaily(&b, worlds)
	writeLanguages(&b, worlds)
	writeContest(&b, worlds)
	b.WriteString("\nAccusations by kind of innocent, all seeds together:\n\n| world | kind | accounts | accused | per million account-days |\n|---|---|---|---|---|\n")
	for _, g := range worlds {
		b.WriteString(innocents(g.world, g.trials))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// gathered are the trials of one world.
type gathered struct {
	world  World
	trials []Trial
}

func gather(s Suite, trials []Trial) []gathered {
	var out []gathered
	for _, world := range s.Worlds {
		g := gathered{world: world}
		for _, t := range trials {
			if t.World == world {
				g.trials = append(g.trials, t)
			}
		}
		if len(g.trials) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// cell is a dash where there is nothing to say.
func cell(ok bool, format string, args ...any) string {
	if !ok {
		return "–"
	}
	return fmt.Sprintf(format, args...)
}

func worldRow(world World, trials []Trial) string {
	var accounts, exchanges int64
	var found, truths, named, inside int
	worst, width, first, last := 1., 0., 0, 0
	sum := pooled(trials)
	for _, t := range trials {
		accounts += int64(t.Accounts)
		exchanges += t.Exchanges
		named += t.Campaigns
		if t.Score.Recall.Of > 0 {
			worst = math.Min(worst, t.Score.Recall.Value)
		}
		for _, c := range t.Score.Campaigns {
			truths++
			if c.Found == "" || c.Recall.Value < .5 {
				continue
			}
			found++
			inside += one(c.Inside)
			width = math.Max(width, c.Width)
			first, last = max(first, abs(c.FirstDayError)), max(last, abs(c.LastDayError))
		}
	}
	n := int64(len(trials))
	return fmt.Sprintf("| %s | %d | %d | %s | %d | %s | %s | %s | %s | %s | %d | %.2g (below %.2g) |\n",
		describeWorld(world), accounts/n, exchanges/n,
		cell(truths > 0, "%d of %d", found, truths), named,
		cell(sum.precision.Of > 0, "%.4f (%.4f to %.4f)", sum.precision.Value, sum.precision.Low, sum.precision.High),
		cell(sum.recall.Of > 0, "%.3f (%.3f)", sum.recall.Value, worst),
		cell(found > 0, "%d, %d", first, last),
		cell(found > 0, "%d of %d", inside, found), cell(found > 0, "%.3f", width),
		sum.wrongful.Count, sum.wrongful.Rate, sum.wrongful.Upper)
}

// sums are the figures of several trials taken together.
type sums struct {
	precision, recall             Proportion
	strictPrecision, strictRecall Proportion
	heldRecall                    Proportion
	wrongful                      RateBound
}

func pooled(trials []Trial) sums {
	add := func(get func(*Scoreboard) Proportion) Proportion {
		hits, of := 0, 0
		for i := range trials {
			p := get(&trials[i].Score)
			hits, of = hits+p.Hits, of+p.Of
		}
		return proportion(hits, of)
	}
	var wrong int
	var days int64
	for _, t := range trials {
		wrong += t.Score.Wrongful.Count
		days += t.Score.Wrongful.Exposure
	}
	return sums{
		add(func(b *Scoreboard) Proportion { return b.Precision }), add(func(b *Scoreboard) Proportion { return b.Recall }),
		add(func(b *Scoreboard) Proportion { return b.StrictPrecision }), add(func(b *Scoreboard) Proportion { return b.StrictRecall }),
		add(func(b *Scoreboard) Proportion { return b.Held.Recall }), rateBound(wrong, days),
	}
}

func qualityRow(world World, trials []Trial) string {
	sum := pooled(trials)
	f1, ari, skill, skilled := 1., 1., math.Inf(1), false
	var missed, split, merged int
	var brier, average, held float64
	for _, t := range trials {
		s := &t.Score
		f1, ari = math.Min(f1, s.Clustering.F1), math.Min(ari, s.Clustering.ARI)
		missed, split, merged = missed+len(s.Missed), split+len(s.Split), merged+len(s.Merged)
		brier += s.Calibration.Brier / float64(len(trials))
		average += s.Calibration.Precision / float64(len(trials))
		held += s.Held.Average / float64(len(trials))
		if k := s.Calibration.Skill; k != nil {
			skill, skilled = math.Min(skill, *k), true
		}
	}
	any := sum.recall.Of > 0
	return fmt.Sprintf("| %s | %s, %s | %s | %s | %.5f | %s | %s | %s |\n", describeWorld(world),
		cell(sum.strictPrecision.Of > 0, "%.4f", sum.strictPrecision.Value), cell(any, "%.3f", sum.strictRecall.Value),
		cell(any, "%.3f, %.3f", f1, ari), cell(any, "%d, %d, %d", missed, split, merged), brier, cell(skilled, "%.3f", skill),
		cell(any, "%.3f; %.3f", average, held), cell(any, "%.3f", sum.heldRecall.Value))
}

func innocents(world World, trials []Trial) string {
	type count struct {
		accounts, accused int
		days              int64
	}
	sums := map[string]count{}
	for _, t := range trials {
		for _, g := range t.Score.Innocents {
			kind := strings.TrimRight(g.Class+" "+strings.TrimRight(g.Group, "-0123456789"), " ")
			c := sums[kind]
			sums[kind] = count{c.accounts + g.Accounts, c.accused + g.Accused, c.days + g.Wrongful.Exposure}
		}
	}
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(sums)) {
		r := rateBound(sums[k].accused, sums[k].days)
		fmt.Fprintf(&b, "| %s | %s | %d | %d | %.2g (below %.2g) |\n", world.Scenario, k, sums[k].accounts, sums[k].accused, r.Rate, r.Upper)
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
