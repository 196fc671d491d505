package report

import (
	"cmp"
	"slices"

	"github.com/stillhunt/stillhunt/hunt"
)

// skeletonsShown is how many prompts without their particulars are shown of a
// campaign or group.
const skeletonsShown = 8

// skeletons picks, from a group's rows of links.parquet, the texts of the
// prompts that most of its accounts sent. There are none unless the operator
// asked the hunt to keep them.
func skeletons(rows []hunt.LinkRecord, texts map[string]string) []string {
	if len(texts) == 0 {
		return nil
	}
	senders := map[string]int{}
	for _, r := range rows {
		if _, ok := texts[r.Value]; ok && r.Trait == "skeleton" {
			senders[r.Value]++
		}
	}
	values := make([]string, 0, len(senders))
	for v := range senders {
		values = append(values, v)
	}
	slices.SortFunc(values, func(a, b string) int { return cmp.Or(cmp.Compare(senders[b], senders[a]), cmp.Compare(a, b)) })
	var out []string
	for _, v := range values[:min(len(values), skeletonsShown)] {
		out = append(out, Printable(texts[v]))
	}
	return out
}
