package report

import (
	"slices"
	"testing"

	"github.com/stillhunt/stillhunt/hunt"
)

func TestSkeletons(t *testing.T) {
	rows := []hunt.LinkRecord{
		{Account: "a", Trait: "skeleton", Value: "01"}, {Account: "b", Trait: "skeleton", Value: "01"},
		{Account: "a", Trait: "skeleton", Value: "02"}, {Account: "b", Trait: "skeleton", Value: "03"},
		{Account: "a", Trait: "head", Value: "04"},
	}
	texts := map[string]string{"01": "grade this", "02": "translate\x1b[31m that", "04": "no skeleton"}
	if got, want := skeletons(rows, texts), []string{"grade this", Printable("translate\x1b[31m that")}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := skeletons(rows, nil); got != nil {
		t.Errorf("texts that were not kept: %q", got)
	}
}
