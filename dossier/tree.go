package dossier

import (
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// subtree is a node of the tree over an aligned, full stretch of 1<<level leaves.
type subtree struct {
	level int
	hash  tlog.Hash
}

// cover holds the nodes that cover the leaves [from, to) and no others, the
// fewest there are, from left to right. It is what RFC 6962 roots are made of
// when leaves only ever come at the end ("compact range").
type cover struct {
	from, to int64
	nodes    []subtree
}

// push puts a node behind the last leaf; its stretch must be aligned there.
func (c *cover) push(n subtree) {
	c.nodes = append(c.nodes, n)
	c.to += 1 << n.level
	for len(c.nodes) >= 2 {
		a, b := c.nodes[len(c.nodes)-2], c.nodes[len(c.nodes)-1]
		start := c.to - 2<<b.level
		if a.level != b.level || start&(2<<b.level-1) != 0 {
			return
		}
		c.nodes = append(c.nodes[:len(c.nodes)-2], subtree{a.level + 1, tlog.NodeHash(a.hash, b.hash)})
	}
}

// leaf puts one leaf behind the last.
func (c *cover) leaf(h tlog.Hash) { c.push(subtree{0, h}) }

// join puts the leaves of the next cover behind the last.
func (c *cover) join(next *cover) error {
	if next.from != c.to {
		return fmt.Errorf("leaf %d comes where leaf %d should", next.from, c.to)
	}
	for _, n := range next.nodes {
		c.push(n)
	}
	return nil
}

// root is the root of the tree of leaves [0, to); of none it is zero.
func (c *cover) root() tlog.Hash {
	if len(c.nodes) == 0 {
		return tlog.Hash{}
	}
	h := c.nodes[len(c.nodes)-1].hash
	for i := len(c.nodes) - 2; i >= 0; i-- {
		h = tlog.NodeHash(c.nodes[i].hash, h)
	}
	return h
}

// levels are the levels of the nodes that cover [from, to).
func levels(from, to int64) []int {
	var out []int
	for from < to {
		level := bits.Len64(uint64(to-from)) - 1
		if from > 0 {
			level = min(level, bits.TrailingZeros64(uint64(from)))
		}
		out = append(out, level)
		from += 1 << level
	}
	return out
}
