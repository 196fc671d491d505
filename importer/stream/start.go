package stream

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// place sets where the reading begins. Of a partition that from does not name
// that is its first record: it is new, or nothing was read before.
func (s *Source) place(from Position) error {
	known := map[string]bool{}
	for _, p := range s.parts {
		known[p.key] = true
		at, ok := from[p.key]
		switch {
		case !ok:
			at = p.start
		case at > p.end:
			return beyond(p, at)
		}
		s.start[p.key] = at
	}
	for _, key := range slices.Sorted(maps.Keys(from)) {
		if !known[key] {
			return fmt.Errorf("%s has no %q, up to which it was read before: was it made anew? %s", s.name, key, anew)
		}
	}
	s.at = s.start.clone()
	return nil
}

const anew = "start the hunt anew in another directory"

var errAnew = errors.New("the stream was made anew while it was read: " + anew)

// beyond says that a partition ends before the position up to which it was read.
func beyond(p partition, at int64) error {
	return fmt.Errorf("%s ends at offset %d, and was read up to %d before: was it made anew? %s", p.file, p.end, at, anew)
}
