package importer

import (
	"context"
	"fmt"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/join"
	"github.com/stillhunt/stillhunt/importer/stream"
)

// Committer is a Source that wants to be told how far what it gave is durable.
// It may be told beside Next, and after Close no more.
type Committer interface {
	Commit(ctx context.Context, p Position) error
}

// streamed is the source of a Kafka topic or a NATS stream. Records that are
// to be joined are so within a block.
type streamed struct {
	*stream.Source
	ctx    context.Context
	format *Format
	at     Position
	out    join.Out
}

func openStream(ctx context.Context, in Input, at Position) (Source, error) {
	from, err := stream.ParsePosition(at.Stream)
	if err != nil {
		return nil, err
	}
	s, err := stream.Open(ctx, in.url, from)
	if err != nil {
		return nil, err
	}
	return &streamed{Source: s, ctx: ctx, format: in.format, at: at}, nil
}

// Next gives the next records of one partition.
func (s *streamed) Next(buf []byte) (Block, error) {
	data, n, to, err := s.Source.Next(s.ctx, buf)
	if err != nil {
		return Block{}, err
	}
	b := Block{File: s.Name(), Data: data, Start: s.at, Rejected: s.Rejected(), places: s.Places()}
	for _, gap := range s.Lost() {
		b.Rejected = append(b.Rejected, &exchange.Rejection{File: gap.Partition, Line: gap.From,
			Reason: fmt.Sprintf("%d records were deleted before they were read", gap.Lost()), Hint: "keep records longer, or hunt more often"})
	}
	if s.format == nil && n > 0 {
		if s.format, err = detect(s.Name(), data); err != nil {
			return Block{}, err
		}
	}
	if s.format != nil && s.format.NewConverter != nil {
		s.convert(&b)
	}
	s.at = Position{Offset: s.at.Offset + int64(len(data)), Line: s.at.Line + int64(len(b.places)), Stream: to.String()}
	b.End = s.at
	return b, nil
}

func (s *streamed) convert(b *Block) {
	s.out = join.Out{Data: s.out.Data[:0], Rejected: b.Rejected}
	c := s.format.NewConverter()
	for n, line := range b.Lines() {
		place := b.places[n-b.Start.Line-1]
		c.Add(line, place, &s.out)
	}
	c.Flush(&s.out)
	b.Data = append(b.Data[:0], s.out.Data...)
	b.places, b.Rejected, b.Others = s.out.Places, s.out.Rejected, s.out.Others
}

func (s *streamed) Format() *Format { return s.format }

// Files names the stream, and how many bytes of it were read; there is no hash.
func (s *streamed) Files() []File { return []File{{Path: s.Name(), Size: s.at.Offset}} }

func (s *streamed) Consumed() int64 { return s.at.Offset }

// Commit tells the stream's server.
func (s *streamed) Commit(ctx context.Context, p Position) error {
	to, err := stream.ParsePosition(p.Stream)
	if err != nil {
		return err
	}
	return s.Source.Commit(ctx, to)
}

func (s *streamed) Close() error {
	s.Source.Close()
	return nil
}
