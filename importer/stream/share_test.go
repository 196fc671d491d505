package stream

import (
	"fmt"
	"testing"
)

// Every partition, and every message, is of one worker of three.
func TestShares(t *testing.T) {
	partitions, messages := map[string]int{}, map[int64]int{}
	for worker := 1; worker <= 3; worker++ {
		s, err := parseShare(fmt.Sprintf("%d/3", worker))
		if err != nil {
			t.Fatal(err)
		}
		var all []partition
		for k := range 8 {
			all = append(all, partition{key: fmt.Sprint(k)})
		}
		for _, p := range s.partitions(all) {
			partitions[p.key]++
		}
		for offset := range int64(100) {
			if s.message(offset) {
				messages[offset]++
			}
		}
	}
	if len(partitions) != 8 || len(messages) != 100 {
		t.Errorf("%d partitions of 8 and %d messages of 100 have a worker", len(partitions), len(messages))
	}
	for k, n := range partitions {
		if n != 1 {
			t.Errorf("partition %s has %d workers", k, n)
		}
	}
	for k, n := range messages {
		if n != 1 {
			t.Errorf("message %d has %d workers", k, n)
		}
	}
	var everything share
	if !everything.message(5) || len(everything.partitions(make([]partition, 4))) != 4 {
		t.Error("one worker alone does not read everything")
	}
	for _, bad := range []string{"", "0/3", "4/3", "1", "1/2/3", "a/b", "1/0", "+1/2"} {
		if _, err := parseShare(bad); err == nil {
			t.Errorf("%q is a share", bad)
		}
	}
}
