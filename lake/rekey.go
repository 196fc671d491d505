package lake

import (
	"fmt"
	"strconv"
)

// RekeyID is what a change of keys makes of the id in the dictionary whose hash
// is now, after the change. An id that was keyed (32 hexadecimal digits, the
// first half its hash) follows its hash; one as the operator wrote it stays.
func RekeyID(id string, now uint64, change func(uint64) uint64) string {
	const half = 16
	if len(id) != 2*half {
		return id
	}
	high, err := strconv.ParseUint(id[:half], 16, 64)
	if err != nil || change(high) != now {
		return id
	}
	low, err := strconv.ParseUint(id[half:], 16, 64)
	if err != nil {
		return id
	}
	return fmt.Sprintf("%016x%016x", now, change(low))
}
