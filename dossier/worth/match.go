package worth

import (
	"regexp"
	"strings"
	"time"
)

// Row is the price of a model as traffic names it.
type Row struct {
	Price
	Low, High Price // the cheapest and the dearest row in force within the window; the same but for a change of price
}

// For finds the price of a model, by the name that traffic gives it, that was in
// force at the end of the window. False if the list has none that early.
func (l *List) For(model string, first, last time.Time) (Row, bool) {
	name, end, begin := Plain(model), last.UTC().Format(time.DateOnly), first.UTC().Format(time.DateOnly)
	var best Price
	var all []Price
	for _, p := range l.Prices {
		if Plain(p.Model) == name && p.From <= end {
			all = append(all, p)
			if p.From > best.From {
				best = p
			}
		}
	}
	if len(all) == 0 {
		return Row{}, false
	}
	r := Row{best, best, best}
	start := ""
	for _, p := range all { // what was in force when the window began
		if p.From <= begin && p.From > start {
			start = p.From
		}
	}
	for _, p := range all {
		if p.From >= start {
			r.Low, r.High = cheaper(r.Low, p), dearer(r.High, p)
		}
	}
	return r, true
}

// cheaper takes the lower of two prices, kind by kind.
func cheaper(a, b Price) Price { return kinds(a, b, func(x, y float64) float64 { return min(x, y) }) }

func dearer(a, b Price) Price { return kinds(a, b, func(x, y float64) float64 { return max(x, y) }) }

func kinds(a, b Price, of func(x, y float64) float64) Price {
	cached, reasoning := of(a.cached(), b.cached()), of(a.reasoning(), b.reasoning())
	a.Input, a.Output, a.Cached, a.Reasoning = of(a.Input, b.Input), of(a.Output, b.Output), &cached, &reasoning
	return a
}

func (p *Price) cached() float64 {
	if p.Cached != nil {
		return *p.Cached
	}
	return p.Input
}

func (p *Price) reasoning() float64 {
	if p.Reasoning != nil {
		return *p.Reasoning
	}
	return p.Output
}

// dated is what vendors and clouds put behind a model's name: a day, a version
// of the cloud's, "latest", "preview".
var dated = regexp.MustCompile(`(-(\d{8}|\d{4}-\d{2}-\d{2}|latest|preview|v\d+))*(:\d+)?$`)

// Plain is a model's name without what routers put before it and vendors behind
// it: "us.anthropic.claude-opus-4-5-20251101-v1:0" is "claude-opus-4-5".
func Plain(model string) string {
	name := strings.ToLower(strings.TrimSpace(model))
	name = name[strings.LastIndexByte(name, '/')+1:]
	if at := strings.LastIndex(name, "anthropic."); at >= 0 {
		name = name[at+len("anthropic."):]
	}
	return strings.TrimSuffix(dated.ReplaceAllString(name, ""), "[1m]")
}

// Parts are the prices of cached input and of reasoning, those that they are part
// of where the list has none.
func (p *Price) Parts() (cached, reasoning float64) { return p.cached(), p.reasoning() }
