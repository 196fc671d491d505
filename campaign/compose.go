package campaign

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/stillhunt/stillhunt/campaign/calibrate"
	"github.com/stillhunt/stillhunt/internal/stat"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// Kinds of composed campaigns.
const (
	withMeans = iota // share exits and cards by the handful
	tasksOnly        // share a pool of tasks and nothing else
)

// composer makes campaigns out of innocent accounts of this traffic. The
// camouflage of an account is what an innocent account does, scaled down. The
// rest is harvest: single questions out of one pool, in the topics of a crowd
// alike in them, as even in length and style and with as many intents as the
// detectors have learnt of campaigns that do not hide. A scheduler deals them out.
type composer struct {
	c      *calibrator
	pools  [][]int32 // accounts that pools are made of
	volume int64     // exchanges of an account: what is typical here
	shared []*detector
	made   map[[3]int][]finding // by size, tenths of harvest, number
	own    map[int32]*asked
}

func (c *calibrator) composer() *composer {
	m := &composer{c: c, made: map[[3]int][]finding{}, own: map[int32]*asked{}, volume: int64(c.typical(func(i int32) float64 { return float64(c.s.Accounts[i].Exchanges) }))}
	const crowd = 64
	for d := range boundDraws {
		from := c.benign
		if len(c.topics) > 0 {
			from = c.topics[d*len(c.topics)/boundDraws]
		}
		groups := calibrate.Groups(6+uint64(d), from, nil, min(crowd, len(from)), 1)
		if len(groups) > 0 {
			m.pools = append(m.pools, groups[0])
		}
	}
	if groups := calibrate.Groups(2, c.benign, nil, min(populationGroup, c.size/2), 1); len(groups) > 0 {
		for _, d := range []*detector{&payer, &exits} {
			if _, ok := d.measure(&view{s: c.s, ix: c.ix, pop: c.pop, accounts: groups[0]}); ok {
				m.shared = append(m.shared, d)
			}
		}
	}
	return m
}

// asked is what a crowd asks for, a mean over its first turns.
type asked struct {
	content, lengths, squares float64
	style                     [len(profile.Account{}.Style)]float64
	intents                   [len(profile.Account{}.IntentHits)]float64
	codes                     []uint16  // and
	ladder                    []float64 // their shares, summed up
}

func (m *composer) asked(accounts []int32) (q asked) {
	var turns, sum, squares float64
	codes := map[uint16]float64{}
	for _, i := range accounts {
		a := &m.c.s.Accounts[i]
		q.content += float64(a.WithContent)
		turns += float64(a.WithContent - a.FollowUps)
		sum, squares = sum+float64(a.FirstLengthSum), squares+float64(a.FirstLengthSquares)
		for b, n := range a.Style {
			q.style[b] += float64(n)
		}
		for b, n := range a.IntentHits {
			q.intents[b] += float64(n)
		}
		for _, x := range a.Codes {
			codes[x.Code] += float64(x.Conversations)
		}
	}
	if turns > 0 {
		q.lengths, q.squares = sum/turns, squares/turns
	}
	total := 0.
	for _, code := range sortedKeys(codes) {
		total += codes[code]
		q.codes, q.ladder = append(q.codes, code), append(q.ladder, total)
	}
	return q
}

// harvested gives what is asked the manner of a harvest: the spread of lengths,
// the entropy of style and the share of intents that are expected of it.
func (m *composer) harvested(q asked) asked {
	if x, ok := m.c.pop.loud(&lengths); ok && m.c.pop.lengths > 0 {
		sd := 1000 * m.c.pop.lengths * math.Exp(x)
		q.squares = q.lengths*q.lengths + sd*sd
	}
	if x, ok := m.c.pop.loud(&intents); ok {
		q.intents = [len(q.intents)]float64{stat.Logistic(x) * q.content}
	}
	x, ok := m.c.pop.loud(&style)
	if !ok || q.content == 0 || m.c.pop.style == 0 {
		return q
	}
	want, given := m.c.pop.style*math.Exp(x), q.style
	lo, hi := 1., 1e3 // how often a writer of that manner decides: odds to this power
	for range 40 {
		power, bits := math.Sqrt(lo*hi), 0.
		for b, n := range given {
			p := min(1-1e-9, max(1e-9, n/q.content))
			p = stat.Logistic(power * math.Log(p/(1-p)))
			q.style[b] = p * q.content
			bits += stat.BinaryEntropy(p)
		}
		if bits > want {
			lo = power
		} else {
			hi = power
		}
	}
	return q
}

// loud is the figure that a detector expects of campaigns that do not hide.
func (p *population) loud(d *detector) (float64, bool) {
	at := p.law(d)[campaignH]
	if e, ok := at.(either); ok {
		at = e[0]
	}
	n, ok := at.(normal)
	return n.mean, ok
}

// draw adds n conversations of this crowd's topics to counts.
func (q *asked) draw(rng *rand.Rand, n int64, counts map[uint16]int64) {
	if len(q.codes) == 0 {
		return
	}
	for range n {
		x := rng.Float64() * q.ladder[len(q.ladder)-1]
		lo, hi := 0, len(q.ladder)-1
		for lo < hi {
			if mid := (lo + hi) / 2; q.ladder[mid] <= x {
				lo = mid + 1
			} else {
				hi = mid
			}
		}
		counts[q.codes[lo]]++
	}
}

