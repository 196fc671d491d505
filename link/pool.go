package link

import (
	"math"
	"slices"
)

// poolTrait is the place in Traits of what discovery by text finds.
var poolTrait = slices.IndexFunc(Traits, func(t Trait) bool { return t.Name == "pool" })

// AddPool adds accounts, ascending, that seem to draw their prompts from one
// pool, of looked accounts that said enough to tell. A pool is found in what
// everybody says, not by what two accounts have in common: it links no pair,
// and is a value like others of the groups that hold it. It returns its place.
func (ix *Index) AddPool(accounts []int32, looked int) int32 {
	at := int32(len(ix.Values))
	v := Value{Trait: poolTrait, Key: uint64(at)}
	v.Weight = math.Max(0, math.Min(math.Log(Traits[poolTrait].Share*float64(looked-1)/float64(len(accounts)-1)), Caps[Semantics]))
	for _, a := range accounts {
		v.Holders = append(v.Holders, Holder{a, 1})
		ix.ByAccount[a] = append(ix.ByAccount[a], at)
		ix.Times[a] = append(ix.Times[a], 1)
	}
	ix.Values = append(ix.Values, v)
	ix.Carriers[poolTrait] = looked
	ix.Pools = append(ix.Pools, at)
	return at
}
