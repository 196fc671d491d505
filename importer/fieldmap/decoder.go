package fieldmap

import (
	"errors"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"

	"github.com/stillhunt/stillhunt/exchange"
)

// Decoder reads lines by a map. It is for one goroutine.
type Decoder struct {
	*exchange.Decoder
	m    *Map
	line ref.Val // r of the expressions
	read memo
}

// NewDecoder makes a Decoder.
func (m *Map) NewDecoder() *Decoder { return &Decoder{Decoder: exchange.NewDecoder(), m: m} }

// Decode reads one line into x. A line of which when is not true is
// exchange.ErrNone.
func (d *Decoder) Decode(line []byte, x *exchange.Exchange) error {
	d.Begin(x)
	d.read.reset()
	o, err := d.Parse(line)
	if err != nil {
		return err
	}
	d.line = object{o: o}
	if d.m.when != nil {
		v, err := d.eval("when", d.m.when)
		if err != nil {
			return err
		}
		if v != types.True {
			return exchange.ErrNone
		}
	}
	for i := range d.m.fields {
		f := &d.m.fields[i]
		v, err := d.eval(f.name, f.program)
		if err != nil {
			return err
		}
		if v != nil {
			d.put(f, v)
		}
	}
	return d.End(x)
}

// eval is what an expression gives on the line; nil if it fails there. The
// error is a *Rejection: the expression would take too long.
func (d *Decoder) eval(name string, program cel.Program) (ref.Val, error) {
	v, _, err := program.Eval(d)
	if err == nil {
		return v, nil
	}
	var stopped interpreter.EvalCancelledError
	if errors.As(err, &stopped) {
		return nil, &exchange.Rejection{Reason: name + ": the map's expression takes too long on this line", Hint: "make the expression simpler, or take out of the log what it walks through"}
	}
	return nil, nil
}

// ResolveName gives the expressions their variables: Decoder is a
// cel.Activation.
func (d *Decoder) ResolveName(name string) (any, bool) {
	switch name {
	case variable:
		return d.line, true
	case memoVariable:
		return &d.read, true
	}
	return nil, false
}

// Parent is nil: there are no other variables.
func (d *Decoder) Parent() cel.Activation { return nil }
