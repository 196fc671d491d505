package pairs

import (
	"math"
	"time"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/body"
)

// path is the path or the URL that was called, or "".
func (p *pair) path() string { return text(find(pathNames, p.record, p.ask)) }

// whoever puts the account: the one that the log names, else the organisation,
// else the end user that the caller names.
func (p *pair) whoever(d *exchange.Decoder) {
	account := text(find(accountNames, p.record, p.ask, p.meta))
	org := text(find(orgNames, p.record, p.ask, p.meta))
	if account == "" {
		account = org
	}
	if account == "" {
		account = body.EndUser(p.request)
	}
	d.PutString(exchange.FieldAccount, account)
	d.PutString(exchange.FieldOrg, org)
}

// client puts what is told of who called: address, user agent, headers.
func (p *pair) client(d *exchange.Decoder) {
	d.PutString(exchange.FieldAddress, body.Address(text(find(clientNames, p.record, p.ask, p.meta))))
	d.PutString(exchange.FieldUserAgent, text(find(agentNames, p.record, p.ask, p.meta)))
	body.Headers(d, p.headers())
}

// headers are those of the request; nil if there are none.
func (p *pair) headers() *fastjson.Value {
	for _, o := range [...]*fastjson.Object{p.record, p.ask} {
		for _, name := range [...]string{"request_headers", "requestHeaders", "headers"} {
			if h := body.JSON(get(o, name)); h.GetObject() != nil || h.GetArray() != nil {
				return h
			}
		}
	}
	return nil
}

// times puts the start and the duration: of the start, the end and the duration
// two are enough. Without a start the time is when the answer says it was made.
func (p *pair) times(d *exchange.Decoder) {
	start, started := body.Time(find(startNames, p.record, p.ask))
	end, ended := body.Time(find(endNames, p.record))
	if !ended {
		end, ended = body.Time(find(replyNames, p.reply))
	}
	took, timed := p.took()
	switch {
	case !timed && started && ended && !end.Before(start):
		took, timed = end.Sub(start), true
	case !started && ended && timed:
		start, started = end.Add(-took), true
	case !started && ended:
		start, started = end, true
	case !started:
		start, started = body.Created(p.response)
	}
	if v := find(startNames, p.record, p.ask); started {
		d.PutTime(start)
	} else if v != nil && v.Type() == fastjson.TypeString {
		d.Put(exchange.FieldTime, v) // to be rejected as no time
	} else if v != nil {
		d.PutTime(time.Unix(0, 0)) // to be rejected as out of range
	}
	if ms := took.Round(time.Millisecond).Milliseconds(); timed && ms <= math.MaxInt32 {
		d.PutInt(exchange.FieldDuration, ms)
	}
}

// took is how long the log says that the call took.
func (p *pair) took() (time.Duration, bool) {
	for _, unit := range [...]struct {
		names []string
		size  time.Duration
	}{{milliNames, time.Millisecond}, {secondsNames, time.Second}} {
		v := find(unit.names, p.record, p.reply, p.meta)
		if v == nil || v.Type() != fastjson.TypeNumber {
			continue
		}
		if n := math.Round(v.GetFloat64() * float64(unit.size)); n >= 0 && n < 1<<60 {
			return time.Duration(n), true
		}
	}
	return 0, false
}
