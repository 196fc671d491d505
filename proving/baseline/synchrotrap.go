package baseline

import "github.com/stillhunt/stillhunt/internal/graph"

// SynchroTrap joins accounts that did the same thing at about the same time:
// here the same prompt frame (opening and closing) within an hour, K times;
// components of five or more are accused. Cao et al., "Uncovering Large
// Groups of Active Malicious Accounts in Online Social Networks", CCS 2014. The
// paper thresholds the Jaccard index of two accounts' actions; a count does not
// punish camouflage, which is to the rule's advantage.
var (
	synchroTrap1 = Rule{Name: "SynchroTrap, K = 1", Source: "CCS 2014; components of 5", Published: 5, Score: synchronised(1)}
	synchroTrap3 = Rule{Name: "SynchroTrap, K = 3", Source: "CCS 2014; components of 5", Published: 5, Score: synchronised(3)}
)

const (
	hour = 3600 * 1e6 // microseconds
	// look is how many later acts with the same frame an act is compared with:
	// a bound on the time that one popular prompt takes.
	look = 256
)

func synchronised(k uint32) func(*Traffic) []float64 {
	return func(t *Traffic) []float64 {
		by := map[uint64][]int32{}
		for i := range t.Acts {
			if f := t.Acts[i].Frame; f != 0 {
				by[f] = append(by[f], int32(i))
			}
		}
		matches := map[[2]int32]uint32{}
		for _, list := range by { // sums and sets: their order does not matter
			t.meet(list, matches)
		}
		u := graph.NewUnionFind(len(t.Accounts))
		for pair, n := range matches {
			if n >= k {
				u.Union(pair[0], pair[1])
			}
		}
		return sizes(u, len(t.Accounts))
	}
}

// meet counts, for each two accounts, how often acts of the list are within an hour.
func (t *Traffic) meet(list []int32, matches map[[2]int32]uint32) {
	for i, x := range list {
		a := &t.Acts[x]
		for j := i + 1; j < len(list) && j <= i+look; j++ {
			b := &t.Acts[list[j]]
			if b.Time-a.Time > hour {
				break
			}
			if a.Account != b.Account {
				matches[[2]int32{min(a.Account, b.Account), max(a.Account, b.Account)}]++
			}
		}
	}
}
