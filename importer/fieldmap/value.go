package fieldmap

import (
	"fmt"
	"reflect"
	"unsafe"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"github.com/valyala/fastjson"
)

// valueOf is a JSON value as CEL has it: a whole number as int, another as
// double. It is valid as long as v is.
func valueOf(v *fastjson.Value) ref.Val {
	switch v.Type() {
	case fastjson.TypeString:
		return types.String(view(v.GetStringBytes()))
	case fastjson.TypeNumber:
		if n, err := v.Int64(); err == nil {
			return types.Int(n)
		}
		return types.Double(v.GetFloat64())
	case fastjson.TypeTrue:
		return types.True
	case fastjson.TypeFalse:
		return types.False
	case fastjson.TypeObject:
		return object{v: v, o: v.GetObject()}
	case fastjson.TypeArray:
		return array{types.NewDynamicList(adapter{}, v.GetArray()), v}
	}
	return types.NullValue
}

// view is b as a string without a copy: b must not change while it is used.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// adapter makes CEL values of the elements of arrays.
type adapter struct{}

// NativeToValue is x as a CEL value.
func (adapter) NativeToValue(x any) ref.Val {
	if v, ok := x.(*fastjson.Value); ok {
		return valueOf(v)
	}
	return types.DefaultTypeAdapter.NativeToValue(x)
}

// array is a JSON array as a CEL list.
type array struct {
	traits.Lister
	v *fastjson.Value
}

// object is a JSON object as a CEL map whose values are looked up when they
// are asked for.
type object struct {
	v *fastjson.Value // nil for the line itself
	o *fastjson.Object
}

var _ traits.Mapper = object{}

// Find is the value of a key.
func (x object) Find(key ref.Val) (ref.Val, bool) {
	name, ok := key.(types.String)
	if !ok {
		return nil, false
	}
	v := x.o.Get(string(name))
	if v == nil {
		return nil, false
	}
	return valueOf(v), true
}

// Get is the value of a key, or the error that there is none.
func (x object) Get(key ref.Val) ref.Val {
	if v, ok := x.Find(key); ok {
		return v
	}
	return types.NewErr("no such key")
}

// Contains tells whether there is a key.
func (x object) Contains(key ref.Val) ref.Val {
	_, ok := x.Find(key)
	return types.Bool(ok)
}

// Size is the number of keys.
func (x object) Size() ref.Val { return types.Int(x.o.Len()) }

// Iterator gives the keys, in their order.
func (x object) Iterator() traits.Iterator {
	keys := make([]ref.Val, 0, x.o.Len())
	x.o.Visit(func(key []byte, _ *fastjson.Value) { keys = append(keys, types.String(view(key))) })
	return types.NewRefValList(adapter{}, keys).Iterator()
}

// Equal tells whether other is a map with the same keys and values.
func (x object) Equal(other ref.Val) ref.Val {
	m, ok := other.(traits.Mapper)
	if !ok || m.Size() != x.Size() {
		return types.False
	}
	for it := x.Iterator(); it.HasNext() == types.True; {
		key := it.Next()
		theirs, ok := m.Find(key)
		if !ok || types.Equal(x.Get(key), theirs) != types.True {
			return types.False
		}
	}
	return types.True
}

// ConvertToType gives the map itself or its type.
func (x object) ConvertToType(t ref.Type) ref.Val {
	switch t {
	case types.MapType:
		return x
	case types.TypeType:
		return types.MapType
	}
	return types.NewErr("a map has no conversion to %s", t.TypeName())
}

// ConvertToNative is not possible.
func (x object) ConvertToNative(t reflect.Type) (any, error) { return nil, noConversion(t) }

// Type is CEL's map.
func (x object) Type() ref.Type { return types.MapType }

// Value is the JSON object.
func (x object) Value() any { return x.o }

func noConversion(t reflect.Type) error { return fmt.Errorf("no conversion to %v", t) }
