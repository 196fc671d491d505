package otlp

import (
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/join"
)

// unnamed is the class of an error that nothing names, as the semantic
// conventions have it.
const unnamed = "_OTHER"

// longest is what a call may take, in nanoseconds: 24 days, which the record
// can hold in milliseconds.
const longest = 24 * 24 * 3600 * 1e9

// span takes one span: a call of a model, or what knows something for the calls
// under it.
func (c *Converter) span(s ptrace.Span, whole []join.Value) {
	r := c.reader
	start, end := s.StartTimestamp(), s.EndTimestamp()
	c.saw(start)
	c.saw(end)
	p := c.piece(s.TraceID(), s.SpanID(), s.ParentSpanID())
	r.load(s.Attributes())
	for _, e := range s.Events().All() {
		r.event(e, p)
	}
	operation := r.operation()
	if p.Call = operation != ""; !p.Call {
		p.Values, p.Turns = r.readAround(join.Own), nil
		fill(p, whole)
		c.joiner.Add(p, c.out)
		return
	}
	failed := s.Status().Code() == ptrace.StatusCodeError || r.text("langfuse.observation.level") == "ERROR"
	if !failed {
		delete(r.attributes, "exception.type") // it was got over
	}
	p.Values = append(r.call(operation, join.Own), moment(start, join.Own)...)
	if took := end - start; end >= start && took < longest {
		p.Put(exchange.FieldDuration, strconv.AppendUint(nil, uint64(took+5e5)/1e6, 10))
	}
	if failed && p.Get(exchange.FieldErrorType) == nil {
		p.Values = append(p.Values, join.Value{Key: exchange.FieldErrorType, JSON: exchange.AppendText(nil, unnamed), Rank: join.Claimed})
	}
	c.name(p)
	fill(p, whole)
	c.joiner.Add(p, c.out)
}

// event takes an event of a span: an exception, the attributes of an operation
// that were put into an event, or one message.
func (r *reader) event(e ptrace.SpanEvent, p *join.Piece) {
	switch name := e.Name(); {
	case name == "exception" || name == details || strings.HasPrefix(name, "gen_ai.content.") && !strings.HasSuffix(name, ".chunk"):
		for name, v := range e.Attributes().All() {
			if !r.has(name) && !r.flat.take(name, v) {
				r.attributes[name] = v
			}
		}
	case isTurnEvent(name):
		content, ok := e.Attributes().Get("gen_ai.event.content")
		if !ok {
			content = pcommon.NewValueMap()
			e.Attributes().CopyTo(content.Map())
		}
		p.Turns = append(p.Turns, turn{name, content, e.Timestamp()}.of(r)...)
	}
}

// name gives a call its id: that of the answer, or else of the span.
func (c *Converter) name(p *join.Piece) {
	if id := p.Get(exchange.FieldID); id != nil {
		return
	}
	for _, v := range p.Values {
		if v.Key == exchange.FieldResponseID {
			v.Key = exchange.FieldID
			p.Values = append(p.Values, v)
			return
		}
	}
	if p.ID != "" {
		p.Values = append(p.Values, join.Value{Key: exchange.FieldID, JSON: exchange.AppendText(nil, p.Group+"-"+p.ID), Rank: join.Claimed})
	}
}

// saw keeps the latest time of the request.
func (c *Converter) saw(t pcommon.Timestamp) { c.latest = max(c.latest, int64(t/1000)) }

// moment is the start of a request at t; nothing if the record does not take it.
func moment(t pcommon.Timestamp, rank join.Rank) []join.Value {
	at := time.Unix(int64(t/1e9), int64(t%1e9)).UTC()
	if at.Year() < 2015 || at.Year() > 2100 {
		return nil
	}
	return []join.Value{{Key: exchange.FieldTime, JSON: []byte(at.Format(`"2006-01-02T15:04:05.000000Z"`)), Rank: rank}}
}
