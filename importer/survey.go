package importer

import (
	"context"
	"errors"
	"io"
	"maps"
	"math/bits"

	"github.com/zeebo/xxh3"

	"github.com/stillhunt/stillhunt/exchange"
)

// Survey says what an input was found to hold.
type Survey struct {
	Input      string
	Format     string // empty if there is no line
	Files      []File
	Exchanges  int64
	Duplicates int64 // of them, those whose id came before
	Others     int64 // records that are no exchange
	Rejected   int64
	Fields     map[string]int64     // exchanges that carry a key of the record
	Unknown    map[string]int64     // keys of a native log that the record does not know
	Worst      []exchange.Rejection // the first rejected records
}

// worst is how many rejected records a Survey shows.
const worst = 5

// Surveyor reads inputs one after the other, and knows an exchange again that
// came in an input before.
type Surveyor struct {
	seen map[uint64]struct{}
}

// NewSurveyor makes a Surveyor.
func NewSurveyor() *Surveyor { return &Surveyor{map[uint64]struct{}{}} }

// Read reads an input to its end and hands every exchange to do, which must not
// keep it and may be nil. It holds eight bytes an exchange that has an id, to find duplicates.
func (s *Surveyor) Read(ctx context.Context, in Input, do func(*exchange.Exchange) error) (Survey, error) {
	out := Survey{Input: in.Path, Fields: map[string]int64{}, Unknown: map[string]int64{}}
	r, err := in.Open(ctx, Position{})
	if err != nil {
		return out, err
	}
	defer r.Close()
	var (
		x       exchange.Exchange
		decoder Decoder
		buf     []byte
		fields  [64]int64
	)
	for {
		b, err := r.Next(buf)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return out, err
		}
		buf = b.Data
		out.Others += b.Others
		for _, j := range b.Rejected {
			out.reject(*j)
		}
		if decoder == nil && r.Format() != nil {
			decoder, out.Format = r.Format().Decoder(), r.Format().Name
		}
		for n, line := range b.Lines() {
			err := decoder.Decode(line, &x)
			var bad *exchange.Rejection
			switch {
			case errors.Is(err, exchange.ErrNone):
				out.Others++
				continue
			case errors.As(err, &bad):
				bad.File, bad.Line = b.At(n)
				out.reject(*bad)
				continue
			case err != nil:
				return out, err
			}
			out.Exchanges++
			if s.again(&x) {
				out.Duplicates++
			}
			if x.System != "" { // from a message of that role, too
				x.Fields |= exchange.FieldSystem
			}
			for f := uint64(x.Fields); f != 0; f &= f - 1 {
				fields[bits.TrailingZeros64(f)]++
			}
			if do != nil {
				if err := do(&x); err != nil {
					return out, err
				}
			}
		}
	}
	for i, n := range fields {
		if n > 0 {
			out.Fields[exchange.Fields(1 << i).Names()[0]] = n
		}
	}
	if decoder != nil {
		maps.Copy(out.Unknown, decoder.Unknown())
	}
	out.Files = r.Files()
	return out, nil
}

// again tells whether an exchange of the same id came before. One without an
// id is never a duplicate.
func (s *Surveyor) again(x *exchange.Exchange) bool {
	if x.ID == "" {
		return false
	}
	h := xxh3.HashString(x.ID)
	_, ok := s.seen[h]
	s.seen[h] = struct{}{}
	return ok
}

func (s *Survey) reject(r exchange.Rejection) {
	if s.Rejected++; len(s.Worst) < worst {
		s.Worst = append(s.Worst, r)
	}
}
