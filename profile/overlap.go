package profile

import (
	"context"
	"fmt"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

// Overlaps reads how often accounts sent prompts like those of known sets.
func (s *Set) Overlaps(ctx context.Context, l lake.Lake, sets []observe.KnownSet) error {
	if len(sets) == 0 {
		return nil
	}
	var all [][observe.Bands]uint32
	for k, set := range sets {
		all = append(all, set.Prompts...)
		s.KnownSets = append(s.KnownSets, set.Name)
		for row, err := range l.Overlap(ctx, set.Prompts) {
			if err != nil {
				return fmt.Errorf("reading who sent prompts of the set %s: %w", set.Name, err)
			}
			if i, ok := s.index[row.Account]; ok {
				a := &s.Accounts[i]
				if a.InSet == nil {
					a.InSet = make([]int64, len(sets))
				}
				a.InSet[k] = row.Exchanges
			}
		}
	}
	for row, err := range l.Overlap(ctx, all) {
		if err != nil {
			return fmt.Errorf("reading who sent prompts of known sets: %w", err)
		}
		if i, ok := s.index[row.Account]; ok {
			s.Accounts[i].InSets = row.Exchanges
		}
	}
	return nil
}
