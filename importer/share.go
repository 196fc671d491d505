package importer

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
)

// Share is what one of several workers reads of the inputs (worker counts from
// 1): of files each as a whole, of a Kafka topic some of its partitions, of a
// NATS stream some of its messages. Every worker must be given the same inputs.
func Share(inputs []Input, worker, of int) []Input {
	if of <= 1 {
		return inputs
	}
	var mine []Input
	for _, in := range inputs {
		if in.IsStream() {
			separator := "?"
			if strings.Contains(in.url, "?") {
				separator = "&"
			}
			in.url += fmt.Sprintf("%sworker=%d/%d", separator, worker, of)
			in.Path += fmt.Sprintf(" (worker %d of %d)", worker, of)
			mine = append(mine, in)
			continue
		}
		h := fnv.New32a()
		_, _ = h.Write([]byte(in.Path)) // it has no error
		if int(h.Sum32()%uint32(of)) == worker-1 {
			mine = append(mine, in)
		}
	}
	return slices.Clip(mine)
}
