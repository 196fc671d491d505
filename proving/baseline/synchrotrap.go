package baseline

import "fmt"

// SynchroTrap joins accounts that did the same thing at about the same time:
// here the same prompt frame (opening and closing) within an hour, K times;
// components of five or more are accused. Cao et al., "Uncovering Large
// Groups of Active Malicious Accounts in Online Social Networks", CCS 2014. The
// paper thresholds the Jaccard index of two accounts' actions, which camouflage
// lowers; a count alone is not punished by it. Both are tried.
var (
	synchroTrap1 = synchronised(1)
	synchroTrap3 = synchronised(3)
)

const (
	hour = 3600 * 1e6 // microseconds
	// look is how many later acts with the same frame an act is compared with:
	// a bound on the time that one popular prompt takes.
	look = 256
)

// indices are the least Jaccard indices that are tried.
var indices = []float64{0, .05, .1, .2, .4, .6}

func synchronised(k int) Rule {
	r := Rule{Name: fmt.Sprintf("SynchroTrap, K = %d", k), Source: "CCS 2014; components of 5", Published: 5}
	for _, least := range indices {
		r.Forms = append(r.Forms, fmt.Sprintf("Jaccard index from %g", least))
	}
	r.Score = func(t *Traffic) [][]float64 {
		pairs, acts := t.synchronous()
		var out [][]float64
		for _, least := range indices {
			out = append(out, joined(len(t.Accounts), pairs, func(p pair) bool {
				both := min(p.n, acts[p.a], acts[p.b])
				return p.n >= k && float64(both) >= least*float64(acts[p.a]+acts[p.b]-both)
			}))
		}
		return out
	}
	return r
}

// synchronous counts, for each two accounts, the acts of either that the other
// follows with the same frame within an hour, and each account's acts with a
// frame. Both SynchroTraps use what the first has counted.
func (t *Traffic) synchronous() ([]pair, []int) {
	if t.framed == nil {
		t.framed = make([]int, len(t.Accounts))
		by := map[uint64][]int32{}
		for i := range t.Acts {
			if a := &t.Acts[i]; a.Frame != 0 {
				by[a.Frame] = append(by[a.Frame], int32(i))
				t.framed[a.Account]++
			}
		}
		var all meetings
		met := make([]int32, len(t.Accounts)) // the last act that the account followed, from 1
		for _, list := range by {             // pairs sorts
			t.meet(list, met, &all)
		}
		t.met = all.pairs()
	}
	return t.met, t.framed
}

func (t *Traffic) meet(list, met []int32, all *meetings) {
	for i, x := range list {
		a := &t.Acts[x]
		for j := i + 1; j < len(list) && j <= i+look; j++ {
			b := &t.Acts[list[j]]
			if b.Time-a.Time > hour {
				break
			}
			if a.Account != b.Account && met[b.Account] != x+1 {
				met[b.Account] = x + 1
				all.add(a.Account, b.Account)
			}
		}
	}
}
