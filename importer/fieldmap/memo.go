package fieldmap

import (
	"reflect"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/valyala/fastjson"
)

const (
	kept      = 8       // JSON texts of a line that are read once
	keptText  = 1 << 20 // bytes of a text whose parser is kept for the next line
	maxValues = 2 << 20 // JSON values that the texts of a line may hold: each costs 80 bytes
)

// memo reads the JSON texts inside a line, each once: most expressions of a map
// ask for the same few. It is handed to CEL as a value.
type memo struct {
	texts [kept]document
	used  int
	left  int // values
}

// document is one text. Its value is nil if it is not JSON.
type document struct {
	text   string
	parser fastjson.Parser
	value  *fastjson.Value
}

// reset forgets the line.
func (m *memo) reset() {
	for i := range m.used {
		if d := &m.texts[i]; len(d.text) > keptText {
			*d = document{}
		} else {
			d.text, d.value = "", nil
		}
	}
	m.used, m.left = 0, maxValues
}

// parse is what s holds, nil if it is not JSON or too much. It is valid until
// reset.
func (m *memo) parse(s string) *fastjson.Value {
	for i := range m.used {
		if m.texts[i].text == s {
			return m.texts[i].value
		}
	}
	m.left -= 1 + strings.Count(s, ",") + strings.Count(s, "[") + strings.Count(s, "{")
	if m.left < 0 {
		return nil
	}
	d := new(document)
	if m.used < kept {
		d = &m.texts[m.used]
		m.used++
	}
	d.text = s
	if v, err := d.parser.Parse(s); err == nil {
		d.value = v
	}
	return d.value
}

// ConvertToNative is not possible.
func (m *memo) ConvertToNative(t reflect.Type) (any, error) { return nil, noConversion(t) }

// ConvertToType is not possible.
func (m *memo) ConvertToType(t ref.Type) ref.Val { return types.NewErr("no conversion") }

// Equal tells whether other is the same.
func (m *memo) Equal(other ref.Val) ref.Val { return types.Bool(ref.Val(m) == other) }

// Type is a type of its own.
func (m *memo) Type() ref.Type { return memoType }

var memoType = types.NewOpaqueType("memo")

// Value is the memo.
func (m *memo) Value() any { return m }
