package fieldmap

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
)

// The keys by what they take.
const (
	numbers = exchange.FieldTemperature | exchange.FieldTopP | exchange.FieldMaxTokens | exchange.FieldSeed | exchange.FieldChoices |
		exchange.FieldInputTokens | exchange.FieldOutputTokens | exchange.FieldReasoningTokens | exchange.FieldCacheTokens |
		exchange.FieldStatus | exchange.FieldDuration | exchange.FieldASN
	flags    = exchange.FieldStream | exchange.FieldLogprobs
	messages = exchange.FieldSystem | exchange.FieldInput | exchange.FieldOutput
	lists    = exchange.FieldTools | exchange.FieldFinish | exchange.FieldIssued | exchange.FieldPresented
)

// put gives a key what its expression gave.
func (d *Decoder) put(f *field, v ref.Val) {
	j := d.fit(f.key, d.json(v, 0))
	if j == nil {
		return
	}
	if f.key == exchange.FieldHeaders {
		d.PutHeader(strings.TrimPrefix(f.name, "http.request.header."), j)
		return
	}
	d.Put(f.key, j)
}

// fit makes of j what the key takes, where the two say the same: a log that is
// a table has nothing but text.
func (d *Decoder) fit(key exchange.Fields, j *fastjson.Value) *fastjson.Value {
	if j == nil {
		return nil
	}
	number, text := j.Type() == fastjson.TypeNumber, j.Type() == fastjson.TypeString
	switch {
	case numbers.Has(key) && text:
		s := strings.TrimSpace(string(j.GetStringBytes()))
		if s == "" {
			return nil
		}
		if f, err := strconv.ParseFloat(s, 64); err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
			return d.number(f)
		}
	case flags.Has(key) && (text || number):
		s := string(j.GetStringBytes())
		if number {
			s = string(j.MarshalTo(nil))
		}
		if b, err := strconv.ParseBool(strings.ToLower(strings.TrimSpace(s))); err == nil {
			return d.truth(b)
		}
	case (messages | lists).Has(key) && text:
		if inside := d.inside(key, view(j.GetStringBytes())); inside != nil {
			return inside
		}
	case number && (numbers|flags|messages|lists|exchange.FieldTime)&key == 0:
		return d.Arena().NewString(string(j.MarshalTo(nil)))
	}
	return j
}

// inside is the array that a text holds as JSON, nil if it is just a text:
// messages are objects.
func (d *Decoder) inside(key exchange.Fields, s string) *fastjson.Value {
	if !strings.HasPrefix(strings.TrimLeft(s, " \t\r\n"), "[") {
		return nil
	}
	v := d.read.parse(s)
	if v == nil || v.Type() != fastjson.TypeArray {
		return nil
	}
	for _, e := range v.GetArray() {
		if messages.Has(key) && e.Type() != fastjson.TypeObject {
			return nil
		}
	}
	return v
}

// maxNesting is how deep the values that expressions make are read.
const maxNesting = 100

// json is a CEL value as JSON; nil if it says nothing or JSON cannot say it.
func (d *Decoder) json(v ref.Val, depth int) *fastjson.Value {
	if depth > maxNesting {
		return nil
	}
	a := d.Arena()
	switch v := v.(type) {
	case object:
		return v.v
	case array:
		return v.v
	case types.String:
		return a.NewString(string(v))
	case types.Bytes:
		if utf8.Valid(v) {
			return a.NewString(string(v))
		}
	case types.Int:
		return a.NewNumberString(strconv.FormatInt(int64(v), 10))
	case types.Uint:
		return a.NewNumberString(strconv.FormatUint(uint64(v), 10))
	case types.Double:
		if f := float64(v); !math.IsInf(f, 0) && !math.IsNaN(f) {
			return d.number(f)
		}
	case types.Bool:
		return d.truth(bool(v))
	case types.Timestamp:
		return a.NewString(v.Time.UTC().Format(time.RFC3339Nano))
	case types.Duration:
		return d.number(float64(v.Duration) / float64(time.Millisecond))
	case *types.Optional:
		if v.HasValue() {
			return d.json(v.GetValue(), depth+1)
		}
	case traits.Lister:
		return d.list(v, depth)
	case traits.Mapper:
		return d.object(v, depth)
	}
	return nil
}

func (d *Decoder) number(f float64) *fastjson.Value {
	if f == math.Trunc(f) && math.Abs(f) < 1<<53 {
		return d.Arena().NewNumberString(strconv.FormatInt(int64(f), 10))
	}
	return d.Arena().NewNumberString(strconv.FormatFloat(f, 'g', -1, 64))
}

func (d *Decoder) truth(b bool) *fastjson.Value {
	if b {
		return d.Arena().NewTrue()
	}
	return d.Arena().NewFalse()
}

func (d *Decoder) list(v traits.Lister, depth int) *fastjson.Value {
	list := d.Arena().NewArray()
	n := 0
	for it := v.Iterator(); it.HasNext() == types.True; n++ {
		e := d.json(it.Next(), depth+1)
		if e == nil {
			e = d.Arena().NewNull()
		}
		list.SetArrayItem(n, e)
	}
	return list
}

// object is a map with its keys in order: CEL keeps none.
func (d *Decoder) object(v traits.Mapper, depth int) *fastjson.Value {
	type pair struct {
		key   string
		value ref.Val
	}
	var pairs []pair
	for it := v.Iterator(); it.HasNext() == types.True; {
		key := it.Next()
		if name, ok := key.(types.String); ok {
			pairs = append(pairs, pair{string(name), v.Get(key)})
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int { return cmp.Compare(a.key, b.key) })
	o := d.Arena().NewObject()
	for _, p := range pairs {
		if e := d.json(p.value, depth+1); e != nil {
			o.Set(p.key, e)
		}
	}
	return o
}
