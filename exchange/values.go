package exchange

import (
	"math"
	"slices"
	"strings"
	"time"
	"unsafe"

	"github.com/valyala/fastjson"
)

const wrongType = "the keys and their types are in the record's JSON Schema"

// Times of the record lie in [minTime, maxTime), microseconds since 1970 UTC.
var (
	minTime = time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	maxTime = time.Date(2101, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
)

// set reads one value into its place in x.
func (d *Decoder) set(x *Exchange, f Fields, v *fastjson.Value) *Rejection {
	var bad string
	switch f {
	case FieldTime:
		return d.time(x, v)
	case FieldID:
		x.ID, bad = textOf(v)
	case FieldAccount:
		x.Account, bad = idOf(v)
	case FieldOrg:
		x.Org, bad = idOf(v)
	case FieldConversation:
		x.Conversation, bad = textOf(v)
	case FieldModel:
		x.Model, bad = textOf(v)
	case FieldOperation:
		x.Operation, bad = textOf(v)
	case FieldProvider:
		x.Provider, bad = textOf(v)
	case FieldSystem:
		bad = d.instructions(v)
	case FieldInput:
		x.Input, bad = d.messages(x.Input, v, "user")
	case FieldOutput:
		x.Output, bad = d.messages(x.Output, v, "assistant")
	case FieldTools:
		x.Tools, bad = lengthOf(v)
	case FieldTemperature:
		x.Temperature, bad = scaledOf(v, 1000)
	case FieldTopP:
		x.TopP, bad = scaledOf(v, 1000)
	case FieldMaxTokens:
		x.MaxTokens, bad = countOf(v)
	case FieldSeed:
		if x.Seeded = v.Type() == fastjson.TypeNumber; !x.Seeded {
			bad = "must be a number"
		}
	case FieldChoices:
		x.Choices, bad = countOf(v)
	case FieldStream:
		x.Stream, bad = flagOf(v)
	case FieldLogprobs:
		x.Logprobs, bad = flagOf(v)
	case FieldInputTokens:
		x.InputTokens, bad = countOf(v)
	case FieldOutputTokens:
		x.OutputTokens, bad = countOf(v)
	case FieldReasoningTokens:
		x.ReasoningTokens, bad = countOf(v)
	case FieldCacheTokens:
		x.CacheTokens, bad = countOf(v)
	case FieldResponseID:
		x.ResponseID, bad = textOf(v)
	case FieldResponseModel:
		x.ResponseModel, bad = textOf(v)
	case FieldFinish:
		x.Finish, bad = firstOf(v)
	case FieldRefusal:
		x.Refusal, bad = textOf(v)
	case FieldStatus:
		x.Status, bad = countOf(v)
	case FieldErrorType:
		x.ErrorType, bad = textOf(v)
	case FieldDuration:
		x.Duration, bad = scaledOf(v, 1)
	case FieldAddress:
		x.Address, bad = textOf(v)
	case FieldUserAgent:
		x.UserAgent, bad = textOf(v)
	case FieldJA4:
		x.JA4, bad = textOf(v)
	case FieldJA4H:
		x.JA4H, bad = textOf(v)
	case FieldHTTP2:
		x.HTTP2, bad = textOf(v)
	case FieldASN:
		x.ASN, bad = wholeOf(v, math.MaxUint32)
	case FieldIssued:
		x.Issued, bad = appendStrings(x.Issued, v)
	case FieldPresented:
		x.Presented, bad = appendStrings(x.Presented, v)
	}
	if bad != "" {
		return &Rejection{Reason: strings.Join(f.Names(), "") + " " + bad, Hint: wrongType}
	}
	return nil
}

func (d *Decoder) time(x *Exchange, v *fastjson.Value) *Rejection {
	b, err := v.StringBytes()
	if err != nil {
		return &Rejection{Reason: "time must be a string", Hint: wrongType}
	}
	t, ok := parseTime(view(b))
	if !ok {
		return &Rejection{Reason: "time is not RFC 3339", Hint: "write it as 2026-01-31T12:00:00Z, with any offset"}
	}
	if t < minTime || t >= maxTime {
		return &Rejection{Reason: "time out of range", Hint: "years 2015 to 2100 are taken: check the unit of the source"}
	}
	x.Time = t
	return nil
}

// parseTime reads an RFC 3339 time into microseconds since 1970 UTC.
func parseTime(s string) (int64, bool) {
	t, err := time.Parse(time.RFC3339, s)
	return t.UnixMicro(), err == nil
}

// header reads one request header.
func (d *Decoder) header(x *Exchange, h headerValue) bool {
	switch h.value.Type() {
	case fastjson.TypeString:
		d.text.add(view(h.value.GetStringBytes()), "")
	case fastjson.TypeArray:
		for _, e := range h.value.GetArray() {
			if e.Type() != fastjson.TypeString {
				return false
			}
			d.text.add(view(e.GetStringBytes()), ", ")
		}
	default:
		return false
	}
	x.putHeader(Header{strings.ToLower(h.key[len(headerPrefix):]), d.text.take()})
	return true
}

// putHeader puts a header into its sorted place; the last of a name counts.
func (x *Exchange) putHeader(entry Header) {
	i, found := slices.BinarySearchFunc(x.Headers, entry, func(a, b Header) int { return strings.Compare(a.Name, b.Name) })
	if found {
		x.Headers[i] = entry
	} else {
		x.Headers = slices.Insert(x.Headers, i, entry)
	}
}

// silent tells null and the empty string, which say nothing.
func silent(v *fastjson.Value) bool {
	switch v.Type() {
	case fastjson.TypeNull:
		return true
	case fastjson.TypeString:
		return len(v.GetStringBytes()) == 0
	}
	return false
}

func textOf(v *fastjson.Value) (string, string) {
	b, err := v.StringBytes()
	if err != nil {
		return "", "must be a string"
	}
	return view(b), ""
}

func idOf(v *fastjson.Value) (string, string) {
	s, bad := textOf(v)
	if len(s) > maxID {
		return "", "is longer than 256 bytes"
	}
	return s, bad
}

func countOf(v *fastjson.Value) (int32, string) {
	n, bad := wholeOf(v, math.MaxInt32)
	return int32(n), bad
}

// wholeOf reads a whole number in 0..most, or −1, which says unknown.
func wholeOf(v *fastjson.Value, most int64) (int64, string) {
	if v.Type() != fastjson.TypeNumber {
		return Absent, "must be a whole number"
	}
	n, err := v.Int64()
	if err != nil { // 12.0, 1e3
		f, err := v.Float64()
		if err != nil || f != math.Trunc(f) {
			return Absent, "must be a whole number"
		}
		if math.Abs(f) > 1<<53 {
			return Absent, "is out of range"
		}
		n = int64(f)
	}
	if n < Absent || n > most {
		return Absent, "is out of range"
	}
	return n, ""
}

// scaledOf reads a number times scale, rounded; −1 says unknown.
func scaledOf(v *fastjson.Value, scale float64) (int32, string) {
	if v.Type() != fastjson.TypeNumber {
		return Absent, "must be a number"
	}
	f, err := v.Float64()
	if err != nil {
		return Absent, "must be a number"
	}
	return scaled(f, scale)
}

func scaled(f, scale float64) (int32, string) {
	switch {
	case math.IsNaN(f):
		return Absent, "must be a number"
	case f == -1:
		return Absent, ""
	}
	if f = math.Round(f * scale); f < 0 || f > math.MaxInt32 {
		return Absent, "is out of range"
	}
	return int32(f), ""
}

func flagOf(v *fastjson.Value) (int8, string) {
	switch v.Type() {
	case fastjson.TypeTrue:
		return 1, ""
	case fastjson.TypeFalse:
		return 0, ""
	}
	return Absent, "must be true or false"
}

func lengthOf(v *fastjson.Value) (int32, string) {
	a, err := v.Array()
	if err != nil {
		return Absent, "must be an array"
	}
	return int32(len(a)), ""
}

// appendStrings reads an array of strings, or one string; null and "" are left out.
func appendStrings(dst []string, v *fastjson.Value) ([]string, string) {
	if v.Type() == fastjson.TypeString {
		return append(dst, view(v.GetStringBytes())), ""
	}
	a, err := v.Array()
	if err != nil {
		return dst, "must be an array of strings"
	}
	for _, e := range a {
		if silent(e) {
			continue
		}
		b, err := e.StringBytes()
		if err != nil {
			return dst, "must be an array of strings"
		}
		dst = append(dst, view(b))
	}
	return dst, ""
}

// firstOf is the first of an array of strings, or the one string.
func firstOf(v *fastjson.Value) (string, string) {
	var few [4]string
	all, bad := appendStrings(few[:0], v)
	if bad != "" || len(all) == 0 {
		return "", bad
	}
	return all[0], ""
}

// view is b as a string without a copy: b must not change while it is used.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
