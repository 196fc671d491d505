package helicone

import (
	"math"
	"strings"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/body"
)

// logger puts what the manual logger posted. User and session are in the
// headers of the post, or in the request's meta.
func (d *Decoder) logger(headers *fastjson.Value, o *fastjson.Object) error {
	sent, got := o.Get("providerRequest"), o.Get("providerResponse")
	request := body.JSON(sent.Get("json"))
	answer := got.Get("json")
	if answer == nil || answer.Type() == fastjson.TypeNull || answer.Type() == fastjson.TypeObject && answer.GetObject().Len() == 0 {
		answer = got.Get("textBody")
	}
	if err := d.call(string(sent.GetStringBytes("url")), request, answer); err != nil {
		return err
	}
	d.status(got.Get("status"))
	d.timing(o.Get("timing"))
	for _, from := range [...]*fastjson.Value{headers, sent.Get("meta")} {
		d.who(from)
	}
	d.endUser(request)
	return nil
}

// who puts what Helicone's headers and properties say of the caller. Names of
// headers have any case.
func (d *Decoder) who(v *fastjson.Value) {
	if v == nil || v.Type() != fastjson.TypeObject {
		return
	}
	v.GetObject().Visit(func(key []byte, v *fastjson.Value) {
		f := exchange.Fields(0)
		switch strings.ToLower(string(key)) {
		case "helicone-user-id":
			f = exchange.FieldAccount
		case "helicone-session-id":
			f = exchange.FieldConversation
		case "helicone-request-id":
			f = exchange.FieldID
		}
		if f != 0 && !d.Has(f) {
			d.Put(f, v)
		}
	})
}

// endUser is the account if nothing else is.
func (d *Decoder) endUser(request *fastjson.Value) {
	if request != nil && !d.Has(exchange.FieldAccount) {
		d.PutString(exchange.FieldAccount, body.EndUser(request))
	}
}

// timing puts the start and the duration, whose ends are told as {seconds,
// milliseconds}.
func (d *Decoder) timing(v *fastjson.Value) {
	start, ok := moment(v.Get("startTime"))
	if !ok {
		return
	}
	d.PutTime(exchange.Seconds(start))
	if end, ok := moment(v.Get("endTime")); ok {
		d.duration((end - start) * 1000)
	}
}

// moment is in seconds since 1970.
func moment(v *fastjson.Value) (float64, bool) {
	if !v.Exists("seconds") {
		return 0, false
	}
	s := v.GetFloat64("seconds") + v.GetFloat64("milliseconds")/1000
	return s, math.Abs(s) < 1e11
}

// duration puts milliseconds, unless they are none that can be.
func (d *Decoder) duration(ms float64) {
	if ms >= 0 && ms <= math.MaxInt32 {
		d.PutInt(exchange.FieldDuration, int64(math.Round(ms)))
	}
}

// status puts an HTTP status. Helicone writes negative ones for calls that
// were cancelled or have not ended.
func (d *Decoder) status(v *fastjson.Value) {
	if n, ok := number(v); ok && n >= 100 && n < 600 {
		d.PutInt(exchange.FieldStatus, int64(n))
	}
}
