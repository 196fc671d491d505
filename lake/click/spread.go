package click

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
)

// spread runs a query on every node and sends each of its rows to a table of
// the node that the row's column by says (by modulo the nodes). It returns when
// all have arrived, and says how many each node then has: who asks the table
// later checks that they are still there.
//
// Nodes send to nodes; nothing passes through this process.
func (l *Lake) spread(ctx context.Context, table, by string, query func(*node) string) ([]int64, error) {
	var sent atomic.Int64
	err := l.each(ctx, func(ctx context.Context, n *node) error {
		wrote, err := n.exec(ctx, "INSERT INTO FUNCTION "+l.remote(table, by)+" "+query(n))
		sent.Add(wrote)
		return err
	})
	if err != nil {
		return nil, err
	}
	rows, err := l.count(ctx, table)
	if err != nil {
		return nil, err
	}
	arrived := int64(0)
	for _, r := range rows {
		arrived += r
	}
	if arrived != sent.Load() {
		return nil, fmt.Errorf("of %d rows that the nodes sent each other %d arrived: a node was started anew in between; run the same command again", sent.Load(), arrived)
	}
	return rows, nil
}

// remote is the table on all nodes, for rows to be sent to.
func (l *Lake) remote(table, by string) string {
	function := "remote"
	if l.options.secure {
		function = "remoteSecure"
	}
	return fmt.Sprintf("%s(%s, %s, %s, %s, %s, %s)", function, quoteText(strings.Join(l.options.hosts, ",")),
		quoteText(l.options.database), quoteText(table), quoteText(l.options.user), quoteText(l.options.password), by)
}

// count counts a table's rows by node.
func (l *Lake) count(ctx context.Context, table string) ([]int64, error) {
	rows := make([]int64, len(l.nodes))
	err := l.each(ctx, func(ctx context.Context, n *node) (err error) {
		rows[n.number], err = n.one(ctx, "SELECT count() FROM "+table)
		return err
	})
	return rows, err
}

// shared finds the keys that a condition picks out of what all nodes have, and
// tells every node those of its own: a table of (key, day) on each. Only keys
// travel, not the rows that have them.
//
// query gives a node's rows (key, day, shard, many), shard being the node's
// number; condition is on the group of those of one key and day. The table is
// empty everywhere if no key is picked.
func (l *Lake) shared(ctx context.Context, condition string, query func(*node) string) (table string, rows []int64, err error) {
	const columns = "key UInt64, day Int64, shard UInt16"
	seen, err := l.table(ctx, "seen", columns+", many UInt8", "key, day")
	if err != nil {
		return "", nil, err
	}
	defer l.drop(ctx, seen)
	had, err := l.spread(ctx, seen, "key", query)
	if err != nil {
		return "", nil, err
	}
	if table, err = l.table(ctx, "shared", columns, "key, day"); err != nil {
		return "", nil, err
	}
	text, err := question("shared", "{condition}", condition)
	if err != nil {
		return table, nil, err
	}
	rows, err = l.spread(ctx, table, "shard", func(n *node) string {
		return filled(text, "{seen}", guarded(seen, had[n.number]))
	})
	return table, rows, err
}

// severally picks the keys that come several times: in two rows of query, or
// in one that says many.
const severally = "count() > 1 OR max(many) = 1"

// guarded is a table to read from that must have a number of rows: if it has
// not, because its node lost some, the query fails instead of answering less.
func guarded(table string, rows int64) string {
	return "(SELECT * FROM " + table + " WHERE " + complete(table, rows) + ")"
}

// complete is the condition that a table has all its rows. The count is taken
// when the query is planned, so it is checked even where no row is read.
func complete(table string, rows int64) string {
	return fmt.Sprintf("(SELECT throwIf(count() <> %d) FROM %s) = 0", rows, table)
}
