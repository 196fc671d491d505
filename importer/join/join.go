// Package join puts exchanges together from records that each tell a part: a
// span and the span above it that knows the user, a span and its log events,
// two spans of one call, the input and the output file of a batch.
package join

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/exchange"
)

// Place is where a record was read.
type Place struct {
	File string
	Line int64 // counted from 1: a line, or a message of a binary file
}

// Out collects what is complete.
type Out struct {
	Data     []byte  // exchanges as lines of the native format
	Places   []Place // of each line, the record that the exchange was read from
	Others   int64   // records that are no exchange of their own
	Rejected []*exchange.Rejection
}

// Reject adds a record that was not taken.
func (o *Out) Reject(at Place, reason, hint string) {
	o.Rejected = append(o.Rejected, &exchange.Rejection{File: at.File, Line: at.Line, Reason: reason, Hint: hint})
}

// Value is one key of the native record with its JSON value.
type Value struct {
	Key  exchange.Fields
	Name string // the key's name, where Key is FieldHeaders
	JSON []byte
	Rank Rank
}

// Rank says how far from the thing itself its value was told: of two values of
// a key the one of the lower rank counts.
type Rank uint8

// The ranks.
const (
	Own     Rank = iota // by the record of the thing itself
	Beside              // by a record beside it, such as an event
	Whole               // by what the record is part of, such as its process
	Claimed             // only by what the caller wrote, or for want of better: of no other record
)

// Piece is what one record tells.
type Piece struct {
	Group  string // pieces of one group are joined: a trace, a batch
	ID     string // of the record in its group; pieces of one ID tell of one thing
	Parent string // ID of the record above it
	Call   bool   // a call of a model
	Values []Value
	// Turns are messages that came one by one, as JSON objects, in the order to
	// join them; of input unless Answer says so.
	Turns []Turn
	Place Place
}

// Turn is one message of a conversation that is told message by message.
type Turn struct {
	Answer bool
	JSON   []byte
	At     int64 // turns are joined by it, and where it is the same as they came
}

// Put adds a value, unless there is none.
func (p *Piece) Put(f exchange.Fields, json []byte) {
	if len(json) > 0 {
		p.Values = append(p.Values, Value{Key: f, JSON: json})
	}
}

// PutHeader adds a request header by its bare name, unless that is none.
func (p *Piece) PutHeader(name string, json []byte) {
	if len(json) > 0 && header.MatchString(name) {
		p.Values = append(p.Values, Value{Key: exchange.FieldHeaders, Name: "http.request.header." + strings.ToLower(name), JSON: json})
	}
}

var header = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// Get is the value of a key, nil if the piece has none.
func (p *Piece) Get(f exchange.Fields) []byte {
	for i := range p.Values {
		if p.Values[i].Key == f {
			return p.Values[i].JSON
		}
	}
	return nil
}

// around are the keys that a call may have from the records above and beside
// it; the others are its own.
const around = exchange.FieldAccount | exchange.FieldOrg | exchange.FieldConversation | exchange.FieldAddress | exchange.FieldUserAgent |
	exchange.FieldJA4 | exchange.FieldJA4H | exchange.FieldHTTP2 | exchange.FieldASN | exchange.FieldHeaders

// window is how many bytes of pieces wait for others of their group.
const window = 256 << 20

// Joiner holds groups until they are complete: to the end, or until so much
// waits that the oldest have to go.
type Joiner struct {
	groups map[string]*group
	order  []string // by first piece
	bytes  int
	most   int
}

type group struct {
	pieces []*Piece
	bytes  int
}

// New makes a Joiner.
func New() *Joiner { return &Joiner{groups: map[string]*group{}, most: window} }

// Add takes a piece, which it keeps.
func (j *Joiner) Add(p *Piece, out *Out) {
	g := j.groups[p.Group]
	if g == nil {
		g = new(group)
		j.groups[p.Group] = g
		j.order = append(j.order, p.Group)
	}
	n := 200 + len(p.Group) + len(p.ID) + len(p.Parent)
	for i := range p.Values {
		n += 72 + len(p.Values[i].JSON)
	}
	for i := range p.Turns {
		n += 72 + len(p.Turns[i].JSON)
	}
	g.pieces, g.bytes = append(g.pieces, p), g.bytes+n
	j.bytes += n
	if j.bytes > j.most {
		j.flush(j.most/2, out)
	}
}

// Flush gives out all that waits.
func (j *Joiner) Flush(out *Out) { j.flush(0, out) }

func (j *Joiner) flush(most int, out *Out) {
	n := 0
	for ; n < len(j.order) && j.bytes > most; n++ {
		g := j.groups[j.order[n]]
		delete(j.groups, j.order[n])
		j.bytes -= g.bytes
		g.close(out)
	}
	j.order = slices.Delete(j.order, 0, n)
}

// close joins a group's pieces and gives out its calls.
func (g *group) close(out *Out) {
	byID := map[string]*Piece{}
	var calls []*Piece
	for _, p := range g.pieces {
		if first := byID[p.ID]; first != nil && p.ID != "" {
			first.take(p, exchange.AllFields)
			first.Turns = append(first.Turns, p.Turns...)
			if first.Parent == "" {
				first.Parent = p.Parent
			}
			if p.Call && !first.Call {
				first.Call, first.Place = true, p.Place
			}
			out.Others++
			continue
		}
		byID[p.ID] = p
	}
	for _, p := range g.pieces {
		switch {
		case byID[p.ID] != p && p.ID != "":
		case p.Call:
			calls = append(calls, p)
		default:
			out.Others++
		}
	}
	calls = unite(nest(calls, byID, out), out)
	var beside Piece
	for _, p := range g.pieces {
		beside.take(p, around)
	}
	for _, c := range calls {
		up := c.Parent
		for range 64 { // a parent may name itself
			p := byID[up]
			if p == nil || up == "" {
				break
			}
			c.take(p, around)
			up = p.Parent
		}
		c.take(&beside, around)
		c.write(out)
	}
}

