// Package stream reads exchanges from Kafka topics and NATS JetStream streams.
//
//	kafka://[user:password@]host[:9092][,host[:port]…]/topic[?option…]
//	nats://[user:password@]host[:4222][,host[:port]…]/stream[/subject][?option…]
//	nats://token@host/stream
//
// The options are group=NAME (the Kafka group or the NATS durable consumer that
// shows how far the hunt is, by default stillhunt), worker=2/3 (read the second
// of three shares), tls=true, ca=FILE (trusted
// certificates), and cert=FILE with key=FILE (the client's own); the last three
// switch TLS on. Where the URL has no user, STILLHUNT_KAFKA_USER and
// STILLHUNT_KAFKA_PASSWORD (SASL/PLAIN), STILLHUNT_NATS_USER and
// STILLHUNT_NATS_PASSWORD, or STILLHUNT_NATS_TOKEN are taken. In a URL, write
// /, @, : and % of a password as %2F, %40, %3A and %25. No secret is ever part
// of a name, an error or a log.
//
// A Source reads from a Position to the ends that the stream has when it is
// opened, one partition after the other, so that the same stretch always gives
// the same blocks. Records of aborted Kafka transactions are left out. The
// stream itself is not changed, but for the group or consumer that Commit moves.
package stream

import (
	"bytes"
	"context"
	"io"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/join"
)

const (
	blockSize    = 1 << 20 // bytes of a block
	blockRecords = 1 << 16 // records of a block, those left out too
)

// Source gives the records of a stream in blocks of lines. Next is for one
// goroutine; Commit may be called beside it.
type Source struct {
	feed  feed
	name  string
	parts []partition
	mine  share // of the records; Kafka's workers share partitions
	start Position
	at    Position // what lies before it was given

	current int // of parts
	cursor  int64
	batch   []record // read, not yet given
	gap     *Gap     // found, not yet given
	size    int      // of a block
	err     error

	places   []join.Place
	rejected []*exchange.Rejection
	lost     []Gap
}

// partition is a run of records that is read in its order.
type partition struct {
	key   string // in a Position
	file  string // in a Place
	start int64
	end   int64 // the first offset that is not read
}

// record is one message of a stream.
type record struct {
	offset  int64
	value   []byte
	refused string // why there is no value
}

// feed is a stream's server.
type feed interface {
	// read gives records of a partition in [at, its end), in order, and how far
	// it came: beyond at, unless there is a gap or an error.
	read(ctx context.Context, p partition, at int64) (records []record, next int64, gap *Gap, err error)
	commit(ctx context.Context, p Position) error
	close()
}

// Open connects to the stream that the URL names, to read from a position that
// an earlier Source of it gave, or from the beginning. The context ends the
// connection, so it must live as long as the Source. The error names the URL
// without its secrets; a server that does not answer is one within 10 s.
func Open(ctx context.Context, rawURL string, from Position) (*Source, error) {
	a, err := parse(rawURL)
	if err != nil {
		return nil, err
	}
	return open(ctx, a, from)
}

func open(ctx context.Context, a *address, from Position) (*Source, error) {
	connect := openKafka
	if a.scheme == schemeNATS {
		connect = openNATS
	}
	f, parts, err := connect(ctx, a)
	if err != nil {
		return nil, err
	}
	s := &Source{feed: f, name: a.name(), parts: parts, size: blockSize, start: Position{}}
	if a.scheme == schemeNATS {
		s.mine = a.share
	} else {
		s.parts = a.share.partitions(parts)
	}
	if err := s.place(from); err != nil {
		f.close()
		return nil, err
	}
	return s, nil
}

// Name is the stream's URL without user, password and options.
func (s *Source) Name() string { return s.name }

// Start is where the reading begins, for every partition.
func (s *Source) Start() Position { return s.start.clone() }

