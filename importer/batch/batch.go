// Package batch reads the files of batches: what OpenAI's Batch API takes and
// gives out, and what Anthropic's Message Batches do. A request and its answer
// are joined by their custom_id.
//
// The formats are read per documentation only: no batch was run to write any.
// The references are OpenAI's "Batch API" (request input object, request output
// object) and Anthropic's "Message Batches" (requests, results).
package batch

import (
	"bytes"
	"errors"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/body"
	"github.com/stillhunt/stillhunt/importer/join"
)

// Name is what --format calls it.
const Name = "openai-batch"

// Sniff says how much first, some whole lines, looks like the files of a batch:
// 100 if a line is one.
func Sniff(first []byte) int {
	return body.Best(first, func(o *fastjson.Object) int {
		if v := o.Get("requests"); len(v.GetArray()) > 0 {
			o = v.GetArray()[0].GetObject()
		}
		if o == nil || kindOf(o) == neither {
			return 0
		}
		return 100
	})
}

// kind is what a record is.
type kind int

const (
	neither kind = iota
	ask
	answer
)

func kindOf(o *fastjson.Object) kind {
	switch {
	case len(o.Get("custom_id").GetStringBytes()) == 0:
		return neither
	case o.Get("body").GetObject() != nil, o.Get("params").GetObject() != nil:
		return ask
	case o.Get("response") != nil, o.Get("result").GetObject() != nil, o.Get("error") != nil:
		return answer
	}
	return neither
}

// Converter joins the records. It is for one goroutine.
type Converter struct {
	in *exchange.Decoder // of the records as they come
	d  *exchange.Decoder // of the exchanges that go out
	x  exchange.Exchange

	groups map[string]*group // by custom_id
	order  []string          // by first record
	bytes  int
	most   int
}

// window is how many bytes of records wait for others: a batch's requests come
// without a time, so that all of them wait for the answers.
const window = 256 << 20

// NewConverter makes a Converter.
func NewConverter() *Converter {
	return &Converter{in: exchange.NewDecoder(), d: exchange.NewDecoder(), groups: map[string]*group{}, most: window}
}

// Add takes a record, and gives out what is complete. It returns the time of
// the answer, in microseconds, or 0. The record is not kept.
func (c *Converter) Add(record []byte, at join.Place, out *join.Out) int64 {
	c.in.Begin(&c.x)
	o, err := c.in.Parse(record)
	if err != nil {
		reject(out, at, err)
		return 0
	}
	if list := o.Get("requests").GetArray(); len(list) > 0 { // what Anthropic is posted to make a batch
		all := true
		for _, r := range list {
			if o := r.GetObject(); o != nil && kindOf(o) == ask {
				c.add(o, exchange.AppendJSON(nil, r), at, out)
			} else {
				all = false
			}
		}
		if !all {
			out.Reject(at, "not all requests are of a batch", unknown)
		}
		return 0
	}
	if kindOf(o) == neither {
		out.Reject(at, "not a record of a batch", unknown)
		return 0
	}
	return c.add(o, bytes.Clone(record), at, out)
}

const unknown = "give the batch's input and output files: objects with a custom_id and a body, params, response or result"

// add takes one request or one answer, and keeps the record.
func (c *Converter) add(o *fastjson.Object, record []byte, at join.Place, out *join.Out) int64 {
	id := string(o.Get("custom_id").GetStringBytes())
	var latest int64
	if t, ok := made(o); ok {
		latest = t.UnixMicro()
	}
	g := c.groups[id]
	if g == nil {
		g = new(group)
		c.groups[id] = g
		c.order = append(c.order, id)
	}
	e := &entry{record, at}
	n := 200 + len(id) + len(record)
	g.bytes += n
	c.bytes += n
	if kindOf(o) == ask {
		g.asks = append(g.asks, e)
	} else {
		g.answers = append(g.answers, e)
	}
	if c.bytes > c.most {
		c.flush(c.most/2, out)
	}
	return latest
}

// Flush gives out all that waits.
func (c *Converter) Flush(out *join.Out) { c.flush(0, out) }

func (c *Converter) flush(most int, out *join.Out) {
	n := 0
	for ; n < len(c.order) && c.bytes > most; n++ {
		g := c.groups[c.order[n]]
		delete(c.groups, c.order[n])
		c.bytes -= g.bytes
		c.close(g, out)
	}
	c.order = append([]string(nil), c.order[n:]...)
}

func reject(out *join.Out, at join.Place, err error) {
	var r *exchange.Rejection
	if errors.As(err, &r) {
		out.Reject(at, r.Reason, r.Hint)
	}
}
