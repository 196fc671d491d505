package replay

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"time"
)

// Borrower is a writer that keeps what it was given for a while.
type Borrower interface {
	// Return waits until the first so many of the bytes written are no longer needed.
	Return(bytes int64) error
}

// Write writes the traffic of so many replicas, which begin within a window of
// so many days: hour by hour, in each hour one replica after the other, so that
// no line is more than about two hours earlier than one before it.
//
// What is given to w is the block's memory, which changes once w has returned or,
// if it is a Borrower, has been asked.
func (b *Block) Write(w io.Writer, replicas, window int) error {
	borrower, _ := w.(Borrower)
	if err := b.check(replicas, window); err != nil {
		return err
	}
	codes := make([]code, replicas)
	for i := range codes {
		codes[i] = b.code(i, replicas, window)
	}
	span := b.Span(replicas, window)
	dates := make([]byte, 0, 10*(span+1))
	for d := range span + 1 {
		dates = b.first.AddDate(0, 0, d).AppendFormat(dates, time.DateOnly)
	}
	written := int64(0)
	for i := range b.pieces {
		b.pieces[i].lent = 0
	}
	for hour := range 24 * span {
		for i := range codes {
			c := &codes[i]
			own := hour - 24*c.days
			if own < 0 || own >= len(b.hours) {
				continue
			}
			for _, p := range b.hours[own] {
				p := &b.pieces[p]
				if borrower != nil {
					if err := borrower.Return(p.lent); err != nil {
						return fmt.Errorf("writing the replay: %w", err)
					}
				}
				c.traffic(b, p, dates)
				n, err := w.Write(b.traffic.lines[p.from:p.to])
				if err != nil {
					return fmt.Errorf("writing the replay: %w", err)
				}
				written += int64(n)
				p.lent = written
			}
		}
	}
	return nil
}

// WriteAccounts writes the facts of the replicas' accounts.
func (b *Block) WriteAccounts(w io.Writer, replicas, window int) error {
	if err := b.check(replicas, window); err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	for i := range replicas {
		c := b.code(i, replicas, window)
		c.spots(b.facts.lines, &b.facts.spots)
		later := time.Duration(c.ms)*time.Millisecond + time.Duration(c.days-older(i))*24*time.Hour
		for _, s := range b.facts.stamps {
			t := b.first.Add(time.Duration(s.ms)*time.Millisecond + later)
			t.AppendFormat(b.facts.lines[s.at:s.at], stampSec)
		}
		if _, err := out.Write(b.facts.lines); err != nil {
			return fmt.Errorf("writing the accounts: %w", err)
		}
	}
	return out.Flush()
}

// code is what tells a replica from the others.
type code struct {
	replica  int
	id       [2]byte
	word     [2]byte
	cyrillic [4]byte
	han      [3]byte
	digest   [4]byte
	four     int // number of its first network
	six      int
	days     int // how much later than the block it is
	ms       int64
}

const (
	base32 = "abcdefghijklmnopqrstuvwxyz234567" // as the range writes ids
	hex    = "0123456789abcdef"
)

func (b *Block) code(replica, replicas, window int) code {
	c := code{
		replica: replica,
		id:      [2]byte{base32[replica>>5], base32[replica&31]},
		word:    [2]byte{'a' + byte(replica%26), 'a' + byte(replica/26)},
		digest:  [4]byte{hex[replica>>12&15], hex[replica>>8&15], hex[replica>>4&15], hex[replica&15]},
		four:    replica * b.four, six: replica * b.six,
	}
	copy(c.cyrillic[:], string([]rune{'а' + rune(replica%26), 'а' + rune(replica/26)}))
	copy(c.han[:], string(rune(0x5000+replica)))
	c.days, c.ms = b.begin(replica, replicas, window)
	return c
}

// traffic makes a piece of the traffic the replica's.
func (c *code) traffic(b *Block, p *piece, dates []byte) {
	lines := b.traffic.lines
	c.spots(lines, &p.spots)
	for _, s := range p.stamps {
		ms := s.ms + c.ms
		day := int(ms / dayMs)
		ms -= int64(day) * dayMs
		at := lines[s.at : s.at+23 : s.at+23]
		copy(at, dates[10*(day+c.days):10*(day+c.days)+10])
		two(at[11:], int(ms/hourMs))
		two(at[14:], int(ms/60_000%60))
		two(at[17:], int(ms/1000%60))
		at[20] = '0' + byte(ms%1000/100)
		two(at[21:], int(ms%100))
	}
}

// spots overwrites all but times.
func (c *code) spots(lines []byte, s *spots) {
	for _, at := range s.ids {
		copy(lines[at:at+2], c.id[:])
	}
	word := binary.LittleEndian.Uint16(c.word[:])
	for _, at := range s.words { // most of all places: one store each
		binary.LittleEndian.PutUint16(lines[at:], word)
	}
	for _, at := range s.cyrillic {
		copy(lines[at:at+4], c.cyrillic[:])
	}
	for _, at := range s.han {
		copy(lines[at:at+3], c.han[:])
	}
	for _, at := range s.issuers {
		two(lines[at:], c.replica%100)
	}
	for _, at := range s.digests {
		copy(lines[at:at+4], c.digest[:])
	}
	for _, n := range s.nets {
		if n.six {
			writeSix(lines[n.at:], c.six+int(n.index))
		} else {
			writeFour(lines[n.at:], c.four+int(n.index))
		}
	}
}

func two(dst []byte, n int) { dst[0], dst[1] = '0'+byte(n/10), '0'+byte(n%10) }
