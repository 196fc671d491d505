// Package pieces keeps very many short slices in little room.
package pieces

// roomOf is how many rows are made room for at a time.
const roomOf = 1 << 14

// Of cuts slices of just their size from larger ones: a large service has millions
// of accounts with a few rows each. The zero value is ready.
type Of[T any] struct{ room []T }

// Copy gives a copy of the rows, nil of none. Appending to it moves it elsewhere.
func (p *Of[T]) Copy(rows []T) []T {
	n := len(rows)
	if n == 0 {
		return nil
	}
	if n > len(p.room) {
		p.room = make([]T, max(n, roomOf))
	}
	out := p.room[:n:n]
	copy(out, rows)
	p.room = p.room[n:]
	return out
}
