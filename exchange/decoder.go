package exchange

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"github.com/valyala/fastjson"
)

// MaxLine is the longest line that is taken, in bytes.
const MaxLine = 16 << 20

const (
	maxID      = 256     // bytes of an account or organisation id
	maxHeaders = 256     // request headers of one line; what SDKs send is a tenth of it
	maxUnknown = 1000    // names of unknown keys that are counted apart
	maxName    = 64      // bytes kept of such a name
	largeLine  = 1 << 20 // what a longer line made the decoder allocate is given back
	maxValues  = 2 << 20 // JSON values in one line: each costs the parser 80 bytes
)

// OtherKeys is the name under which Unknown counts the keys that came after
// the first thousand names.
const OtherKeys = "(other)"

// Decoder reads lines of the native format, and puts together what an importer
// takes from lines of another. It is for one goroutine.
//
// Of a key that is there twice the last value counts; null and "" say nothing.
type Decoder struct {
	parser  fastjson.Parser
	arena   fastjson.Arena
	values  [len(record)]*fastjson.Value // by place in record; headers are kept in headers
	headers []headerValue
	visit   func(key []byte, v *fastjson.Value)
	last    int                  // place of the key seen last; len(record) before the first
	next    [len(record) + 1]int // the place that came after each the last time: writers keep their order
	unknown map[string]*int64
	other   int64

	text   joiner // of the message being read
	system joiner
	large  bool // the last line was large

	// Of the quick way to read a line.
	plain          []byte   // texts without their escapes
	strange        [][]byte // keys of the line that the record does not know
	given          int      // headers of the line
	clock          clock
	pause, resting int // lines left to the tree after the last failure, and still
}

type headerValue struct {
	key   string
	value *fastjson.Value
}

// NewDecoder makes a Decoder.
func NewDecoder() *Decoder {
	d := &Decoder{unknown: map[string]*int64{}}
	d.visit = d.see
	return d
}

// ErrNone says that a line is a good one of its format and no exchange: a
// score, an embedding, a parent span.
var ErrNone = errors.New("the line is no exchange")

// Decode reads one line into x, whose slices it reuses. The strings of x may
// point into the line; they are valid until the next call or a change of the
// line. The error is a *Rejection without file and line.
func (d *Decoder) Decode(line []byte, x *Exchange) error {
	if d.Begin(x); d.quick(line, x) {
		return nil
	}
	return d.read(line, x)
}

// read is Decode by way of a tree.
func (d *Decoder) read(line []byte, x *Exchange) error {
	d.Begin(x)
	o, err := d.Parse(line)
	if err != nil {
		return err
	}
	o.Visit(d.visit)
	return d.End(x)
}

// Begin starts an exchange: Parse the line, Put its values, End it.
func (d *Decoder) Begin(x *Exchange) { d.reset(x) }

// Parse reads a line that is one JSON object. What it gives is valid until the
// next Begin. The error is a *Rejection without file and line.
func (d *Decoder) Parse(line []byte) (*fastjson.Object, error) {
	if r := d.check(line); r != nil {
		return nil, r
	}
	v, err := d.parser.ParseBytes(line)
	if err != nil { // its text holds what the line says
		return nil, &Rejection{Reason: "not valid JSON", Hint: "write one JSON object a line"}
	}
	o, err := v.Object()
	if err != nil {
		return nil, &Rejection{Reason: "not a JSON object", Hint: "write one JSON object a line"}
	}
	return o, nil
}

// End reads what was put into x. The error is a *Rejection without file and line.
func (d *Decoder) End(x *Exchange) error {
	for i, v := range d.values {
		if v == nil || silent(v) {
			continue
		}
		if r := d.set(x, Fields(1)<<i, v); r != nil {
			return r
		}
		x.Fields |= 1 << i
	}
	x.System = d.system.take()
	for _, h := range d.headers {
		if silent(h.value) {
			continue
		}
		if !d.header(x, h) {
			return &Rejection{Reason: short(h.key) + " must be a string or an array of strings", Hint: wrongType}
		}
		x.Fields |= FieldHeaders
	}
	switch {
	case !x.Fields.Has(FieldTime):
		return &Rejection{Reason: "time is missing", Hint: "every exchange needs the start of the request, RFC 3339, in time"}
	case !x.Fields.Has(FieldAccount):
		return &Rejection{Reason: "user.id is missing or empty", Hint: "every exchange needs the account that sent it in user.id"}
	}
	return nil
}

