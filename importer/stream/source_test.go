package stream

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/stillhunt/stillhunt/exchange"
)

// scripted is a feed that gives fixed records, as many at once as it likes.
type scripted struct {
	records map[string][]record
	many    func() int
}

func (f *scripted) read(_ context.Context, p partition, at int64) ([]record, int64, *Gap, error) {
	n := f.many()
	var got []record
	next := p.end
	for _, r := range f.records[p.key] {
		if r.offset >= at && r.offset < p.end {
			if len(got) == n {
				next = got[n-1].offset + 1
				break
			}
			got = append(got, r)
		}
	}
	return got, next, nil, nil
}

func (f *scripted) commit(context.Context, Position) error { return nil }
func (f *scripted) close()                                 {}

// The blocks of a stretch are the same however the server hands the records
// out, and whether it is read in one go or from any block's end on.
func TestBlocksAreTheSame(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		feed := &scripted{records: map[string][]record{}}
		var parts []partition
		for k := range rapid.IntRange(1, 3).Draw(r, "partitions") {
			key, offset := fmt.Sprint(k), int64(rapid.IntRange(0, 5).Draw(r, "start"))
			p := partition{key: key, file: "f/" + key, start: offset}
			for range rapid.IntRange(0, 40).Draw(r, "records") {
				value := strings.Repeat("v", rapid.SampledFrom([]int{0, 1, 7, 40, 300}).Draw(r, "length"))
				feed.records[key] = append(feed.records[key], record{offset: offset, value: []byte(value)})
				offset += int64(rapid.IntRange(1, 4).Draw(r, "step"))
			}
			p.end = offset + int64(rapid.IntRange(0, 3).Draw(r, "tail"))
			parts = append(parts, p)
		}
		read := func(from string, many func() int) []block {
			feed.many = many
			s := &Source{feed: feed, parts: parts, size: 100, start: Position{}}
			at, _ := ParsePosition(from)
			if err := s.place(at); err != nil {
				t.Fatal(err)
			}
			return all(t, s)
		}
		whole := read("", func() int { return 1000 })
		lines := 0
		for _, b := range whole {
			lines += int(b.lines)
			if len(b.data) > 100 && b.lines > 1 {
				t.Fatalf("a block of %d bytes and %d lines", len(b.data), b.lines)
			}
		}
		want := 0
		for _, records := range feed.records {
			for _, r := range records {
				if len(r.value) > 0 {
					want++
				}
			}
		}
		if lines != want {
			t.Fatalf("%d lines, want %d", lines, want)
		}
		if got := read("", func() int { return rapid.IntRange(1, 9).Draw(r, "many") }); !reflect.DeepEqual(got, whole) {
			t.Fatalf("other batches give other blocks: %v, want %v", got, whole)
		}
		if len(whole) > 0 {
			n := rapid.IntRange(0, len(whole)-1).Draw(r, "resume")
			if got := read(whole[n].to, func() int { return 3 }); len(got)+len(whole[n+1:]) > 0 && !reflect.DeepEqual(got, whole[n+1:]) {
				t.Fatalf("from block %d on: %v, want %v", n, got, whole[n+1:])
			}
		}
	})
}

// Records that give no line neither make an endless block nor lose the position.
func TestManyEmptyRecords(t *testing.T) {
	var records []record
	for i := range int64(blockRecords + 10) {
		records = append(records, record{offset: i})
	}
	records = append(records, record{offset: blockRecords + 10, value: make([]byte, exchange.MaxLine+1)})
	s := &Source{
		feed:  &scripted{records: map[string][]record{"0": records}, many: func() int { return 1 << 20 }},
		parts: []partition{{key: "0", file: "f/0", end: blockRecords + 11}}, size: blockSize, start: Position{},
	}
	if err := s.place(nil); err != nil {
		t.Fatal(err)
	}
	blocks := all(t, s)
	if len(blocks) != 2 || blocks[0].to != fmt.Sprintf(`{"0":%d}`, blockRecords) || blocks[1].lines != 0 || blocks[1].rejected != 1 {
		t.Errorf("%+v", blocks)
	}
}
