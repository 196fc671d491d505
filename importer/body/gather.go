package body

import (
	"slices"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
)

// maxChoices is how many answers to one request are put together.
const maxChoices = 128

// gather puts a streamed answer together. What it keeps it copies: the next
// chunk has the parser's memory.
type gather struct {
	d      *exchange.Decoder
	parser fastjson.Parser

	seen     bool // there was an event of an answer, or an error
	streamed bool // there was an event that only a stream has

	id, model, stop, category, failed string

	choices []*choice // by index
	seals   []seal
	usage   *fastjson.Value
}

// choice is one of the answers.
type choice struct {
	index   int
	pieces  []piece
	tool    bool
	refused bool
	finish  string
}

// piece is one part of an answer's text: a block of content.
type piece struct {
	block int
	text  []byte
}

// seal is what closes a reasoning block.
type seal struct {
	block int
	text  string
}

// choice is the answer with an index, or nil where that is out of range.
func (g *gather) choice(index int) *choice {
	if index < 0 || index >= maxChoices {
		return nil
	}
	at, found := slices.BinarySearchFunc(g.choices, index, func(c *choice, index int) int { return c.index - index })
	if !found {
		g.choices = slices.Insert(g.choices, at, &choice{index: index})
	}
	return g.choices[at]
}

func (c *choice) write(block int, text []byte) {
	if len(text) == 0 {
		return
	}
	if n := len(c.pieces); n == 0 || c.pieces[n-1].block != block {
		c.pieces = append(c.pieces, piece{block: block})
	}
	p := &c.pieces[len(c.pieces)-1]
	p.text = append(p.text, text...)
}

// seal keeps the seal of a block; a later one of the same block takes its place.
func (g *gather) seal(block int, text []byte) {
	switch n := len(g.seals); {
	case len(text) == 0:
	case n > 0 && g.seals[n-1].block == block:
		g.seals[n-1].text = string(text)
	default:
		g.seals = append(g.seals, seal{block, string(text)})
	}
}

// keep gives *s the value of v, if it is a text.
func keep(s *string, v *fastjson.Value) {
	if b := v.GetStringBytes(); len(b) > 0 {
		*s = string(b)
	}
}

// count takes the tokens counted so far: a later count of a name is the better.
func (g *gather) count(u *fastjson.Value) {
	if u == nil || u.Type() != fastjson.TypeObject {
		return
	}
	if g.usage == nil {
		g.usage = g.d.Arena().NewObject()
	}
	for _, c := range counts {
		for _, path := range c.paths {
			n := u.Get(path...)
			if n == nil || n.Type() != fastjson.TypeNumber {
				continue
			}
			in := g.usage
			for _, key := range path[:len(path)-1] {
				if !in.Exists(key) {
					in.Set(key, g.d.Arena().NewObject())
				}
				in = in.Get(key)
			}
			in.Set(path[len(path)-1], g.d.Arena().NewNumberString(string(n.MarshalTo(nil))))
		}
	}
}

// put puts what was gathered; it tells whether that was an answer.
func (g *gather) put() bool {
	if !g.seen {
		return false
	}
	d, a := g.d, g.d.Arena()
	d.PutString(exchange.FieldResponseID, g.id)
	d.PutString(exchange.FieldResponseModel, g.model)
	d.PutString(exchange.FieldRefusal, g.category)
	d.PutString(exchange.FieldErrorType, g.failed)
	Usage(d, g.usage)
	if g.streamed && !d.Has(exchange.FieldStream) {
		d.Put(exchange.FieldStream, a.NewTrue())
	}
	all, finish := a.NewArray(), a.NewArray()
	for i, c := range g.choices {
		all.SetArrayItem(i, c.message(a))
		if c.finish != "" {
			finish.SetArrayItem(len(finish.GetArray()), a.NewString(c.finish))
		}
		if c.refused && !d.Has(exchange.FieldRefusal) {
			d.PutString(exchange.FieldRefusal, refused)
		}
	}
	if len(g.choices) > 0 {
		d.Put(exchange.FieldOutput, all)
	}
	if len(finish.GetArray()) > 0 {
		d.Put(exchange.FieldFinish, finish)
	} else {
		d.PutString(exchange.FieldFinish, g.stop)
	}
	issued := digests{d: d}
	for _, s := range g.seals {
		issued.add([]byte(s.text))
	}
	issued.put(exchange.FieldIssued)
	return true
}

// message is the answer as one message in the form of the semantic conventions.
func (c *choice) message(a *fastjson.Arena) *fastjson.Value {
	parts := a.NewArray()
	for _, p := range c.pieces {
		part := a.NewObject()
		part.Set("type", a.NewString("text"))
		part.Set("content", exchange.Text(a, string(p.text)))
		parts.SetArrayItem(len(parts.GetArray()), part)
	}
	if c.tool {
		part := a.NewObject()
		part.Set("type", a.NewString("tool_call"))
		parts.SetArrayItem(len(parts.GetArray()), part)
	}
	m := a.NewObject()
	m.Set("role", a.NewString("assistant"))
	m.Set("parts", parts)
	return m
}
