package importer

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/join"
)

// joint is the source of files of which a record can hold several exchanges, or
// several records one. They are read side by side, always on from the one that
// lies furthest back in time, so that what belongs together is near.
type joint struct {
	ctx     context.Context
	in      Input
	format  *Format
	convert Converter
	members []*member
	size    int      // of a block
	out     join.Out // what is complete
	given   int      // of its Data
	at      Position
	from    Position // what lies before it was given by an earlier source
	flushed bool
}

// member is one file of a joint source.
type member struct {
	in Input
	*single
	block []byte // memory of a block or a message
	rest  []byte // lines of the block not yet taken
	line  int64
	time  int64 // the latest that its records told
	done  bool
	frame *bufio.Reader // of protobuf messages
}

// maxMessage is the longest protobuf message that is taken, in bytes.
const maxMessage = 4 * exchange.MaxLine

func newJoint(ctx context.Context, in Input, at Position) *joint {
	j := &joint{ctx: ctx, in: in, format: in.format, convert: in.format.NewConverter(), from: at, size: blockSize}
	for _, p := range in.Parts {
		j.members = append(j.members, &member{in: p})
	}
	return j
}

// Next gives what the next records complete.
func (j *joint) Next(buf []byte) (Block, error) {
	for {
		for len(j.out.Data)-j.given < j.size && len(j.out.Rejected) < 1000 && !j.flushed {
			if err := j.ctx.Err(); err != nil {
				return Block{}, err
			}
			if err := j.step(); err != nil {
				return Block{}, err
			}
		}
		if j.flushed && j.given == len(j.out.Data) && len(j.out.Rejected) == 0 && j.out.Others == 0 {
			return Block{}, io.EOF
		}
		b := j.cut(buf)
		if b.End.Offset > j.from.Offset {
			return b, nil
		}
		buf = b.Data
	}
}

// cut makes a block of about size bytes of what is complete.
func (j *joint) cut(buf []byte) Block {
	b := Block{File: j.in.Path, Start: j.at, Rejected: j.out.Rejected, Others: j.out.Others}
	data := j.out.Data[j.given:]
	if len(data) > j.size {
		data = data[:j.size+bytes.IndexByte(data[j.size:], '\n')+1]
	}
	n := bytes.Count(data, []byte{'\n'})
	b.Data, b.places = append(buf[:0], data...), slices.Clone(j.out.Places[:n])
	j.given, j.out.Places = j.given+len(data), j.out.Places[n:]
	j.out.Rejected, j.out.Others = nil, 0
	if j.given == len(j.out.Data) {
		j.out.Data, j.out.Places, j.given = j.out.Data[:0], nil, 0
	}
	j.at.Offset += int64(len(data)) + int64(len(b.Rejected)) + b.Others // so that every block ends at a place of its own
	j.at.Line += int64(n)
	b.End = j.at
	return b
}

// step takes one record of the member that lies furthest back.
func (j *joint) step() error {
	var m *member
	for _, c := range j.members {
		if !c.done && (m == nil || c.time < m.time) {
			m = c
		}
	}
	if m == nil {
		j.convert.Flush(&j.out)
		j.flushed = true
		return nil
	}
	if m.single == nil {
		if err := m.open(j.ctx, j.format); err != nil {
			return err
		}
	}
	record, err := m.next(&j.out)
	if errors.Is(err, io.EOF) {
		m.done = true
		return m.reader.Close()
	}
	if err != nil || record == nil {
		return err
	}
	m.time = max(m.time, j.convert.Add(record, join.Place{File: m.in.Path, Line: m.line}, &j.out))
	return nil
}

func (m *member) open(ctx context.Context, format *Format) error {
	r, err := m.in.reader(ctx, Position{}, blockSize)
	if err != nil {
		return err
	}
	m.single = &single{reader: r, in: m.in, format: format}
	return nil
}

// next is the next record; nil if it was not taken.
func (m *member) next(out *join.Out) ([]byte, error) {
	switch m.shape {
	case message, messages:
		return m.message(out)
	}
	for {
		for len(m.rest) > 0 {
			line, rest, _ := bytes.Cut(m.rest, []byte{'\n'})
			m.rest = rest
			m.line++
			if line = bytes.TrimSpace(line); len(line) > 0 {
				return line, nil
			}
		}
		b, err := m.Next(m.block)
		if err != nil {
			return nil, err
		}
		out.Rejected = append(out.Rejected, b.Rejected...)
		m.block, m.rest, m.line = b.Data, b.Data, b.Start.Line
	}
}

// message reads a protobuf message: the whole file, or what its length says.
func (m *member) message(out *join.Out) ([]byte, error) {
	if m.frame == nil {
		m.frame = bufio.NewReaderSize(io.MultiReader(bytes.NewReader(m.carry), m.text), 256<<10)
		m.carry = nil
	}
	m.line++
	place := join.Place{File: m.in.Path, Line: m.line}
	if m.shape == message {
		if m.line > 1 {
			return nil, m.end()
		}
		all, err := io.ReadAll(io.LimitReader(m.frame, maxMessage+1))
		switch {
		case err != nil:
			return nil, m.explain(err)
		case len(all) > maxMessage:
			return nil, fmt.Errorf("%s is one message of more than %d MiB: write the exports behind their lengths, as the Collector's file exporter does", m.in.Path, maxMessage>>20)
		}
		return all, nil
	}
	var length [4]byte
	if _, err := io.ReadFull(m.frame, length[:]); err != nil {
		if err == io.ErrUnexpectedEOF {
			out.Reject(place, "the file ends inside a message", "fetch the file again")
			return nil, m.end()
		}
		if err == io.EOF {
			return nil, m.end()
		}
		return nil, m.explain(err)
	}
	n := int64(binary.BigEndian.Uint32(length[:]))
	if n > maxMessage {
		out.Reject(place, "message longer than 64 MiB", "is the file length-prefixed protobuf of the Collector?")
		if _, err := io.CopyN(io.Discard, m.frame, n); err != nil && err != io.EOF {
			return nil, m.explain(err)
		}
		return nil, nil
	}
	if int64(cap(m.block)) < n {
		m.block = make([]byte, n)
	}
	m.block = m.block[:n]
	if _, err := io.ReadFull(m.frame, m.block); err != nil {
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			out.Reject(place, "the file ends inside a message", "fetch the file again")
			return nil, m.end()
		}
		return nil, m.explain(err)
	}
	return m.block, nil
}

// end says that the file was read to its end.
func (m *member) end() error {
	m.reader.err = io.EOF
	return io.EOF
}

func (j *joint) Format() *Format { return j.format }

func (j *joint) Files() []File {
	var all []File
	for _, m := range j.members {
		if m.single == nil {
			return nil
		}
		f := m.Files()
		if f == nil {
			return nil
		}
		all = append(all, f...)
	}
	return all
}

func (j *joint) Consumed() int64 {
	var n int64
	for _, m := range j.members {
		if m.single != nil {
			n += m.single.Consumed()
		}
	}
	return n
}

func (j *joint) Close() error {
	var errs []error
	for _, m := range j.members {
		if m.single != nil && !m.done {
			errs = append(errs, m.reader.Close())
		}
	}
	return errors.Join(errs...)
}
