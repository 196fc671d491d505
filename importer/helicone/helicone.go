// Package helicone reads what Helicone logs: the bodies that the manual logger
// of @helicone/helpers posts, together with the headers they come with, and the
// rows that Helicone's server gives out.
//
// The logger's form is read as version 1.8.3 writes it. The rows are read per
// documentation only: no server was there to write any. Their keys are those of
// POST /v1/request/query and of the dashboard's CSV export.
package helicone

import (
	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/body"
)

// Name is what --format calls it.
const Name = "helicone"

// Sniff says how much first, some whole lines, looks like either form, from 0
// to 100: the score of its best line.
func Sniff(first []byte) int { return body.Best(first, score) }

// score knows a logger's line by the two halves of its body, and a row by its
// time and three more of a row's keys.
func score(o *fastjson.Object) int {
	if logged(o) != nil {
		return 100
	}
	if rows := page(o); rows != nil {
		return score(rows[0].GetObject())
	}
	if get(o, timeKeys...) == nil {
		return 0
	}
	n := 0
	for _, keys := range [...][]string{serverKeys, dashboardKeys} {
		had := 0
		for _, key := range keys {
			if o.Get(key) != nil {
				had++
			}
		}
		n = max(n, had)
	}
	if n < 3 {
		return 0
	}
	return min(100, 20*n)
}

// Decoder reads lines of either form. It is for one goroutine.
type Decoder struct{ *exchange.Decoder }

// NewDecoder makes a Decoder.
func NewDecoder() *Decoder { return &Decoder{exchange.NewDecoder()} }

// Decode reads one line into x. Embeddings, images, audio and the like are
// exchange.ErrNone.
func (d *Decoder) Decode(line []byte, x *exchange.Exchange) error {
	d.Begin(x)
	o, err := d.Parse(line)
	if err != nil {
		return err
	}
	switch {
	case logged(o) != nil:
		err = d.logger(o.Get("headers"), logged(o))
	case page(o) != nil:
		err = &exchange.Rejection{Reason: "many rows in one line", Hint: "write the rows of data one a line: jq -c '.data[]'"}
	default:
		err = d.row(o)
	}
	if err != nil {
		return err
	}
	return d.End(x)
}

// logged is the body that the logger posted, with or without the headers
// beside it; nil if the line is none.
func logged(o *fastjson.Object) *fastjson.Object {
	if b := o.Get("body"); b != nil && b.Type() == fastjson.TypeObject && b.Exists("providerRequest") {
		return b.GetObject()
	}
	if o.Get("providerRequest") != nil {
		return o
	}
	return nil
}

// page is the rows in an answer of the API; nil if the line is none.
func page(o *fastjson.Object) []*fastjson.Value {
	data := o.Get("data")
	if data == nil {
		return nil
	}
	rows := data.GetArray()
	if len(rows) == 0 || rows[0].Type() != fastjson.TypeObject || get(rows[0].GetObject(), timeKeys...) == nil {
		return nil
	}
	return rows
}

// get is the first of the keys that says something; nil if none does.
func get(o *fastjson.Object, keys ...string) *fastjson.Value {
	for _, key := range keys {
		v := o.Get(key)
		if v == nil || v.Type() == fastjson.TypeNull || v.Type() == fastjson.TypeString && len(v.GetStringBytes()) == 0 {
			continue
		}
		return v
	}
	return nil
}
