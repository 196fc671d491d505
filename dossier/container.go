package dossier

import (
	"archive/zip"
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/flate"

	"github.com/stillhunt/stillhunt/internal/durable"
)

// The entries of a dossier, in their order. Between checkpoint and timestamp come
// the earlier checkpoints, by size.
const (
	recordsEntry     = "records.jsonl"
	letterEntry      = "letter.jsonl"
	withheldEntry    = "withheld"
	checkpointEntry  = "checkpoint"
	checkpointsEntry = "checkpoints/"
	timestampEntry   = "timestamp.tsr"
	htmlEntry        = "letter.html"
	pdfEntry         = "letter.pdf"
)

// sumBegins begins the archive's comment, which ends the file: after it come 64
// hexadecimal digits of the SHA-256 of every byte before them.
const sumBegins = "sha256 "

const sumSize = 2 * sha256.Size

// archive writes a dossier.
type archive struct {
	path string
	file *os.File
	to   *bufio.Writer
	sum  hash.Hash
	tail []byte // the last bytes, which the sum is written over
	zip  *zip.Writer
}

// create begins a file of mode 0600 beside path, which it replaces at the end. Its
// name is nobody's yet, so that no other file is written over.
func create(path string) (*archive, error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return nil, fmt.Errorf("writing the dossier: %w", err)
	}
	a := &archive{path: path, file: f, to: bufio.NewWriterSize(f, 1<<20), sum: sha256.New()}
	a.zip = zip.NewWriter(a)
	a.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return newDeflater(w), nil })
	return a, a.zip.SetComment(sumBegins + strings.Repeat("0", sumSize))
}

// Write takes what the archive consists of, but for its last bytes.
func (a *archive) Write(b []byte) (int, error) {
	n := len(b)
	if len(b) < sumSize {
		b = append(a.tail, b...)
		a.tail = nil
		if len(b) <= sumSize {
			a.tail = b
			return n, nil
		}
	}
	keep := b[len(b)-sumSize:]
	for _, part := range [][]byte{a.tail, b[:len(b)-sumSize]} {
		a.sum.Write(part)
		if _, err := a.to.Write(part); err != nil {
			return 0, err
		}
	}
	a.tail = slices.Clone(keep)
	return n, nil
}

// entry begins an entry.
func (a *archive) entry(name string) (io.Writer, error) {
	return a.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
}

func (a *archive) put(name string, text []byte) error {
	w, err := a.entry(name)
	if err == nil {
		_, err = w.Write(text)
	}
	return err
}

// close finishes the file, complete or as it was.
func (a *archive) close() error {
	err := a.zip.Close()
	if err == nil {
		_, err = a.to.WriteString(hex.EncodeToString(a.sum.Sum(nil)))
	}
	if err = errors.Join(err, a.to.Flush()); err == nil {
		err = a.file.Sync()
	}
	if err = errors.Join(err, a.file.Close()); err == nil {
		err = os.Rename(a.file.Name(), a.path)
	}
	if err != nil {
		return fmt.Errorf("writing the dossier: %w", errors.Join(err, os.Remove(a.file.Name())))
	}
	if err := durable.Dir(filepath.Dir(a.path)); err != nil {
		return fmt.Errorf("writing the dossier: %w", err)
	}
	return nil
}

// abort leaves path as it was.
func (a *archive) abort() {
	a.file.Close()
	os.Remove(a.file.Name())
}

// File is an open dossier.
type File struct {
	path    string
	bytes   io.ReaderAt
	size    int64
	close   func() error
	entries map[string]*zip.File
	names   []string
}

// Open opens a dossier for reading. Nothing is checked but its form.
func Open(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the dossier: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the dossier: %w", err), f.Close())
	}
	d := &File{path: path, bytes: f, size: info.Size(), close: f.Close}
	if err := d.open(); err != nil {
		return nil, errors.Join(&FormError{path, err}, f.Close())
	}
	return d, nil
}

// FormError says that a file is no dossier, or a damaged one.
type FormError struct {
	Path string
	Err  error
}

func (e *FormError) Error() string {
	return fmt.Sprintf("%s is no dossier, or damaged: %v", e.Path, e.Err)
}
func (e *FormError) Unwrap() error { return e.Err }

// Close closes the file.
func (d *File) Close() error { return d.close() }

func (d *File) open() error {
	d.entries = map[string]*zip.File{}
	z, err := zip.NewReader(d.bytes, d.size)
	if err != nil {
		return err
	}
	z.RegisterDecompressor(zip.Deflate, flate.NewReader)
	if len(z.Comment) != len(sumBegins)+sumSize || !strings.HasPrefix(z.Comment, sumBegins) {
		return errors.New("it does not end with its SHA-256")
	}
	for _, f := range z.File {
		known := slices.Contains([]string{recordsEntry, letterEntry, withheldEntry, checkpointEntry, timestampEntry, htmlEntry, pdfEntry}, f.Name)
		if !known && !strings.HasPrefix(f.Name, checkpointsEntry) {
			return fmt.Errorf("it has an entry %.60q, which no dossier has", f.Name)
		}
		if d.entries[f.Name] != nil {
			return fmt.Errorf("it has the entry %s twice", f.Name)
		}
		d.entries[f.Name], d.names = f, append(d.names, f.Name)
	}
	for _, name := range []string{recordsEntry, letterEntry, checkpointEntry} {
		if d.entries[name] == nil {
			return fmt.Errorf("it has no entry %s", name)
		}
	}
	return nil
}

// read reads a whole entry of at most most bytes; nil if it is not there.
func (d *File) read(name string, most int64) ([]byte, error) {
	f := d.entries[name]
	if f == nil {
		return nil, nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if int64(len(b)) > most {
		return nil, fmt.Errorf("%s is longer than %d bytes", name, most)
	}
	return b, nil
}

// sum checks that the file's last bytes are the SHA-256 of all before them.
func (d *File) sum() error {
	h := sha256.New()
	if _, err := io.CopyBuffer(h, io.NewSectionReader(d.bytes, 0, d.size-sumSize), make([]byte, min(1<<20, d.size))); err != nil {
		return err
	}
	var last [sumSize]byte
	if _, err := d.bytes.ReadAt(last[:], d.size-sumSize); err != nil {
		return err
	}
	if hex.EncodeToString(h.Sum(nil)) != string(last[:]) {
		return errors.New("its bytes are not those that were written: the SHA-256 at its end is of others")
	}
	return nil
}
