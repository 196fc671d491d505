package campaign

import (
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// detector measures one figure of a group and says what each hypothesis
// expects of it. A detector is one file, detect_<name>.go, opened by a doc
// block, and a line in detectors.
type detector struct {
	name   string
	family link.Family
	needs  []string // record and fact keys without which it is not computable
	// behaviour says that the figure can be measured on any accounts, linked or
	// not: such figures make up the harvest statistic and its null.
	behaviour bool
	// measure gives the figure, or ok = false if it is not computable.
	measure func(v *view) (x float64, ok bool)
	expect  expectations
	// reason says the figure in plain words.
	reason func(v *view, x float64) string
}

// limit bounds what one detector can say, in nats; familyLimit what all
// detectors of a family say together.
const (
	detectorLimit = 4
	familyLimit   = 6
)

// detectors is every detector, in the order in which reasons are listed.
var detectors = []*detector{
	&followups, &lengths, &style, &repeats, &across, &breadth, &onePool, &intents, &knownSets,
	&decoding,
	&totals, &daily, &handOver, &selfSuccession, &clock, &coOccurrence, &joint, &successors, &pivot,
	&burst, &fullUse, &replay, &pooled,
	&payer, &crossed, &oneOrganisation, &exits, &tools, &declared,
}

// view is a group under assessment, or a group drawn for the null.
type view struct {
	s        *profile.Set
	ix       *link.Index
	pop      *population
	accounts []int32
	old      []int32 // of a group suspended before, to which this one is kin
}

func (v *view) each(f func(a *profile.Account)) {
	for _, i := range v.accounts {
		f(&v.s.Accounts[i])
	}
}

// population is what groups of unrelated accounts of this traffic look like:
// the median over random draws. Figures are ratios to it, because the spread
// of people differs from one service to the next.
type population struct {
	lengths, style, pool, breadth float64 // 0 if not computable
	totals, daily                 float64
	adopters                      []float64 // by release, the share of unrelated accounts that took it up in a day
	organisations                 bool      // the traffic or the facts name organisations
	caps                          caps      // daily limits of plans
	period                        period    // of the hunt
	laws                          Laws      // nil: the learnt ones
}

// law is what a detector expects: as it was learnt, or as its file says where it
// is newer than the table.
func (p *population) law(d *detector) expectations {
	laws, law := p.laws, d.expect
	if laws == nil {
		laws = learnt
	}
	for h, known := range laws[d.name] {
		if known != nil {
			law[h] = known
		}
	}
	return law
}

// finding is what one detector says of one group.
type finding struct {
	detector *detector
	figure   float64
	nats     [hypotheses]float64 // campaign over each rival
	broad    [hypotheses]float64 // the same of a campaign that sends what people send
}

// find runs every detector on a group; those that are not computable are left out.
//
// A campaign is loud in a family or it hides there: an operator who keeps people's
// hours does not hand over a queue. But he may also do the one and not the other.
// So the likelihood of a family's figures is an even mixture of three: half is of
// each figure being a loud campaign's or a hidden one's by itself, the other half
// of all being loud or all being hidden.
func find(v *view, only func(*detector) bool) []finding {
	var out []finding
	families := map[link.Family]*forms{}
	for _, d := range detectors {
		if !only(d) {
			continue
		}
		x, ok := d.measure(v)
		if !ok {
			continue
		}
		f, law := finding{detector: d, figure: x}, v.pop.law(d)
		for h := crowdH; h < hypotheses; h++ {
			f.broad[h] = law.against(broadH, h, x, detectorLimit)
		}
		out = append(out, f)
		if families[d.family] == nil {
			families[d.family] = &forms{}
		}
		families[d.family].add(law.loudOrHidden(x))
	}
	for i := range out {
		f := &out[i]
		law := v.pop.law(f.detector)
		own := families[f.detector.family].share(law.loudOrHidden(f.figure))
		for h := crowdH; h < hypotheses; h++ {
			f.nats[h] = within(own-law.of(h).log(f.figure), detectorLimit)
		}
	}
	return out
}

// against adds up findings for a campaign over h, each family within its limit.
func against(fs []finding, h hypothesis) float64 {
	total := 0.
	for _, family := range link.Families {
		sum := 0.
		for _, f := range fs {
			if f.detector.family == family {
				sum += f.nats[h]
			}
		}
		total += max(-familyLimit, min(familyLimit, sum))
	}
	return total
}
