package hunt

import (
	"context"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// NotComputable lists the detectors that a log of exchanges with these keys
// cannot feed, each with the keys that it lacks. What account facts would add
// is not in it.
func NotComputable(ctx context.Context, fields map[string]int64) ([]campaign.NotComputable, error) {
	nobody := &link.Index{Carriers: make([]int, len(link.Traits))}
	a, err := campaign.Assess(ctx, nobody, &profile.Set{}, campaign.Options{Fields: fields})
	if err != nil {
		return nil, err
	}
	return a.NotComputable, nil
}
