package importer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/table"
	"github.com/stillhunt/stillhunt/internal/unpack"
)

const (
	blockSize = 1 << 20
	firstLook = 4 << 10 // bytes that tell what a file is

	bom = "\xef\xbb\xbf"
)

// reader reads the lines of one file in blocks.
type reader struct {
	ctx      context.Context
	path     string
	raw      io.Closer
	sum      hash.Hash // of the bytes as stored
	consumed int64
	unpacked *unpack.Reader
	shape    shape
	text     io.Reader // unpacked, a record a line
	size     int       // of a block

	at    Position
	carry []byte // read, not yet given
	err   error  // what ended the reading; carry comes first

	rejected []*exchange.Rejection // rows of a table, not yet given
	hash     string                // of the file, where it is not read as it is stored
}

// reader opens the file or the pipe.
func (in Input) reader(ctx context.Context, at Position, size int) (*reader, error) {
	if in.table != "" {
		rows, err := in.rows(ctx)
		if err != nil {
			return nil, err
		}
		return newReader(ctx, in.Path, rows, at, size)
	}
	f := os.Stdin
	if in.Path != Stdin {
		var err error
		if f, err = os.Open(in.Path); err != nil {
			return nil, explain(in.Path, err)
		}
	}
	if in.Size >= 0 && isParquet(f) {
		return in.parquet(ctx, f, at, size)
	}
	r, err := newReader(ctx, in.Path, f, at, size)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return r, nil
}

// isParquet tells a Parquet file by its first bytes.
func isParquet(f *os.File) bool {
	var magic [4]byte
	_, err := f.ReadAt(magic[:], 0)
	return err == nil && string(magic[:]) == "PAR1"
}

// parquet reads the rows of a Parquet file, which it hashes first: its parts
// are not read in their order.
func (in Input) parquet(ctx context.Context, f *os.File, at Position, size int) (*reader, error) {
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, explain(in.Path, err)
	}
	rows, err := table.Parquet(ctx, in.Path)
	if err != nil {
		return nil, err
	}
	r, err := newReader(ctx, in.Path, rows, at, size)
	if err != nil {
		return nil, errors.Join(err, rows.Close())
	}
	r.hash, r.consumed = hex.EncodeToString(sum.Sum(nil)), n
	return r, nil
}

func newReader(ctx context.Context, path string, raw io.ReadCloser, at Position, size int) (*reader, error) {
	r := &reader{ctx: ctx, path: path, raw: raw, sum: sha256.New(), size: size}
	u, err := unpack.NewReader(&tap{raw, r})
	if err != nil {
		return nil, r.explain(err)
	}
	r.unpacked, r.text = u, u
	first := make([]byte, firstLook)
	n, err := io.ReadFull(u, first)
	first = first[:n]
	switch r.shape = shapeOf(first); r.shape {
	case values:
		r.text = newFlat(io.MultiReader(bytes.NewReader(bytes.TrimPrefix(first, []byte(bom))), u))
		first = make([]byte, firstLook)
		n, err = io.ReadFull(r.text, first)
		first = first[:n]
	case csv:
		r.text = table.CSV(io.MultiReader(bytes.NewReader(first), u), path, func(j *exchange.Rejection) { r.rejected = append(r.rejected, j) })
		first, err = nil, nil
	case lines:
		if what := foreign(first); what != "" {
			u.Close()
			return nil, fmt.Errorf("%s is %s", path, what)
		}
	}
	switch {
	case err == io.EOF || err == io.ErrUnexpectedEOF:
		r.err = io.EOF
	case err != nil:
		r.err = r.explain(err)
	}
	r.carry = first
	if at == (Position{}) {
		if bytes.HasPrefix(first, []byte(bom)) && r.shape == lines {
			r.skip(len(bom))
		}
		return r, nil
	}
	if err := r.seek(at); err != nil {
		u.Close()
		return nil, err
	}
	return r, nil
}

// tap hashes and counts what is read through it.
type tap struct {
	from io.Reader
	r    *reader
}

func (t *tap) Read(p []byte) (int, error) {
	if err := t.r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := t.from.Read(p)
	t.r.sum.Write(p[:n])
	if t.r.hash == "" {
		t.r.consumed += int64(n)
	}
	return n, err
}

// skip passes over n bytes of carry.
func (r *reader) skip(n int) {
	r.carry = r.carry[n:]
	r.at.Offset += int64(n)
}

