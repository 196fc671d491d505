package campaign

import "testing"

// TestSucceed ties a second pool to the first by what they share, never by the
// moment alone.
func TestSucceed(t *testing.T) {
	for _, c := range []struct {
		name string
		kin  bool // the pools share a frame
		next string
		want bool
	}{
		{"a second pool with the same frame", true, "second pool", true},
		{"a pool that begins the same day with nothing in common", false, "second pool", false},
		{"a pool with the same frame that was there before", true, "queue", false},
	} {
		w := newWorld(81)
		w.crowd(400)
		w.timed()
		frame := w.fresh()
		for _, name := range []string{"first pool", c.next} {
			for _, p := range w.groups[name] {
				if c.kin {
					w.show("head", frame, p, w.accounts[p].Exchanges)
				}
			}
		}
		ix, s := w.build(t)
		cal := newCalibrator(ix, s, nil, Options{})
		gs := []*group{
			{candidate: candidate{accounts: w.groups["first pool"]}},
			{candidate: candidate{accounts: w.groups[c.next]}},
		}
		succeed(ix, cal, gs)
		if gs[0].old != nil || (gs[1].old != nil) != c.want {
			t.Errorf("%s: the first follows %d accounts, the second %d", c.name, len(gs[0].old), len(gs[1].old))
		}
		v := &view{s: s, ix: ix, pop: cal.pop, accounts: gs[1].accounts, old: gs[1].old}
		if x, ok := successors.measure(v); ok != c.want || ok && x != 2 {
			t.Errorf("%s: class %v, %v", c.name, x, ok)
		}
	}
}
