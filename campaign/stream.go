package campaign

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/internal/stat"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// A network that sells access carries its customers' traffic and the operator's
// harvest on the same accounts. As a whole it is a reseller: people's prompts,
// people's conversations. What gives it away is a part of its exchanges: a
// stream of prompts in a few frames that runs thin through many of its accounts
// and through nobody else's. The stream is weighed as a candidate is, by its own
// exchanges; what the accounts are and how they pay is theirs as a whole.

// stream is a part of a group's exchanges that may be an operator's among
// those of his customers.
type stream struct {
	frames []int32      // values of the index: openings and closings
	part   *profile.Set // its exchanges only
	whole  *profile.Set
	edge   float64 // exchanges that one more frame would hide that too few accounts carry to be found
}

// What a stream is. A customer's own template is on the few accounts that his
// conversations came over, a public prompt is on others' accounts too, and what
// makes up most of an account is not a part of it.
const (
	streamSpread = .1  // share of the group's accounts that carry a frame of it, at least
	streamOwn    = .95 // share of a frame's holders that are of the group, at least
	streamMost   = .5  // share of its carriers' exchanges, at most
	streamEach   = 5   // exchanges that its carriers sent of it on average, at least
)

// folder folds the exchanges that carry one of some frames, by their hashes.
type folder func(ctx context.Context, frames []uint64) (*profile.Set, error)

// withStreams divides the groups that are no campaign as a whole but carry a
// stream that is one: the network, with all accounts of the group that belong to
// the carriers of the stream, and the rest.
func withStreams(ctx context.Context, ix *link.Index, c *calibrator, gs []*group, fold folder) ([]*group, error) {
	if fold == nil {
		return gs, nil
	}
	var may []carrier
	for _, g := range gs {
		frames := thinFrames(ix, g.accounts)
		if len(frames) == 0 || !small(ix, c.s, frames) {
			continue
		}
		if g.weigh(ix, c); g.verdict(1) == "" && !g.ordinary {
			continue // all that it sends is the operator's
		}
		if mayCarry(ix, g.accounts, frames) {
			may = append(may, carrier{g, frames})
		}
	}
	found := make([]*group, len(may))
	for _, together := range separate(ix, may) {
		var hashes []uint64
		for _, i := range together {
			for _, x := range may[i].frames {
				hashes = append(hashes, ix.Values[x].Key)
			}
		}
		slices.Sort(hashes)
		part, err := fold(ctx, slices.Compact(hashes))
		if err != nil {
			return nil, err
		}
		for _, i := range together {
			if found[i] = may[i].network(ix, c, may[i].frames, part); found[i] != nil {
				may[i].leave(ix, found[i])
			}
		}
	}
	gs = slices.DeleteFunc(gs, func(g *group) bool { return len(g.accounts) < Least })
	return append(gs, slices.DeleteFunc(found, func(n *group) bool { return n == nil })...), nil
}

// leave takes the members of a network out of the group.
func (g *group) leave(ix *link.Index, n *group) {
	mine := map[int32]bool{}
	for _, m := range n.members {
		mine[m.account] = true
	}
	g.members = slices.DeleteFunc(g.members, func(m belonging) bool { return mine[m.account] })
	g.accounts = slices.DeleteFunc(g.accounts, func(a int32) bool { return mine[a] })
	g.sign(ix)
}

// carrier is a group that may carry a stream in some frames.
type carrier struct {
	*group
	frames []int32
}

