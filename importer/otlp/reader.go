package otlp

import (
	"bytes"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/join"
)

// reader reads the attributes of one record after the other.
type reader struct {
	decoder    *exchange.Decoder
	x          exchange.Exchange
	aside      *exchange.Decoder // of single messages, while decoder has a record
	y          exchange.Exchange
	line       []byte
	attributes map[string]pcommon.Value
	headers    []header
	flat       flat
	user       string          // whom the caller named to the provider
	doubtful   exchange.Fields // what only the caller said, or nobody
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
		if rest, ok := strings.CutPrefix(name, headerPrefix); ok {
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
	for _, a := range plain {
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

// values ends a record and gives its keys in mask.
func (r *reader) values(mask exchange.Fields, rank join.Rank) []join.Value {
	_ = r.decoder.End(&r.x) // time and account are not its to know
	r.line = exchange.AppendLine(r.line[:0], &r.x)
	var p join.Piece
	for key, json := range members(bytes.Clone(r.line)) {
		f := exchange.Lookup(key)
		switch {
		case !mask.Has(f):
			continue
		case f == exchange.FieldHeaders:
			p.PutHeader(strings.TrimPrefix(key, headerPrefix), json)
		default:
			p.Put(f, json)
		}
	}
	for i := range p.Values {
		p.Values[i].Rank = rank
		if r.doubtful.Has(p.Values[i].Key) {
			p.Values[i].Rank = join.Claimed
		}
	}
	if cap(r.line) > largeLine {
		r.line = nil
	}
	return p.Values
}

// largeLine is the longest line of which the memory is kept, in bytes.
const largeLine = 1 << 20
