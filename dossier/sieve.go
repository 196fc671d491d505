package dossier

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/mod/sumdb/tlog"
)

// sieve writes the records that are kept, and covers the others by the nodes of
// the tree.
type sieve struct {
	keep   func(kind string) bool // whether records of a kind can be kept at all
	whose  *who                   // and of evidence but the manifest, whose; nil: anybody's
	kept   int64                  // records of that account
	to     io.Writer
	letter bytes.Buffer
	gaps   []gap
	open   *cover // of the gap that is being left; nil if there is none
	at     int64
}

// take implements sink.
func (s *sieve) take(b *block) error {
	switch {
	case b.gap != nil, b.cut, !s.keep(b.kind):
		err := s.leave().join(&b.cover)
		s.at = b.cover.to
		return err
	case s.whose == nil:
		s.end()
		s.at = b.cover.to
		_, err := s.to.Write(b.text)
		return err
	}
	for i, l := range b.lines {
		own := s.whose.is(l)
		if own {
			s.kept++
		}
		if err := s.one(s.to, own || b.kind == KindManifest, l, b.hashes[i]); err != nil {
			return err
		}
	}
	return nil
}

// letterLine implements sink.
func (s *sieve) letterLine(kind string, l []byte, h tlog.Hash) error {
	return s.one(&s.letter, s.keep(kind), l, h)
}

func (s *sieve) one(to io.Writer, keep bool, l []byte, h tlog.Hash) error {
	s.at++
	if !keep {
		if s.open == nil {
			s.open = &cover{from: s.at - 1, to: s.at - 1}
		}
		s.open.leaf(h)
		return nil
	}
	s.end()
	_, err := to.Write(append(bytes.Clone(l), '\n'))
	return err
}

// leave is the gap that is being left, from here on if there is none.
func (s *sieve) leave() *cover {
	if s.open == nil {
		s.open = &cover{from: s.at, to: s.at}
	}
	return s.open
}

func (s *sieve) end() {
	if s.open != nil {
		s.gaps = append(s.gaps, s.open.gap())
		s.open = nil
	}
}

// opened is a file whose form and signature were checked, to be made another of.
type opened struct {
	*File
	manifest   Manifest
	checkpoint Checkpoint
	text       []byte // the checkpoint, signed
	gaps       []gap
	letter     *letterPart
}

// openWhole opens a dossier and checks the signature by the manifest's own key.
func openWhole(path string) (o *opened, err error) {
	d, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(&FormError{path, err}, d.Close())
		}
	}()
	v := &verifier{d: d, r: &Report{}}
	if err := v.head(); err != nil {
		return nil, err
	}
	for _, f := range v.r.Findings {
		if f.State == Failed {
			return nil, errors.New(f.Text)
		}
	}
	o = &opened{File: d, manifest: v.manifest, checkpoint: v.checkpoint, text: v.text}
	if o.gaps, err = d.gaps(); err != nil {
		return nil, err
	}
	text, err := d.read(letterEntry, mostLetter)
	if err != nil {
		return nil, err
	}
	o.letter, err = readLetter(text)
	return o, err
}

// pass reads all records, checks their root, and gives them to a sink.
func (o *opened) pass(ctx context.Context, s *scan, to sink) error {
	if err := s.scan(ctx, o.File, to); err != nil {
		return &FormError{o.path, err}
	}
	if s.bad != nil {
		return &FormError{o.path, s.bad}
	}
	if s.total.to != o.checkpoint.Size || s.total.root() != o.checkpoint.Root {
		return &FormError{o.path, errors.New("the records are not those that were signed: stillhunt case verify says more")}
	}
	return nil
}

// plain is a scan that computes no claims.
func (o *opened) plain() (*scan, error) {
	return newScan(o.manifest, o.gaps, &letterPart{lines: o.letter.lines, tombstones: o.letter.tombstones})
}

// rest reads the entries behind the records.
func (o *opened) rest() (earlier map[string][]byte, stamp, html, pdf []byte, err error) {
	earlier = map[string][]byte{}
	for _, name := range o.checkpoints() {
		if earlier[name], err = o.read(name, mostCheckpoint); err != nil {
			return
		}
	}
	if stamp, err = o.read(timestampEntry, mostTimestamp); err != nil {
		return
	}
	if html, err = o.read(htmlEntry, mostLetter); err != nil {
		return
	}
	pdf, err = o.read(pdfEntry, mostLetter)
	return
}

// derive writes what a sieve lets through as a file of its own under the same
// checkpoint; a proof has nothing but records. The file itself is not replaced: what
// is withheld would be lost.
func (o *opened) derive(ctx context.Context, out string, s *sieve, proof bool) error {
	if there, err := os.Stat(out); err == nil {
		if own, err := os.Stat(o.path); err == nil && os.SameFile(there, own) {
			return fmt.Errorf("%s is the dossier itself, of which this would withhold records: name another file with -o", out)
		}
	}
	a, err := create(out)
	if err != nil {
		return err
	}
	if err := o.deriveInto(ctx, a, s, proof); err != nil {
		a.abort()
		return err
	}
	return a.close()
}

func (o *opened) deriveInto(ctx context.Context, a *archive, s *sieve, proof bool) error {
	sc, err := o.plain()
	if err != nil {
		return err
	}
	if s.to, err = a.entry(recordsEntry); err != nil {
		return err
	}
	if err := o.pass(ctx, sc, s); err != nil {
		return err
	}
	s.end()
	if s.whose != nil && s.kept == 0 {
		return &NoAccount{s.whose.account, o.path}
	}
	if err := a.put(letterEntry, s.letter.Bytes()); err != nil {
		return err
	}
	if len(s.gaps) > 0 {
		if err := a.put(withheldEntry, writeGaps(s.gaps)); err != nil {
			return err
		}
	}
	earlier, stamp, html, pdf, err := o.rest()
	if err != nil {
		return fmt.Errorf("reading %s: %w", o.path, err)
	}
	if proof {
		earlier, html, pdf = nil, nil, nil
	}
	return a.entries(o.text, earlier, stamp, html, pdf)
}