// separate puts the places of those together whose exchanges can be counted at once: no member
// of one sends a frame of another, so that what a member sent of all the frames
// is what it sent of its own group's.
func separate(ix *link.Index, all []carrier) (sets [][]int) {
	owner := map[int32]int{}
	for i, m := range all {
		for _, x := range m.frames {
			owner[x] = i
		}
	}
	meet := map[[2]int]bool{}
	for i, m := range all {
		for _, b := range m.members {
			for _, x := range ix.ByAccount[b.account] {
				if at, ok := owner[x]; ok && at != i {
					meet[[2]int{at, i}], meet[[2]int{i, at}] = true, true
				}
			}
		}
	}
	for i := range all {
		at := slices.IndexFunc(sets, func(set []int) bool {
			return !slices.ContainsFunc(set, func(j int) bool { return meet[[2]int{i, j}] })
		})
		if at < 0 {
			at, sets = len(sets), append(sets, nil)
		}
		sets[at] = append(sets[at], i)
	}
	return sets
}

// thinFrames are the openings and closings that run through many of a group's
// accounts and through hardly anybody else's.
func thinFrames(ix *link.Index, accounts []int32) []int32 {
	holders := map[int32]int{}
	for _, a := range accounts {
		for _, x := range ix.ByAccount[a] {
			if t := link.Traits[ix.Values[x].Trait].Name; t == "head" || t == "tail" {
				holders[x]++
			}
		}
	}
	var out []int32
	for _, x := range sortedKeys(holders) {
		n := holders[x]
		if n >= Least && float64(n) >= streamSpread*float64(len(accounts)) && float64(n) >= streamOwn*float64(len(ix.Values[x].Holders)) {
			out = append(out, x)
		}
	}
	return out
}

// small reports whether frames are the smaller part of what their holders send.
func small(ix *link.Index, s *profile.Set, frames []int32) bool {
	holders := map[int32]bool{}
	var all int64
	for _, x := range frames {
		for _, h := range ix.Values[x].Holders {
			if !holders[h.Account] {
				holders[h.Account] = true
				all += s.Accounts[h.Account].Exchanges
			}
		}
	}
	sent := mostly(ix, frames, func(h link.Holder) int64 { return int64(h.Exchanges) })
	return float64(sent) <= streamMost*float64(all)
}

// mostly adds up a figure over the holders of openings and over those of
// closings, and gives the larger: most exchanges that have one have the other.
func mostly(ix *link.Index, frames []int32, of func(link.Holder) int64) (most int64) {
	by := map[int]int64{}
	for _, x := range frames {
		for _, h := range ix.Values[x].Holders {
			by[ix.Values[x].Trait] += of(h)
		}
		most = max(most, by[ix.Values[x].Trait])
	}
	return most
}

// network is the part of a group that a stream runs through, if the stream
// clears the bars; else nil.
func (g *group) network(ix *link.Index, c *calibrator, frames []int32, part *profile.Set) *group {
	st := &stream{frames: frames, part: part, whole: c.s}
	n := &group{stream: st}
	var sent, all int64
	for _, a := range g.accounts {
		if x := st.sent(a); x > 0 {
			n.accounts = append(n.accounts, a)
			sent += x
			all += c.s.Accounts[a].Exchanges
		}
	}
	if len(n.accounts) < Least || float64(sent) > streamMost*float64(all) || sent < streamEach*int64(len(n.accounts)) {
		return nil
	}
	held := mostly(ix, frames, func(link.Holder) int64 { return 1 })
	st.edge = streamSpread * float64(len(g.accounts)) * float64(sent) / float64(held)
	n.sign(ix)
	in := map[int32]bool{}
	for _, m := range g.members {
		in[m.account] = true
	}
	n.members = slices.DeleteFunc(recruit(ix, c.s, &n.candidate, .02), func(m belonging) bool { return !in[m.account] })
	n.accounts = n.accounts[:0]
	for _, m := range n.members {
		if m.probability >= .5 && st.sent(m.account) > 0 {
			n.accounts = append(n.accounts, m.account)
		}
	}
	if len(n.accounts) < Least {
		return nil
	}
	if n.weigh(ix, c); n.verdict(1) != "" {
		return nil
	}
	return n
}

