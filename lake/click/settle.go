package click

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/stillhunt/stillhunt/lake"
)

// atOnce is how many exchanges are searched for duplicates in one go: whole
// days, and one at least. It bounds what the search keeps on the nodes' disks.
const atOnce = 100_000_000

// settle makes the selection's sources: the rows that a condition picks, of
// several with one id on one day the lowest canonical only (then account, then
// time; of equal rows one, always the same). The accounts of such rows may be on different nodes:
// ids are spread by id, those that came twice are told to the nodes that have
// them, and only the rows of these travel. Days without a duplicate cost nothing
// later.
func (l *Lake) settle(ctx context.Context, s *selection, condition string, t *lake.Totals) error {
	days, err := l.days(ctx, condition)
	if err != nil {
		return err
	}
	dropped, err := l.table(ctx, "dropped", "part UInt64, place UInt32, day Int64, shard UInt16, differs UInt8", "part, place")
	if err != nil {
		return err
	}
	rows := make([]int64, len(l.nodes))
	for _, span := range spans(days) {
		if rows, err = l.search(ctx, s, dropped, condition, span, rows); err != nil {
			return err
		}
	}
	mixed, err := l.countDropped(ctx, dropped, t)
	if err != nil {
		return err
	}
	s.sources = make([]string, len(l.nodes))
	for i := range l.nodes {
		s.sources[i] = source(condition, dropped, rows[i], mixed[i])
	}
	return nil
}

// days counts the exchanges with an id by day, over all nodes.
func (l *Lake) days(ctx context.Context, condition string) (map[int64]int64, error) {
	var mu sync.Mutex
	days := map[int64]int64{}
	err := l.each(ctx, func(ctx context.Context, n *node) error {
		return n.rows(ctx, fmt.Sprintf("SELECT intDiv(time, %d) AS day, count() AS rows FROM observations WHERE has_id = 1 AND %s GROUP BY day", day, condition), func(c *cells) {
			mu.Lock()
			defer mu.Unlock()
			days[c.number()] += c.number()
		})
	})
	return days, err
}

// spans cuts days into runs of at most atOnce exchanges, or of one day: the
// first day of each and the one after its last.
func spans(days map[int64]int64) [][2]int64 {
	var all [][2]int64
	rows := int64(0)
	for _, d := range slices.Sorted(maps.Keys(days)) {
		if rows += days[d]; len(all) == 0 || rows > atOnce {
			all, rows = append(all, [2]int64{d, d}), days[d]
		}
		all[len(all)-1][1] = d + 1
	}
	return all
}

// search adds to the table dropped, on each node, which of its rows of some days
// are to be left out. before and the result are the table's rows by node.
func (l *Lake) search(ctx context.Context, s *selection, dropped, condition string, span [2]int64, before []int64) ([]int64, error) {
	within := fmt.Sprintf("%s AND time >= %d AND time < %d", condition, span[0]*day, span[1]*day)
	texts := map[string]string{}
	for _, name := range []string{"ids", "candidates", "dropped"} {
		text, err := question(name, "{condition}", within)
		if err != nil {
			return nil, err
		}
		texts[name] = text
	}
	repeated, ids, err := l.shared(ctx, severally, func(n *node) string {
		return filled(texts["ids"], "{shard}", strconv.Itoa(n.number))
	})
	if err != nil {
		return nil, err
	}
	defer l.drop(ctx, repeated)
	if total(ids) == 0 {
		return before, nil
	}
	candidates, err := l.table(ctx, "candidates", "id UInt64, day Int64, canonical UInt64, account UInt64, time Int64, rank UInt32, part UInt64, place UInt32, shard UInt16", "id, day")
	if err != nil {
		return nil, err
	}
	defer l.drop(ctx, candidates)
	stood, err := l.spread(ctx, candidates, "id", func(n *node) string {
		return filled(texts["candidates"], "{parts}", s.parts.on(n), "{shared}", guarded(repeated, ids[n.number]), "{shard}", strconv.Itoa(n.number))
	})
	if err != nil {
		return nil, err
	}
	found, err := l.table(ctx, "found", "part UInt64, place UInt32, day Int64, shard UInt16, differs UInt8", "part, place")
	if err != nil {
		return nil, err
	}
	defer l.drop(ctx, found)
	rows, err := l.spread(ctx, found, "shard", func(n *node) string {
		return filled(texts["dropped"], "{candidates}", guarded(candidates, stood[n.number]))
	})
	if err != nil {
		return nil, err
	}
	after := slices.Clone(before)
	for i := range after {
		after[i] += rows[i]
	}
	return after, l.each(ctx, func(ctx context.Context, n *node) error {
		_, err := n.exec(ctx, "INSERT INTO "+dropped+" SELECT * FROM "+guarded(found, rows[n.number]))
		return err
	})
}

// countDropped counts what is left out, and finds on which days, by node.
func (l *Lake) countDropped(ctx context.Context, dropped string, t *lake.Totals) ([][]int64, error) {
	var mu sync.Mutex
	mixed := make([][]int64, len(l.nodes))
	err := l.each(ctx, func(ctx context.Context, n *node) error {
		return n.rows(ctx, "SELECT day, count() AS rows, sum(differs) AS conflicting FROM "+dropped+" GROUP BY day ORDER BY day", func(c *cells) {
			mu.Lock()
			defer mu.Unlock()
			mixed[n.number] = append(mixed[n.number], c.number())
			t.Duplicates += c.number()
			t.Conflicting += c.number()
		})
	})
	return mixed, err
}

// source is what stands for observations in a node's queries.
func source(condition, dropped string, rows int64, mixed []int64) string {
	plain := "SELECT * FROM observations WHERE " + condition
	if rows == 0 {
		return "(" + plain + ")"
	}
	var clean, other []string
	for _, d := range mixed {
		clean = append(clean, fmt.Sprintf(" AND (time < %d OR time >= %d)", d*day, (d+1)*day))
		other = append(other, fmt.Sprintf("time >= %d AND time < %d", d*day, (d+1)*day))
	}
	return "(" + plain + strings.Join(clean, "") + " UNION ALL " + plain + " AND (" + strings.Join(other, " OR ") + ")" +
		" AND (part, place) NOT IN (SELECT part, place FROM " + dropped + ") AND " + complete(dropped, rows) + ")"
}

func total(list []int64) (sum int64) {
	for _, v := range list {
		sum += v
	}
	return sum
}
