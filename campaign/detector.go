package campaign

import (
	"math"

	"github.com/stillhunt/stillhunt/internal/stat"
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
// hours does not hand over a queue. So the likelihood of a family's figures is
// the even mixture of both, and not each figure's by itself; but what is asked
// and how it is worded are many things, of which one may be hidden and another
// not. With w the posterior of its being loud, and H its entropy,
//
//	ln ½(L + L') = Σ [w ln l + (1 − w) ln l'] + H(w) − ln 2
//
// which is what each detector adds; the rest is shared out among them.
func find(v *view, only func(*detector) bool) []finding {
	var out []finding
	forms := map[string]form{}
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
		loud, hidden := law.loudOrHidden(x)
		forms[d.choice()] = forms[d.choice()].and(loud, hidden)
	}
	for i := range out {
		f := &out[i]
		law, form := v.pop.law(f.detector), forms[f.detector.choice()]
		w := stat.Logistic(form.loud - form.hidden)
		loud, hidden := law.loudOrHidden(f.figure)
		own := w*loud + (1-w)*hidden + (math.Ln2*stat.BinaryEntropy(w)-math.Ln2)/form.n
		for h := crowdH; h < hypotheses; h++ {
			f.nats[h] = within(own-law.of(h).log(f.figure), detectorLimit)
		}
	}
	return out
}

// form is what figures say of a campaign of each form.
type form struct{ n, loud, hidden float64 }

func (f form) and(loud, hidden float64) form { return form{f.n + 1, f.loud + loud, f.hidden + hidden} }

// choice names what an operator chooses once: to be loud in a family or to hide.
func (d *detector) choice() string {
	if d.family == link.Content || d.family == link.Semantics {
		return d.name
	}
	return string(d.family)
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
