package fieldmap

import (
	"math"
	"strconv"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/ext"
	"cel.dev/cel-go/interpreter"

	"github.com/stillhunt/stillhunt/exchange"
)

const (
	variable     = "r"
	memoVariable = "@memo" // cannot be written in an expression
	readJSON     = "@json"
)

// costLimit is what an expression may cost on one line, in CEL's units: about a
// step each, or ten bytes of text. It is some tenths of a second.
const costLimit = 2_000_000

// costs are those of our functions that take longer the longer the text is;
// what json costs is limited by memo.
var costs = []interpreter.CostTrackerOption{
	interpreter.OverloadCostTracker("digest_string", func(args []ref.Val, _ ref.Val) *uint64 {
		n := uint64(1)
		if s, ok := args[0].(types.String); ok {
			n += uint64(len(s)) / 10
		}
		return &n
	}),
}

// environment is what expressions may use.
func environment() (*cel.Env, error) {
	return cel.NewEnv(
		cel.Variable(variable, cel.MapType(cel.StringType, cel.DynType)),
		cel.Variable(memoVariable, cel.DynType),
		cel.OptionalTypes(),
		ext.Strings(),
		moment("seconds", 1),
		moment("millis", 1000),
		cel.Function("digest", cel.Overload("digest_string", []*cel.Type{cel.StringType}, cel.StringType,
			cel.UnaryBinding(func(v ref.Val) ref.Val {
				s, ok := v.(types.String)
				if !ok {
					return types.MaybeNoSuchOverloadErr(v)
				}
				return types.String(exchange.Digest([]byte(s)))
			}))),
		cel.Macros(cel.GlobalMacro("json", 1, func(f cel.MacroExprFactory, _ ast.Expr, args []ast.Expr) (ast.Expr, *cel.Error) {
			return f.NewCall(readJSON, f.NewIdent(memoVariable), args[0]), nil
		})),
		cel.Function(readJSON, cel.Overload("json_string", []*cel.Type{cel.DynType, cel.StringType}, cel.DynType,
			cel.BinaryBinding(func(m, v ref.Val) ref.Val {
				read, ok := m.(*memo)
				s, good := v.(types.String)
				if !ok || !good {
					return types.MaybeNoSuchOverloadErr(v)
				}
				value := read.parse(string(s))
				if value == nil {
					return types.NewErr("not JSON")
				}
				return valueOf(value)
			}))),
	)
}

// moment is a function from a number of which there are perSecond in a second,
// counted from 1970, to a time.
func moment(name string, perSecond float64) cel.EnvOption {
	binding := cel.UnaryBinding(func(v ref.Val) ref.Val {
		var n float64
		switch v := v.(type) {
		case types.Int:
			n = float64(v)
		case types.Uint:
			n = float64(v)
		case types.Double:
			n = float64(v)
		case types.String:
			f, err := strconv.ParseFloat(strings.TrimSpace(string(v)), 64)
			if err != nil {
				return types.NewErr("not a number")
			}
			n = f
		default:
			return types.MaybeNoSuchOverloadErr(v)
		}
		if n /= perSecond; math.IsNaN(n) || math.Abs(n) > 1e11 { // the year 5138
			return types.NewErr("not a time")
		}
		return types.Timestamp{Time: exchange.Seconds(n).In(time.UTC)}
	})
	var overloads []cel.FunctionOpt
	for _, t := range []*cel.Type{cel.IntType, cel.UintType, cel.DoubleType, cel.StringType} {
		overloads = append(overloads, cel.Overload(name+"_"+t.String(), []*cel.Type{t}, cel.TimestampType, binding))
	}
	return cel.Function(name, overloads...)
}
