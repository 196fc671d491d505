package otlp

import (
	"github.com/valyala/fastjson"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/body"
	"github.com/stillhunt/stillhunt/importer/join"
)

// details is the event that tells a whole operation again, with what was said.
const details = "gen_ai.client.inference.operation.details"

// turnRoles are the events of the older convention, one a message, by whose it is.
var turnRoles = map[string]string{
	"gen_ai.system.message": "system", "gen_ai.user.message": "user", "gen_ai.assistant.message": "assistant",
	"gen_ai.tool.message": "tool", choice: "assistant",
}

// choice is the event of an answer.
const choice = "gen_ai.choice"

func isTurnEvent(name string) bool { return turnRoles[name] != "" }

// log takes one log record: the details of an operation, one message, or what
// tells something of its span.
func (c *Converter) log(l plog.LogRecord, whole []join.Value) {
	r := c.reader
	at := l.Timestamp()
	if at == 0 {
		at = l.ObservedTimestamp()
	}
	c.saw(at)
	r.load(l.Attributes())
	name := l.EventName()
	if name == "" {
		name = r.text("event.name")
	}
	loose := l.TraceID().IsEmpty()
	p := c.piece(l.TraceID(), l.SpanID(), pcommon.SpanID{})
	switch operation := r.operation(); {
	case name == details && operation != "":
		p.Call = true
		p.Values = append(r.call(operation, join.Beside), moment(at, join.Beside)...)
		c.name(p)
	case isTurnEvent(name) && !loose:
		p.Turns = turn{name, l.Body(), at}.of(r)
		p.Values = r.readAround(join.Beside)
		if finish := r.json(l.Body(), 0).GetStringBytes("finish_reason"); len(finish) > 0 && name == choice {
			p.Values = append(p.Values, join.Value{Key: exchange.FieldFinish, JSON: exchange.AppendText(nil, string(finish)), Rank: join.Beside})
		}
	case loose:
		c.out.Others++
		return
	default:
		if p.Values = r.readAround(join.Beside); len(p.Values) == 0 {
			c.out.Others++
			return
		}
	}
	fill(p, whole)
	c.joiner.Add(p, c.out)
}

// turn is an event that holds one message.
type turn struct {
	event   string
	content pcommon.Value
	at      pcommon.Timestamp
}

// of is the message as the joiner takes it; none if it says nothing.
func (t turn) of(r *reader) []join.Turn {
	v := body.JSON(r.json(t.content, 0))
	if m := v.Get("message"); m != nil && t.event == choice {
		v = body.JSON(m)
	}
	a := r.decoder.Arena()
	if v.Type() == fastjson.TypeObject && v.GetStringBytes("role") == nil {
		v.Set("role", a.NewString(turnRoles[t.event]))
	}
	list := r.messages(v, turnRoles[t.event])
	if list == nil || len(list.GetArray()) != 1 {
		return nil
	}
	return []join.Turn{{Answer: t.event == choice, JSON: r.one(list), At: int64(t.at)}}
}

// one is the only message of a list, written as the record has it.
func (r *reader) one(list *fastjson.Value) []byte {
	aside := r.aside
	aside.Begin(&r.y)
	aside.Put(exchange.FieldInput, list)
	_ = aside.End(&r.y)      // it has no time and no account
	if len(r.y.Input) == 0 { // it was of the system
		return append(exchange.AppendText([]byte(`{"role":"system","content":`), r.y.System), '}')
	}
	r.y.Fields, r.y.System = exchange.FieldInput, ""
	for _, json := range members(exchange.AppendLine(nil, &r.y)) {
		return json[1 : len(json)-1] // without the brackets of the list
	}
	return nil
}
