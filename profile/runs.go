package profile

import "github.com/stillhunt/stillhunt/internal/pieces"

// runs puts rows that come by account where they belong.
type runs[T any] struct {
	of     func(account int32) *[]T
	last   int32 // whose rows the run is
	run    []T
	pieces pieces.Of[T]
}

func (r *runs[T]) add(account int32, row T) {
	if account != r.last {
		r.end()
		r.last = account
	}
	r.run = append(r.run, row)
}

// end puts the last rows in their place.
func (r *runs[T]) end() {
	if len(r.run) == 0 {
		return
	}
	if to := r.of(r.last); len(*to) > 0 { // of rows that came before, apart from these
		*to = append(*to, r.run...)
	} else {
		*to = r.pieces.Copy(r.run)
	}
	r.run = r.run[:0]
}