// mayCarry reports whether a stream may be left when its exchanges are counted,
// by what is known before they are: an account sent no fewer than its openings
// of the frames or its closings, and no more than both together.
func mayCarry(ix *link.Index, accounts []int32, frames []int32) bool {
	in := newMarks(len(ix.Values))
	for _, x := range frames {
		in.add(x)
	}
	carriers, most := 0, int64(0)
	for _, a := range accounts {
		sent := int64(0)
		for k, x := range ix.ByAccount[a] {
			if in.has(x) {
				sent += int64(ix.Times[a][k])
			}
		}
		if sent > 0 {
			carriers++
			most += sent
		}
	}
	return carriers >= Least && most >= streamEach*int64(carriers)
}

// sent is how many exchanges of an account are of the stream.
func (st *stream) sent(account int32) int64 {
	if i, ok := st.part.Find(st.whole.Accounts[account].Account); ok {
		return st.part.Accounts[i].Exchanges
	}
	return 0
}

// ofStream are the detectors that say what exchanges are like. In a network they
// are asked of the stream.
var ofStream = []*detector{&followups, &lengths, &style, &onePool, &intents, &tools}

// ofMeans are the detectors that say how accounts were got and paid for. The
// others measure what customers do as much as what the operator does, and are
// not asked of a network.
var ofMeans = []*detector{&burst, &fullUse, &payer, &oneOrganisation, &exits, &declared}

// peopled are the rivals that are known by what people send. Any of them can have
// an application with a template of its own among it, a reseller's customer
// first of all, and a stream is cut out by its frames: it is of single turns and
// narrow whoever sends it.
var peopled = []hypothesis{organisationH, resellerH, campusH, usersH, rushH}

// find runs the detectors of a network. What the stream says against rivals that
// are known by what people send is no more than it says against customers with
// an application of their own.
func (st *stream) find(v *view) []finding {
	out := find(st.view(v), func(d *detector) bool { return slices.Contains(ofStream, d) })
	for i := range out {
		for _, h := range peopled {
			out[i].nats[h] = math.Min(out[i].nats[h], out[i].nats[appH])
		}
	}
	return append(out, find(v, func(d *detector) bool { return slices.Contains(ofMeans, d) })...)
}

// view shows of the same accounts the stream only. Places are those of the part,
// so that a detector asked of it may not read the index.
func (st *stream) view(v *view) *view {
	w := *v
	w.s, w.accounts = st.part, nil
	for _, a := range v.accounts {
		if i, ok := st.part.Find(st.whole.Accounts[a].Account); ok {
			w.accounts = append(w.accounts, i)
		}
	}
	return &w
}

// role of a member: by what it carries of the stream.
func (st *stream) role(account int32) string {
	switch n := st.sent(account); {
	case n == 0:
		return RoleCustomer
	case 2*n >= st.whole.Accounts[account].Exchanges:
		return RoleOperator
	}
	return RoleMixed
}

// attributed is what the operator sent: the stream, over members by probability.
// Above it lies what frames would hide that too few accounts carry to be found,
// of which one is allowed for; the systematic error goes both ways.
func (st *stream) attributed(members []belonging) Interval {
	var mean, variance float64
	for _, m := range members {
		n := float64(st.sent(m.account))
		mean += m.probability * n
		variance += m.probability * (1 - m.probability) * n * n
	}
	e := 1.96*math.Sqrt(variance) + systematic*mean
	return Interval{stat.Round6(mean), stat.Round6(math.Max(0, mean-e)), stat.Round6(mean + e + st.edge)}
}

// reason says what the stream is.
func (st *stream) reason(accounts []int32) Reason {
	var sent, all int64
	for _, a := range accounts {
		sent += st.sent(a)
		all += st.whole.Accounts[a].Exchanges
	}
	return Reason{"stream", fmt.Sprintf("%s of its accounts' exchanges are one stream of prompts in %s that hardly anybody else sends; the rest is their customers'. What is said of its prompts is said of the stream",
		percent(float64(sent)/float64(all)), plural(len(st.frames), "opening or closing")), 0}
}
