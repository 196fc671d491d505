package click

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"

	"github.com/ClickHouse/ch-go"
	"github.com/ClickHouse/ch-go/proto"
)

// node is one shard: a ClickHouse server that is asked directly, by
// connections of its own. It is never left out: a node that does not answer is
// an error that names it.
type node struct {
	number  int // its place in the URL, which is its part of the accounts
	address string
	options *options

	mu   sync.Mutex
	idle []*wire
}

// wire is one connection; it runs one statement at a time.
type wire struct {
	client *ch.Client
	conn   net.Conn
}

func (w *wire) close() { _ = w.client.Close() } // what it could say, the statement's error said

// most idle connections that a node keeps.
const spare = 8

// settings hold for every statement, whatever the server's profile says: an
// answer is whole or an error, and every engine default that could change one
// is set.
func (o *options) settings() []ch.Setting {
	pairs := [][2]string{
		{"async_insert", "0"},
		{"join_use_nulls", "0"},
		{"group_by_use_nulls", "0"},
		{"aggregate_functions_null_for_empty", "0"},
		{"transform_null_in", "0"},
		{"prefer_column_name_to_alias", "1"},
		{"session_timezone", "UTC"},
		{"skip_unavailable_shards", "0"},
		{"distributed_foreground_insert", "1"}, // a row counts as sent when it has arrived
		{"max_partitions_per_insert_block", "0"},
		{"max_partition_size_to_drop", "0"},
		{"max_query_size", strconv.Itoa(64 << 20)}, // lists of segments
		{"max_execution_time", "0"},
		{"max_result_rows", "0"}, {"max_result_bytes", "0"}, {"result_overflow_mode", "throw"},
		{"max_rows_to_read", "0"}, {"max_bytes_to_read", "0"}, {"read_overflow_mode", "throw"},
		{"max_rows_to_group_by", "0"}, {"group_by_overflow_mode", "throw"},
		{"max_rows_in_distinct", "0"}, {"distinct_overflow_mode", "throw"},
		{"max_rows_in_set", "0"}, {"set_overflow_mode", "throw"},
		{"max_rows_in_join", "0"}, {"join_overflow_mode", "throw"},
		{"max_rows_to_sort", "0"}, {"sort_overflow_mode", "throw"},
		{"limit", "0"}, {"offset", "0"},
		{"send_timeout", "3600"}, {"receive_timeout", "3600"}, // whoever reads an answer may take time
	}
	if o.memory > 0 {
		half := strconv.FormatInt(o.memory/2, 10) // beyond it groups and sorting go to disk
		pairs = append(pairs, [2]string{"max_memory_usage", strconv.FormatInt(o.memory, 10)},
			[2]string{"max_bytes_before_external_group_by", half}, [2]string{"max_bytes_before_external_sort", half})
	}
	all := make([]ch.Setting, len(pairs))
	for i, p := range pairs {
		all[i] = ch.Setting{Key: p[0], Value: p[1], Important: true}
	}
	return all
}

// dial makes a connection to a database of the node.
func (n *node) dial(ctx context.Context, database string) (*wire, error) {
	ctx, cancel := context.WithTimeout(ctx, n.options.dial)
	defer cancel()
	var conn net.Conn
	var err error
	if config := n.options.tls(); config != nil {
		conn, err = (&tls.Dialer{Config: config}).DialContext(ctx, "tcp", n.address)
	} else {
		conn, err = new(net.Dialer).DialContext(ctx, "tcp", n.address)
	}
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	client, err := ch.Connect(ctx, conn, ch.Options{
		Database: database, User: n.options.user, Password: n.options.password, ClientName: "stillhunt",
		Compression: ch.CompressionLZ4, ReadTimeout: ch.NoTimeout, HandshakeTimeout: n.options.dial,
		Settings: n.options.settings(),
	})
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return &wire{client, conn}, nil
}

