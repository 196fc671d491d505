package worth

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/internal/stat"
)

// Interval is an estimate with its bounds.
type Interval = campaign.Interval

// Tokens are counted as OpenTelemetry's conventions count them: what came from a
// cache is part of the input, what is reasoning is part of the output.
type Tokens struct {
	Exchanges int64 // all
	Counted   int64 // those whose output tokens are known
	Input     int64
	Cached    int64
	Output    int64
	Reasoning int64
}

// Plus adds two counts.
func (t Tokens) Plus(u Tokens) Tokens {
	return Tokens{t.Exchanges + u.Exchanges, t.Counted + u.Counted, t.Input + u.Input, t.Cached + u.Cached, t.Output + u.Output, t.Reasoning + u.Reasoning}
}

// Cost is the price of tokens, in the list's currency:
//
//	((input − cached)·Input + cached·Cached + (output − reasoning)·Output + reasoning·Reasoning) / 10⁶
func (p *Price) Cost(t Tokens) float64 {
	fresh, plain := max(0, t.Input-t.Cached), max(0, t.Output-t.Reasoning)
	return (float64(fresh)*p.Input + float64(t.Cached)*p.cached() + float64(plain)*p.Output + float64(t.Reasoning)*p.reasoning()) / 1e6
}

// Usage is what the accused accounts used of one model.
type Usage struct {
	Model string
	Tokens
}

// Input is what the worth of a campaign is computed from.
type Input struct {
	First, Last time.Time
	Exchanges   int64    // of the accused accounts
	Attributed  Interval // of them, the operator's
	Usage       []Usage  // by model
	Accounts    int64    // accused
	Payers      int64    // of them, those that pay a price a month
	Fees        float64  // what these pay a month
	Cards       int64    // payment instruments that they show
	Exits       int64    // networks that they share
}

// Priced is a model's usage with its price. The list price is of the accused
// accounts' exchanges; its bounds are a change of price within the window.
type Priced struct {
	Usage
	Row  Row
	List Interval
}

// Bought is a thing that the operator needed, and what it cost.
type Bought struct {
	Mean
	Count int64
	Cost  Interval
}

// Held is the harvest beside a published set.
type Held struct {
	Set
	Times Interval // attributed exchanges over the set's examples
}

// Worth is what a campaign's exchanges were worth. Amounts are in the list's
// currency.
type Worth struct {
	Share      Interval // attributed over all exchanges of the accused accounts
	Tokens     Tokens
	Priced     []Priced // by list price, largest first
	Unpriced   []Usage  // models that the list does not have
	List       Interval // list price of the accused accounts' exchanges
	Attributed Interval // list price of what is attributed
	Harvest    Interval // output tokens of what is attributed
	Months     Interval // that a subscription was paid for
	Paid       Interval // for subscriptions
	Arbitrage  Interval // Paid over List; zero if not every account pays by month
	Metered    Interval // what accounts without a price a month paid: from nothing to the list price of their share
	Bought     []Bought
	Cost       Interval // to the operator, all together
	PerMillion Interval // Cost a million harvested tokens
	Teacher    Interval // Attributed a million harvested tokens: what they cost at the teacher's list price
	Sets       []Held
}

// month is a twelfth of a year, in days.
const month = 365.25 / 12

// Of computes what a campaign was worth.
func (l *List) Of(in Input) Worth {
	w := Worth{Share: over(in.Attributed, exactly(float64(in.Exchanges)))}
	for _, u := range in.Usage {
		w.Tokens = w.Tokens.Plus(u.Tokens)
		row, ok := l.For(u.Model, in.First, in.Last)
		if !ok {
			w.Unpriced = append(w.Unpriced, u)
			continue
		}
		p := Priced{u, row, rounded(Interval{Estimate: row.Cost(u.Tokens), Low: row.Low.Cost(u.Tokens), High: row.High.Cost(u.Tokens)})}
		w.Priced = append(w.Priced, p)
		w.List = plus(w.List, p.List)
	}
	slices.SortStableFunc(w.Priced, func(a, b Priced) int {
		return cmp.Or(cmp.Compare(b.List.Estimate, a.List.Estimate), cmp.Compare(a.Model, b.Model))
	})
	w.Attributed = times(w.List, w.Share)
	w.Harvest = times(exactly(float64(w.Tokens.Output)), w.Share)
	w.paid(in)
	w.bought(l.Means, in)
	w.Cost = plus(w.Paid, w.Metered)
	for _, b := range w.Bought {
		w.Cost = plus(w.Cost, b.Cost)
	}
	w.PerMillion = over(times(w.Cost, exactly(1e6)), w.Harvest)
	w.Teacher = over(times(exactly(w.List.Estimate), exactly(1e6)), exactly(float64(w.Tokens.Output)))
	for _, s := range l.Sets {
		w.Sets = append(w.Sets, Held{s, over(in.Attributed, exactly(float64(s.Examples)))})
	}
	return w
}

// Months is for how many months something hired is paid: a month at least, and one
// month more than the window has if it straddles the days of payment. The lower
// bound is the window.
func Months(first, last time.Time) Interval {
	span := last.Sub(first).Hours() / 24 / month
	return rounded(Interval{Estimate: math.Max(1, span), Low: span, High: math.Ceil(span) + 1})
}

// paid says what the accounts cost.
func (w *Worth) paid(in Input) {
	w.Months = Months(in.First, in.Last)
	w.Paid = times(exactly(in.Fees), w.Months)
	switch {
	case in.Payers == 0:
		w.Metered = Interval{Estimate: w.List.Estimate, High: w.List.High}
	case in.Payers >= in.Accounts:
		w.Arbitrage = over(w.Paid, w.List)
	default: // which of them used how much is not told apart here: by their number
		rest := float64(in.Accounts-in.Payers) / float64(in.Accounts)
		w.Metered = rounded(Interval{Estimate: rest * w.List.Estimate, High: w.List.High})
	}
}

func (w *Worth) bought(means []Mean, in Input) {
	for _, m := range means {
		n := map[string]int64{"account": in.Accounts, "card": in.Cards, "exit": in.Exits}[m.Name]
		if n == 0 {
			continue
		}
		cost := times(exactly(float64(n)), Interval{Estimate: m.Estimate, Low: m.Low, High: m.High})
		if m.Per == "month" {
			cost = times(cost, w.Months)
		}
		w.Bought = append(w.Bought, Bought{m, n, cost})
	}
}

// The arithmetic of intervals of positive figures, rounded as figures are
// written. Bounds are combined as if both erred the same way, which makes an
// interval wide rather than narrow.

func exactly(x float64) Interval { return Interval{Estimate: x, Low: x, High: x} }

func plus(a, b Interval) Interval {
	return rounded(Interval{Estimate: a.Estimate + b.Estimate, Low: a.Low + b.Low, High: a.High + b.High})
}

func times(a, b Interval) Interval {
	return rounded(Interval{Estimate: a.Estimate * b.Estimate, Low: a.Low * b.Low, High: a.High * b.High})
}

func over(a, b Interval) Interval {
	if b.Low < 1e-9*b.Estimate || b.Estimate <= 0 { // it may be over nothing
		return Interval{}
	}
	return rounded(Interval{Estimate: a.Estimate / b.Estimate, Low: a.Low / b.High, High: a.High / b.Low})
}

func rounded(i Interval) Interval {
	return Interval{Estimate: stat.Round6(i.Estimate), Low: stat.Round6(i.Low), High: stat.Round6(i.High)}
}