// seek passes over what lies before at.
func (r *reader) seek(at Position) error {
	r.skip(int(min(int64(len(r.carry)), at.Offset)))
	missing := at.Offset - r.at.Offset
	if missing > 0 && r.err == nil {
		n, err := io.CopyN(io.Discard, r.text, missing)
		missing -= n
		if err != nil && err != io.EOF {
			return r.explain(err)
		}
	}
	if missing > 0 {
		return fmt.Errorf("%s is shorter than when it was read before: start the hunt anew in another directory", r.path)
	}
	r.at = at
	r.refused() // what lies before it
	return nil
}

// refused takes the rejected rows before the place reached.
func (r *reader) refused() []*exchange.Rejection {
	n := 0
	for n < len(r.rejected) && r.rejected[n].Line <= r.at.Line {
		n++
	}
	given := r.rejected[:n:n]
	r.rejected = r.rejected[n:]
	return given
}

// Next gives the next block, of about 1 MiB, in buf, which it grows where a
// line needs it; pass the last block's Data to use its memory again. Errors:
// io.EOF at the end, *CorruptError, the context's, those of reading.
func (r *reader) Next(buf []byte) (Block, error) {
	data := append(buf[:0], r.carry...)
	r.carry = r.carry[:0]
	for target := r.size; ; target = min(2*target, exchange.MaxLine+2) {
		data = r.fill(data, target)
		if err := r.ctx.Err(); err != nil {
			return Block{}, err
		}
		if end := bytes.LastIndexByte(data, '\n') + 1; end > 0 {
			r.carry = append(r.carry, data[end:]...)
			return r.give(data[:end], int64(bytes.Count(data[:end], []byte{'\n'}))), nil
		}
		switch {
		case len(data) >= exchange.MaxLine+2: // and no room for a line end
			return r.long(data)
		case r.err == io.EOF && len(data) > 0: // the last line, without an end
			return r.give(data, 1), nil
		case r.err == io.EOF && len(r.rejected) > 0:
			r.at.Line = max(r.at.Line, r.rejected[len(r.rejected)-1].Line)
			return r.give(data, 0), nil
		case r.err != nil:
			return Block{}, r.failure()
		}
	}
}

// failure is what ended the reading, with how far it came.
func (r *reader) failure() error {
	var corrupt *CorruptError
	if errors.As(r.err, &corrupt) {
		corrupt.Lines = r.at.Line
	}
	return r.err
}

// fill reads until data has target bytes or the input ends.
func (r *reader) fill(data []byte, target int) []byte {
	if cap(data) < target {
		data = append(make([]byte, 0, target), data...)
	}
	for len(data) < target && r.err == nil {
		n, err := r.text.Read(data[len(data):target])
		data = data[:len(data)+n]
		if err != nil {
			r.err = r.explain(err)
		}
	}
	return data
}

func (r *reader) give(data []byte, lines int64) Block {
	b := Block{File: r.path, Data: data, Start: r.at}
	r.at.Offset += int64(len(data))
	r.at.Line += lines
	b.End = r.at
	b.Rejected = r.refused()
	return b
}

// long passes over a line that is too long, in the memory of its start.
func (r *reader) long(data []byte) (Block, error) {
	b := Block{File: r.path, Data: data[:0], Start: r.at}
	for {
		if end := bytes.IndexByte(data, '\n') + 1; end > 0 {
			r.carry = append(r.carry[:0], data[end:]...)
			r.at.Offset += int64(end)
			break
		}
		r.at.Offset += int64(len(data))
		if r.err == io.EOF {
			break
		}
		if r.err != nil {
			return Block{}, r.failure()
		}
		data = r.fill(data[:0], r.size)
	}
	r.at.Line++
	b.End = r.at
	b.Rejected = []*exchange.Rejection{exchange.TooLong(r.path, r.at.Line)}
	return b, nil
}

// explain says where an error of reading happened; io.EOF stays itself.
func (r *reader) explain(err error) error {
	var corrupt *unpack.CorruptError
	switch {
	case err == io.EOF || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.As(err, &corrupt):
		return &CorruptError{File: r.path, Err: corrupt}
	}
	return fmt.Errorf("reading %s: %w", r.path, err)
}

// SHA256 is the hash of the file as it is stored, in hexadecimal; it is known
// once Next has returned io.EOF, and empty before.
func (r *reader) SHA256() string {
	switch {
	case r.err != io.EOF || len(r.carry) > 0:
		return ""
	case r.hash != "":
		return r.hash
	}
	return hex.EncodeToString(r.sum.Sum(nil))
}

// Consumed is how many bytes of the file as it is stored were read so far.
func (r *reader) Consumed() int64 { return r.consumed }

// Close ends the reading.
func (r *reader) Close() error {
	r.unpacked.Close()
	return r.raw.Close()
}
