package worth

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func shippedList(t testing.TB) List {
	t.Helper()
	l, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestShippedPricesSayWhereTheyAreFrom(t *testing.T) {
	l := shippedList(t)
	if len(l.Prices) < 30 || len(l.Means) != 3 || len(l.Sets) < 4 {
		t.Fatalf("%d prices, %d means, %d sets", len(l.Prices), len(l.Means), len(l.Sets))
	}
	for _, p := range l.Prices {
		if !p.Invented && !strings.HasPrefix(p.Source, "https://") {
			t.Errorf("%s: the source %q is no address", p.Model, p.Source)
		}
		if p.Invented != strings.HasPrefix(p.Model, "aurora-") {
			t.Errorf("%s: only the range's models are invented", p.Model)
		}
		if !p.Invented && p.Seen < p.From {
			t.Errorf("%s: it was seen on %s, before it held from %s", p.Model, p.Seen, p.From)
		}
		if p.Output < p.Input || p.cached() > p.Input {
			t.Errorf("%s: output is cheaper than input, or a cache dearer than none", p.Model)
		}
		if p.Model != Plain(p.Model) {
			t.Errorf("%s is never found: traffic's names are looked up as %s", p.Model, Plain(p.Model))
		}
	}
}

func TestPlain(t *testing.T) {
	for name, want := range map[string]string{
		"claude-opus-4-5":                                    "claude-opus-4-5",
		"claude-opus-4-5-20251101":                           "claude-opus-4-5",
		"us.anthropic.claude-opus-4-5-20251101-v1:0":         "claude-opus-4-5",
		"anthropic/claude-opus-4-8":                          "claude-opus-4-8",
		"openrouter/openai/gpt-5.4-mini":                     "gpt-5.4-mini",
		"gpt-5-2026-04-01":                                   "gpt-5",
		"GPT-5.5":                                            "gpt-5.5",
		"gemini-3.1-pro-preview":                             "gemini-3.1-pro",
		"claude-sonnet-5-5[1m]":                              "claude-sonnet-5-5",
		"claude-haiku-latest":                                "claude-haiku",
		"arn:aws:bedrock:x:y/anthropic.claude-opus-4-1-v1:0": "claude-opus-4-1",
		"aurora-4-large":                                     "aurora-4-large",
		"":                                                   "",
	} {
		if got := Plain(name); got != want {
			t.Errorf("Plain(%q) is %q, want %q", name, got, want)
		}
	}
}

func at(day string) time.Time {
	x, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return x
}

func TestThePriceOfADay(t *testing.T) {
	l := shippedList(t)
	for _, c := range []struct {
		model, first, last  string
		ok                  bool
		cached, least, most float64
	}{
		{"claude-sonnet-5-5", "2026-09-24", "2026-10-06", true, .2, .2, .2},
		{"claude-sonnet-5-5", "2026-10-08", "2026-10-20", true, .1, .1, .1},
		{"claude-sonnet-5-5", "2026-10-01", "2026-10-20", true, .1, .1, .2}, // it changed within the window
		{"claude-sonnet-5-5", "2026-08-01", "2026-08-20", false, 0, 0, 0},   // before the list has it
		{"anthropic/claude-opus-5-20260724", "2026-09-01", "2026-10-01", true, .5, .5, .5},
		{"somebody-elses-model", "2026-09-01", "2026-10-01", false, 0, 0, 0},
	} {
		row, ok := l.For(c.model, at(c.first), at(c.last))
		if ok != c.ok {
			t.Errorf("%s on %s: %v", c.model, c.last, ok)
			continue
		}
		if ok && (row.cached() != c.cached || row.Low.cached() != c.least || row.High.cached() != c.most) {
			t.Errorf("%s from %s to %s: cached %g, %g to %g; want %g, %g to %g", c.model, c.first, c.last,
				row.cached(), row.Low.cached(), row.High.cached(), c.cached, c.least, c.most)
		}
	}
}

func TestCost(t *testing.T) {
	tenth, thirty := .1, 30.
	for _, c := range []struct {
		name string
		p    Price
		t    Tokens
		want float64
	}{
		{"input and output", Price{Input: 5, Output: 25}, Tokens{Input: 2e6, Output: 1e6}, 35},
		{"a cache is part of the input", Price{Input: 5, Output: 25, Cached: &tenth}, Tokens{Input: 2e6, Cached: 1e6}, 5.1},
		{"a cache without a price costs as input", Price{Input: 5, Output: 25}, Tokens{Input: 2e6, Cached: 1e6}, 10},
		{"reasoning is part of the output", Price{Output: 25, Reasoning: &thirty}, Tokens{Output: 3e6, Reasoning: 1e6}, 80},
		{"reasoning without a price costs as output", Price{Output: 25}, Tokens{Output: 3e6, Reasoning: 1e6}, 75},
		{"more from a cache than there was", Price{Input: 5, Cached: &tenth}, Tokens{Input: 1e6, Cached: 2e6}, .2},
	} {
		if got := c.p.Cost(c.t); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s: %g, want %g", c.name, got, c.want)
		}
	}
}

