package hunt

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/internal/stat"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// linkRecords lists, for each group, which member shows which value that
// another member shows too.
func linkRecords(ix *link.Index, s *profile.Set, groups []campaign.Assessed) iter.Seq[LinkRecord] {
	groups = slices.Clone(groups)
	slices.SortFunc(groups, func(a, b campaign.Assessed) int { return strings.Compare(a.ID, b.ID) })
	return func(yield func(LinkRecord) bool) {
		var rows []LinkRecord
		for _, g := range groups {
			shared := sharedIn(ix, g)
			order := make([]int, len(g.Accounts))
			for i := range order {
				order[i] = i
			}
			slices.SortFunc(order, func(a, b int) int {
				return strings.Compare(s.Accounts[g.Accounts[a]].ID, s.Accounts[g.Accounts[b]].ID)
			})
			for _, i := range order {
				a, accused := g.Accounts[i], g.Members[i].Accused()
				rows = rows[:0]
				for k, v := range ix.ByAccount[a] {
					in, ok := shared[v]
					if !ok {
						continue
					}
					value := &ix.Values[v]
					t := &link.Traits[value.Trait]
					r := LinkRecord{g.ID, s.Accounts[a].ID, string(t.Family), t.Name, in.key, int64(len(value.Holders)), stat.Round6(ix.Strength(a, k)), 0, in.of}
					if in.drawn && accused {
						r.Drawn = 1
					}
					rows = append(rows, r)
				}
				slices.SortFunc(rows, func(a, b LinkRecord) int {
					return cmp.Or(strings.Compare(a.Family, b.Family), strings.Compare(a.Trait, b.Trait), strings.Compare(a.Value, b.Value))
				})
				for _, r := range rows {
					if !yield(r) {
						return
					}
				}
			}
		}
	}
}

// inGroup is a value that members of a group share.
type inGroup struct {
	key   string
	drawn bool
	of    int64 // LinkRecord.Shared
}

// sharedIn are the values that two members show.
func sharedIn(ix *link.Index, g campaign.Assessed) map[int32]inGroup {
	out := map[int32]inGroup{}
	for _, v := range ix.Count(g.Accounts) {
		if v.Accounts >= 2 {
			out[v.Value] = inGroup{key: fmt.Sprintf("%016x", ix.Values[v.Value].Key)}
		}
	}
	var accused []int32
	for i, a := range g.Accounts {
		if g.Members[i].Accused() {
			accused = append(accused, a)
		}
	}
	byFamily := map[link.Family][]link.Shown{}
	for _, v := range ix.Count(accused) {
		if v.Accounts >= 2 {
			f := link.Traits[ix.Values[v.Value].Trait].Family
			byFamily[f] = append(byFamily[f], v)
		}
	}
	for _, values := range byFamily {
		slices.SortFunc(values, func(a, b link.Shown) int {
			x, y := &ix.Values[a.Value], &ix.Values[b.Value]
			return cmp.Or(cmp.Compare(b.Accounts, a.Accounts), strings.Compare(link.Traits[x.Trait].Name, link.Traits[y.Trait].Name), cmp.Compare(x.Key, y.Key))
		})
		for i, v := range values {
			in := out[v.Value]
			in.drawn, in.of = i < DrawnValues, int64(len(values))
			out[v.Value] = in
		}
	}
	return out
}
