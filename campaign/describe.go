package campaign

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/internal/stat"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/observe"
	"github.com/stillhunt/stillhunt/profile"
)

// describe writes a group down: its counts, its evidence in words, its
// members, and the hypothesis that won.
func (g *group) describe(ix *link.Index, s *profile.Set, c *calibrator, o Options) Assessed {
	v := &view{s: s, ix: ix, pop: c.pop, accounts: g.accounts, old: g.old}
	frames := g.frames()
	signature := make(map[int32]float64, len(g.signature))
	for _, t := range g.signature {
		signature[t.value] = t.odds
	}
	type row struct {
		Member
		account  int32
		evidence []Evidence
	}
	rows := make([]row, 0, len(g.members))
	for _, m := range g.members {
		role := m.role(frames)
		if g.stream != nil {
			role = g.stream.role(m.account)
		}
		rows = append(rows, row{
			Member:   Member{s.Accounts[m.account].ID, stat.Round6(m.probability), role},
			account:  m.account,
			evidence: m.evidence(ix, s, signature),
		})
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.Member.Account, b.Member.Account) })
	out := Assessed{Group: Group{QValue: stat.Round6(g.q), Members: []Member{}}}
	var first, last int64 = math.MaxInt64, 0
	var days float64
	for _, r := range rows {
		out.Members = append(out.Members, r.Member)
		out.Accounts = append(out.Accounts, r.account)
		out.Evidence = append(out.Evidence, r.evidence)
		if r.Accused() {
			a := &s.Accounts[r.account]
			out.Group.Accounts++
			out.Exchanges += a.Exchanges
			first, last = min(first, a.First), max(last, a.Last)
			days += math.Ceil(a.AliveDays())
		}
	}
	if out.Group.Accounts > 0 {
		out.First, out.Last = stamp(first), stamp(last)
		out.PerAccountDay = stat.Round6(float64(out.Exchanges) / days)
	}
	out.ID = identity(o, out.Members)
	if out.ExchangesAttributed = g.attributed(s, frames); g.stream != nil {
		out.ExchangesAttributed = g.stream.attributed(g.members)
	}
	out.InnocentAccounts = Innocents(out.Members)
	out.Hypothesis = g.verdict(o.FDR)
	out.Confidence = g.confidence(c.describe().State)
	_, odds := g.nearest()
	out.Likelihood = likelihood(odds, out.Confidence)
	out.Families = g.evidence(v)
	out.Targets = targets(s, g.accounts)
	var rivals []hypothesis
	for h := organisationH; h < hypotheses; h++ {
		if !g.rival(h) {
			continue
		}
		r := Rival{hypothesisNames[h], stat.Round6(g.odds[h]), g.shares(h)}
		if last := len(out.Hypotheses) - 1; last >= 0 && out.Hypotheses[last].Name == r.Name { // two kinds of one rival: the closer
			if r.LogOdds < out.Hypotheses[last].LogOdds {
				out.Hypotheses[last], rivals[last] = r, h
			}
			continue
		}
		out.Hypotheses, rivals = append(out.Hypotheses, r), append(rivals, h)
	}
	out.Weights = g.weights(rivals)
	for _, f := range g.findings {
		out.Figures = append(out.Figures, Figure{f.detector.name, f.figure})
	}
	out.Pool = g.pool != nil
	out.known(o)
	out.doubt(g.seam)
	for _, t := range g.signature {
		out.Signature = append(out.Signature, t.value)
	}
	return out
}

// shares is what each detector adds to the odds over a rival.
func (g *group) shares(h hypothesis) []Share {
	out := []Share{}
	for _, f := range g.findings {
		out = append(out, Share{f.detector.name, stat.Round6(f.nats[h])})
	}
	return out
}

func stamp(micros int64) string { return time.UnixMicro(micros).UTC().Format(time.RFC3339) }

// identity is a pure function of the accused members: the same accounts are
// the same group whenever they are found.
func identity(o Options, members []Member) string {
	var b strings.Builder
	for _, m := range members {
		if m.Accused() {
			b.WriteString(m.Account)
			b.WriteByte(0)
		}
	}
	mac := o.Key.Mac("campaign.id", b.String())
	return hex.EncodeToString(mac[:6])
}

