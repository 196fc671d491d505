package campaign

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/observe"
	"github.com/stillhunt/stillhunt/profile"
)

const (
	day   = int64(86_400_000_000)
	start = 20_000 * day // the first day of every made-up world
)

// release is what came out in every made-up world.
var release = []exchange.Release{{Model: "next", Time: start + 6*day}}

// world is a made-up service: accounts, and who shows which value how often.
type world struct {
	rng      *rand.Rand
	accounts []profile.Account
	shows    map[string]map[uint64]map[int32]int64 // trait, value, place
	groups   map[string][]int32                    // by name
	last     uint64                                // the value made last
}

func newWorld(seed uint64) *world {
	return &world{
		rng:    rand.New(rand.NewPCG(seed, 7)),
		shows:  map[string]map[uint64]map[int32]int64{},
		groups: map[string][]int32{},
		last:   1 << 20, // below are the values of the public
	}
}

// fresh makes a value that nobody shows yet.
func (w *world) fresh() uint64 { w.last++; return w.last }

func (w *world) some(n int) []uint64 {
	out := make([]uint64, n)
	for i := range out {
		out[i] = w.fresh()
	}
	return out
}

// show notes that an account sent n exchanges with a value.
func (w *world) show(trait string, value uint64, place int32, n int64) {
	if n < 1 {
		return
	}
	if w.shows[trait] == nil {
		w.shows[trait] = map[uint64]map[int32]int64{}
	}
	if w.shows[trait][value] == nil {
		w.shows[trait][value] = map[int32]int64{}
	}
	w.shows[trait][value][place] += n
}

// binomial draws how many of n hit.
func (w *world) binomial(n int64, p float64) int64 {
	if n > 60 {
		m := float64(n) * p
		return max(0, min(n, int64(math.Round(m+math.Sqrt(m*(1-p))*w.rng.NormFloat64()))))
	}
	var k int64
	for range n {
		if w.rng.Float64() < p {
			k++
		}
	}
	return k
}

// manner is how an account writes.
type manner struct {
	exchanges           int64
	style               [observe.StyleBits]float64 // chance of each bit
	length, spread      float64                    // of log prompt length
	follow, ask, tooled float64                    // shares: follow-ups, harvest intents, tools
	topic               func() uint16
	days                float64 // between first and last exchange
	person              bool    // keeps hours, and sends in sessions
}

// crowdStyle is how often people in all show each style bit.
func crowdStyle() (p [observe.StyleBits]float64) {
	for i := range p {
		p[i] = .06 + .42*float64(i)/float64(len(p))
	}
	return p
}

// crowdTopic draws what people in all talk about.
func (w *world) crowdTopic() uint16 {
	u := w.rng.Float64()
	return uint16(float64(observe.Codewords) * u * u)
}

// human is the manner of one person: his own rate, style and topics.
func (w *world) human() manner {
	m := manner{
		exchanges: max(3, int64(math.Exp(4.2+1.3*w.rng.NormFloat64()))),
		style:     crowdStyle(),
		length:    4.5 + .8*w.rng.NormFloat64(), spread: 1.1,
		follow: .25 + .4*w.rng.Float64(), ask: .004, days: 16 + 4*w.rng.Float64(), person: true,
	}
	m.exchanges = min(m.exchanges, 1500)
	for i := range m.style {
		m.style[i] = min(.97, max(.01, m.style[i]+.15*w.rng.NormFloat64()))
	}
	if w.rng.IntN(20) == 0 {
		m.tooled = .8
	}
	own := [4]uint16{w.crowdTopic(), w.crowdTopic(), w.crowdTopic(), w.crowdTopic()}
	m.topic = func() uint16 {
		if w.rng.Float64() < .35 {
			return own[w.rng.IntN(len(own))]
		}
		return w.crowdTopic()
	}
	return m
}

// script is the manner of an operator's account.
func (w *world) script() manner {
	m := manner{
		exchanges: int64(400 * math.Exp(.15*w.rng.NormFloat64())),
		length:    6, spread: .45, follow: .002, ask: .6, days: 18 + w.rng.Float64(),
	}
	for i := range m.style {
		m.style[i] = []float64{.01, .97, .3}[i%3]
	}
	m.topic = func() uint16 { return uint16(100 + w.rng.IntN(60)) }
	return m
}

