package pieces

import (
	"slices"
	"testing"
)

func TestCopiesStayApart(t *testing.T) {
	var p Of[int]
	var all, want [][]int
	for n := range 400 {
		rows := make([]int, n*n%97)
		for i := range rows {
			rows[i] = n
		}
		all, want = append(all, p.Copy(rows)), append(want, slices.Clone(rows))
		clear(rows)
	}
	if long := make([]int, 3*roomOf); len(p.Copy(long)) != len(long) {
		t.Error("what is longer than the room is cut short")
	}
	for n := range all {
		_ = append(all[n], -1)
		if !slices.Equal(all[n], want[n]) || cap(all[n]) != len(all[n]) {
			t.Fatalf("piece %d is %v of %d, want %v", n, all[n], cap(all[n]), want[n])
		}
	}
	if p.Copy(nil) != nil {
		t.Error("a copy of nothing is something")
	}
}
