package stream

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/exchange"
)

// line is a small exchange of the native format.
func line(id string) []byte {
	return fmt.Appendf(nil, `{"time":"2026-11-01T10:00:00Z","stillhunt.exchange.id":%q,"user.id":"a-1","gen_ai.request.model":"m","gen_ai.input.messages":[{"role":"user","content":"why does ice float, %s?"}]}`, id, id)
}

func id(n int) string { return fmt.Sprintf("x-%05d", n) }

// block is what one Next gave.
type block struct {
	data     string
	lines    int64
	to       string
	rejected int
	lost     []Gap
	files    []string
	offsets  []int64
}

// take reads the next block; it checks what holds of every block.
func take(t *testing.T, ctx context.Context, s *Source) (block, error) {
	t.Helper()
	data, lines, to, err := s.Next(ctx, nil)
	if err != nil {
		return block{}, err
	}
	b := block{data: string(data), lines: lines, to: to.String(), rejected: len(s.Rejected()), lost: s.Lost()}
	for _, p := range s.Places() {
		b.files, b.offsets = append(b.files, p.File), append(b.offsets, p.Line)
	}
	if n := len(splitLines(data)); int64(n) != lines || len(b.offsets) != n {
		t.Fatalf("block has %d lines, says %d, and names %d places", n, lines, len(b.offsets))
	}
	return b, nil
}

func splitLines(data []byte) [][]byte {
	var all [][]byte
	for len(data) > 0 {
		n := slices.Index(data, '\n')
		all, data = append(all, data[:n]), data[n+1:]
	}
	return all
}

// all reads to the ends.
func all(t *testing.T, s *Source) []block {
	t.Helper()
	var blocks []block
	for {
		b, err := take(t, t.Context(), s)
		if errors.Is(err, io.EOF) {
			return blocks
		}
		if err != nil {
			t.Fatal(err)
		}
		blocks = append(blocks, b)
	}
}

// ids counts the exchanges of blocks by id, as the decoder of the hunt reads them.
func ids(t *testing.T, blocks []block) map[string]int {
	t.Helper()
	d, x, seen := exchange.NewDecoder(), new(exchange.Exchange), map[string]int{}
	for _, b := range blocks {
		for _, l := range splitLines([]byte(b.data)) {
			if err := d.Decode(l, x); err != nil {
				t.Fatal(err)
			}
			seen[string([]byte(x.ID))]++
		}
	}
	return seen
}

// once checks that each of the ids 0 to n-1 is there exactly once.
func once(t *testing.T, seen map[string]int, n int) {
	t.Helper()
	if len(seen) != n {
		t.Errorf("%d ids, want %d", len(seen), n)
	}
	for i := range n {
		if seen[id(i)] != 1 {
			t.Fatalf("%s was read %d times", id(i), seen[id(i)])
		}
	}
}

const smallBlocks = 16 << 10

// reopen opens a stream from a position that went through its text, with small
// blocks.
func reopen(t *testing.T, ctx context.Context, url, from string) *Source {
	t.Helper()
	at, err := ParsePosition(from)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(ctx, url, at)
	if err != nil {
		t.Fatal(err)
	}
	s.size = smallBlocks
	return s
}

// killed reads a stream in sessions that are cancelled after some blocks, or at
// any moment before, each from the position that was durable; it returns what
// was, and the number of sessions.
func killed(t *testing.T, url string, seed uint64) ([]block, int) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 1))
	var durable []block
	journal := ""
	longest := 20 * time.Millisecond
	for sessions := 1; ; sessions++ {
		ctx, cancel := context.WithCancel(t.Context())
		timer := time.AfterFunc(time.Duration(random.Int64N(int64(longest))), cancel)
		longest *= 2 // until one gets somewhere, however slow the machine is
		left := 1 + random.IntN(30)
		from, err := ParsePosition(journal)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Open(ctx, url, from)
		if err != nil {
			if ctx.Err() == nil {
				t.Fatal(err)
			}
			continue
		}
		s.size = smallBlocks
		for {
			b, err := take(t, ctx, s)
			if errors.Is(err, io.EOF) {
				timer.Stop()
				cancel()
				s.Close()
				return durable, sessions
			}
			if err != nil && ctx.Err() == nil {
				t.Fatal(err)
			}
			if err != nil || left == 0 { // killed in Next, or before the block was durable
				break
			}
			left, longest = left-1, 20*time.Millisecond
			durable, journal = append(durable, b), b.to
			if random.IntN(8) == 0 { // seldom: most commits are lost
				at, _ := ParsePosition(b.to)
				if err := s.Commit(ctx, at); err != nil && ctx.Err() == nil {
					t.Fatal(err)
				}
			}
		}
		timer.Stop()
		cancel()
		s.Close()
	}
}

// same checks that sessions gave the very blocks of one undisturbed reading.
func same(t *testing.T, got, want []block) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d blocks, want %d", len(got), len(want))
	}
	for i := range min(len(got), len(want)) {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Fatalf("block %d ends at %s with %d lines, want %s with %d", i, got[i].to, got[i].lines, want[i].to, want[i].lines)
		}
	}
}
