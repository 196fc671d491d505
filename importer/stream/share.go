package stream

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// share is what one of several workers reads of a stream: of Kafka every of-th
// partition, of NATS every of-th message. The zero share is everything.
type share struct{ worker, of int } // worker counts from 1

func parseShare(text string) (share, error) {
	var s share
	if n, err := fmt.Sscanf(text, "%d/%d", &s.worker, &s.of); err != nil || n != 2 || s.worker < 1 || s.worker > s.of || text != fmt.Sprintf("%d/%d", s.worker, s.of) {
		return share{}, errors.New("worker is a number of how many, such as 2/3")
	}
	return s, nil
}

// partitions are those that the worker reads.
func (s share) partitions(all []partition) []partition {
	if s.of <= 1 {
		return all
	}
	return slices.DeleteFunc(all, func(p partition) bool {
		n, err := strconv.Atoi(p.key)
		return err == nil && n%s.of != s.worker-1
	})
}

// message reports whether the worker takes a message.
func (s share) message(offset int64) bool {
	return s.of <= 1 || offset%int64(s.of) == int64(s.worker-1)
}