// Unknown counts the lines' keys that the record does not know, by name: at
// most a thousand names of at most 64 bytes, the rest under OtherKeys.
func (d *Decoder) Unknown() map[string]int64 {
	m := make(map[string]int64, len(d.unknown)+1)
	for name, n := range d.unknown {
		m[name] = *n
	}
	if d.other > 0 {
		m[OtherKeys] += d.other
	}
	return m
}

func (d *Decoder) reset(x *Exchange) {
	if d.large {
		d.parser = fastjson.Parser{}
		d.arena = fastjson.Arena{}
		d.text, d.system, d.large = joiner{}, joiner{}, false
	}
	d.arena.Reset()
	clear(d.values[:])
	d.last = len(record)
	d.headers = d.headers[:0]
	d.text.reset()
	d.system.reset()
	*x = Exchange{
		Input: x.Input[:0], Output: x.Output[:0], Headers: x.Headers[:0],
		Issued: x.Issued[:0], Presented: x.Presented[:0],
		Tools: Absent, Temperature: Absent, TopP: Absent, MaxTokens: Absent, Choices: Absent,
		Stream: Absent, Logprobs: Absent,
		InputTokens: Absent, OutputTokens: Absent, ReasoningTokens: Absent, CacheTokens: Absent,
		Status: Absent, Duration: Absent, ASN: Absent,
	}
}

// check refuses what must not reach the parser.
func (d *Decoder) check(line []byte) *Rejection {
	if len(line) > MaxLine {
		return TooLong("", 0)
	}
	if !utf8.Valid(line) {
		return &Rejection{Reason: "invalid UTF-8", Hint: "write the log as UTF-8"}
	}
	if d.large = len(line) > largeLine; !d.large {
		return nil
	}
	if bytes.Count(line, []byte{','})+bytes.Count(line, []byte{'['})+bytes.Count(line, []byte{'{'}) > maxValues {
		return &Rejection{Reason: "too many JSON values in one line", Hint: "leave out what the record does not need"}
	}
	return nil
}

// TooLong is the rejection of a line of more than MaxLine bytes.
func TooLong(file string, line int64) *Rejection {
	return &Rejection{File: file, Line: line, Reason: "line longer than 16 MiB", Hint: "leave images, audio and files out of the messages"}
}

// see takes one key of the line.
func (d *Decoder) see(key []byte, v *fastjson.Value) {
	if i := d.next[d.last]; string(key) == record[i].name {
		d.values[i], d.last = v, i
		return
	}
	if i, ok := index[string(key)]; ok {
		d.next[d.last] = i
		d.values[i], d.last = v, i
		return
	}
	if len(key) > len(headerPrefix) && string(key[:len(headerPrefix)]) == headerPrefix {
		if len(d.headers) < maxHeaders {
			d.headers = append(d.headers, headerValue{view(key), v})
		}
		return
	}
	if string(key) == ignored {
		return
	}
	d.count(key)
}

// count counts a key that the record does not know.
func (d *Decoder) count(key []byte) {
	if len(key) > maxName {
		key = []byte(short(string(key)))
	}
	if n, ok := d.unknown[string(key)]; ok {
		*n++
	} else if len(d.unknown) < maxUnknown {
		one := int64(1)
		d.unknown[string(key)] = &one
	} else {
		d.other++
	}
}

// short cuts a key's name to maxName bytes, between runes.
func short(name string) string {
	if len(name) <= maxName {
		return name
	}
	n := maxName
	for n > 0 && !utf8.RuneStart(name[n]) {
		n--
	}
	return name[:n]
}