// End is where the reading ends: the ends of the partitions as the source was opened.
func (s *Source) End() Position {
	end := Position{}
	for _, p := range s.parts {
		end[p.key] = p.end
	}
	return end
}

// Next gives the next records, of one partition and about 1 MiB, in buf, each a
// line, with the number of lines and the position behind them. A record's own
// line ends are made spaces, and empty records are left out, so that a block
// may have no line. At the ends the error is io.EOF; after any other error the
// stream must be opened anew from the last position.
func (s *Source) Next(ctx context.Context, buf []byte) (data []byte, lines int64, to Position, err error) {
	s.places, s.rejected, s.lost = nil, nil, nil
	if s.err != nil {
		return nil, 0, nil, s.err
	}
	if err := ctx.Err(); err != nil {
		return nil, 0, nil, err
	}
	data = buf[:0]
	for s.current < len(s.parts) {
		done, err := s.fill(ctx, &data)
		if err != nil {
			s.err = err
			return nil, 0, nil, err
		}
		if done {
			return data, int64(len(s.places)), s.at.clone(), nil
		}
	}
	s.err = io.EOF
	return nil, 0, nil, io.EOF
}

// fill takes records of the current partition until the block is done or the
// partition is, and reports whether there is a block.
func (s *Source) fill(ctx context.Context, data *[]byte) (bool, error) {
	p := s.parts[s.current]
	begun, seen := s.at[p.key], 0
	s.cursor = max(s.cursor, begun)
	for {
		switch {
		case s.gap != nil:
			if seen > 0 {
				return true, nil
			}
			s.lost = append(s.lost, *s.gap)
			s.at[p.key], s.gap = s.gap.To, nil
		case len(s.batch) > 0:
			r := s.batch[0]
			value := bytes.Trim(r.value, " \t\r\n")
			if seen == blockRecords || len(*data) > 0 && len(*data)+len(value) >= s.size {
				return true, nil
			}
			s.batch = s.batch[1:]
			s.take(p, r, value, data)
			s.at[p.key] = r.offset + 1
			seen++
		case s.cursor >= p.end:
			moved := begun < p.end
			s.at[p.key] = max(begun, p.end)
			s.current, s.cursor = s.current+1, 0
			return moved, nil
		default:
			var err error
			if s.batch, s.cursor, s.gap, err = s.feed.read(ctx, p, s.cursor); err != nil {
				return false, err
			}
		}
	}
}

// take adds one record to the block.
func (s *Source) take(p partition, r record, value []byte, data *[]byte) {
	switch {
	case !s.mine.message(r.offset):
	case r.refused != "":
		s.rejected = append(s.rejected, &exchange.Rejection{File: p.file, Line: r.offset, Reason: r.refused, Hint: "make the producer's batches smaller"})
	case len(value) > exchange.MaxLine:
		s.rejected = append(s.rejected, exchange.TooLong(p.file, r.offset))
	case len(value) > 0:
		n := len(*data)
		*data = append(*data, value...)
		for i, c := range (*data)[n:] {
			if c == '\n' || c == '\r' {
				(*data)[n+i] = ' '
			}
		}
		*data = append(*data, '\n')
		s.places = append(s.places, join.Place{File: p.file, Line: r.offset})
	}
}

// Places says where each line of the last block was read: the stream and its
// partition as the file, the offset as the line.
func (s *Source) Places() []join.Place { return s.places }

// Rejected are the records of the last block that were not taken.
func (s *Source) Rejected() []*exchange.Rejection { return s.rejected }

// Lost are the records before or among those of the last block that the stream
// had deleted before they were read.
func (s *Source) Lost() []Gap { return s.lost }

// Commit tells the server that everything up to a position is durable. Nothing
// is read from there: the position that counts is the caller's own.
func (s *Source) Commit(ctx context.Context, p Position) error { return s.feed.commit(ctx, p) }

// Close ends the connection.
func (s *Source) Close() { s.feed.close() }
