package hunt

import (
	"slices"
	"testing"

	"github.com/stillhunt/stillhunt/campaign"
)

func TestComputable(t *testing.T) {
	can, cannot, err := Computable(t.Context(), map[string]int64{"time": 9, "user.id": 9, "client.address": 3, "gen_ai.request.model": 0})
	if err != nil {
		t.Fatal(err)
	}
	lacks := func(detector string, keys ...string) bool {
		return slices.ContainsFunc(cannot, func(n campaign.NotComputable) bool {
			return n.Detector == detector && slices.Equal(n.Missing, keys)
		})
	}
	if !lacks("followups", "gen_ai.input.messages") || !lacks("pivot", "gen_ai.request.model") || lacks("totals") {
		t.Errorf("cannot run: %v", cannot)
	}
	for _, d := range []string{"totals", "exits", "shared-network"} {
		if !slices.Contains(can, d) {
			t.Errorf("%s is not among those that can run: %v", d, can)
		}
	}
	if none, all, err := Computable(t.Context(), nil); err != nil || len(none) != 0 || len(all) != len(can)+len(cannot) {
		t.Errorf("of nothing %v can run, %d and %d of %d, %v", none, len(can), len(cannot), len(all), err)
	}
}
