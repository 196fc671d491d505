package hunt

import (
	"context"
	"slices"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// Computable sorts the detectors by whether a log whose exchanges carry these
// keys can feed them: those that can run, and those that cannot with the keys
// that they lack. What account facts would add is not in it.
func Computable(ctx context.Context, fields map[string]int64) (can []string, cannot []campaign.NotComputable, err error) {
	all, err := notComputable(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	if cannot, err = notComputable(ctx, fields); err != nil {
		return nil, nil, err
	}
	for _, d := range all {
		if !slices.ContainsFunc(cannot, func(n campaign.NotComputable) bool { return n.Detector == d.Detector }) {
			can = append(can, d.Detector)
		}
	}
	return can, cannot, nil
}

// notComputable asks an assessment of nobody.
func notComputable(ctx context.Context, fields map[string]int64) ([]campaign.NotComputable, error) {
	nobody := &link.Index{Carriers: make([]int, len(link.Traits))}
	a, err := campaign.Assess(ctx, nobody, &profile.Set{}, campaign.Options{Fields: fields})
	if err != nil {
		return nil, err
	}
	return a.NotComputable, nil
}
