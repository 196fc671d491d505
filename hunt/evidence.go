package hunt

import (
	"cmp"
	"slices"

	"github.com/stillhunt/stillhunt/campaign"
)

func nullRecords(nulls []campaign.NullScore) []NullRecord {
	out := make([]NullRecord, len(nulls))
	for i, n := range nulls {
		out[i] = NullRecord{int64(n.Size), n.Score, flag(n.Topics)}
	}
	return out
}

// candidateRecords are in an order that says nothing of what a candidate is.
func candidateRecords(tested []campaign.Tested) []CandidateRecord {
	out := make([]CandidateRecord, len(tested))
	for i, t := range tested {
		out[i] = CandidateRecord{t.ID, int64(t.Size), flag(t.Topics), t.Score, t.P}
	}
	slices.SortFunc(out, func(a, b CandidateRecord) int {
		return cmp.Or(cmp.Compare(a.P, b.P), cmp.Compare(b.Score, a.Score), cmp.Compare(a.Size, b.Size), cmp.Compare(a.Topics, b.Topics), cmp.Compare(a.Group, b.Group))
	})
	return out
}

func weightRecords(groups []campaign.Assessed) []WeightRecord {
	var out []WeightRecord
	for _, g := range groups {
		for _, w := range g.Weights {
			out = append(out, WeightRecord{g.ID, w.Family, w.Detector, w.Figure, w.Rival, w.Nats})
		}
	}
	slices.SortStableFunc(out, func(a, b WeightRecord) int { return cmp.Compare(a.Group, b.Group) })
	return out
}

func flag(is bool) int64 {
	if is {
		return 1
	}
	return 0
}
