package words

import (
	"fmt"
	"testing"

	"github.com/zeebo/xxh3"
)

func TestFilter(t *testing.T) {
	var f Filter
	for i := range 300 {
		f.Add(xxh3.HashString(fmt.Sprint("in ", i)))
	}
	for i := range 300 {
		if !f.May(xxh3.HashString(fmt.Sprint("in ", i))) {
			t.Fatalf("word %d was added and is not there", i)
		}
	}
	passed := 0
	for i := range 10_000 {
		if f.May(xxh3.HashString(fmt.Sprint("out ", i))) {
			passed++
		}
	}
	if passed > 400 { // 300 of 16,384 bits are set: 183 are expected
		t.Errorf("%d of 10,000 words that were not added pass", passed)
	}
}