// compose makes campaign number d of n accounts whose exchanges are harvest to so
// many tenths, and weighs it; p and q are left to the caller. Nil if there is
// nobody to make it of.
func (m *composer) compose(kind, n, tenths, d int) *group {
	k := [3]int{n, tenths, d}
	if _, ok := m.made[k]; !ok {
		m.made[k] = m.behave(n, tenths, d)
	}
	if m.made[k] == nil {
		return nil
	}
	g := &group{candidate: candidate{accounts: make([]int32, n)}, links: map[link.Family]float64{}, payers: n}
	g.findings = slices.Clone(m.made[k])
	class := 2. // of payer and exits: each its own
	if kind == withMeans {
		class = 1 // a handful each
		g.links[link.Network], g.links[link.Payment] = link.Caps[link.Network], link.Caps[link.Payment]
	} else {
		g.links[link.Semantics] = link.Caps[link.Semantics]
		g.pool = &pool{}
	}
	for _, d := range m.shared {
		f, law := finding{detector: d, figure: class}, m.c.pop.law(d)
		for h := crowdH; h < hypotheses; h++ {
			f.nats[h] = law.against(campaignH, h, class, detectorLimit)
		}
		g.findings = append(g.findings, f)
	}
	for h := crowdH; h < hypotheses; h++ {
		g.odds[h] = against(g.findings, h)
	}
	g.harvest = harvest(g.findings)
	return g
}

// behave is what detectors say of a composed campaign, whatever it shares.
func (m *composer) behave(n, tenths, d int) []finding {
	groups := calibrate.Groups(100+uint64(d), m.c.benign, nil, n, 1)
	if len(groups) == 0 || d >= len(m.pools) {
		return nil
	}
	rng := rand.New(rand.NewPCG(uint64(1+d), uint64(n)))
	tasks := m.harvested(m.asked(m.pools[d]))
	made := make([]profile.Account, n)
	accounts := make([]int32, n)
	for k, i := range groups[0] {
		made[k], accounts[k] = m.account(i, &tasks, float64(tenths)/10, rng), int32(k)
		made[k].Account = uint64(k + 1)
	}
	s := profile.New(made)
	s.Sample = m.c.s.Sample
	nothing := &link.Index{ByAccount: make([][]int32, n), Times: make([][]int32, n), Carriers: make([]int, len(link.Traits)), Accounts: n}
	apart := func(d *detector) bool { return d != &payer && d != &exits && d != &across && d != &repeats }
	return find(&view{s: s, ix: nothing, pop: m.c.pop, accounts: accounts}, apart)
}

// account makes one: h of its exchanges are tasks, the rest are those of an
// innocent one.
func (m *composer) account(i int32, tasks *asked, h float64, rng *rand.Rand) profile.Account {
	own := m.own[i]
	if own == nil {
		q := m.asked([]int32{i})
		own, m.own[i] = &q, &q
	}
	a := m.c.s.Accounts[i]
	a.Ledger, a.Moments, a.Adopted = profile.Ledger{}, nil, nil
	m.schedule(&a, rng)
	was := &m.c.s.Accounts[i]
	scale := (1 - h) * float64(a.Exchanges) / float64(was.Exchanges) // of what is its own
	// Rounded up or down by chance, so that a rare thing does not vanish from every account.
	round := func(x float64) int64 { return int64(math.Floor(x + rng.Float64())) }
	of := func(n int64) int64 { return round(scale * float64(n)) }
	harvest := round(h * float64(a.Exchanges))
	conversations := of(int64(sumCodes(was)))
	a.Conversations, a.FollowUps, a.ToolTurns, a.WithTools = of(was.Conversations)+harvest, of(was.FollowUps), of(was.ToolTurns), of(was.WithTools)
	a.WithContent = of(was.WithContent) + harvest
	a.FollowUps = min(a.FollowUps, a.WithContent-harvest)
	turns := a.WithContent - a.FollowUps - harvest
	a.FirstLengthSum = round(own.lengths*float64(turns) + tasks.lengths*float64(harvest))
	a.FirstLengthSquares = round(own.squares*float64(turns) + tasks.squares*float64(harvest))
	part := func(n int64, sum float64) int64 {
		if tasks.content == 0 {
			return of(n)
		}
		return min(a.WithContent, of(n)+round(sum/tasks.content*float64(harvest)))
	}
	for b := range a.Style {
		a.Style[b] = part(was.Style[b], tasks.style[b])
	}
	for b := range a.IntentHits {
		a.IntentHits[b] = part(was.IntentHits[b], tasks.intents[b])
	}
	counts := map[uint16]int64{}
	own.draw(rng, conversations, counts)
	tasks.draw(rng, harvest, counts)
	a.Codes = nil
	for _, code := range sortedKeys(counts) {
		a.Codes = append(a.Codes, profile.Code{Code: code, Conversations: int32(counts[code])})
	}
	return a
}

func sumCodes(a *profile.Account) (n float64) {
	for _, x := range a.Codes {
		n += float64(x.Conversations)
	}
	return n
}

// schedule deals an account the same volume as every other, at random over the
// days of the window.
func (m *composer) schedule(a *profile.Account, rng *rand.Rand) {
	p := m.c.pop.period
	from, days := int32(p.first/dayMicros), int(p.last/dayMicros-p.first/dayMicros)+1
	count := make([]int32, days)
	for range m.volume {
		count[rng.IntN(days)]++
	}
	a.Days, a.Exchanges = nil, m.volume
	for d, n := range count {
		if n > 0 {
			a.Days = append(a.Days, profile.Day{Day: from + int32(d), Exchanges: n})
		}
	}
	a.ActiveDays, a.First, a.Last = int64(len(a.Days)), p.first, p.last
	a.Rate = float64(a.Exchanges) / a.AliveDays()
	a.FirstDays = 0
	for _, d := range a.Days {
		if d.Day < from+3 {
			a.FirstDays += int64(d.Exchanges)
		}
	}
}