func example() Input {
	return Input{
		First: at("2026-03-03"), Last: at("2026-03-14"), Exchanges: 1000, Attributed: Interval{Estimate: 900, Low: 800, High: 1000},
		Usage: []Usage{
			{"aurora-4-large", Tokens{Exchanges: 900, Counted: 900, Input: 2e6, Output: 1e6}},
			{"nobody-knows", Tokens{Exchanges: 100, Counted: 100, Input: 1e6, Output: 1e6}},
		},
		Accounts: 10, Payers: 10, Fees: 200, Cards: 3, Exits: 5,
	}
}

func TestWorth(t *testing.T) {
	l := shippedList(t)
	w := l.Of(example())
	same := func(what string, got Interval, estimate, low, high float64) {
		t.Helper()
		for i, x := range [][2]float64{{got.Estimate, estimate}, {got.Low, low}, {got.High, high}} {
			if math.Abs(x[0]-x[1]) > 1e-4*math.Abs(x[1]) {
				t.Errorf("%s %d is %g, want %g", what, i, x[0], x[1])
			}
		}
	}
	same("list", w.List, 35, 35, 35)
	same("attributed", w.Attributed, 31.5, 28, 35)
	same("harvest", w.Harvest, 1.8e6, 1.6e6, 2e6)
	same("months", w.Months, 1, .361396, 2)
	same("paid", w.Paid, 200, 72.2793, 400)
	same("arbitrage", w.Arbitrage, 200./35, 72.2793/35, 400./35)
	same("cost", w.Cost, 200+10+9+20, 72.2793+5+3+5*.361396, 400+80+30+100)
	same("Alpaca", w.Sets[1].Times, 900./52000, 800./52000, 1000./52000)
	if len(w.Unpriced) != 1 || w.Unpriced[0].Model != "nobody-knows" {
		t.Errorf("without a price: %v", w.Unpriced)
	}
	metered := example()
	metered.Payers, metered.Fees = 0, 0
	w = l.Of(metered)
	same("metered", w.Metered, 35, 0, 35)
	if w.Arbitrage != (Interval{}) || w.Paid != (Interval{}) {
		t.Errorf("nobody pays by the month, yet %v and %v", w.Arbitrage, w.Paid)
	}
}

func TestIntervalsHoldTheirEstimates(t *testing.T) {
	l := shippedList(t)
	rapid.Check(t, func(t *rapid.T) {
		in := example()
		in.Exchanges = rapid.Int64Range(1, 1e9).Draw(t, "exchanges")
		a := float64(in.Exchanges) * rapid.Float64Range(1e-9, 1).Draw(t, "share")
		in.Attributed = Interval{Estimate: a, Low: a * rapid.Float64Range(0, 1).Draw(t, "low"), High: a * rapid.Float64Range(1, 2).Draw(t, "high")}
		in.Usage[0].Tokens = Tokens{Input: rapid.Int64Range(0, 1e12).Draw(t, "input"), Output: rapid.Int64Range(0, 1e12).Draw(t, "output"), Cached: rapid.Int64Range(0, 1e12).Draw(t, "cached")}
		in.Payers = rapid.Int64Range(0, 10).Draw(t, "payers")
		in.Fees = 20 * float64(in.Payers)
		in.Last = in.First.Add(time.Duration(rapid.Int64Range(0, int64(400*24*time.Hour)).Draw(t, "window")))
		w := l.Of(in)
		for i, x := range []Interval{w.Share, w.List, w.Attributed, w.Harvest, w.Months, w.Paid, w.Arbitrage, w.Metered, w.Cost, w.PerMillion, w.Teacher} {
			slack := 1e-5 * math.Abs(x.Estimate)
			if !(x.Low <= x.Estimate+slack && x.Estimate <= x.High+slack) || math.IsNaN(x.Estimate) || math.IsInf(x.High, 0) {
				t.Fatalf("figure %d: %v", i, x)
			}
		}
	})
}

