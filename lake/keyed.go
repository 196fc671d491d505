package lake

import (
	"strconv"

	"github.com/stillhunt/stillhunt/observe"
)

// KeyedColumns are the columns of an observation whose values are under the
// deployment key: numbers of 64 bits, and the bands of 32. 0 is no value.
var KeyedColumns = func() []string {
	columns := []string{"id", "canonical", "account", "org", "conversation", "prefix", "skeleton", "head", "tail", "system", "network", "client", "ja4", "contradiction"}
	for i := range observe.Bands {
		columns = append(columns, "band"+strconv.Itoa(i))
	}
	return columns
}()

// KeyedLists are those that hold lists of such values.
var KeyedLists = []string{"issued", "presented"}

// RekeyBand is what a change of keys makes of a band, which has half of a
// value's bits: the lower ones, and 1 in place of 0.
func RekeyBand(band uint32, change func(uint64) uint64) uint32 {
	return observe.RekeyBand(band, change)
}
