// Package otlp reads what OpenTelemetry tells of calls of models: export
// requests of traces and logs, as OTLP JSON or protobuf, in the GenAI semantic
// conventions of today and of old and in the dialects of OpenLLMetry,
// OpenInference, Langfuse and the Vercel AI SDK.
package otlp

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strconv"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/stillhunt/stillhunt/importer/join"
)

// Name is what --format calls it.
const Name = "otlp"

// look is how many lines Sniff reads, at most.
const look = 16

// Sniff says how much first looks like export requests: lines of JSON, or the
// first bytes of a protobuf message, with its length before it or without.
func Sniff(first []byte) int {
	if looksBinary(first) {
		return 90
	}
	for range look {
		line, rest, _ := bytes.Cut(first, []byte{'\n'})
		if s := scanJSON(line, true); s.signals != 0 {
			return 100
		}
		first = rest
	}
	return 0
}

// signal is what an export request carries; one of JSON can carry several.
type signal uint8

const (
	traces signal = 1 << iota
	logs
	others // metrics and profiles, which tell no exchange
)

// Converter joins spans and log records to exchanges. It is for one goroutine.
type Converter struct {
	joiner *join.Joiner
	reader *reader
	out    *join.Out
	at     join.Place
	latest int64 // microseconds since 1970, of the record that is being read
	loose  int   // log records of no trace in that record
}

// NewConverter makes a Converter.
func NewConverter() *Converter { return &Converter{joiner: join.New(), reader: newReader()} }

// Flush gives out all that waits.
func (c *Converter) Flush(out *join.Out) { c.joiner.Flush(out) }

// Add takes one export request, and gives out what is complete. It returns the
// latest time that the request tells, in microseconds since 1970, or 0. The
// record is not kept.
func (c *Converter) Add(record []byte, at join.Place, out *join.Out) int64 {
	c.out, c.at, c.latest, c.loose = out, at, 0, 0
	before := len(out.Rejected)
	if len(record) > 0 && record[0] == '{' {
		c.addJSON(record)
	} else {
		c.addProto(record)
	}
	if len(out.Rejected) > before {
		return 0
	}
	return c.latest
}

func (c *Converter) addJSON(record []byte) {
	s := scanJSON(record, false)
	switch {
	case s.signals == 0:
		c.unread()
		return
	case s.depth > maxDepth || s.objects > maxObjects:
		c.tooMuch()
		return
	}
	if s.signals&others != 0 {
		c.out.Others++
	}
	if s.signals&traces != 0 {
		data, err := new(ptrace.JSONUnmarshaler).UnmarshalTraces(record)
		if err != nil { // its text holds what the record says
			c.unread()
			return
		}
		c.traces(data)
	}
	if s.signals&logs != 0 {
		data, err := new(plog.JSONUnmarshaler).UnmarshalLogs(record)
		if err != nil {
			c.unread()
			return
		}
		c.logs(data)
	}
}

func (c *Converter) addProto(record []byte) {
	s, ok := signalOf(record)
	text := bytes.TrimSpace(record)
	switch {
	case !ok && len(text) > 0 && text[0] == '{':
		c.addJSON(text)
	case !ok:
		c.unread()
	case s == traces:
		if !measure(record, traceForm) {
			c.tooMuch()
			return
		}
		data, err := new(ptrace.ProtoUnmarshaler).UnmarshalTraces(record)
		if err != nil {
			c.unread()
			return
		}
		c.traces(data)
	case s == logs:
		if !measure(record, logForm) {
			c.tooMuch()
			return
		}
		data, err := new(plog.ProtoUnmarshaler).UnmarshalLogs(record)
		if err != nil {
			c.unread()
			return
		}
		c.logs(data)
	default:
		c.out.Others++
	}
}

func (c *Converter) unread() {
	c.out.Reject(c.at, "not an OTLP export request", "write traces and logs as OTLP JSON, one export request a line, or as OTLP protobuf")
}

func (c *Converter) tooMuch() {
	c.out.Reject(c.at, "export request too deep or of too many parts", "export in smaller batches")
}

func (c *Converter) traces(data ptrace.Traces) {
	for _, rs := range data.ResourceSpans().All() {
		whole := c.reader.around(rs.Resource().Attributes(), join.Whole)
		for _, ss := range rs.ScopeSpans().All() {
			for _, s := range ss.Spans().All() {
				c.span(s, whole)
			}
		}
	}
}

func (c *Converter) logs(data plog.Logs) {
	for _, rl := range data.ResourceLogs().All() {
		whole := c.reader.around(rl.Resource().Attributes(), join.Whole)
		for _, sl := range rl.ScopeLogs().All() {
			for _, l := range sl.LogRecords().All() {
				c.log(l, whole)
			}
		}
	}
}

// piece begins what one record tells. A record of no trace is of a group of its
// own.
func (c *Converter) piece(trace pcommon.TraceID, span, parent pcommon.SpanID) *join.Piece {
	p := &join.Piece{Group: hex.EncodeToString(trace[:]), Place: c.at}
	if trace.IsEmpty() {
		c.loose++
		p.Group = c.at.File + ":" + strconv.FormatInt(c.at.Line, 10) + ":" + strconv.Itoa(c.loose)
		return p
	}
	if !span.IsEmpty() {
		p.ID = hex.EncodeToString(span[:])
	}
	if !parent.IsEmpty() {
		p.Parent = hex.EncodeToString(parent[:])
	}
	return p
}

// fill gives a piece the values of what it is part of, where it has none or
// only such as the caller claimed.
func fill(p *join.Piece, whole []join.Value) {
	for _, v := range whole {
		i := slices.IndexFunc(p.Values, func(w join.Value) bool { return w.Key == v.Key && w.Name == v.Name })
		switch {
		case i < 0:
			p.Values = append(p.Values, v)
		case p.Values[i].Rank > v.Rank:
			p.Values[i] = v
		}
	}
}
