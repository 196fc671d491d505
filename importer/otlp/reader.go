package otlp

import (
	"bytes"
	"strings"

	"github.com/valyala/fastjson"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/body"
	"github.com/stillhunt/stillhunt/importer/join"
)

// reader reads the attributes of one record after the other.
type reader struct {
	decoder    *exchange.Decoder
	x          exchange.Exchange
	aside      *exchange.Decoder // of single messages, while decoder has a record
	y          exchange.Exchange
	attributes map[string]pcommon.Value
	headers    []header
	flat       flat
	user       string          // whom the caller named to the provider
	doubtful   exchange.Fields // what only the caller said, or nobody
}

// header is one of a request that an attribute holds.
type header struct {
	name  string
	value pcommon.Value
	sent  bool // to the model, by the caller
}

func newReader() *reader {
	return &reader{decoder: exchange.NewDecoder(), aside: exchange.NewDecoder(), attributes: map[string]pcommon.Value{}}
}

// maxAttributes is how many attributes the reader's memory is kept for.
const maxAttributes = 1000

// load takes a record's attributes.
func (r *reader) load(attributes pcommon.Map) {
	if len(r.attributes) > maxAttributes {
		r.attributes = map[string]pcommon.Value{}
	}
	clear(r.attributes)
	r.headers, r.flat = r.headers[:0], flat{}
	r.decoder.Begin(&r.x)
	r.user, r.doubtful = "", 0
	for name, v := range attributes.All() {
		if rest, ok := strings.CutPrefix(name, "http.request.header."); ok {
			r.headers = append(r.headers, header{name: rest, value: v})
		} else if rest, ok := strings.CutPrefix(name, "ai.request.headers."); ok {
			r.headers = append(r.headers, header{name: rest, value: v, sent: true})
		} else if !r.flat.take(name, v) {
			r.attributes[name] = v
		}
	}
}

// text is an attribute that is a text; "" if it is none.
func (r *reader) text(name string) string {
	if v, ok := r.attributes[name]; ok && v.Type() == pcommon.ValueTypeStr {
		return v.Str()
	}
	return ""
}

func (r *reader) has(name string) bool {
	_, ok := r.attributes[name]
	return ok
}

// around reads what a record tells for those under it.
func (r *reader) around(attributes pcommon.Map, rank join.Rank) []join.Value {
	if attributes.Len() == 0 {
		return nil
	}
	r.load(attributes)
	return r.readAround(rank)
}

func (r *reader) readAround(rank join.Rank) []join.Value {
	r.scalars(around)
	r.readHeaders(false)
	return r.values(around|exchange.FieldHeaders, rank)
}

// scalars puts the keys of mask that single attributes say.
func (r *reader) scalars(mask exchange.Fields) {
	for _, a := range attributes {
		if !mask.Has(a.field) {
			continue
		}
		for _, name := range a.names {
			if v, ok := r.attributes[name]; ok && r.put(a.field, v) {
				break
			}
		}
	}
}

// readHeaders puts what the headers tell: of those to the server that wrote the
// record, or of those sent to the model.
func (r *reader) readHeaders(sent bool) {
	a := r.decoder.Arena()
	list := a.NewArray()
	n := 0
	add := func(name string, v *fastjson.Value) {
		one := a.NewArray()
		one.SetArrayItem(0, a.NewString(name))
		one.SetArrayItem(1, v)
		list.SetArrayItem(n, one)
		n++
	}
	for _, h := range r.headers {
		if h.sent == sent {
			add(h.name, r.json(h.value, 0))
		}
	}
	if sent {
		for _, h := range literal(r.text("gen_ai.headers")) {
			add(h[0], a.NewString(h[1]))
		}
	}
	if n == 0 {
		return
	}
	had := r.decoder.Has(exchange.FieldAddress)
	hadAgent := r.decoder.Has(exchange.FieldUserAgent)
	body.Headers(r.decoder, list)
	if sent && !had {
		r.doubtful |= exchange.FieldAddress
	}
	if sent && !hadAgent {
		r.doubtful |= exchange.FieldUserAgent
	}
}

// values ends a record and gives its keys in mask.
func (r *reader) values(mask exchange.Fields, rank join.Rank) []join.Value {
	_ = r.decoder.End(&r.x) // time and account are not its to know
	var all []join.Value
	for f := exchange.FieldTime; f <= exchange.FieldPresented; f <<= 1 {
		if mask.Has(f) && (r.x.Fields.Has(f) || f == exchange.FieldSystem && r.x.System != "") {
			v := join.Value{Key: f, JSON: valueOf(r.x, f), Rank: rank}
			if r.doubtful.Has(f) {
				v.Rank = join.Claimed
			}
			all = append(all, v)
		}
	}
	if mask.Has(exchange.FieldHeaders) {
		var p join.Piece
		for _, h := range r.x.Headers {
			p.PutHeader(h.Name, exchange.AppendText(nil, h.Value))
		}
		for _, v := range p.Values {
			v.Rank = rank
			all = append(all, v)
		}
	}
	return all
}

// valueOf is the JSON of one key of x.
func valueOf(x exchange.Exchange, f exchange.Fields) []byte {
	x.Fields, x.Headers = f, nil
	if f != exchange.FieldSystem {
		x.System = ""
	}
	line := exchange.AppendLine(nil, &x) // {"name":value}
	return bytes.TrimSuffix(line[bytes.IndexByte(line, ':')+1:], []byte("}\n"))
}

// literal reads a dict of texts as Python prints it; nothing if it is none.
func literal(s string) [][2]string {
	s, ok := strings.CutPrefix(strings.TrimSpace(s), "{")
	var all [][2]string
	for ok && len(all) < 64 {
		var key, value string
		if key, s, ok = quoted(s); !ok {
			break
		}
		if s, ok = strings.CutPrefix(strings.TrimSpace(s), ":"); !ok {
			break
		}
		if value, s, ok = quoted(s); !ok {
			break
		}
		all = append(all, [2]string{key, value})
		s, ok = strings.CutPrefix(strings.TrimSpace(s), ",")
	}
	return all
}

// quoted takes a text in quotes, single or double, off s.
func quoted(s string) (text, rest string, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" || s[0] != '\'' && s[0] != '"' {
		return "", "", false
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == s[0]:
			return b.String(), s[i+1:], true
		case s[i] == '\\' && i+1 < len(s):
			i++
		}
		b.WriteByte(s[i])
	}
	return "", "", false
}
