package dossier

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/mod/sumdb/note"
)

// VerifyOptions say what the verifier knows besides the file.
type VerifyOptions struct {
	Key       note.Verifier   // of the operator; nil: the manifest's own is believed
	Witnesses []note.Verifier // whose cosignatures are wanted
	Seen      [][]byte        // checkpoints of the case that were seen before, as signed notes
	Author    Author          // renders the letter again; nil: its files are believed to say what the records do
}

// Verify checks a dossier offline and says what it proved and what has to be
// believed. Errors are of reading the file; what is wrong with it is in the
// report.
func Verify(ctx context.Context, path string, o VerifyOptions) (*Report, error) {
	r := &Report{}
	d, err := Open(path)
	var form *FormError
	if errors.As(err, &form) {
		r.add(Failed, "form", "%v", err)
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	defer d.Close()
	var sum error
	var hashing sync.WaitGroup
	hashing.Go(func() { sum = d.sum() })
	v := &verifier{VerifyOptions: o, d: d, r: r}
	err = v.verify(ctx)
	hashing.Wait()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		what := "form"
		var record *RecordError
		if errors.As(err, &record) {
			what = "records"
		}
		r.add(Failed, what, "%v", err)
	}
	r.check(sum, "bytes", "every byte of the file is as it was written")
	return r, nil
}

type verifier struct {
	VerifyOptions
	d          *File
	r          *Report
	manifest   Manifest
	text       []byte // of the checkpoint
	key        note.Verifier
	checkpoint Checkpoint
	gaps       []gap
	letter     *letterPart
}

// verify returns the first thing that keeps it from going on.
func (v *verifier) verify(ctx context.Context) error {
	if err := v.head(); err != nil {
		return err
	}
	var err error
	if v.gaps, err = v.d.gaps(); err != nil {
		return err
	}
	text, err := v.d.read(letterEntry, mostLetter)
	if err != nil {
		return err
	}
	if v.letter, err = readLetter(text); err != nil {
		return err
	}
	s, err := newScan(v.manifest, v.gaps, v.letter)
	if err != nil {
		return err
	}
	sizes, err := v.earlier()
	if err != nil {
		return err
	}
	for _, size := range sizes {
		s.roots[size.Size] = nil
	}
	if err := s.scan(ctx, v.d, nil); err != nil {
		v.r.add(Failed, "root", "the root could not be computed")
		return err
	}
	v.root(s, sizes)
	if s.bad != nil {
		return s.bad
	}
	v.withheld(s)
	v.evidence(s)
	v.claims(s)
	v.sentences()
	v.files()
	return v.stamps()
}

// head reads the manifest and the checkpoint, and checks the signature.
func (v *verifier) head() error {
	first, err := v.d.firstRecord()
	if err != nil {
		return err
	}
	if v.manifest, err = readManifest(first); err != nil {
		return &RecordError{recordsEntry, 0, KindManifest, err}
	}
	v.r.Case = v.manifest.Case
	if v.text, err = v.d.read(checkpointEntry, mostCheckpoint); err != nil {
		return err
	}
	if v.key = v.Key; v.key == nil {
		if v.key, err = ParsePublicKey(v.manifest.Key); err != nil {
			return err
		}
		v.r.add(Believed, "signature", "the key is the operator's: none was named, and the file's own is %s", v.manifest.Key)
	}
	v.r.Key = written(v.key)
	c, err := openCheckpoint(v.text, v.key)
	if err == nil && c.Case != v.manifest.Case {
		err = fmt.Errorf("it is of the case %.60q, and the manifest of %.60q", c.Case, v.manifest.Case)
	}
	if err != nil {
		v.r.add(Failed, "signature", "the checkpoint: %v", err)
		// what the file says of itself is still worth checking
		var n int
		for i := range v.text {
			if v.text[i] == '\n' {
				if n++; n == 3 {
					c, _ = parseCheckpoint(string(v.text[:i+1]))
					break
				}
			}
		}
		if c.Size == 0 {
			return errors.New("there is no checkpoint to go by")
		}
	} else {
		v.r.add(Proved, "signature", "the checkpoint was signed by %s", v.key.Name())
	}
	v.checkpoint = c
	v.r.Size, v.r.Root = c.Size, c.Root.String()
	return nil
}

