package click

import (
	"context"
	"fmt"

	"github.com/ClickHouse/ch-go"
	"github.com/ClickHouse/ch-go/proto"
)

// stream is one node's part of an answer, block by block: the next block is
// read from the network when the one before was used up.
type stream struct {
	columns proto.Results
	blocks  chan int      // rows of the block that columns have; closed at the end
	used    chan struct{} // the block was used up
	err     error         // how it ended; to be read after blocks is closed
	rows    int
	at      int // the row
}

// ask starts a query on a node. It ends with the answer, or when ctx does.
func (n *node) ask(ctx context.Context, query string) *stream {
	s := &stream{blocks: make(chan int), used: make(chan struct{}, 1)}
	go func() {
		defer close(s.blocks)
		s.err = n.do(ctx, ch.Query{Body: query, Result: s.columns.Auto(), OnResult: func(_ context.Context, b proto.Block) error {
			if len(s.columns) != b.Columns {
				return fmt.Errorf("%d of %d columns were understood", len(s.columns), b.Columns)
			}
			if b.Rows == 0 {
				return nil // the types only
			}
			select {
			case s.blocks <- b.Rows:
			case <-ctx.Done():
				return ctx.Err()
			}
			select {
			case <-s.used:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}})
	}()
	return s
}

// next goes to the next row; false is the end, or an error.
func (s *stream) next() (bool, error) {
	if s.at+1 < s.rows {
		s.at++
		return true, nil
	}
	if s.rows > 0 {
		s.used <- struct{}{}
	}
	rows, more := <-s.blocks
	if !more {
		s.rows = 0
		return false, s.err
	}
	s.rows, s.at = rows, 0
	return true, nil
}

func (s *stream) cells() *cells { return &cells{from: s} }

// cells reads the columns of one row from left to right.
type cells struct {
	from *stream
	col  int
}

func (c *cells) next() proto.ColResult {
	c.col++
	return c.from.columns[c.col-1].Data
}

// number is a whole number of any of the types that the queries give.
func (c *cells) number() int64 {
	row := c.from.at
	switch d := c.next().(type) {
	case *proto.ColUInt64:
		return int64((*d)[row])
	case *proto.ColInt64:
		return (*d)[row]
	case *proto.ColUInt32:
		return int64((*d)[row])
	case *proto.ColInt32:
		return int64((*d)[row])
	case *proto.ColUInt16:
		return int64((*d)[row])
	case *proto.ColUInt8:
		return int64((*d)[row])
	default:
		panic(fmt.Sprintf("a query gave a column of type %s where a number was wanted", d.Type()))
	}
}

func (c *cells) hash() uint64 { return uint64(c.number()) }

func (c *cells) string() string {
	row := c.from.at
	switch d := c.next().(type) {
	case *proto.ColStr:
		return d.Row(row)
	default:
		panic(fmt.Sprintf("a query gave a column of type %s where a string was wanted", d.Type()))
	}
}

func (c *cells) list() []uint64 {
	row := c.from.at
	switch d := c.next().(type) {
	case *proto.ColArr[uint64]:
		return d.Row(row)
	default:
		panic(fmt.Sprintf("a query gave a column of type %s where a list was wanted", d.Type()))
	}
}

// rows runs a query with a small answer and gives each row to do.
func (n *node) rows(ctx context.Context, query string, do func(*cells)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := n.ask(ctx, query)
	for {
		more, err := s.next()
		if err != nil || !more {
			return err
		}
		do(s.cells())
	}
}

// one runs a query that gives one number.
func (n *node) one(ctx context.Context, query string) (v int64, err error) {
	err = n.rows(ctx, query, func(c *cells) { v = c.number() })
	return v, err
}
