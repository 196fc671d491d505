package dossier

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/stillhunt/stillhunt/dossier/claim"
)

// scan reads all records once: the tree, the claims, and whether records speak of
// the same.
type scan struct {
	manifest Manifest
	bounds   []int64
	gaps     []gap
	letter   *letterPart

	total  cover
	roots  map[int64]*tlog.Hash // of the first so many leaves, for the sizes that are asked for
	state  *claim.State
	plan   *claim.Plan
	ledger *ledger
	seen   map[string]int64 // records by kind
	rivals []Rival
	cuts   [][2]int64 // leaves that are being erased: of the tree, and of nothing else
	some   bool       // an account's observations may be there in part
	bad    error      // the first record that does not fit; from there on only the tree is made
}

func newScan(m Manifest, gaps []gap, l *letterPart) (*scan, error) {
	p, err := plan(l.claims)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", letterEntry, err)
	}
	s := &scan{manifest: m, bounds: m.bounds(), gaps: gaps, letter: l, roots: map[int64]*tlog.Hash{},
		plan: p, state: p.NewState(), ledger: newLedger(), seen: map[string]int64{}}
	if s.missing(KindAccount) {
		s.state.WithoutAccounts()
	}
	return s, nil
}

// sink takes the records of a file as they pass, in their order.
type sink interface {
	take(b *block) error
	letterLine(kind string, line []byte, h tlog.Hash) error // a record of the letter
}

// scan reads the file. What passes goes to the sink too, if there is one.
func (s *scan) scan(ctx context.Context, d *File, to sink) error {
	entry, err := d.entries[recordsEntry].Open()
	if err != nil {
		return fmt.Errorf("%s: %w", recordsEntry, err)
	}
	defer entry.Close()
	s.some = s.hidden(KindObservation) > 0 || s.hidden(KindAccount) > 0
	leaf := int64(0)
	err = pipeline(ctx, func(emit func(*block) error, wait func() error) error {
		kind := ""
		next, err := split(recordsEntry, entry, 0, s.gaps, s.cuts, func(b *block) error {
			if b.gap == nil && b.kind != kind { // what follows may need all of what was before
				kind = b.kind
				if err := wait(); err != nil {
					return err
				}
			}
			return emit(b)
		})
		leaf = next
		return err
	}, func(b *block) { s.work(b, to != nil) }, func(b *block) error { return s.done(b, to) })
	if err != nil {
		return err
	}
	if err := s.ledger.settle(s.some); err != nil {
		s.fault(&RecordError{recordsEntry, leaf - 1, KindObservation, err})
	}
	return s.scanLetter(leaf, to)
}

// fault notes what does not fit, if it is the first.
func (s *scan) fault(err error) {
	if s.bad == nil {
		s.bad = err
	}
}

func (s *scan) scanLetter(leaf int64, to sink) error {
	end := s.bounds[len(evidence)]
	if leaf < end {
		s.fault(fmt.Errorf("%s ends at leaf %d, and the manifest counts %d: records were dropped", recordsEntry, leaf, end))
	}
	if n := len(s.gaps); n > 0 {
		switch g := &s.gaps[n-1]; {
		case g.To > end && len(s.letter.lines) > 0:
			return fmt.Errorf("%s: of the letter all is withheld or nothing, and these are leaves %d to %d", withheldEntry, max(g.From, end), g.To)
		case g.To > leaf:
			return fmt.Errorf("%s: leaves %d to %d are not where records end", withheldEntry, g.From, g.To)
		}
	}
	for _, l := range s.letter.lines {
		h := tlog.RecordHash(l)
		s.total.leaf(h)
		if to != nil {
			kind, err := kindOf(l)
			if err == nil {
				err = to.letterLine(kind, l, h)
			}
			if err != nil {
				return err
			}
		}
		leaf++
		if _, asked := s.roots[leaf]; asked {
			root := s.total.root()
			s.roots[leaf] = &root
		}
	}
	return nil
}

