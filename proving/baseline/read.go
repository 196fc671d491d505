package baseline

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer"
)

// Each reads the traffic of a range directory in order, as a hunt would. The
// exchange is valid until f returns. A line that cannot be understood is an
// error: the range wrote it.
func Each(ctx context.Context, dir string, f func(*exchange.Exchange)) error {
	inputs, err := importer.Expand([]string{dir})
	if err != nil {
		return err
	}
	for _, in := range inputs {
		if err := each(ctx, in, f); err != nil {
			return err
		}
	}
	return nil
}

func each(ctx context.Context, in importer.Input, f func(*exchange.Exchange)) error {
	r, err := in.Open(ctx, importer.Position{})
	if err != nil {
		return err
	}
	defer r.Close()
	var decoder importer.Decoder
	var x exchange.Exchange
	var buf []byte
	for {
		block, err := r.Next(buf)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if decoder == nil {
			decoder = r.Format().Decoder()
		}
		for n, line := range block.Lines() {
			if err := decoder.Decode(line, &x); err != nil {
				return fmt.Errorf("%s:%d: %w", in.Path, n, err)
			}
			f(&x)
		}
		buf = block.Data
	}
}