func TestFaultsNameFileAndLine(t *testing.T) {
	const head = "schema: stillhunt.prices/v1\ncurrency: USD\n"
	for name, c := range map[string]struct{ text, want string }{
		"another schema":     {"schema: x\ncurrency: USD\n", `p.yaml:1: the schema is "x"`},
		"no currency":        {"schema: stillhunt.prices/v1\n", "p.yaml:1: a currency"},
		"an unknown key":     {head + "colour: red\n", "p.yaml:3: unknown field"},
		"no source":          {head + "prices:\n  - {model: a, vendor: b, from: 2026-01-01, input: 1, output: 2}\n", "p.yaml:4: a price names its source"},
		"no day":             {head + "prices:\n  - {model: a, vendor: b, from: soon, input: 1, output: 2, invented: true}\n", "p.yaml:4: from is a day"},
		"a negative price":   {head + "prices:\n  - {model: a, vendor: b, from: 2026-01-01, input: -1, output: 2, invented: true}\n", "p.yaml:4: a price is a number"},
		"twice":              {head + "prices:\n  - {model: a, vendor: b, from: 2026-01-01, input: 1, output: 2, invented: true}\n  - {model: a, vendor: b, from: 2026-01-01, input: 1, output: 2, invented: true}\n", "p.yaml:5: there are two"},
		"bounds in disorder": {head + "means:\n  - {name: card, low: 3, estimate: 2, high: 4, per: once, basis: x}\n", "p.yaml:4: low, estimate"},
		"an empty set":       {head + "sets:\n  - {name: x, examples: 0, what: y, source: z}\n", "p.yaml:4: a set has"},
		"too large":          {strings.Repeat("#", Largest+1), "bytes at most"},
	} {
		if _, err := Parse("p.yaml", []byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestAnOperatorsListComesFirst(t *testing.T) {
	path := filepath.Join(t.TempDir(), "own.yaml")
	text := "schema: stillhunt.prices/v1\ncurrency: USD\nprices:\n  - {model: gpt-5.5, vendor: us, from: 2026-01-01, input: 1, output: 2, source: \"https://example.org\", seen: 2026-02-01}\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if row, ok := l.For("gpt-5.5", at("2026-07-01"), at("2026-08-01")); !ok || row.Output != 2 {
		t.Errorf("gpt-5.5 is %v", row.Price)
	}
	if row, ok := l.For("gpt-5.4", at("2026-07-01"), at("2026-08-01")); !ok || row.Output != 15 {
		t.Errorf("gpt-5.4 is %v", row.Price)
	}
	if len(l.Sets) == 0 || len(l.Means) == 0 {
		t.Error("the shipped sets and means are gone")
	}
	if _, err := Read(path + ".missing"); err == nil {
		t.Error("a list that is not there: no error")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(shipped)
	f.Add([]byte("schema: stillhunt.prices/v1\ncurrency: USD\nprices: [{model: a}]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		l, err := Parse("fuzz.yaml", text)
		if err != nil {
			return
		}
		for _, p := range l.Prices {
			if x := p.Cost(Tokens{Input: 1 << 40, Output: 1 << 40}); math.IsNaN(x) || math.IsInf(x, 0) || x < 0 {
				t.Errorf("%s costs %g", p.Model, x)
			}
			l.For(p.Model, at("2026-01-01"), at("2026-02-01"))
		}
	})
}
