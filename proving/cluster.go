package proving

import "sort"

// Clustering compares the found campaigns with the true ones. An account outside
// the campaigns of one side is a cluster of its own there. B³ is over the
// accounts that are in either: all the others would only make it look better.
// The Rand index is over all, so that it is 0 for an answer by chance.
type Clustering struct {
	Accounts  int     `json:"accounts"`
	Precision float64 `json:"b3_precision"` // B-cubed (Bagga and Baldwin 1998)
	Recall    float64 `json:"b3_recall"`
	F1        float64 `json:"b3_f1"`
	ARI       float64 `json:"ari"` // adjusted Rand index (Hubert and Arabie 1985)
}

// item is an account's cluster on both sides; empty is a cluster of its own.
type item struct{ truth, found string }

func clustering(items []item, all int) Clustering {
	c := Clustering{Accounts: len(items)}
	if len(items) == 0 {
		c.Precision, c.Recall, c.F1, c.ARI = 1, 1, 1, 1 // nothing to find, and nothing found
		return c
	}
	truth, found, both := map[string]int{}, map[string]int{}, map[item]int{}
	for _, it := range items {
		truth[it.truth]++
		found[it.found]++
		both[it]++
	}
	kinds := make([]item, 0, len(both))
	for k := range both {
		kinds = append(kinds, k)
	}
	sort.Slice(kinds, func(i, j int) bool {
		if kinds[i].truth != kinds[j].truth {
			return kinds[i].truth < kinds[j].truth
		}
		return kinds[i].found < kinds[j].found
	})
	for _, k := range kinds {
		n, p, r := float64(both[k]), 1., 1.
		switch {
		case k.truth == "" && k.found != "":
			p = 1 / float64(found[k.found]) // alone in truth
		case k.found == "" && k.truth != "":
			r = 1 / float64(truth[k.truth])
		case k.truth != "" && k.found != "":
			p, r = n/float64(found[k.found]), n/float64(truth[k.truth])
		}
		c.Precision += n * p
		c.Recall += n * r
	}
	c.Precision /= float64(len(items))
	c.Recall /= float64(len(items))
	if c.Precision+c.Recall > 0 {
		c.F1 = 2 * c.Precision * c.Recall / (c.Precision + c.Recall)
	}
	c.ARI = ari(all, truth, found, both)
	c.Precision, c.Recall, c.F1, c.ARI = round(c.Precision), round(c.Recall), round(c.F1), round(c.ARI)
	return c
}

// ari counts pairs; clusters of one account have none. The sums are of whole
// numbers, so their order does not matter.
func ari(n int, truth, found map[string]int, both map[item]int) float64 {
	pairs := func(k int) int64 { return int64(k) * int64(k-1) / 2 }
	var a, b, ab int64
	for k, m := range truth {
		if k != "" {
			a += pairs(m)
		}
	}
	for k, m := range found {
		if k != "" {
			b += pairs(m)
		}
	}
	for k, m := range both {
		if k.truth != "" && k.found != "" {
			ab += pairs(m)
		}
	}
	all := float64(pairs(n))
	if all == 0 {
		return 1
	}
	expected := float64(a) * float64(b) / all
	most := float64(a+b) / 2
	if most == expected {
		return 1 // both are all singletons, or both one cluster
	}
	return (float64(ab) - expected) / (most - expected)
}
