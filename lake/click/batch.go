package click

import (
	"context"

	"github.com/ClickHouse/ch-go"
	"github.com/ClickHouse/ch-go/proto"
)

// batch gathers rows for one table of one node, column by column, and sends
// them as one block, which the node takes whole or not at all.
type batch[T any] struct {
	node    *node
	into    string
	buffers []buffer[T]
	input   proto.Input
	rows    int
	sent    int64
}

func newBatch[T any](n *node, table string, columns []column[T]) *batch[T] {
	b := &batch[T]{node: n}
	for _, c := range columns {
		f := c.open()
		b.buffers = append(b.buffers, f)
		b.input = append(b.input, proto.InputColumn{Name: c.name, Data: f.data})
	}
	b.into = b.input.Into(table)
	return b
}

func (b *batch[T]) append(row *T) {
	for i := range b.buffers {
		b.buffers[i].put(row)
	}
	b.rows++
}

// send writes what was gathered. After an error the node may have the block or
// not: the attempt it belongs to is lost.
func (b *batch[T]) send(ctx context.Context) error {
	if b.rows == 0 {
		return nil
	}
	if err := b.node.do(ctx, ch.Query{Body: b.into, Input: b.input}); err != nil {
		return err
	}
	b.sent += int64(b.rows)
	b.rows = 0
	b.input.Reset()
	return nil
}

// read runs a query whose answer has these columns, and gives its rows to do.
func read[T any](ctx context.Context, n *node, query string, columns []column[T], do func(*T) error) error {
	var answer proto.Results
	buffers := make([]buffer[T], len(columns))
	for i, c := range columns {
		buffers[i] = c.open()
		answer = append(answer, proto.ResultColumn{Name: c.name, Data: buffers[i].data})
	}
	var refused error // of do, which is no fault of the node
	err := n.do(ctx, ch.Query{Body: query, Result: answer, OnResult: func(_ context.Context, block proto.Block) error {
		for row := range block.Rows {
			var r T
			for i := range buffers {
				buffers[i].set(&r, row)
			}
			if refused = do(&r); refused != nil {
				return refused
			}
		}
		return nil
	}})
	if refused != nil {
		return refused
	}
	return err
}
