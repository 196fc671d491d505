// Package click is the lake on ClickHouse: one shard a node, by account.
//
// Every node is asked directly. What is grouped by account is whole on its
// node, and Go merges the nodes' sorted answers into one; what is grouped by a
// shared value is first spread over the nodes by that value (see spread.go). A
// node that does not answer is an error that names it: there is no answer
// without it, never a part of one.
//
// It stands on ch-go, the protocol under clickhouse-go: blocks are filled and
// read column by column, a statement has its connection, and a cancelled
// answer ends (clickhouse-go 2.50.0 panics when a context ends while a block
// of an answer waits to be read).
//
// Nodes are not replicated by this package. Where each shard is a set of
// replicas, name one replica of each.
package click

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/stillhunt/stillhunt/lake"
	"golang.org/x/sync/errgroup"
)

// day is a UTC day in microseconds.
const day = int64(86_400_000_000)

// Lake is a lake in one database of each node:
//
//	observations  rows of all attempts at segments, by day, account
//	names         the dictionary: an account's name on its node, all others on every node
//	segments      on the first node: which attempt of a segment counts
//	shards        which shard of how many the node is, and the version of the tables
//	scratch_…     of a session; dropped at its end, or a day later by another
//
// Segments may be written from several goroutines and processes at once, each
// segment from one; questions may be asked from several goroutines between two
// Selects.
type Lake struct {
	options options
	nodes   []*node
	session string
	serial  atomic.Int64 // of scratch tables

	mu        sync.Mutex // guards what follows
	selection *selection
	tables    []string // scratch tables to drop
}

var _ lake.Lake = (*Lake)(nil)

// Open opens the lake at a URL, or makes one there:
//
//	clickhouse://[user[:password]@]host[:port][,host[:port]…]/database[?secure=true&dial_timeout=10s&memory=BYTES]
//
// Each host is one shard; a lake is opened with the same hosts in the same
// order for all of its life. The nodes send each other rows at these addresses
// and as this user, who needs the right to make, alter and drop tables in the
// database, and REMOTE. memory limits what one query holds on a node.
func Open(ctx context.Context, url string) (*Lake, error) {
	o, err := parse(url)
	if err != nil {
		return nil, err
	}
	l := &Lake{options: o, session: fmt.Sprintf("%016x", random()), selection: &selection{}}
	for i, h := range o.hosts {
		l.nodes = append(l.nodes, &node{number: i, address: h, options: &l.options})
	}
	err = l.each(ctx, func(ctx context.Context, n *node) error {
		if err := n.prepare(ctx); err != nil {
			return err
		}
		return n.tidyScratch(ctx)
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the lake %s: %w", &l.options, err), l.Close())
	}
	return l, nil
}

// Close drops what the session made and ends its connections. Answers still
// being read must be finished before. A node that does not answer keeps the
// session's tables; whoever opens the lake a day later drops them.
func (l *Lake) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), l.options.dial)
	defer cancel()
	l.dropAll(ctx)
	for _, n := range l.nodes {
		n.close()
	}
	return nil
}

// each does something on every node at once, and gives the first error.
func (l *Lake) each(ctx context.Context, do func(context.Context, *node) error) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, n := range l.nodes {
		g.Go(func() error { return do(ctx, n) })
	}
	return g.Wait()
}

// of is the node of an account.
func (l *Lake) of(account uint64) *node { return l.nodes[account%uint64(len(l.nodes))] }

// scratch begins the names of tables that do not outlive their session.
const scratch = "scratch_"

// table makes a scratch table on every node. It is on disk, so that a node that
// was started anew still has it.
func (l *Lake) table(ctx context.Context, what, columns, order string) (string, error) {
	table := fmt.Sprintf("%s%s_%d_%s", scratch, l.session, l.serial.Add(1), what)
	l.tables = append(l.tables, table)
	return table, l.each(ctx, func(ctx context.Context, n *node) error {
		_, err := n.exec(ctx, "CREATE TABLE "+table+" ("+columns+") ENGINE = MergeTree ORDER BY ("+order+")")
		return err
	})
}

// drop drops a scratch table. A node that does not answer keeps it: the next
// statement will say so.
func (l *Lake) drop(ctx context.Context, tables ...string) {
	ctx = context.WithoutCancel(ctx) // what is no longer needed is dropped even so
	var left []string
	for _, t := range l.tables {
		gone := false
		for _, d := range tables {
			gone = gone || t == d
		}
		if !gone {
			left = append(left, t)
		}
	}
	l.tables = left
	l.discard(ctx, tables)
}

func (l *Lake) discard(ctx context.Context, tables []string) {
	_ = l.each(ctx, func(ctx context.Context, n *node) error {
		for _, t := range tables {
			if _, err := n.exec(ctx, "DROP TABLE IF EXISTS "+t); err != nil {
				return nil // of the other nodes all the same
			}
		}
		return nil
	})
}

func (l *Lake) dropAll(ctx context.Context) {
	l.discard(ctx, l.tables)
	l.tables = nil
}

// random is a number that no other session or attempt has, and not 0.
func random() uint64 {
	var b [8]byte
	for {
		_, _ = rand.Read(b[:]) // never fails
		if v := binary.LittleEndian.Uint64(b[:]); v != 0 {
			return v
		}
	}
}

// filled is a text with its {placeholders} filled.
func filled(text string, values ...string) string {
	return strings.NewReplacer(values...).Replace(text)
}
