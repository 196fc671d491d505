package link

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/stillhunt/stillhunt/internal/pieces"
	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/profile"
)

// Value is one value of one trait, with the accounts that show it.
type Value struct {
	Trait   int // index into Traits
	Key     uint64
	Holders []Holder // by account; at least two
	Weight  float64  // nats between two holders, before the family's cap; 0 if it links nobody
}

// Holder is an account that shows a value.
type Holder struct {
	Account   int32 // index into profile.Set.Accounts
	Exchanges int32 // how often; 1 for facts
}

// Index is every shared value, and which values each account shows.
type Index struct {
	Values    []Value
	ByAccount [][]int32 // per account, indices into Values, ascending
	Times     [][]int32 // per account, how often it shows each of them
	Carriers  []int     // per trait, accounts for which it is known at all
	Accounts  int
	Pools     []int32 // the values that AddPool added
	edges     []Edge  // where they are known already

	tallies sync.Pool // of []int32, by value, all 0
}

// popular is the share of accounts above which a value says nothing: it is not
// even read.
const popular = 1. / 6

// Build reads who shares what. Cost is linear in holders.
func Build(ctx context.Context, l lake.Lake, s *profile.Set) (*Index, error) {
	n := len(s.Accounts)
	ix := &Index{ByAccount: make([][]int32, n), Times: make([][]int32, n), Carriers: make([]int, len(Traits)), Accounts: n}
	limit := max(50, int(popular*float64(n)))
	for t, trait := range Traits {
		if inLake[trait.Name] {
			if err := ix.fromLake(ctx, l, s, t, limit); err != nil {
				return nil, err
			}
		} else {
			ix.fromFacts(s, t, limit)
		}
	}
	ix.weigh(s)
	ix.byAccount()
	return ix, nil
}

// byAccount turns holders by value into values by account, in one piece.
func (ix *Index) byAccount() {
	held, all := make([]int, ix.Accounts), 0
	for v := range ix.Values {
		for _, h := range ix.Values[v].Holders {
			held[h.Account]++
			all++
		}
	}
	values, times := make([]int32, all), make([]int32, all)
	for a, n := range held {
		ix.ByAccount[a], values = values[:0:n], values[n:]
		ix.Times[a], times = times[:0:n], times[n:]
	}
	for v := range ix.Values {
		for _, h := range ix.Values[v].Holders {
			ix.ByAccount[h.Account] = append(ix.ByAccount[h.Account], int32(v))
			ix.Times[h.Account] = append(ix.Times[h.Account], h.Exchanges)
		}
	}
}

func (ix *Index) fromLake(ctx context.Context, l lake.Lake, s *profile.Set, t, limit int) error {
	var run []Holder // of the value at hand
	var holders pieces.Of[Holder]
	end := func() {
		if len(run) > 0 {
			ix.Values[len(ix.Values)-1].Holders, run = holders.Copy(run), run[:0]
		}
	}
	start := len(ix.Values)
	for row, err := range l.Holders(ctx, Traits[t].Name, limit) {
		if err != nil {
			return fmt.Errorf("reading who shares a %s: %w", Traits[t].Plain, err)
		}
		i, ok := s.Find(row.Account)
		if !ok {
			continue
		}
		if last := len(ix.Values) - 1; last < start || ix.Values[last].Key != row.Value {
			end()
			ix.Values = append(ix.Values, Value{Trait: t, Key: row.Value})
		}
		run = append(run, Holder{i, int32(min(row.Exchanges, math.MaxInt32))})
	}
	end()
	ix.Carriers[t] = ix.Accounts // the lake tells of every account
	return nil
}

func (ix *Index) fromFacts(s *profile.Set, t, limit int) {
	holders := map[uint64][]Holder{}
	for i := range s.Accounts {
		if k := fact(Traits[t].Name, &s.Accounts[i].Facts); k != 0 {
			holders[k] = append(holders[k], Holder{int32(i), 1})
			ix.Carriers[t]++
		}
	}
	keys := make([]uint64, 0, len(holders))
	for k, h := range holders {
		if len(h) >= 2 && len(h) <= limit {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	for _, k := range keys {
		ix.Values = append(ix.Values, Value{Trait: t, Key: k, Holders: holders[k]})
	}
}

func fact(trait string, f *profile.Facts) uint64 {
	switch trait {
	case "signup_network":
		return f.SignupNet
	case "device":
		return f.Device
	case "card":
		return f.Card
	case "bin":
		return f.BIN
	case "signup_day":
		if f.Created > 0 {
			return uint64(f.Created/dayMicros) + 1
		}
	case "email_domain":
		return f.Domain
	case "email_shape":
		return f.Shape
	}
	return 0
}

const dayMicros = 86_400_000_000

// weigh gives each value its surprise: log(s·(N−1)/(d−1)) nats, with N the
// accounts for which the trait is known, d the holders and s the chance that
// two accounts of one operator share it; clipped at 0 and at the family's cap.
// Source: the surprise weighting of information-sharing graphs (arXiv
// 1810.06230), in the form of log-likelihood ratios.
func (ix *Index) weigh(s *profile.Set) {
	framed := make([][]int64, len(Traits))
	for t := range Traits {
		if Traits[t].Family == Content {
			framed[t] = ix.framed(t)
		}
	}
	for i := range ix.Values {
		v := &ix.Values[i]
		t := Traits[v.Trait]
		w := math.Log(t.Share * float64(ix.Carriers[v.Trait]-1) / float64(len(v.Holders)-1))
		v.Weight = math.Max(0, math.Min(w, Caps[t.Family])) * reputation(s, v, framed[v.Trait])
	}
}

// Strength is what a value says of one holder: the weight, less if the holder
// showed it only a few times.
func (v *Value) Strength(h Holder) float64 { return v.shown(h.Exchanges) }

func (v *Value) shown(times int32) float64 {
	if !Traits[v.Trait].Counted {
		return v.Weight
	}
	return v.Weight * float64(times) / (float64(times) + 1)
}

// Strength is what the k-th value of an account's row says of it.
func (ix *Index) Strength(account int32, k int) float64 {
	return ix.Values[ix.ByAccount[account][k]].shown(ix.Times[account][k])
}

// Holder finds an account among the holders.
func (v *Value) Holder(account int32) (Holder, bool) {
	i, ok := slices.BinarySearchFunc(v.Holders, account, func(h Holder, a int32) int { return cmp.Compare(h.Account, a) })
	if !ok {
		return Holder{}, false
	}
	return v.Holders[i], true
}

// Shown is how many accounts show a value.
type Shown struct{ Value, Accounts int32 }

// Count counts, by value, how many of some accounts show it; values that link
// nobody are left out.
func (ix *Index) Count(accounts []int32) []Shown {
	tally, _ := ix.tallies.Get().(*[]int32)
	if tally == nil || len(*tally) < len(ix.Values) {
		tally = new(make([]int32, len(ix.Values)))
	}
	count := *tally
	var seen []int32
	for _, a := range accounts {
		for _, v := range ix.ByAccount[a] {
			if count[v] == 0 {
				seen = append(seen, v)
			}
			count[v]++
		}
	}
	slices.Sort(seen)
	out := make([]Shown, 0, len(seen))
	for _, v := range seen {
		if ix.Values[v].Weight > 0 {
			out = append(out, Shown{v, count[v]})
		}
		count[v] = 0
	}
	ix.tallies.Put(tally)
	return out
}