// take gives a connection that answers: an idle one may be to a server that was
// started anew since, so it is asked first. After this no statement is ever
// repeated, because what a broken one did cannot be known.
func (n *node) take(ctx context.Context) (*wire, error) {
	for {
		n.mu.Lock()
		last := len(n.idle) - 1
		if last < 0 {
			n.mu.Unlock()
			return n.dial(ctx, n.options.database)
		}
		w := n.idle[last]
		n.idle = n.idle[:last]
		n.mu.Unlock()
		asked, cancel := context.WithTimeout(ctx, n.options.dial)
		stop := context.AfterFunc(asked, func() { _ = w.conn.Close() })
		err := w.client.Ping(asked)
		alive := stop() && err == nil
		cancel()
		if alive {
			return w, nil
		}
		w.close()
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
}

func (n *node) give(w *wire) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.idle) < spare {
		n.idle = append(n.idle, w)
		return
	}
	w.close()
}

func (n *node) close() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, w := range n.idle {
		w.close()
	}
	n.idle = nil
}

// do runs one statement on a connection of its own.
func (n *node) do(ctx context.Context, q ch.Query) error {
	w, err := n.take(ctx)
	if err != nil {
		return n.explain(ctx, err)
	}
	return n.run(ctx, w, q)
}

func (n *node) run(ctx context.Context, w *wire, q ch.Query) error {
	stop := context.AfterFunc(ctx, func() { _ = w.conn.Close() }) // a read waits for no context
	err := w.client.Do(ctx, q)
	if !stop() || err != nil {
		w.close()
		return n.explain(ctx, err)
	}
	n.give(w)
	return nil
}

// exec runs a statement whose answer does not matter, and says how many rows it
// wrote.
func (n *node) exec(ctx context.Context, statement string) (wrote int64, err error) {
	var none proto.Results
	err = n.do(ctx, ch.Query{
		Body: statement, Result: none.Auto(),
		OnResult:   func(context.Context, proto.Block) error { return nil },
		OnProgress: func(_ context.Context, p proto.Progress) error { wrote += int64(p.WroteRows); return nil },
	})
	return wrote, err
}

// ErrLost says that the rows that a Select prepared are gone from a node.
var ErrLost = errors.New("it no longer has what the last selection prepared there: select again")

// explain says which node failed, how, and what to do.
func (n *node) explain(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ended := ctx.Err(); ended != nil {
		return ended
	}
	e, refused := ch.AsException(err)
	if !refused {
		return fmt.Errorf("ClickHouse node %s does not answer (%s): see that it runs and can be reached, then run the same command again",
			n.address, n.options.hide(err.Error()))
	}
	what := fmt.Errorf("ClickHouse node %s: %s", n.address, n.options.hide(plain(e)))
	switch e.Code {
	case proto.ErrFunctionThrowIfValueIsNonZero, proto.ErrUnknownTable:
		return fmt.Errorf("ClickHouse node %s: %w", n.address, ErrLost)
	case proto.ErrMemoryLimitExceeded:
		return fmt.Errorf("%w: give the URL a larger ?memory=BYTES, or the node more memory", what)
	case proto.ErrNotEnoughSpace:
		return fmt.Errorf("%w: free some space on its disk and run the same command again", what)
	case proto.ErrNetworkError, proto.ErrSocketTimeout, proto.ErrAllConnectionTriesFailed:
		return fmt.Errorf("%w: the nodes must reach each other at the addresses of the URL; see that all run, then run the same command again", what)
	}
	return what
}

// plain is the first sentence of a server's error: what follows are its
// statement and its version.
func plain(e *ch.Exception) string {
	text := strings.TrimPrefix(strings.TrimSpace(e.Message), "DB::Exception: ")
	text, _, _ = strings.Cut(text, "\n")
	text, _, _ = strings.Cut(text, ": While executing")
	const enough = 400
	if len(text) > enough {
		text = text[:enough] + "…"
	}
	return text
}
