package baseline

import (
	"github.com/stillhunt/stillhunt/internal/graph"
)

// sizes gives each account the size of its set.
func sizes(u *graph.UnionFind, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = float64(u.Size(int32(i)))
	}
	return out
}

// cardOrDevice joins accounts that share a card or a device; components of
// three or more are accused. It is the rule that payment risk teams start with;
// they leave out a card that so many have that it must be a firm's.
var cardOrDevice = Rule{
	Name: "card or device", Source: "common practice; components of 3", Published: 3, Forms: []string{"all cards and devices", "those of 100 accounts or fewer", "those of 25 or fewer"},
	Score: func(t *Traffic) [][]float64 {
		holders := map[string][]int32{}
		for i := range t.Accounts {
			f := &t.Accounts[i].Facts
			if f.PaymentFingerprint != "" {
				holders["card "+f.PaymentFingerprint] = append(holders["card "+f.PaymentFingerprint], int32(i))
			}
			if f.Device != "" {
				holders["device "+f.Device] = append(holders["device "+f.Device], int32(i))
			}
		}
		var out [][]float64
		for _, most := range []int{len(t.Accounts), 100, 25} {
			u := graph.NewUnionFind(len(t.Accounts))
			for _, list := range holders { // sets: the order does not matter
				if len(list) <= most {
					for _, i := range list[1:] {
						u.Union(list[0], i)
					}
				}
			}
			out = append(out, sizes(u, len(t.Accounts)))
		}
		return out
	},
}