// nest makes one of a call and of those right under it, which tell it again, as
// the span of an SDK does under that of an instrumentation; unless they name
// different answers.
func nest(calls []*Piece, byID map[string]*Piece, out *Out) []*Piece {
	inner := map[*Piece]bool{}
	for _, named := range [...]bool{true, false} { // what failed before the answer comes last
		for _, c := range calls {
			if named != (c.Get(exchange.FieldResponseID) != nil) {
				continue
			}
			if top := c.top(byID); top != c {
				if named || top.Get(exchange.FieldResponseID) == nil || c.Get(exchange.FieldErrorType) == nil {
					top.merge(c)
				}
				inner[c] = true
				out.Others++
			}
		}
	}
	return slices.DeleteFunc(calls, func(c *Piece) bool { return inner[c] })
}

// top is the outermost call that a call is told by again.
func (p *Piece) top(byID map[string]*Piece) *Piece {
	c := p
	for range 64 {
		up := byID[c.Parent]
		if c.Parent == "" || up == nil || up == c || !up.Call {
			return c
		}
		if id := up.Get(exchange.FieldResponseID); id != nil && p.Get(exchange.FieldResponseID) != nil && !bytes.Equal(id, p.Get(exchange.FieldResponseID)) {
			return c
		}
		c = up
	}
	return p // they go round
}

// unite makes one of the calls that name the same answer: the one that has the
// conversation keeps its place.
func unite(calls []*Piece, out *Out) []*Piece {
	byAnswer := map[string]int{}
	var kept []*Piece
	for _, c := range calls {
		id := string(c.Get(exchange.FieldResponseID))
		if id == "" {
			kept = append(kept, c)
			continue
		}
		at, ok := byAnswer[id]
		if !ok {
			byAnswer[id] = len(kept)
			kept = append(kept, c)
			continue
		}
		one, other := kept[at], c
		if !one.tells() && other.tells() {
			one, other = other, one
		}
		one.merge(other)
		kept[at] = one
		out.Others++
	}
	return kept
}

// tells whether a piece has a conversation.
func (p *Piece) tells() bool { return p.Get(exchange.FieldInput) != nil || len(p.Turns) > 0 }

// merge gives p what q, which tells of the same call, says and p does not.
func (p *Piece) merge(q *Piece) {
	p.take(q, exchange.AllFields)
	if len(p.Turns) == 0 {
		p.Turns = q.Turns
	}
}

// maxValues is how many values a piece takes from others.
const maxValues = 256

// take gives p what q says of the keys in from and p does not, or only by a
// higher rank.
func (p *Piece) take(q *Piece, from exchange.Fields) {
	if p == q {
		return
	}
	for _, v := range q.Values {
		if from&v.Key == 0 || from == around && v.Rank == Claimed {
			continue
		}
		i := slices.IndexFunc(p.Values, func(w Value) bool { return w.Key == v.Key && w.Name == v.Name })
		switch {
		case i >= 0 && v.Rank < p.Values[i].Rank:
			p.Values[i] = v
		case i < 0 && len(p.Values) < maxValues:
			p.Values = append(p.Values, v)
		}
	}
}

// write gives out a call as a line of the native format.
func (p *Piece) write(out *Out) {
	p.converse()
	if p.Get(exchange.FieldTime) == nil {
		out.Reject(p.Place, "time is missing", "every exchange needs the start of the request")
		return
	}
	if p.Get(exchange.FieldAccount) == nil {
		out.Reject(p.Place, "user.id is missing or empty", "set user.id on the span of the call or on one above it in its trace")
		return
	}
	slices.SortStableFunc(p.Values, func(a, b Value) int {
		if a.Key != b.Key {
			if a.Key < b.Key {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Name, b.Name)
	})
	before := byte('{')
	for _, v := range p.Values {
		name := v.Name
		if v.Key != exchange.FieldHeaders {
			name = v.Key.Names()[0]
		}
		out.Data = append(out.Data, before, '"')
		out.Data = append(out.Data, name...)
		out.Data = append(out.Data, '"', ':')
		out.Data = appendLine(out.Data, v.JSON)
		before = ','
	}
	out.Data = append(out.Data, '}', '\n')
	out.Places = append(out.Places, p.Place)
}

// converse makes the two conversations of the turns.
func (p *Piece) converse() {
	slices.SortStableFunc(p.Turns, func(a, b Turn) int { return cmp.Compare(a.At, b.At) })
	for _, f := range [...]exchange.Fields{exchange.FieldInput, exchange.FieldOutput} {
		var all [][]byte
		for _, t := range p.Turns {
			if t.Answer == (f == exchange.FieldOutput) {
				all = append(all, t.JSON)
			}
		}
		if len(all) > 0 && p.Get(f) == nil {
			p.Put(f, slices.Concat([]byte{'['}, bytes.Join(all, []byte{','}), []byte{']'}))
		}
	}
}

// appendLine appends JSON that must not break the line.
func appendLine(dst, json []byte) []byte {
	n := len(dst)
	dst = append(dst, json...)
	for i := n; i < len(dst); i++ {
		if dst[i] == '\n' || dst[i] == '\r' {
			dst[i] = ' '
		}
	}
	return dst
}
