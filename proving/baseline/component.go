package baseline

import "github.com/stillhunt/stillhunt/internal/graph"

// sizes gives each account the size of its set.
func sizes(u *graph.UnionFind, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = float64(u.Size(int32(i)))
	}
	return out
}

// cardOrDevice joins accounts that share a card or a device; components of
// three or more are accused. It is the rule that payment risk teams start with.
var cardOrDevice = Rule{
	Name: "card or device", Source: "common practice; components of 3", Published: 3,
	Score: func(t *Traffic) []float64 {
		u := graph.NewUnionFind(len(t.Accounts))
		seen := map[string]int32{}
		for i := range t.Accounts {
			f := &t.Accounts[i].Facts
			for _, v := range []string{"card " + f.PaymentFingerprint, "device " + f.Device} {
				if v == "card " || v == "device " {
					continue
				}
				if first, ok := seen[v]; ok {
					u.Union(first, int32(i))
				} else {
					seen[v] = int32(i)
				}
			}
		}
		return sizes(u, len(t.Accounts))
	},
}