// evidence sums up each family: what its links say, and what its detectors say
// for a campaign over a crowd.
func (g *group) evidence(v *view) []Evidence {
	var out []Evidence
	for _, f := range link.Families {
		e := Evidence{Family: string(f), Reasons: []Reason{}}
		if w := g.links[f]; w > 0 {
			e.Reasons = append(e.Reasons, Reason{"shared-" + string(f), g.sharing(v, f), stat.Round6(w)})
			e.Nats = w
		}
		if f == link.Content && g.stream != nil {
			e.Reasons = append(e.Reasons, g.stream.reason(g.accounts))
		}
		behaviour := 0.
		for _, x := range g.findings {
			if x.detector.family == f {
				seen := v
				if g.stream != nil && slices.Contains(ofStream, x.detector) {
					seen = g.stream.view(v)
				}
				behaviour += x.nats[crowdH]
				e.Reasons = append(e.Reasons, Reason{x.detector.name, x.detector.reason(seen, x.figure), stat.Round6(x.nats[crowdH])})
			}
		}
		e.Nats = stat.Round6(e.Nats + math.Max(-familyLimit, math.Min(familyLimit, behaviour)))
		if len(e.Reasons) > 0 {
			out = append(out, e)
		}
	}
	return out
}

// sharing says in words what a family's links rest on: its traits, how many
// values, and how many of the accounts they cover.
func (g *group) sharing(v *view, f link.Family) string {
	if f == link.Replay {
		return bondsInWords(v)
	}
	type use struct {
		values, holders int
		members         map[int32]bool
	}
	uses := map[int]*use{}
	for _, t := range g.signature {
		value := &v.ix.Values[t.value]
		if link.Traits[value.Trait].Family != f {
			continue
		}
		u := uses[value.Trait]
		if u == nil {
			u = &use{members: map[int32]bool{}}
			uses[value.Trait] = u
		}
		u.values++
		u.holders += len(value.Holders)
		for _, h := range value.Holders {
			if _, ok := slices.BinarySearch(g.accounts, h.Account); ok {
				u.members[h.Account] = true
			}
		}
	}
	var parts []string
	for _, t := range sortedKeys(uses) {
		u := uses[t]
		parts = append(parts, fmt.Sprintf("%s of its accounts share %s", percent(float64(len(u.members))/float64(len(g.accounts))), plural(u.values, link.Traits[t].Plain)))
	}
	if len(parts) == 0 {
		return "some of its accounts share values that only few others show"
	}
	return strings.Join(parts, "; ")
}

func plural(n int, noun string) string {
	if n == 1 {
		return "one " + noun
	}
	if head, rest, ok := strings.Cut(noun, " of "); ok {
		return fmt.Sprintf("%d %s of %s", n, head+"s", rest)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// targets are the capabilities asked for, by share of exchanges, largest first.
func targets(s *profile.Set, accounts []int32) []Target {
	count := map[string]int64{}
	var all int64
	for _, i := range accounts {
		for _, t := range s.Accounts[i].Targets {
			count[capability(t.Value)] += t.Exchanges
			all += t.Exchanges
		}
	}
	out := []Target{}
	for _, k := range sortedKeys(count) {
		if share := float64(count[k]) / float64(all); share >= .02 {
			out = append(out, Target{k, stat.Round6(share)})
		}
	}
	slices.SortStableFunc(out, func(a, b Target) int { return cmp.Compare(b.Share, a.Share) })
	return out
}

// capability is the name of a target as the lake keeps it, a number.
func capability(value string) string {
	n, err := strconv.ParseUint(value, 10, 8)
	if err != nil {
		return value
	}
	return observe.Target(n).String()
}

// known tells the reader, and moves to the groups, what the operator has named
// as his own or a partner's; nothing is dropped.
func (a *Assessed) known(o Options) {
	count := map[Known]int{}
	for _, m := range a.Members {
		if k, ok := o.Known[m.Account]; ok && m.Accused() {
			count[k]++
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(count), func(x, y Known) int {
		return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Kind, y.Kind))
	}) {
		n := count[k]
		at := slices.IndexFunc(a.Families, func(e Evidence) bool { return e.Family == string(link.Lifecycle) })
		if at < 0 {
			at = len(a.Families)
			a.Families = append(a.Families, Evidence{Family: string(link.Lifecycle)})
		}
		a.Families[at].Reasons = append(a.Families[at].Reasons, Reason{
			"known", fmt.Sprintf("%d of its accounts are known to the operator as %s (%s)", n, k.Name, k.Kind), 0})
		if 2*n < a.Group.Accounts {
			continue
		}
		switch k.Kind {
		case "own":
			a.Hypothesis = hypothesisNames[organisationH]
		case "evaluation":
			a.Hypothesis = hypothesisNames[evaluationH]
		case "partner":
			a.Hypothesis = hypothesisNames[vendorH]
		}
	}
}
