package exchange

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/valyala/fastjson/fastfloat"
)

// Most lines of a log are alike: what follows reads them in one pass, without a
// tree of values in between, several times as fast. It gives up at whatever is
// unusual (a value of another type, a key that comes twice, surrogates, a turn
// without a role), and leaves the line to the tree, which rejects it or knows
// better. What it does read has to come out as the tree has it: a test compares
// the two.

// rest is how many lines are left to the tree, at most, before the quick way is
// tried again in a log that it does not suit.
const rest = 256

// quick reads a line. If it reports false, x and d are to be reset; what is
// counted is not touched.
func (d *Decoder) quick(line []byte, x *Exchange) bool {
	if d.resting > 0 {
		d.resting--
		return false
	}
	if len(line) > largeLine || !utf8.Valid(line) {
		return false
	}
	if cap(d.plain) < len(line) {
		d.plain = make([]byte, 0, max(2*len(line), 16<<10))
	}
	c := cursor{line: line, plain: d.plain[:0]}
	if !d.quickLine(&c, x) {
		d.pause = min(2*d.pause+1, rest)
		d.resting = d.pause
		return false
	}
	d.pause = 0
	for _, key := range d.strange {
		d.count(key)
	}
	return true
}

func (d *Decoder) quickLine(c *cursor, x *Exchange) bool {
	d.strange, d.given = d.strange[:0], 0
	if !c.take('{') {
		return false
	}
	seen, conversation := Fields(0), Fields(0)
	for more := true; more; {
		f, key, ok := d.key(c)
		if !ok || !c.take(':') {
			return false
		}
		c.next()
		switch {
		case f == FieldHeaders:
			ok = d.quickHeader(c, x, key)
		case f == 0:
			if string(key) != ignored {
				d.strange = append(d.strange, key)
			}
			ok = c.skip(0)
		case seen&f != 0:
			return false
		default:
			seen |= f
			if f&(FieldSystem|FieldInput|FieldOutput) != 0 { // instructions are joined in the order of the record
				if f < conversation {
					return false
				}
				conversation = f
			}
			ok = c.word("null") || d.quickValue(c, x, f)
		}
		if !ok {
			return false
		}
		if more, ok = c.more('}'); !ok {
			return false
		}
	}
	x.System = d.system.take()
	return c.next() == 0 && c.at == len(c.line) && x.Fields.Has(FieldTime|FieldAccount)
}

// key reads a key and says which of the record's it is; 0 if it is none.
func (d *Decoder) key(c *cursor) (Fields, []byte, bool) {
	if c.next() != '"' {
		return 0, nil, false
	}
	place := d.next[d.last]
	if name := record[place].name; len(c.line) > c.at+1+len(name) && string(c.line[c.at+1:c.at+1+len(name)]) == name && c.line[c.at+1+len(name)] == '"' {
		c.at += len(name) + 2
		d.last = place
		return 1 << place, nil, true
	}
	r, ok := c.raw()
	if !ok || r.escaped {
		return 0, nil, false
	}
	if i, ok := index[string(r.text)]; ok {
		d.next[d.last] = i
		d.last = i
		return 1 << i, nil, true
	}
	if isHeader(view(r.text)) {
		return FieldHeaders, r.text, true
	}
	return 0, r.text, true
}

// quickValue reads one value into its place in x.
func (d *Decoder) quickValue(c *cursor, x *Exchange, f Fields) (ok bool) {
	silent := false
	switch f {
	case FieldTime:
		var s string
		if s, ok = c.text(); ok && s != "" {
			x.Time, ok = d.clock.parse(s)
			ok = ok && x.Time >= minTime && x.Time < maxTime
		}
		silent = s == ""
	case FieldSystem:
		silent, ok = d.quickInstructions(c)
	case FieldInput:
		x.Input, silent, ok = d.quickMessages(c, x.Input, "user")
	case FieldOutput:
		x.Output, silent, ok = d.quickMessages(c, x.Output, "assistant")
	case FieldTools:
		var n int
		n, ok = c.count(0)
		x.Tools = int32(n)
	case FieldTemperature:
		x.Temperature, ok = c.scaled(1000)
	case FieldTopP:
		x.TopP, ok = c.scaled(1000)
	case FieldDuration:
		x.Duration, ok = c.scaled(1)
	case FieldSeed:
		_, ok = c.figure()
		x.Seeded = ok
	case FieldStream:
		x.Stream, ok = c.flag()
	case FieldLogprobs:
		x.Logprobs, ok = c.flag()
	case FieldASN:
		x.ASN, ok = c.digits()
		ok = ok && x.ASN <= math.MaxUint32
	case FieldFinish:
		var few [4]string
		var all []string
		all, silent, ok = c.texts(few[:0])
		if len(all) > 0 {
			x.Finish = all[0]
		}
	case FieldIssued:
		x.Issued, silent, ok = c.texts(x.Issued)
	case FieldPresented:
		x.Presented, silent, ok = c.texts(x.Presented)
	default:
		if p := textPlace(x, f); p != nil {
			*p, ok = c.text()
			ok = ok && (len(*p) <= maxID || f&(FieldAccount|FieldOrg) == 0)
			silent = *p == ""
		} else if p := countPlace(x, f); p != nil {
			var n int64
			n, ok = c.digits()
			ok = ok && n <= math.MaxInt32
			*p = int32(n)
		}
	}
	if !silent {
		x.Fields |= f
	}
	return ok
}

