package profile

// runs puts rows that come by account where they belong, each account's in one
// piece of just their size, cut from larger ones: a large service has millions
// of accounts with a few rows each.
type runs[T any] struct {
	of   func(account int32) *[]T
	last int32 // whose rows the run is
	run  []T
	room []T
}

// roomOf is how many rows are made room for at a time.
const roomOf = 1 << 14

func (r *runs[T]) add(account int32, row T) {
	if account != r.last {
		r.end()
		r.last = account
	}
	r.run = append(r.run, row)
}

// end puts the last rows in their place.
func (r *runs[T]) end() {
	n := len(r.run)
	if n == 0 {
		return
	}
	if to := r.of(r.last); len(*to) > 0 { // of rows that came before, apart from these
		*to = append(*to, r.run...)
		r.run = r.run[:0]
		return
	}
	if n > len(r.room) {
		r.room = make([]T, max(n, roomOf))
	}
	copy(r.room, r.run)
	*r.of(r.last), r.room = r.room[:n:n], r.room[n:]
	r.run = r.run[:0]
}
