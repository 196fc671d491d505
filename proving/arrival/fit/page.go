package main

import (
	"bytes"
	"fmt"

	"github.com/stillhunt/stillhunt/proving/arrival"
)

// describe writes the page about the fitted numbers.
func describe(l *arrival.Laws) []byte {
	var b bytes.Buffer
	b.WriteString(`# How the range's traffic arrives

Written by ` + "`go run ./proving/arrival/fit -data ../shared/data`" + `; fit anew, do not change by hand. The range draws the hours, bursts, pauses and lengths of its traffic from laws that were fitted to public traces. The numbers lie in ` + "`proving/arrival/laws.yaml`" + `; no row of a trace is in this repository.

| trace | licence | rows | gives |
|---|---|---|---|
`)
	for _, s := range l.Sources {
		fmt.Fprintf(&b, "| %s | %s | %d | %s |\n", s.Name, s.Licence, s.Rows, s.Gives)
	}
	b.WriteString("\n## The laws\n\n| law | least | 10 % | 25 % | half | 75 % | 90 % | greatest |\n|---|---|---|---|---|---|---|---|\n")
	line := func(name string, q arrival.Quantiles) {
		fmt.Fprintf(&b, "| %s |", name)
		for _, p := range []float64{0, .1, .25, .5, .75, .9, 1} {
			fmt.Fprintf(&b, " %.3g |", q.At(p))
		}
		b.WriteString("\n")
	}
	line("seconds between two turns of a conversation", l.Think)
	line("requests of a program, over the geometric mean of all", l.Clients.Rate)
	line("coefficient of variation of a program's gaps", l.Clients.CV)
	line("share of ten-minute windows in which a program runs", l.Clients.Duty)
	line("share of a program's requests before six o'clock", l.Clients.Night)
	for _, name := range []string{"conversation", "code"} {
		line(name+": tokens of a request", l.Tokens[name].Input)
		line(name+": tokens of an answer", l.Tokens[name].Output)
	}
	fmt.Fprintf(&b, "\nFollow-ups: an account's mean number is log-normal with mean %.3g and a log spread of %.3g; a conversation with that mean goes on after each turn with the same chance. Measured: it goes on after the first turn in %.0f %% of the cases, after the second in %.0f %%, the third in %.0f %%, the fourth in %.0f %%.\n",
		l.Follow.Mean, l.Follow.Spread, 100*l.Follow.Goes[0], 100*l.Follow.Goes[1], 100*l.Follow.Goes[2], 100*l.Follow.Goes[3])
	b.WriteString("\nCorrelation of the normal scores of rate, coefficient of variation, duty and night share of a program:\n\n| | rate | variation | duty | night |\n|---|---|---|---|---|\n")
	for i, name := range []string{"rate", "variation", "duty", "night"} {
		fmt.Fprintf(&b, "| %s |", name)
		for _, v := range l.Clients.Correlation[i] {
			fmt.Fprintf(&b, " %.2f |", v)
		}
		b.WriteString("\n")
	}
	b.WriteString(`
## What they do not say

- The clients of ServeGen are a cloud's large customers. The range takes their spread, bursts and hours, not their volume: how many requests a day an account sends is the scenario's.
- The conversation trace lasts an hour: pauses above it, and conversations taken up again the next day, are not in it. A chain is seen only from its first request in the trace on, so chains that began in its first quarter are left out.
- No public trace has people with an identity over weeks. How active people are, their own hours, their weekends, when they sign up and when they leave are our assumptions, named in ` + "`proving/population/people.go`" + `. The traces show no week rhythm that the two weeks would bear out.
- The traces have no text. Lengths of prompts follow the real prompts that the text weights were fitted on (standard deviation of the log of a prompt's length 1.39 over all people).
`)
	return b.Bytes()
}