// add makes an account of that manner: from a network, a client and facts of
// its own, which a group may change.
func (w *world) add(m manner) int32 {
	place := int32(len(w.accounts))
	n := m.exchanges
	first := start + w.rng.Int64N(day)
	follow := w.binomial(n, m.follow)
	a := profile.Account{AccountRow: lake.AccountRow{
		Account: uint64(place) + 1, ID: fmt.Sprintf("u%05d", place), Exchanges: n, WithContent: n, Networks: 1,
		First: first, FollowUps: follow, Conversations: n - follow, ToolTurns: w.binomial(n, m.tooled),
	}}
	a.WithTools = a.ToolTurns
	a.Last = a.First + int64(m.days*float64(day))
	a.ActiveDays, a.FirstDays = int64(m.days), w.binomial(n, 3/m.days)
	a.Rate = float64(n) / a.AliveDays()
	for i, p := range m.style {
		a.Style[i] = w.binomial(n, p)
	}
	a.IntentHits[0] = w.binomial(n, m.ask)
	codes := map[uint16]int32{}
	for range n - a.FollowUps {
		l := int64(math.Round(1000 * (m.length + m.spread*w.rng.NormFloat64())))
		a.FirstLengthSum += l
		a.FirstLengthSquares += l * l
		codes[m.topic()]++
	}
	for _, c := range sortedKeys(codes) {
		a.Codes = append(a.Codes, profile.Code{Code: c, Conversations: codes[c]})
	}
	a.Agents = []profile.Share{{Value: []string{"browser", "openai-python"}[w.rng.IntN(2)], Exchanges: n}}
	a.Targets = []profile.Share{{Value: []string{"code", "writing"}[w.rng.IntN(2)], Exchanges: n}}
	a.Facts = profile.Facts{
		Known: true, Created: start - w.rng.Int64N(700*day), Plan: "pro", Card: w.fresh(), BIN: 1 + w.rng.Uint64N(60),
		Domain: 1 + w.rng.Uint64N(4), Shape: 1 + w.rng.Uint64N(12), Device: w.fresh(), SignupNet: w.fresh(),
	}
	a.Habit = profile.Habit{Temperature: -1, MaxTokens: -1}
	m.keepTime(&a)
	w.accounts = append(w.accounts, a)
	w.show("client", 1+w.rng.Uint64N(30), place, n)
	return place
}

// crowd adds people: some at home, some on a carrier's shared network; now and
// then one sends a prompt that he has seen somewhere.
func (w *world) crowd(n int) {
	for range n {
		p := w.add(w.human())
		network := w.fresh()
		if w.rng.IntN(3) == 0 {
			network = 1 + w.rng.Uint64N(uint64(n/60+1))
		}
		w.show("network", network, p, w.accounts[p].Exchanges)
		if w.rng.IntN(5) == 0 {
			w.show("head", 1+w.rng.Uint64N(8), p, 1)
		}
		if p%3 > 0 {
			w.accounts[p].Habit = profile.Habit{Temperature: 100 * (p % 10), MaxTokens: 1024 << (p % 4)}
		}
		w.groups["people"] = append(w.groups["people"], p)
	}
}

// build folds the world into what Assess reads.
func (w *world) build(t testing.TB) (*link.Index, *profile.Set) {
	t.Helper()
	s := profile.New(w.accounts)
	s.Sample, s.Releases = lake.Sample{Every: 1, Length: 1}, release
	w.contents(t, s)
	ix, err := link.Build(context.Background(), holdings{shows: w.shows, accounts: w.accounts}, s)
	if err != nil {
		t.Fatal(err)
	}
	return ix, s
}

// holdings answers the one question that link.Build asks of a lake.
type holdings struct {
	lake.Lake
	shows    map[string]map[uint64]map[int32]int64
	accounts []profile.Account
}

func (l holdings) Holders(_ context.Context, trait string, limit int) iter.Seq2[lake.HolderRow, error] {
	return func(yield func(lake.HolderRow, error) bool) {
		for _, value := range sortedKeys(l.shows[trait]) {
			held := l.shows[trait][value]
			if len(held) < 2 || len(held) > limit {
				continue
			}
			places := slices.SortedFunc(maps.Keys(held), func(a, b int32) int {
				return cmp.Compare(l.accounts[a].Account, l.accounts[b].Account)
			})
			for _, p := range places {
				if !yield(lake.HolderRow{Value: value, Account: l.accounts[p].Account, Exchanges: held[p]}, nil) {
					return
				}
			}
		}
	}
}
