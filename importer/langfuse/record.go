package langfuse

import (
	"slices"
	"strings"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/importer/body"
	"github.com/stillhunt/stillhunt/importer/join"
)

// kind is what a record is.
type kind int

const (
	neither kind = iota
	batch        // of events, as the ingestion API takes them
	event        // one of them
	page         // of a list of the API
	session
	score
	observation
	trace
)

func kindOf(o *fastjson.Object) kind {
	has := func(keys ...string) bool { return get(o, keys...) != nil }
	switch {
	case isList(o.Get("batch")):
		return batch
	case o.Get("body").GetObject() != nil && has("type"):
		return event
	case has("body"):
		return neither
	case isList(o.Get("data")):
		return page
	case isList(o.Get("traces")):
		return session
	case has("startTime", "start_time") && (has("traceId", "trace_id") || observations[typeOf(o)]):
		return observation
	case has("name") && has("value", "stringValue", "string_value") && has("traceId", "trace_id", "observationId", "observation_id", "sessionId", "session_id"):
		return score
	case has("traceId", "trace_id") && observations[typeOf(o)]:
		return observation
	case has("id") && has("timestamp") && !has("traceId", "trace_id"):
		return trace
	}
	return neither
}

// record takes a record or a part of one; only the outermost may have parts.
func (c *Converter) record(o *fastjson.Object, depth int) {
	k := kindOf(o)
	switch {
	case k == observation:
		c.observation(o, telling{kind: typeOf(o)})
	case k == trace:
		c.trace(o)
	case k == event:
		c.event(o)
	case k == score:
		c.out.Others++
	case depth > 0 || k == neither:
		c.reject(unknown)
	case k == batch:
		c.each(o.Get("batch").GetArray(), func(e *fastjson.Object) { c.record(e, depth+1) })
	case k == page:
		c.each(o.Get("data").GetArray(), func(e *fastjson.Object) { c.record(e, depth+1) })
	case k == session:
		c.each(o.Get("traces").GetArray(), func(e *fastjson.Object) { c.record(e, depth+1) })
	}
}

// event takes an event of the ingestion API. What an update says counts before
// what was said at the creation.
func (c *Converter) event(o *fastjson.Object) {
	of, told := o.Get("body").GetObject(), telling{rank: join.Own}
	t, ok := body.Time(o.Get("timestamp"))
	if ok {
		c.latest = max(c.latest, t.UnixMicro())
	}
	if strings.HasSuffix(text(o, "type"), "-create") {
		told.rank = join.Beside
		if ok {
			told.at = t
		}
	}
	switch told.kind = strings.ToUpper(noun(o)); told.kind {
	case "TRACE":
		c.trace(of)
		return
	case "OBSERVATION":
		told.kind = typeOf(of)
	}
	if !observations[told.kind] {
		c.out.Others++
		return
	}
	c.observation(of, told)
}

// nouns are what events are of, beside the types of observations.
var nouns = []string{"trace", "observation", "score", "sdk", "dataset-run-item"}

// noun is what an event is of; "" if its type is not known.
func noun(o *fastjson.Object) string {
	s := string(o.Get("type").GetStringBytes())
	for _, did := range [...]string{"-create", "-update", "-log"} {
		if of, ok := strings.CutSuffix(s, did); ok && (slices.Contains(nouns, of) || observations[strings.ToUpper(of)]) {
			return of
		}
	}
	return ""
}

// observations are the types of observations.
var observations = map[string]bool{
	"GENERATION": true, "SPAN": true, "EVENT": true, "AGENT": true, "TOOL": true, "CHAIN": true,
	"RETRIEVER": true, "EVALUATOR": true, "EMBEDDING": true, "GUARDRAIL": true,
}

func typeOf(o *fastjson.Object) string {
	return strings.ToUpper(string(o.Get("type").GetStringBytes()))
}

// get is the first of the keys that says something; nil if none does.
func get(o *fastjson.Object, keys ...string) *fastjson.Value {
	for _, key := range keys {
		if v := o.Get(key); v != nil && v.Type() != fastjson.TypeNull && (v.Type() != fastjson.TypeString || len(v.GetStringBytes()) > 0) {
			return v
		}
	}
	return nil
}

func text(o *fastjson.Object, keys ...string) string { return string(get(o, keys...).GetStringBytes()) }

func isList(v *fastjson.Value) bool { return v != nil && v.Type() == fastjson.TypeArray }
