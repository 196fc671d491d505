// Package langfuse reads what Langfuse exports: observations and traces as
// JSON, JSON Lines and CSV, from the screen, the API and the blob storage, and
// the batches of its ingestion API. Names are in camel case or in snake case.
// What Langfuse's SDKs send today is OTLP, and read elsewhere.
//
// The formats are read per documentation only: no server was there to write
// any. The one captured file is an array of scores.
//
// An observation of type GENERATION is an exchange. Its user and its session
// are on its trace: a hunt needs the traces beside the observations, unless
// the rows tell the user as well.
package langfuse

import (
	"errors"
	"time"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/join"
)

// Name is what --format calls it.
const Name = "langfuse"

const (
	maxRejected = 1000    // parts of one record that are rejected one by one
	maxBegun    = 1 << 16 // generations that have begun and not ended
	maxNames    = 256     // bytes of the ids of such a one and of its trace
)

// Converter joins observations with their traces, and the events of one
// observation. It is for one goroutine.
type Converter struct {
	in  *exchange.Decoder // of the records as they come
	one *exchange.Decoder // of one generation
	try *exchange.Decoder // tells whether a conversation can be read
	x   exchange.Exchange
	y   exchange.Exchange

	joiner   *join.Joiner
	begun    map[string]beginning // by observation
	nameless int64                // observations without any id
	line     []byte
	parser   fastjson.Parser

	at       join.Place // of the record
	out      *join.Out
	latest   int64
	rejected int
}

// beginning is what the creation of a generation told, and its updates need not.
type beginning struct {
	at    time.Time
	trace string
}

// NewConverter makes a Converter.
func NewConverter() *Converter {
	return &Converter{
		in: exchange.NewDecoder(), one: exchange.NewDecoder(), try: exchange.NewDecoder(),
		joiner: join.New(), begun: map[string]beginning{},
	}
}

// Add takes a record: an observation, a trace, a score, an event, a batch of
// events, or a page of the API. It returns the latest time that the record
// tells, in microseconds, or 0. The record is not kept.
func (c *Converter) Add(record []byte, at join.Place, out *join.Out) int64 {
	c.at, c.out, c.latest, c.rejected = at, out, 0, 0
	c.in.Begin(&c.x)
	o, err := c.in.Parse(record)
	if err != nil {
		c.reject(err)
		return 0
	}
	c.record(o, 0)
	return c.latest
}

// Flush gives out all that waits.
func (c *Converter) Flush(out *join.Out) { c.joiner.Flush(out) }

func (c *Converter) reject(err error) {
	var r *exchange.Rejection
	if errors.As(err, &r) {
		c.rejected++
		c.out.Reject(c.at, r.Reason, r.Hint)
	}
}

// each takes the parts of a record, until too many were rejected.
func (c *Converter) each(list []*fastjson.Value, do func(o *fastjson.Object)) {
	if len(list) == 0 {
		c.out.Others++
	}
	for _, v := range list {
		if c.rejected > maxRejected {
			return
		}
		if c.rejected == maxRejected {
			c.reject(&exchange.Rejection{Reason: "too many bad parts in one record, of which the rest was passed over", Hint: "write one record a line"})
			return
		}
		o := v.GetObject()
		if o == nil {
			c.reject(unknown)
			continue
		}
		do(o)
	}
}

var unknown = &exchange.Rejection{Reason: "not a record of Langfuse", Hint: "give observations, traces, scores or batches of events"}
