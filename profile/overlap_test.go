package profile

import (
	"context"
	"errors"
	"iter"
	"reflect"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

// overlaps answers by the sum of the first keys of the set's prompts.
type overlaps struct {
	answers
	by map[uint32][]lake.OverlapRow
}

func (l overlaps) Overlap(_ context.Context, set [][observe.Bands]uint32) iter.Seq2[lake.OverlapRow, error] {
	key := uint32(0)
	for _, p := range set {
		key += p[0]
	}
	return rows(l.answers, "overlap", l.by[key])
}

func TestOverlaps(t *testing.T) {
	l := overlaps{sample(), map[uint32][]lake.OverlapRow{
		1: {{Account: 5, Exchanges: 3}, {Account: 7, Exchanges: 1}}, // nobody is 7
		2: {{Account: 5, Exchanges: 4}},
		3: {{Account: 5, Exchanges: 6}}, // of both sets together: one exchange is like prompts of both
	}}
	sets := []observe.KnownSet{{Name: "sums", Prompts: [][observe.Bands]uint32{{1}}}, {Name: "poems", Prompts: [][observe.Bands]uint32{{2}}}}
	s, err := Build(context.Background(), l, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Overlaps(context.Background(), l, sets); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(s.KnownSets, []string{"sums", "poems"}) || !reflect.DeepEqual(s.Accounts[0].InSet, []int64{3, 4}) || s.Accounts[1].InSet != nil || s.Accounts[0].InSets != 6 {
		t.Errorf("%v: %v, %v", s.KnownSets, s.Accounts[0].InSet, s.Accounts[1].InSet)
	}
	l.fail = "overlap"
	if err := s.Overlaps(context.Background(), l, sets); !errors.Is(err, errBroken) {
		t.Error(err)
	}
}
