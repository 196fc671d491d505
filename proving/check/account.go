package check

import (
	"math"
	"math/rand/v2"
	"net/netip"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stillhunt/stillhunt/exchange"
)

// Kinds of software; within one, innocents and others must write alike.
const (
	browser = "browsers"
	program = "programs"
)

// account is what the check keeps of one account.
type account struct {
	id, class, group, language string
	created                    time.Time
	carries                    bool // customers of a network

	lines, browsing     int
	known               marks   // of its facts
	sample              []marks // of a few of its lines, so that volume does not show
	days                map[int]int
	weekend, followUps  int
	models, prefixes    map[string]int
	hourSin, hourCos    float64
	prompt, answer, all moments // logs of runes and tokens
	first               int64   // microseconds
	codes               map[uint16]int
}

func newAccount() *account {
	return &account{days: map[int]int{}, models: map[string]int{}, prefixes: map[string]int{}, codes: map[uint16]int{}, known: newMarks()}
}

func (a *account) kind() string {
	if 2*a.browsing > a.lines {
		return browser
	}
	return program
}

// moments are the sums that mean and deviation need.
type moments struct{ n, sum, squares float64 }

func (m *moments) add(v float64) { m.n, m.sum, m.squares = m.n+1, m.sum+v, m.squares+v*v }

func (m *moments) mean() float64 { return m.sum / max(m.n, 1) }

func (m *moments) deviation() float64 {
	return math.Sqrt(max(0, m.squares/max(m.n, 1)-m.mean()*m.mean()))
}

// sampled is how many lines of an account are looked at for marks.
const sampled = 4

// draw gives room for the marks of a line if it falls into the sample, which is
// drawn evenly from all lines (Vitter 1985, algorithm R).
func (a *account) draw(r *rand.Rand) marks {
	m := newMarks()
	if a.lines < sampled {
		a.sample = append(a.sample, m)
		return m
	}
	if k := r.IntN(a.lines + 1); k < sampled {
		a.sample[k] = m
		return m
	}
	return nil
}

// see adds one exchange to the aggregates.
func (a *account) see(x *exchange.Exchange) {
	at := time.UnixMicro(x.Time).UTC()
	if a.lines == 0 || x.Time < a.first {
		a.first = x.Time
	}
	a.lines++
	if strings.HasPrefix(x.UserAgent, "Mozilla/") || strings.Contains(x.UserAgent, "(iOS") || strings.Contains(x.UserAgent, "(Android") {
		a.browsing++
	}
	a.days[int(x.Time/86400e6)]++
	if wd := at.Weekday(); wd == time.Saturday || wd == time.Sunday {
		a.weekend++
	}
	angle := 2 * math.Pi * float64(x.Time%86400e6) / 86400e6
	a.hourSin += math.Sin(angle)
	a.hourCos += math.Cos(angle)
	a.models[strings.Clone(x.Model)]++
	if addr, err := netip.ParseAddr(x.Address); err == nil {
		bits := 24
		if addr.Is6() {
			bits = 48
		}
		if p, err := addr.Prefix(bits); err == nil {
			a.prefixes[p.String()]++
		}
	}
	users := 0
	for i := range x.Input {
		if x.Input[i].Role == "user" && x.Input[i].Text != "" {
			users++
			if i == len(x.Input)-1 {
				a.prompt.add(math.Log1p(float64(utf8.RuneCountInString(x.Input[i].Text))))
			}
		}
	}
	if users > 1 {
		a.followUps++
	}
	if x.OutputTokens > 0 {
		a.answer.add(math.Log(float64(x.OutputTokens)))
	}
	if x.InputTokens > 0 {
		a.all.add(math.Log(float64(x.InputTokens)))
	}
}

// aggregateNames are a dozen and some figures that anybody can count of one
// account; all are legitimate evidence.
var aggregateNames = []string{"exchanges an active day", "active days", "share of days active", "days' unevenness", "weekend share", "hours' concentration",
	"share of the commonest model", "address prefixes", "prompt length", "prompt length's spread", "answer length", "answer length's spread", "request tokens", "follow-up share", "age of the account", "browser share"}

// aggregates gives their values, in that order.
func (a *account) aggregates() []float64 {
	n, active := float64(a.lines), float64(len(a.days))
	first, last := math.MaxInt, math.MinInt
	squares := 0.0 // of whole numbers: the order does not matter
	for d, k := range a.days {
		first, last = min(first, d), max(last, d)
		squares += float64(k * k)
	}
	top := 0
	for _, k := range a.models {
		top = max(top, k)
	}
	mean := n / active
	age := 0.0
	if !a.created.IsZero() {
		age = float64(a.first-a.created.UnixMicro()) / 86400e6
	}
	return []float64{math.Log(mean), active, active / float64(last-first+1), math.Log1p((squares/active - mean*mean) / mean), float64(a.weekend) / n,
		math.Hypot(a.hourSin, a.hourCos) / n, float64(top) / n, float64(len(a.prefixes)), a.prompt.mean(), a.prompt.deviation(), a.answer.mean(), a.answer.deviation(),
		a.all.mean(), float64(a.followUps) / n, age, float64(a.browsing) / n}
}
