// Package replay makes the log of a large service of the log of a small one:
// many replicas of one block, each with its own accounts, organisations,
// addresses, payers and words, interleaved hour by hour, as fast as a pipe takes
// them.
//
// A block is analysed once. After that a replica is made by overwriting, in the
// block's own memory, places of fixed width that the analysis has found: no line
// is parsed or built again, and none changes its length.
package replay

import (
	"fmt"
	"time"
)

// Replicas is how many replicas of one block there can be: each has two letters
// of its own.
const Replicas = 26 * 26

// Block is a block of lines of the native form, as the range writes them, with
// its accounts. It is for one goroutine, and reading it again is the only way
// back to what it said.
type Block struct {
	Exchanges, Accounts int

	traffic, facts text
	pieces         []piece
	hours          [][]int   // pieces by hour since first
	first          time.Time // midnight before the first line
	days           int
	four, six      int // networks, by version of the Internet protocol
}

// text is lines and what a replica changes in them.
type text struct {
	lines []byte
	spots // of the traffic: of the piece that is being read
}

// spots are places in lines, in their order.
type spots struct {
	ids      []uint32  // two characters of an id
	words    []uint32  // two letters of a word
	cyrillic []uint32  // the same, of two bytes each
	han      []uint32  // a rune that is a word by itself
	issuers  []uint32  // two digits of a card's issuer, of accounts only
	digests  []uint32  // four hexadecimal digits
	stamps   []stamp   // a time
	nets     []network // the network of an address
}

type stamp struct {
	at uint32
	ms int64 // since the block's first midnight
}

type network struct {
	at    uint32
	six   bool
	index int32 // among the block's networks of this version
}

// piece is a stretch of the lines, of one hour, small enough to stay in a core's
// cache while it is rewritten and sent.
type piece struct {
	from, to int
	lines    int
	lent     int64 // bytes written up to its end, when it was written last
	spots
}

const pieceSize = 192 << 10

// begin is how many days, and how many milliseconds within an hour, a replica
// is later than the block. Replicas begin in steps of whole weeks, so that all of
// them have the same weekdays.
func (b *Block) begin(replica, replicas, window int) (days int, ms int64) {
	const golden = 40503 // of 65536: neighbours are far apart
	weeks := (window-b.days)/7 + 1
	return 7 * (replica * weeks / replicas), int64(replica*golden%65536) * hourMs / 65536
}

// older is how many days earlier than that its accounts were opened: operators
// who open theirs on the same days have something in common.
func older(replica int) int { return replica * 5 % 83 }

// Span is how many days the replicas cover; the last may reach an hour into the
// day after.
func (b *Block) Span(replicas, window int) int {
	last, _ := b.begin(replicas-1, replicas, window)
	return last + b.days
}

func (b *Block) check(replicas, window int) error {
	switch {
	case replicas < 1 || replicas > Replicas:
		return fmt.Errorf("%d replicas do not lie between 1 and %d: take a larger block", replicas, Replicas)
	case replicas*b.four > fourNetworks:
		return fmt.Errorf("%d replicas of %d networks are more than the %d there are: take a larger block", replicas, b.four, fourNetworks)
	case window < b.days:
		return fmt.Errorf("the block has %d days, which do not fit into %d", b.days, window)
	}
	return nil
}