// textPlace is where a text of the record goes; nil if the key's value is none.
func textPlace(x *Exchange, f Fields) *string {
	switch f {
	case FieldID:
		return &x.ID
	case FieldAccount:
		return &x.Account
	case FieldOrg:
		return &x.Org
	case FieldConversation:
		return &x.Conversation
	case FieldModel:
		return &x.Model
	case FieldOperation:
		return &x.Operation
	case FieldProvider:
		return &x.Provider
	case FieldResponseID:
		return &x.ResponseID
	case FieldResponseModel:
		return &x.ResponseModel
	case FieldRefusal:
		return &x.Refusal
	case FieldErrorType:
		return &x.ErrorType
	case FieldAddress:
		return &x.Address
	case FieldUserAgent:
		return &x.UserAgent
	case FieldJA4:
		return &x.JA4
	case FieldJA4H:
		return &x.JA4H
	case FieldHTTP2:
		return &x.HTTP2
	}
	return nil
}

// countPlace is where a whole number of the record goes.
func countPlace(x *Exchange, f Fields) *int32 {
	switch f {
	case FieldMaxTokens:
		return &x.MaxTokens
	case FieldChoices:
		return &x.Choices
	case FieldInputTokens:
		return &x.InputTokens
	case FieldOutputTokens:
		return &x.OutputTokens
	case FieldReasoningTokens:
		return &x.ReasoningTokens
	case FieldCacheTokens:
		return &x.CacheTokens
	case FieldStatus:
		return &x.Status
	}
	return nil
}

// quickHeader reads a request header.
func (d *Decoder) quickHeader(c *cursor, x *Exchange, key []byte) bool {
	if d.given++; d.given > maxHeaders {
		return false
	}
	if c.word("null") {
		return true
	}
	if c.next() == '"' {
		s, ok := c.text()
		if s == "" {
			return ok
		}
		d.text.add(s, "")
	} else {
		if !c.take('[') {
			return false
		}
		for more := !c.empty(']'); more; {
			s, ok := c.text()
			if !ok {
				return false
			}
			d.text.add(s, ", ")
			if more, ok = c.more(']'); !ok {
				return false
			}
		}
	}
	x.putHeader(Header{strings.ToLower(view(key[len(headerPrefix):])), d.text.take()})
	x.Fields |= FieldHeaders
	return true
}

// texts reads an array of strings, or one string; null and "" are left out.
func (c *cursor) texts(dst []string) (all []string, silent, ok bool) {
	if c.next() == '"' {
		s, ok := c.text()
		if s == "" {
			return dst, true, ok
		}
		return append(dst, s), false, ok
	}
	if !c.take('[') {
		return dst, false, false
	}
	for more := !c.empty(']'); more; {
		c.next()
		if !c.word("null") {
			s, ok := c.text()
			if !ok {
				return dst, false, false
			}
			if s != "" {
				dst = append(dst, s)
			}
		}
		if more, ok = c.more(']'); !ok {
			return dst, false, false
		}
	}
	return dst, false, true
}

func (c *cursor) flag() (int8, bool) {
	if c.word("true") {
		return 1, true
	}
	return 0, c.word("false")
}

// scaled reads a number times scale, rounded.
func (c *cursor) scaled(scale float64) (int32, bool) {
	s, ok := c.figure()
	if !ok {
		return Absent, false
	}
	f, err := fastfloat.Parse(s)
	if err != nil {
		return Absent, false
	}
	n, bad := scaled(f, scale)
	return n, bad == ""
}
