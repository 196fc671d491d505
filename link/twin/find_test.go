package twin

import "testing"

func TestLargest(t *testing.T) {
	of := func(from, to uint64) (f Found) {
		for a := from; a < to; a++ {
			f.Accounts = append(f.Accounts, a)
		}
		return f
	}
	got := largest([]Found{of(100, 120), of(0, 50), of(10, 70), of(105, 140)})
	// 10–70 takes in 0–50 (40 of 50 in common); of 100–120 and 105–140 the
	// larger stays, as 15 of the 20 are its.
	if len(got) != 2 || len(got[0].Accounts) != 60 || len(got[1].Accounts) != 35 {
		t.Errorf("kept %d groups: %v", len(got), got)
	}
	if got := largest([]Found{of(0, 50), of(40, 80)}); len(got) != 2 {
		t.Errorf("groups that share a fifth are one: %v", got)
	}
}
