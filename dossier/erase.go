package dossier

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// EraseOptions say whose records go, and why.
type EraseOptions struct {
	Path, Out string // may be the same
	Account   string // its keyed id, or its own
	Grounds   string // in words; written into the tombstone
	Key       *Key   // that sealed the case
	Time      time.Time
	Author    Author // renders the letter again; nil: Plain
	Witness   Hook   // cosigns the new checkpoint; nil: none
	Timestamp Hook   // stamps it; nil: none
}

// Erase takes the records of one account out of a dossier. What is left of them
// are nodes of the tree; a tombstone says so, the claims are computed again from
// what remains, and the log goes on from its old checkpoint, which stays in the
// file. It says how many records went.
func Erase(ctx context.Context, o EraseOptions) (int64, error) {
	if o.Author == nil {
		o.Author = Plain{}
	}
	if o.Grounds == "" {
		return 0, errors.New("an erasure needs its grounds, in words")
	}
	d, err := openWhole(o.Path)
	if err != nil {
		return 0, err
	}
	defer d.Close()
	if o.Key.Public() != d.manifest.Key {
		return 0, fmt.Errorf("the case was sealed with the key %s, and this is %s: name the right one with --signing-key", d.manifest.Key, o.Key.Public())
	}
	cuts, err := d.find(ctx, d.who(o.Account, o.Key))
	if err != nil {
		return 0, err
	}
	s, err := newScan(d.manifest, d.gaps, d.letter)
	if err != nil {
		return 0, err
	}
	if slices.ContainsFunc(evidence, s.missing) {
		return 0, fmt.Errorf("records of %s are withheld: erase from the dossier that was sealed, and export again", o.Path)
	}
	s.cuts = cuts
	a, err := create(o.Out)
	if err != nil {
		return 0, err
	}
	e := &erasing{EraseOptions: o, opened: d, scan: s, archive: a}
	if err := e.write(ctx); err != nil {
		a.abort()
		return 0, err
	}
	return e.records, a.close()
}

// erasing is an erasure on its way.
type erasing struct {
	EraseOptions
	*opened
	scan    *scan
	archive *archive
	records int64
}

func (e *erasing) write(ctx context.Context) error {
	si := &sieve{keep: func(string) bool { return true }}
	var err error
	if si.to, err = e.archive.entry(recordsEntry); err != nil {
		return err
	}
	if err := e.pass(ctx, e.scan, si); err != nil {
		return err
	}
	si.end()
	lines, html, pdf, err := e.after()
	if err != nil {
		return err
	}
	for _, l := range lines {
		e.scan.total.leaf(tlog.RecordHash(l))
		si.letter.Write(append(l, '\n'))
	}
	if err := e.archive.put(letterEntry, si.letter.Bytes()); err != nil {
		return err
	}
	if err := e.archive.put(withheldEntry, writeGaps(si.gaps)); err != nil {
		return err
	}
	earlier, _, _, _, err := e.rest()
	if err != nil {
		return err
	}
	earlier[checkpointName(e.checkpoint.Size)] = e.text
	c := Checkpoint{Case: e.manifest.Case, Size: e.scan.total.to, Root: e.scan.total.root()}
	return e.archive.finish(ctx, e.EraseOptions.Key, c, earlier, e.Witness, e.Timestamp, html, pdf)
}

// after gives the records that follow an erasure: its tombstone, the claims that
// are others now, and the letter.
func (e *erasing) after() (lines [][]byte, html, pdf []byte, err error) {
	s := e.EraseOptions.Key.secrets(e.manifest.Case, e.manifest.Sealed)
	salter, leaf := s.salter(), e.checkpoint.Size
	add := func(kind string, v any) {
		if err == nil {
			var l []byte
			l, err = line(kind, salter.salt(leaf), v)
			lines = append(lines, l)
			leaf++
		}
	}
	for _, c := range e.scan.cuts {
		e.records += c[1] - c[0]
	}
	add(KindTombstone, Tombstone{e.Time.UTC().Format(time.RFC3339), e.Grounds, e.records, e.scan.cuts})
	claims := slices.Clone(e.letter.claims)
	for i, r := range e.scan.state.Compute(true) {
		c := &claims[i]
		if r.Err != nil {
			return nil, nil, nil, fmt.Errorf("without these records the claim %q cannot be computed: %w", c.ID, r.Err)
		}
		if c.Value != r.Value || !same(c.Low, r.Low) || !same(c.High, r.High) {
			c.Value, c.Low, c.High = r.Value, r.Low, r.High
			add(KindClaim, *c)
		}
	}
	if err != nil {
		return nil, nil, nil, err
	}
	if html, pdf, err = e.Author.Render(e.manifest, claims, e.letter.sentences); err != nil {
		return nil, nil, nil, fmt.Errorf("rendering the letter: %w", err)
	}
	add(KindLetter, Rendered{len(e.letter.sentences), digest(html), digest(pdf)})
	return lines, html, pdf, err
}

func same(a, b *float64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
