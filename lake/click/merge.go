package click

import (
	"context"
	"fmt"
	"iter"
)

// asked is a question that the nodes are answering, each its part.
type asked struct {
	streams []*stream
	cancel  context.CancelFunc
	check   func() error // at the end: whether what was read could be whole
	done    func()
}

// close ends what still runs and waits for it.
func (a *asked) close() {
	a.cancel()
	for _, s := range a.streams {
		for range s.blocks {
		}
	}
	if a.done != nil {
		a.done()
	}
}

// merger reads the nodes' rows in one order.
type merger[T any] struct {
	streams []*stream
	read    func(*cells) T
	heads   []T
	live    []bool
}

// advance reads the next row of one node.
func (m *merger[T]) advance(i int) (err error) {
	if m.live[i], err = m.streams[i].next(); m.live[i] {
		m.heads[i] = m.read(m.streams[i].cells())
	}
	return err
}

// first is the node with the lowest row, -1 at the end.
func (m *merger[T]) first(compare func(a, b *T) int) int {
	least := -1
	for i := range m.heads {
		if m.live[i] && (least < 0 || compare(&m.heads[i], &m.heads[least]) < 0) {
			least = i
		}
	}
	return least
}

// order says how the rows of an answer are sorted, and how rows that are equal
// in it, which different nodes may give, become one; nil is not at all.
type order[T any] struct {
	compare func(a, b *T) int
	join    func(into, from *T)
}

// answer asks the nodes and gives their rows in one order. No row is given
// before every node gave its first, and after the last only the end of every
// node's answer is the end.
func answer[T any](what string, start func() (*asked, error), read func(*cells) T, by order[T]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		fail := func(err error) { yield(*new(T), fmt.Errorf("asking the lake for %s: %w", what, err)) }
		a, err := start()
		if err != nil {
			fail(err)
			return
		}
		defer a.close()
		m := &merger[T]{a.streams, read, make([]T, len(a.streams)), make([]bool, len(a.streams))}
		for i := range m.streams {
			if err := m.advance(i); err != nil {
				fail(err)
				return
			}
		}
		for {
			least := m.first(by.compare)
			if least < 0 {
				if a.check != nil {
					if err := a.check(); err != nil {
						fail(err)
					}
				}
				return
			}
			row := m.heads[least]
			if err := m.advance(least); err != nil {
				fail(err)
				return
			}
			for by.join != nil {
				same := m.first(by.compare)
				if same < 0 || by.compare(&row, &m.heads[same]) != 0 {
					break
				}
				by.join(&row, &m.heads[same])
				if err := m.advance(same); err != nil {
					fail(err)
					return
				}
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}
