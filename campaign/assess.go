package campaign

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/internal/parallel"
	"github.com/stillhunt/stillhunt/internal/stat"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/link/twin"
	"github.com/stillhunt/stillhunt/profile"
)

// Options are the operator's choices.
type Options struct {
	FDR    float64
	Key    key.Key
	Known  map[string]Known // by account id
	Fields map[string]int64 // exchanges that carried a key of the record
	Twins  *twin.Finding    // what discovery by text found; nil if it did not run
	Laws   Laws             // that detectors go by; nil for the learnt ones
	Part   folder           // folds a part of the exchanges; nil if streams are not looked for
}

// Known is what the operator has said of an account by --known.
type Known struct{ Name, Kind string }

// Assessment is what a hunt found, with what the tables need beside campaigns.json.
type Assessment struct {
	Campaigns, Groups []Assessed
	Calibration       Calibration
	Bound             Bound
	Nulls             []NullScore
	Tested            []Tested // every candidate
	NotComputable     []NotComputable
}

// Assessed is a group with its members' places in the profile set.
type Assessed struct {
	Group
	Accounts  []int32 // of Members, in their order
	Evidence  [][]Evidence
	Figures   []Figure
	Weights   []Weight
	Pool      bool    // discovery by text found it, not links
	Signature []int32 // values of the index that the members share
}

// Figure is what a detector measured of a group.
type Figure struct {
	Detector string
	Value    float64
}

// NullScore is one innocent group of the calibration.
type NullScore struct {
	Size   int
	Topics bool // drawn from accounts that are alike in topic
	Score  float64
}

// group is a candidate under assessment.
type group struct {
	candidate
	stream   *stream // that runs through a network of customers; nil if all is weighed
	members  []belonging
	findings []finding
	links    map[link.Family]float64
	old      []int32 // accounts of the group that this one succeeds
	kin      float64 // nats that the two share
	harvest  float64
	payers   int // distinct; 0 if not known for half of the accounts
	p, q     float64
	odds     [hypotheses]float64
	ordinary bool // it sends what people send

	tested     Tested
	formChoice float64 // nats that being one of two forms costs
}

// Assess finds the candidates, weighs them, and sorts them into campaigns and
// other coordinated groups.
func Assess(ctx context.Context, ix *link.Index, s *profile.Set, o Options) (*Assessment, error) {
	ps := pools(ix, s, o.Twins)
	cs, err := divided(ctx, ix, withPools(ix, candidates(ix), ps))
	if err != nil {
		return nil, err
	}
	c := newCalibrator(ix, s, cs, o)
	gs, err := settle(ctx, ix, s, cs)
	if err != nil {
		return nil, err
	}
	gs, err = withStreams(ctx, ix, c, gs, o.Part)
	if err != nil {
		return nil, err
	}
	succeed(ix, c, gs)
	values, everybody := make([]float64, len(gs)), topicsOf(s)
	for _, g := range gs { // the calibrator draws what it does not have yet, one after the other
		c.null(len(g.accounts), g.pool != nil)
		c.chance(len(g.accounts))
	}
	err = parallel.Run(ctx, len(gs), 1, func(i, _ int) {
		gs[i].foreigners(s, everybody)
		gs[i].weigh(ix, c)
		values[i] = gs[i].p
	})
	if err != nil {
		return nil, err
	}
	for i, q := range stat.BenjaminiHochberg(values) {
		gs[i].q = q
	}
	a := &Assessment{NotComputable: notComputable(s, o.Fields), Bound: c.bound(len(gs), o.FDR, o.Twins), Calibration: c.describe()}
	described := make([]Assessed, len(gs))
	err = parallel.Run(ctx, len(gs), 1, func(i, _ int) {
		if gs[i].coordinated() {
			described[i] = gs[i].describe(ix, s, c, o)
		}
	})
	if err != nil {
		return nil, err
	}
	for i, out := range described {
		gs[i].tested.ID = out.ID
		a.Tested = append(a.Tested, gs[i].tested)
		if out.ID == "" {
			continue // no more alike than a crowd
		}
		if out.Hypothesis == "" {
			a.Campaigns = append(a.Campaigns, out)
		} else {
			a.Groups = append(a.Groups, out)
		}
	}
	order := func(x, y Assessed) int { return cmp.Or(cmp.Compare(y.Exchanges, x.Exchanges), cmp.Compare(x.ID, y.ID)) }
	slices.SortFunc(a.Campaigns, order)
	slices.SortFunc(a.Groups, order)
	call(a.Campaigns, a.Groups)
	alike(ix, a.Campaigns)
	for _, b := range c.beds() {
		if n := c.nulls[b]; n != nil {
			for _, score := range n.Scores {
				a.Nulls = append(a.Nulls, NullScore{n.Size, b.topics, score})
			}
		}
	}
	return a, nil
}

// weigh computes what the group's evidence is worth.
func (g *group) weigh(ix *link.Index, c *calibrator) {
	v := &view{s: c.s, ix: ix, pop: c.pop, accounts: g.accounts, old: g.old}
	if g.findings = nil; g.stream != nil {
		g.findings = g.stream.find(v)
	} else {
		g.findings = find(v, isAny)
	}
	g.links = coordination(ix, g.accounts)
	for f, chance := range c.chance(len(g.accounts)) {
		g.links[f] = math.Max(0, g.links[f]-chance)
	}
	g.links[link.Replay], _ = bonds(v)
	g.harvest = harvest(g.findings)
	g.payers = payers(v)
	g.p, g.tested = 1, Tested{P: 1}
	if null := c.null(len(g.accounts), g.pool != nil); null != nil {
		behaved := g.findings
		if g.stream == nil {
			behaved = find(v, isBehaviour) // as the groups of the null are measured
		}
		score := statistic(behaved)
		g.p = null.P(score)
		g.tested = Tested{Size: null.Size, Topics: g.pool != nil, Score: score, P: g.p}
	}
	g.formChoice = 0
	if g.ordinary = g.stream == nil && g.broad(); g.ordinary {
		for i := range g.findings {
			g.findings[i].nats = g.findings[i].broad
		}
		g.formChoice = math.Ln2
	}
	for h := crowdH; h < hypotheses; h++ {
		g.odds[h] = against(g.findings, h) - g.formChoice
	}
}

// broad reports whether the group is likelier a campaign that sends what people
// send, conversations taken from elsewhere or a network's customers', than one
// that sends tasks of its own making. That there are two forms to choose from
// costs a campaign of the second ln 2.
func (g *group) broad() bool {
	more := -math.Ln2
	for _, f := range g.findings {
		more += f.broad[crowdH] - f.nats[crowdH]
	}
	return more > 0
}

// coordination is, for each family, the mean over accounts of the strongest
// value of their common signature that an account shows: how much commoner the
// value is among them than elsewhere, in nats, within the family's cap.
func coordination(ix *link.Index, accounts []int32) map[link.Family]float64 {
	if len(accounts) == 0 {
		return map[link.Family]float64{}
	}
	c := candidate{accounts: accounts}
	c.sign(ix)
	in := newSigned(ix, c.signature)
	var sum link.Nats
	for _, a := range accounts {
		var best link.Nats
		for _, x := range ix.ByAccount[a] {
			if in.has(x) {
				f := link.Place(ix.Values[x].Trait)
				best[f] = math.Max(best[f], math.Min(in.odds[x], link.CapAt(f)))
			}
		}
		for f, n := range best {
			sum[f] += n
		}
	}
	out := make(map[link.Family]float64, len(link.Families))
	for at, f := range link.Families {
		out[f] = sum[at] / float64(len(accounts))
	}
	return out
}
