package hunt

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/stillhunt/stillhunt/importer"
)

// Worker is one of several that fill a lake, counted from 1. The zero Worker
// is the only one.
type Worker struct{ Number, Of int }

// UnmarshalText reads 2/3, the second of three.
func (w *Worker) UnmarshalText(text []byte) error {
	n, err := fmt.Sscanf(string(text), "%d/%d", &w.Number, &w.Of)
	if err != nil || n != 2 || w.Number < 1 || w.Number > w.Of || string(text) != fmt.Sprintf("%d/%d", w.Number, w.Of) {
		return fmt.Errorf("%q is no worker: the second of three is 2/3", text)
	}
	return nil
}

// Suffix tells the worker's directory from those of the others; empty for the
// only one.
func (w Worker) Suffix() string {
	if w.Of <= 1 {
		return ""
	}
	return fmt.Sprintf("-%d-of-%d", w.Number, w.Of)
}

// Fill reads a worker's share of the inputs into a lake that others fill, too.
// It may be called again after a kill or an error: what was read is not read
// again, and nothing is there twice.
func Fill(ctx context.Context, o Options, w Worker) (IngestReport, []string, error) {
	var r IngestReport
	out, err := inDirectory(&o, func(h *hunt) error {
		inputs, err := importer.Expand(o.Inputs)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(inputs, func(in importer.Input) bool { return in.Size < 0 && !in.IsStream() }) {
			return errors.New("a worker that is stopped goes on where it was, and a pipe or a database cannot be read a second time: write it to a file first (stillhunt import does)")
		}
		if inputs, err = importer.Resolve(ctx, inputs, importer.As{Format: o.Format, Map: o.Map}); err != nil {
			return err
		}
		observer, err := h.observer()
		if err != nil {
			return err
		}
		l, err := OpenLake(ctx, o.Lake)
		if err != nil {
			return err
		}
		defer l.Close()
		r, err = h.ingest(ctx, l, observer, importer.Share(inputs, w.Number, w.Of))
		return err
	})
	if err != nil {
		return r, nil, err
	}
	return r, out.Warnings, nil
}
