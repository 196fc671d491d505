// Package asn tells which autonomous system announces an address, and what
// kind of network that system is.
package asn

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"sort"
)

// DB is a table of address ranges and the systems that announce them. It is
// safe for concurrent use.
type DB struct {
	ranges  []span // sorted, disjoint
	classes map[uint32]string
}

// span is a range of addresses, both ends in it; IPv4 is mapped into IPv6.
type span struct {
	first, last address
	asn         uint32
}

type address struct{ hi, lo uint64 }

func from(a netip.Addr) address {
	b := a.As16()
	return address{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])}
}

func (a address) compare(b address) int {
	return cmp.Or(cmp.Compare(a.hi, b.hi), cmp.Compare(a.lo, b.lo))
}

// Lookup returns the system that announces the address and its class; 0 and
// "" if the table does not know it.
func (db *DB) Lookup(a netip.Addr) (asn uint32, class string) {
	at := from(a)
	i := sort.Search(len(db.ranges), func(i int) bool { return db.ranges[i].first.compare(at) > 0 }) - 1
	if i < 0 || db.ranges[i].last.compare(at) < 0 {
		return 0, ""
	}
	return db.ranges[i].asn, db.classes[db.ranges[i].asn]
}

// Class returns the class of a system by its number: hosting, vpn,
// residential, mobile, business, or "" if it cannot be told.
func (db *DB) Class(asn uint32) string { return db.classes[asn] }

// Ranges is the number of address ranges.
func (db *DB) Ranges() int { return len(db.ranges) }

// builder collects a table.
type builder struct{ db DB }

func newBuilder() *builder { return &builder{DB{classes: make(map[uint32]string)}} }

// add puts a range into the table. Of several names of a system the first that
// tells a class decides.
func (b *builder) add(first, last netip.Addr, asn uint32, name string) {
	b.db.ranges = append(b.db.ranges, span{from(first), from(last), asn})
	if b.db.classes[asn] == "" {
		if class := classOf(name); class != "" {
			b.db.classes[asn] = class
		}
	}
}

// finish sorts the table and makes sure that no address stands in it twice.
func (b *builder) finish() (*DB, error) {
	r := b.db.ranges
	slices.SortFunc(r, func(x, y span) int { return x.first.compare(y.first) })
	for i := 1; i < len(r); i++ {
		if r[i].first.compare(r[i-1].last) <= 0 {
			return nil, fmt.Errorf("the ranges of AS%d and AS%d overlap: list every address once", r[i-1].asn, r[i].asn)
		}
	}
	if len(r) == 0 {
		return nil, fmt.Errorf("there is no address range in it")
	}
	return &b.db, nil
}
