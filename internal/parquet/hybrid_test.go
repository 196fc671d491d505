package parquet

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// readHybrid is appendHybrid's counterpart, as the format's page describes it.
func readHybrid(t *rapid.T, b []byte, width, n int) (numbers []uint32) {
	for len(numbers) < n {
		head, size := binary.Uvarint(b)
		if size <= 0 {
			t.Fatal("a run has no header")
		}
		b = b[size:]
		if head&1 == 0 {
			var v [4]byte
			b = b[copy(v[:(width+7)/8], b):]
			for range head >> 1 {
				numbers = append(numbers, binary.LittleEndian.Uint32(v[:]))
			}
			continue
		}
		count := int(head>>1) * 8
		for i := range count {
			v := uint32(0)
			for bit := range width {
				at := i*width + bit
				v |= uint32(b[at/8]>>(at%8)&1) << bit
			}
			numbers = append(numbers, v)
		}
		b = b[count*width/8:]
	}
	if len(b) > 0 {
		t.Fatalf("%d bytes are left", len(b))
	}
	return numbers
}

func TestHybrid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.SampledFrom([]uint32{1, 2, 7, 200, 70_000, 1<<32 - 1}).Draw(t, "most")
		var numbers []uint32
		for range rapid.IntRange(1, 12).Draw(t, "runs") {
			v := rapid.Uint32Range(0, most).Draw(t, "value")
			for range rapid.SampledFrom([]int{1, 1, 1, 2, 7, 8, 9, 15, 16, 17, 40}).Draw(t, "times") {
				numbers = append(numbers, v)
			}
		}
		width := bits.Len32(most)
		got := readHybrid(t, appendHybrid(nil, numbers, width), width, len(numbers))
		if len(got)-len(numbers) >= 8 || !slices.Equal(got[:len(numbers)], numbers) {
			t.Fatalf("%v, want %v", got, numbers)
		}
	})
}

func TestDictionary(t *testing.T) {
	var d dictionary[uint64]
	few, many := make([]uint64, 40_000), make([]uint64, 40_000)
	for i := range few {
		few[i], many[i] = uint64(i/3%5000)*odd, uint64(i)*odd
	}
	places, pays := d.build(nil, few, false)
	if !pays || len(d.values) != 5000 {
		t.Fatalf("%d values of 5000, of use: %v", len(d.values), pays)
	}
	for i, p := range places {
		if d.values[p] != few[i] {
			t.Fatalf("value %d is %x, want %x", i, d.values[p], few[i])
		}
	}
	if places, pays = d.build(places, many, false); pays {
		t.Error("a dictionary of values that are all different is of no use")
	}
	if _, pays = d.build(places, many, true); !pays || len(d.values) != len(many) {
		t.Errorf("%d values of %d where a dictionary is needed", len(d.values), len(many))
	}
}

func TestExtremes(t *testing.T) {
	minus := func(n int32) uint32 { return uint32(-n) }
	if least, most := extremes([]uint32{5, minus(1), 3, minus(7)}, true); least != minus(7) || most != 5 {
		t.Errorf("%d to %d, want -7 to 5", int32(least), int32(most))
	}
	if least, most := extremes([]uint32{5, minus(1), 3}, false); least != 3 || most != minus(1) {
		t.Errorf("%d to %d, want 3 to %d", least, most, minus(1))
	}
}
