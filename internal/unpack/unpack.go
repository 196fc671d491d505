// Package unpack reads a stream that may be compressed, told by its first
// bytes and never by a name.
package unpack

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// maxWindow is how far back a zstd stream may point, in bytes: what the zstd
// tool takes too unless it is told otherwise.
const maxWindow = 128 << 20

// Kind names a compression.
type Kind string

// The kinds that are read. Plain is none.
const (
	Plain Kind = "plain"
	Gzip  Kind = "gzip"
	Zstd  Kind = "zstd"
)

// CorruptError says that the compressed data is damaged or ends too early. An
// error of the source itself is never one.
type CorruptError struct {
	Kind Kind
	Err  error
}

func (e *CorruptError) Error() string {
	if errors.Is(e.Err, io.ErrUnexpectedEOF) {
		return fmt.Sprintf("the %s data ends too early", e.Kind)
	}
	return fmt.Sprintf("the %s data is damaged: %v", e.Kind, e.Err)
}

func (e *CorruptError) Unwrap() error { return e.Err }

// Reader gives the unpacked bytes. Several gzip members or zstd frames in a row
// are one stream.
type Reader struct {
	kind   Kind
	source *source
	in     *bufio.Reader
	out    io.Reader
	close  func()
}

// source remembers whether the reader under it failed.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// NewReader looks at the first bytes of r. Errors: those of r, *CorruptError.
func NewReader(r io.Reader) (*Reader, error) {
	s := &source{r: r}
	u := &Reader{kind: Plain, source: s, in: bufio.NewReaderSize(s, 256<<10), close: func() {}}
	magic, err := u.in.Peek(4)
	if err != nil && err != io.EOF {
		return nil, err
	}
	u.out = u.in
	switch {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		u.kind = Gzip
		z, err := gzip.NewReader(u.in)
		if err != nil {
			return nil, u.explain(err)
		}
		u.out = z
	case zstdMagic(magic):
		u.kind = Zstd
		z, err := zstd.NewReader(u.in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, u.explain(err)
		}
		u.out, u.close = z, z.Close
	}
	return u, nil
}

// zstdMagic tells the first four bytes of a frame or of a skippable frame.
func zstdMagic(b []byte) bool {
	if len(b) < 4 {
		return false
	}
	return bytes.Equal(b, []byte{0x28, 0xb5, 0x2f, 0xfd}) || b[0]&0xf0 == 0x50 && bytes.Equal(b[1:4], []byte{0x2a, 0x4d, 0x18})
}

// Kind is the compression found.
func (u *Reader) Kind() Kind { return u.kind }

// Read gives unpacked bytes. Errors: io.EOF, those of the source, *CorruptError.
func (u *Reader) Read(p []byte) (int, error) {
	n, err := u.out.Read(p)
	return n, u.explain(err)
}

// Close frees what unpacking holds; the source stays open.
func (u *Reader) Close() { u.close() }

func (u *Reader) explain(err error) error {
	switch {
	case err == nil || err == io.EOF || u.kind == Plain:
		return err
	case u.source.err != nil:
		return u.source.err
	}
	return &CorruptError{u.kind, err}
}