func (d *File) gaps() ([]gap, error) {
	text, err := d.read(withheldEntry, mostLetter)
	if err != nil {
		return nil, err
	}
	return readGaps(text)
}

// firstRecord is the manifest's line.
func (d *File) firstRecord() ([]byte, error) {
	r, err := d.entries[recordsEntry].Open()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", recordsEntry, err)
	}
	defer r.Close()
	l, err := appendLine(nil, bufio.NewReader(r))
	if err != nil {
		return nil, &RecordError{recordsEntry, 0, KindManifest, err}
	}
	return l[:len(l)-1], nil
}

// earlier reads the checkpoints before this one: the file's, and those that were
// seen.
func (v *verifier) earlier() ([]Checkpoint, error) {
	var out []Checkpoint
	for _, name := range v.d.checkpoints() {
		text, err := v.d.read(name, mostCheckpoint)
		if err != nil {
			return nil, err
		}
		c, err := openCheckpoint(text, v.key)
		if err == nil {
			err = v.before(c)
		}
		if err == nil && name != checkpointName(c.Size) {
			err = fmt.Errorf("it is of %d leaves", c.Size)
		}
		if n := len(v.letter.lines); err == nil && n > 0 && !slices.Contains(v.letter.erasures, int(c.Size-v.checkpoint.Size)+n) {
			err = errors.New("no tombstone stands behind its last leaf")
		}
		if err != nil {
			v.r.add(Failed, "checkpoints", "%s: %v", name, err)
			continue
		}
		out = append(out, c)
	}
	if len(out) != len(v.letter.tombstones) && len(v.letter.lines) > 0 {
		v.r.add(Failed, "checkpoints", "there are %d earlier checkpoints and %d erasures", len(out), len(v.letter.tombstones))
	}
	for _, text := range v.Seen {
		c, err := openCheckpoint(text, v.key)
		if err == nil {
			err = v.before(c)
		}
		if err != nil {
			v.r.add(Failed, "seen", "the checkpoint that was seen: %v", err)
			continue
		}
		out = append(out, c)
	}
	return out, nil
}

// before checks that a checkpoint can be an earlier one, or the same.
func (v *verifier) before(c Checkpoint) error {
	switch {
	case c.Case != v.checkpoint.Case:
		return fmt.Errorf("it is of the case %.60q", c.Case)
	case c.Size > v.checkpoint.Size:
		return fmt.Errorf("it is of %d leaves and this file's of %d: an older checkpoint was put in its place", c.Size, v.checkpoint.Size)
	}
	return nil
}

func (v *verifier) root(s *scan, earlier []Checkpoint) {
	switch c := v.checkpoint; {
	case s.total.to != c.Size:
		v.r.add(Failed, "root", "there are %d leaves, and the checkpoint is of %d: records were added or dropped, or it is another checkpoint", s.total.to, c.Size)
	case s.total.root() != c.Root:
		v.r.add(Failed, "root", "the records are not those that were signed: their root is %s, and the checkpoint's %s", s.total.root(), c.Root)
	default:
		v.r.add(Proved, "root", "the %d records are those that were signed, in their order", c.Size)
	}
	for _, c := range earlier {
		root := s.roots[c.Size]
		if c.Size == s.total.to {
			h := s.total.root()
			root = &h
		}
		switch {
		case root == nil && s.total.to > s.bounds[len(evidence)] && len(v.letter.lines) == 0:
			v.r.add(Believed, "checkpoints", "the log only grew since the checkpoint of %d leaves: the letter, which would show it, is withheld", c.Size)
		case root == nil:
			v.r.add(Failed, "checkpoints", "the earlier checkpoint of %d leaves ends within the evidence or what is withheld", c.Size)
		case *root != c.Root:
			v.r.add(Failed, "checkpoints", "the earlier checkpoint of %d leaves is of other records", c.Size)
		default:
			v.r.add(Proved, "checkpoints", "the log only grew since the checkpoint of %d leaves", c.Size)
		}
	}
}
