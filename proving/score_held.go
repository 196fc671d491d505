package proving

import (
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/zeebo/xxh3"
)

// HeldScore judges the same accusations and forecasts by the labels that a trust-and-safety
// team holds: only accounts that were once reported or banned carry one, a
// twentieth of them wrongly, and whoever carries none counts as innocent. It is
// what a detector's figures look like to somebody who has no range.
type HeldScore struct {
	Labelled  int        `json:"labelled"` // accounts once reported or banned
	Wrong     int        `json:"wrong"`    // of them, innocent
	Precision Proportion `json:"account_precision"`
	Recall    Proportion `json:"account_recall"`
	Average   float64    `json:"average_precision"`
}

// reported is the share of campaign accounts that were once reported or banned,
// and mistaken the share of labels that are wrong. Both are our choice.
const (
	reported = .4
	mistaken = .05
	heldSeed = 20260908
)

// held draws the labels from the account ids alone, so that they do not depend
// on the hunt or the order of rows.
func held(rows []Truth, accused map[string]charge, forecast map[string]float64) HeldScore {
	var h HeldScore
	label := map[string]bool{}
	var innocent []ticket
	for i := range rows {
		t := &rows[i]
		d := draw(t.Account)
		switch {
		case !t.guilty():
			innocent = append(innocent, ticket{d, t.Account})
		case float64(d>>11)/(1<<53) < reported:
			label[t.Account] = true
		}
	}
	h.Wrong = min(len(innocent), int(mistaken/(1-mistaken)*float64(len(label))+.5))
	slices.SortFunc(innocent, func(a, b ticket) int { return cmp.Or(cmp.Compare(a.draw, b.draw), cmp.Compare(a.account, b.account)) })
	for _, t := range innocent[:h.Wrong] {
		label[t.account] = true
	}
	h.Labelled = len(label)
	both := 0
	ranked := make([]verdict, 0, len(rows))
	for i := range rows {
		account := rows[i].Account
		if _, is := accused[account]; is && label[account] {
			both++
		}
		ranked = append(ranked, verdict{forecast[account], label[account]})
	}
	h.Precision, h.Recall = proportion(both, len(accused)), proportion(both, h.Labelled)
	h.Average = averagePrecision(ranked)
	return h
}

// ticket is an innocent's place in the draw of wrong labels.
type ticket struct {
	draw    uint64
	account string
}

func draw(account string) uint64 {
	return xxh3.HashSeed(binary.LittleEndian.AppendUint64([]byte(account), heldSeed), heldSeed)
}
