package langfuse

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/body"
	"github.com/stillhunt/stillhunt/importer/join"
)

// telling says how an observation is told of.
type telling struct {
	kind  string    // its type, in capitals
	trace string    // the trace that it lies in
	rank  join.Rank // of what is told
	at    time.Time // when it was told at its creation, if it was
}

// observation takes an observation, or what an event says of one.
func (c *Converter) observation(o *fastjson.Object, told telling) {
	if t, ok := body.Time(get(o, "startTime", "start_time")); ok {
		c.latest = max(c.latest, t.UnixMicro())
	}
	id := text(o, "id", "observationId", "observation_id")
	p := &join.Piece{ID: id, Parent: text(o, "parentObservationId", "parent_observation_id"), Place: c.at}
	if t := text(o, "traceId", "trace_id"); t != "" {
		told.trace = t
	}
	if told.trace == "" { // an update need not say it
		told.trace = c.begun[id].trace
	}
	switch {
	case told.trace != "":
		p.Group = "trace " + told.trace
	case id != "":
		p.Group = "observation " + id
	default:
		c.nameless++
		p.Group = fmt.Sprint("nameless ", c.nameless)
	}
	model := get(o, "model", "providedModelName", "provided_model_name")
	if !isCall(told.kind, string(model.GetStringBytes())) {
		c.beside(p, o)
		return
	}
	p.Call = true
	c.generation(p, o, model, told)
}

// isCall tells the call of a model that answers in words. Judges and guards are
// one where they name the model that they asked; a row without a type is one
// where it names a model.
func isCall(kind, model string) bool {
	if strings.Contains(strings.ToLower(model), "embed") {
		return false
	}
	switch kind {
	case "GENERATION":
		return true
	case "EVALUATOR", "GUARDRAIL", "":
		return model != ""
	}
	return false
}

// trace takes a trace and the observations that lie in it.
func (c *Converter) trace(o *fastjson.Object) {
	if t, ok := body.Time(o.Get("timestamp")); ok {
		c.latest = max(c.latest, t.UnixMicro())
	}
	id := text(o, "id", "traceId", "trace_id")
	if id == "" {
		c.out.Others++
	} else {
		c.beside(&join.Piece{Group: "trace " + id, Place: c.at}, o)
	}
	for _, v := range o.Get("observations").GetArray() {
		if inner := v.GetObject(); inner != nil { // or else only its id
			c.observation(inner, telling{kind: typeOf(inner), trace: id})
		}
	}
}

// beside adds a record that is no exchange, for the user and the session that
// it may know.
func (c *Converter) beside(p *join.Piece, o *fastjson.Object) {
	p.ID = ""
	for _, k := range [...]struct {
		f    exchange.Fields
		says string
	}{
		{exchange.FieldAccount, text(o, "userId", "user_id")},
		{exchange.FieldConversation, text(o, "sessionId", "session_id")},
	} {
		if k.says != "" && len(k.says) <= maxUser {
			p.Put(k.f, exchange.AppendText(nil, k.says))
		}
	}
	if len(p.Values) == 0 {
		c.out.Others++
		return
	}
	c.joiner.Add(p, c.out)
}

// maxUser is the longest id of an account or a session that is taken, in bytes.
const maxUser = 256

// generation adds the call of a model.
func (c *Converter) generation(p *join.Piece, o *fastjson.Object, model *fastjson.Value, told telling) {
	d := c.one
	d.Begin(&c.x)
	d.Put(exchange.FieldID, get(o, "id", "observationId", "observation_id"))
	d.Put(exchange.FieldAccount, get(o, "userId", "user_id"))
	d.Put(exchange.FieldConversation, get(o, "sessionId", "session_id"))
	d.Put(exchange.FieldModel, model)
	d.PutString(exchange.FieldOperation, "chat")
	c.times(o, told.trace)
	parameters := body.JSON(get(o, "modelParameters", "model_parameters"))
	settings(d, parameters)
	input := body.JSON(get(o, "input"))
	c.asked(get(o, "input"), input)
	c.answered(get(o, "output"))
	usage(d, o)
	failure(d, o)
	if !d.Has(exchange.FieldStream) && get(o, "completionStartTime", "completion_start_time") != nil {
		d.Put(exchange.FieldStream, d.Arena().NewTrue())
	}
	if !c.values(p, told) {
		return
	}
	for _, v := range [...]*fastjson.Value{input, parameters} {
		if user := body.EndUser(v); user != "" {
			p.Values = append(p.Values, join.Value{Key: exchange.FieldAccount, JSON: exchange.AppendText(nil, user), Rank: join.Claimed})
			break
		}
	}
	c.joiner.Add(p, c.out)
}

// values gives p what was put into c.one; false if that cannot be read.
func (c *Converter) values(p *join.Piece, told telling) bool {
	lent := exchange.Fields(0) // what another piece may know
	if !c.one.Has(exchange.FieldTime) {
		lent |= exchange.FieldTime
		c.one.PutTime(time.Unix(2e9, 0))
	}
	if !c.one.Has(exchange.FieldAccount) {
		lent |= exchange.FieldAccount
		c.one.PutString(exchange.FieldAccount, "unknown")
	}
	if err := c.one.End(&c.x); err != nil {
		c.reject(err)
		return false
	}
	c.line = exchange.AppendLine(c.line[:0], &c.x)
	v, err := c.parser.ParseBytes(c.line)
	if err != nil {
		return false
	}
	v.GetObject().Visit(func(key []byte, v *fastjson.Value) {
		if f := exchange.Lookup(string(key)); lent&f == 0 {
			p.Values = append(p.Values, join.Value{Key: f, JSON: exchange.AppendJSON(nil, v), Rank: told.rank})
		}
	})
	if lent.Has(exchange.FieldTime) && !told.at.IsZero() {
		p.Values = append(p.Values, join.Value{Key: exchange.FieldTime, JSON: exchange.AppendText(nil, told.at.UTC().Format(time.RFC3339Nano)), Rank: join.Whole})
	}
	return true
}

// times puts the start and the duration. An update tells only the end: then the
// start is that of the creation.
func (c *Converter) times(o *fastjson.Object, trace string) {
	id, v := text(o, "id"), get(o, "startTime", "start_time")
	start, begun := body.Time(v)
	end, ended := body.Time(get(o, "endTime", "end_time"))
	switch {
	case begun:
		c.one.PutTime(start)
	case v != nil && v.Type() == fastjson.TypeString:
		c.one.Put(exchange.FieldTime, v) // to be rejected as no time
	case ended:
		start, begun = c.begun[id].at, !c.begun[id].at.IsZero()
		delete(c.begun, id)
	}
	if begun && !ended && id != "" && len(id)+len(trace) <= maxNames {
		if len(c.begun) >= maxBegun {
			clear(c.begun) // few of so many will end
		}
		c.begun[id] = beginning{start, trace}
	}
	if ms := end.Sub(start).Milliseconds(); begun && ended && ms >= 0 && ms <= math.MaxInt32 {
		c.one.PutInt(exchange.FieldDuration, ms)
	}
}
