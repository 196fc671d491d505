package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// growth hunts in replays of several sizes, and says and draws how time grows.
func (b *bench) growth(ctx context.Context) (string, error) {
	text, all, err := b.replays(ctx, b.sizes)
	if err != nil || len(all) < 2 {
		return text, err
	}
	if err := draw(b.plot, all); err != nil {
		return "", err
	}
	return text + fmt.Sprintf("\nThe least squares of log(time) on log(exchanges) give an exponent of %.3f from %s to %s exchanges; the budget is ≤ 1.05 from 1 M to 30 M.\n\n![Time of a hunt against exchanges](%s)\n",
		exponent(all), millions(all[0].exchanges), millions(all[len(all)-1].exchanges), filepath.Base(b.plot)), nil
}

// largest hunts in the sizes that the budgets name.
func (b *bench) largest(ctx context.Context) (string, error) {
	text, _, err := b.replays(ctx, b.large)
	return text, err
}

func (b *bench) replays(ctx context.Context, sizes []int64) (string, []hunted, error) {
	t, floor, err := b.world(ctx, sizes)
	if err != nil {
		return "", nil, err
	}
	var all []hunted
	for _, n := range sizes {
		h, err := b.measureReplay(ctx, t, n)
		if err != nil {
			return "", nil, fmt.Errorf("%d exchanges: %w", n, err)
		}
		all = append(all, h)
	}
	intro := fmt.Sprintf("The block that is replayed has %s exchanges of %d accounts in %d days, %d bytes a line. The floor on its lines (read, parsed, shingled, MinHash, SimHash, hashed) is %.0f exchanges/s, %.1f CPU-s a million.\n\n",
		millions(t.exchanges), t.people, worldDays, t.bytes/t.exchanges, floor.rate(), floor.million())
	return intro + replayTable(all, floor), all, nil
}

// replayTable is a table of one column a hunt.
func replayTable(all []hunted, floor figures) string {
	var b strings.Builder
	row := func(what, budget string, cell func(h hunted) string) {
		fmt.Fprintf(&b, "| %s |", what)
		for _, h := range all {
			fmt.Fprintf(&b, " %s |", cell(h))
		}
		if budget != "" {
			budget = " " + budget
		}
		fmt.Fprintf(&b, "%s |\n", budget)
	}
	row("exchanges", "budget", func(h hunted) string { return millions(h.exchanges) })
	b.WriteString("|---|" + strings.Repeat("---|", len(all)+1) + "\n")
	row("accounts, in days", "", func(h hunted) string { return fmt.Sprintf("%d, %d", h.replayed.Accounts, h.replayed.Days) })
	row("replicas; campaigns named", "", func(h hunted) string { return fmt.Sprintf("%d; %d", h.replicas, h.campaigns) })
	row("time, end to end", "28.8 M in ≤ 5 min, 151 M in ≤ 30 min", func(h hunted) string { return h.took.Round(time.Second / 10).String() })
	row("exchanges/s", "≥ 100,000", func(h hunted) string { return fmt.Sprintf("%.0f", h.rate()) })
	row("ratio to the floor", "goal: ≥ .5", func(h hunted) string { return fmt.Sprintf("%.2f", h.rate()/floor.rate()) })
	row("CPU-s a million", "", func(h hunted) string { return fmt.Sprintf("%.1f", h.million()) })
	row("peak memory, MiB", "≤ 4,096 at 151 M and 1 M accounts", func(h hunted) string { return fmt.Sprint(h.memory >> 20) })
	row("lake, bytes an exchange", "≤ 120", func(h hunted) string { return fmt.Sprintf("%.1f", float64(h.lakeBytes)/float64(h.exchanges)) })
	row("stages after reading, share of the time", "≤ 30 %", func(h hunted) string { return fmt.Sprintf("%.0f %%", 100*h.after()) })
	for _, s := range all[0].stages {
		row(s.name+", s", "", func(h hunted) string { return seconds(h.stage(s.name)) })
	}
	row("report, s", "≤ 2", func(h hunted) string { return seconds(h.report) })
	row("`explain` of an account, s", "≤ 2", func(h hunted) string { return seconds(h.explain) })
	row("the replay's own CPU, µs a line", "≤ .5", func(h hunted) string {
		return fmt.Sprintf("%.2f", h.replayed.CPU.Seconds()/float64(h.exchanges)*1e6)
	})
	return b.String()
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f", d.Seconds()) }

func millions(n int64) string { return fmt.Sprintf("%.3g M", float64(n)/1e6) }
