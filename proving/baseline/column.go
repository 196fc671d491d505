package baseline

import (
	"cmp"
	"slices"
)

// holding says that an account shows a value.
type holding struct {
	kind    uint8
	hash    uint64
	account int32
}

// column is a value that two accounts or more show.
type column struct {
	kind     uint8
	accounts []int32 // ascending
}

// columns groups holdings by value, in the order of kinds and hashes. It sorts of.
func columns(of []holding) []column {
	slices.SortFunc(of, func(a, b holding) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.hash, b.hash), cmp.Compare(a.account, b.account))
	})
	of = slices.Compact(of)
	var out []column
	for i := 0; i < len(of); {
		j := i + 1
		for j < len(of) && of[j].kind == of[i].kind && of[j].hash == of[i].hash {
			j++
		}
		if j-i > 1 {
			c := column{kind: of[i].kind}
			for _, h := range of[i:j] {
				c.accounts = append(c.accounts, h.account)
			}
			out = append(out, c)
		}
		i = j
	}
	return out
}
