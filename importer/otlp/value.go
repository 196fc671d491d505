package otlp

import (
	"math"
	"strconv"
	"strings"

	"github.com/valyala/fastjson"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/body"
)

// Kinds of keys by the values that they take; the others take a text.
const (
	counts = exchange.FieldMaxTokens | exchange.FieldChoices | exchange.FieldInputTokens | exchange.FieldOutputTokens |
		exchange.FieldReasoningTokens | exchange.FieldCacheTokens | exchange.FieldStatus
	shares = exchange.FieldTemperature | exchange.FieldTopP
	truths = exchange.FieldStream | exchange.FieldLogprobs
	lists  = exchange.FieldFinish | exchange.FieldIssued | exchange.FieldPresented
	ids    = exchange.FieldAccount | exchange.FieldOrg
)

// maxID is the longest id of an account or an organisation, in bytes; a longer
// one is told by its digest.
const maxID = 256

// put gives a key the value of an attribute, as the key takes it. It tells
// whether the value could be read.
func (r *reader) put(f exchange.Fields, v pcommon.Value) bool {
	d := r.decoder
	switch {
	case counts.Has(f):
		return r.putNumber(f, v, math.MaxInt32)
	case f == exchange.FieldASN:
		return r.putNumber(f, v, math.MaxUint32)
	case shares.Has(f):
		n, ok := number(v)
		if ok = ok && n >= 0 && n < math.MaxInt32/1000; ok {
			d.Put(f, d.Arena().NewNumberString(strconv.FormatFloat(n, 'f', -1, 64)))
		}
		return ok
	case f == exchange.FieldSeed:
		_, ok := number(v)
		if ok {
			d.PutInt(f, 1)
		}
		return ok
	case truths.Has(f):
		t, err := strconv.ParseBool(scalar(v))
		if err == nil {
			d.Put(f, truth(d.Arena(), t))
		}
		return err == nil
	case lists.Has(f):
		return r.putList(f, v)
	}
	s := scalar(v)
	switch {
	case ids.Has(f) && len(s) > maxID:
		s = exchange.Digest([]byte(s))
	case f == exchange.FieldAddress:
		s = body.Address(s)
	}
	d.PutString(f, s)
	return s != ""
}

func (r *reader) putNumber(f exchange.Fields, v pcommon.Value, most float64) bool {
	n, ok := number(v)
	if ok = ok && n >= 0 && n <= most && n == math.Trunc(n); ok {
		r.decoder.PutInt(f, int64(n))
	}
	return ok
}

// putList takes a list of texts, the JSON of one, or a text.
func (r *reader) putList(f exchange.Fields, v pcommon.Value) bool {
	a := r.decoder.Arena()
	list := a.NewArray()
	n := 0
	for _, e := range r.parsed(v).GetArray() {
		if s := e.GetStringBytes(); len(s) > 0 {
			list.SetArrayItem(n, exchange.Text(a, string(s)))
			n++
		}
	}
	if s := scalar(v); n == 0 && s != "" {
		list.SetArrayItem(n, exchange.Text(a, s))
		n++
	}
	if n > 0 {
		r.decoder.Put(f, list)
	}
	return n > 0
}

func truth(a *fastjson.Arena, t bool) *fastjson.Value {
	if t {
		return a.NewTrue()
	}
	return a.NewFalse()
}

// scalar is a value as text, the first of a list; "" if it is none.
func scalar(v pcommon.Value) string {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		return v.Str()
	case pcommon.ValueTypeInt:
		return strconv.FormatInt(v.Int(), 10)
	case pcommon.ValueTypeDouble:
		return strconv.FormatFloat(v.Double(), 'f', -1, 64)
	case pcommon.ValueTypeBool:
		return strconv.FormatBool(v.Bool())
	case pcommon.ValueTypeSlice:
		if s := v.Slice(); s.Len() > 0 && s.At(0).Type() == pcommon.ValueTypeStr {
			return s.At(0).Str()
		}
	}
	return ""
}

// number is a value that is a number, or the text of one.
func number(v pcommon.Value) (float64, bool) {
	switch v.Type() {
	case pcommon.ValueTypeInt:
		return float64(v.Int()), true
	case pcommon.ValueTypeDouble:
		return v.Double(), true
	case pcommon.ValueTypeStr:
		n, err := strconv.ParseFloat(strings.TrimSpace(v.Str()), 64)
		return n, err == nil
	}
	return 0, false
}

const (
	maxLevels = 64   // of maps and lists in one another, of which a value is read
	maxKeys   = 1000 // of one map
)

// parsed is an attribute that holds JSON, as a value or as the text of an
// object or a list; nil if there is none.
func (r *reader) parsed(v pcommon.Value) *fastjson.Value { return body.JSON(r.json(v, 0)) }

// get is parsed of the attribute called name.
func (r *reader) get(name string) *fastjson.Value {
	v, ok := r.attributes[name]
	if !ok {
		return nil
	}
	return r.parsed(v)
}

// json is a value as JSON. What lies too deep, and bytes, are null.
func (r *reader) json(v pcommon.Value, level int) *fastjson.Value {
	a := r.decoder.Arena()
	if level > maxLevels {
		return a.NewNull()
	}
	switch v.Type() {
	case pcommon.ValueTypeStr:
		return exchange.Text(a, v.Str())
	case pcommon.ValueTypeBool:
		return truth(a, v.Bool())
	case pcommon.ValueTypeInt:
		return a.NewNumberString(strconv.FormatInt(v.Int(), 10))
	case pcommon.ValueTypeDouble:
		if n := v.Double(); !math.IsNaN(n) && !math.IsInf(n, 0) {
			return a.NewNumberString(strconv.FormatFloat(n, 'f', -1, 64))
		}
	case pcommon.ValueTypeSlice:
		list := a.NewArray()
		for i, e := range v.Slice().All() {
			list.SetArrayItem(i, r.json(e, level+1))
		}
		return list
	case pcommon.ValueTypeMap:
		o := a.NewObject()
		n := 0
		for name, e := range v.Map().All() {
			if n++; n > maxKeys {
				break
			}
			o.Set(name, r.json(e, level+1))
		}
		return o
	}
	return a.NewNull()
}