// work is done on all cores.
func (s *scan) work(b *block, keep bool) {
	if b.gap != nil {
		b.cover = b.gap.cover()
		return
	}
	if b.hash(keep); b.cut {
		return
	}
	if b.kind == KindLink || b.kind == KindObservation {
		s.fold(b)
	}
}

func (s *scan) fold(b *block) {
	r := readers.Get().(*claim.Reader)
	defer readers.Put(r)
	var err error
	b.part, b.runs, err = s.state.Fold(r, b.kind, b.lines)
	var at *claim.PlaceError
	if errors.As(err, &at) {
		b.bad = &RecordError{recordsEntry, b.first + int64(at.Place), b.kind, at.Err}
	}
}

// done takes in the blocks in their order.
func (s *scan) done(b *block, to sink) error {
	if b.gap == nil && s.bad == nil {
		if err := s.placed(b); err != nil {
			s.fault(err)
		}
	}
	if err := s.total.join(&b.cover); err != nil {
		return err
	}
	if b.gap == nil && !b.cut && s.bad == nil {
		if err := s.take(b); err != nil {
			s.fault(err)
		}
	}
	if to != nil {
		if err := to.take(b); err != nil {
			return err
		}
	}
	if b.gap == nil {
		b.free()
	}
	return nil
}

// placed checks that records are where the manifest's counts have their kind.
func (s *scan) placed(b *block) error {
	at := slices.Index(evidence, b.kind)
	if at < 0 {
		return &RecordError{recordsEntry, b.first, b.kind, errors.New("records of this kind do not belong here")}
	}
	last := b.first + int64(len(b.lines)) - 1
	for _, leaf := range []int64{b.first, last} {
		if leaf < s.bounds[at] || leaf >= s.bounds[at+1] {
			return &RecordError{recordsEntry, max(b.first, min(leaf, s.bounds[at+1])), b.kind,
				fmt.Errorf("the manifest counts %d of them, at leaves %d to %d: a record was added, dropped or moved", s.bounds[at+1]-s.bounds[at], s.bounds[at], s.bounds[at+1]-1)}
		}
	}
	return nil
}

func (s *scan) take(b *block) error {
	s.seen[b.kind] += int64(len(b.lines))
	switch b.kind {
	case KindManifest:
		return nil
	case KindLink, KindObservation:
		if b.bad != nil {
			return b.bad
		}
		s.state.Merge(b.part)
		if b.kind == KindObservation {
			if err := s.ledger.observations(b.runs, s.some); err != nil {
				return &RecordError{recordsEntry, b.first, b.kind, err}
			}
		}
		return nil
	}
	for i, l := range b.lines {
		err := s.state.Add(b.kind, l)
		switch {
		case err != nil:
		case b.kind == KindAccount:
			err = s.ledger.account(l)
		case b.kind == KindRival:
			err = s.rival(l)
		}
		if err != nil {
			return &RecordError{recordsEntry, b.first + int64(i), b.kind, err}
		}
	}
	return nil
}

// hidden is how many records of a kind are left out.
func (s *scan) hidden(kind string) int64 {
	at := slices.Index(evidence, kind)
	var n int64
	for _, g := range s.gaps {
		n += overlap(g.From, g.To, s.bounds[at], s.bounds[at+1])
	}
	for _, c := range s.cuts {
		n += overlap(c[0], c[1], s.bounds[at], s.bounds[at+1])
	}
	return n
}

// erased is how many of them are because they were erased.
func (s *scan) erased(kind string) int64 {
	at := slices.Index(evidence, kind)
	var n int64
	for _, t := range s.letter.tombstones {
		for _, r := range t.Ranges {
			n += overlap(r[0], r[1], s.bounds[at], s.bounds[at+1])
		}
	}
	return n
}

func overlap(a, b, c, d int64) int64 { return max(0, min(b, d)-max(a, c)) }
