package campaign

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestSharesAddUpToTheMixture: what the figures of a family add is the mixture of
// the three forms.
func TestSharesAddUpToTheMixture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		logs := rapid.SliceOfN(rapid.Float64Range(-30, 3), 2, 16).Draw(t, "log-likelihoods")
		f, loud, hidden, each := &forms{}, 0., 0., 0.
		for i := 0; i+1 < len(logs); i += 2 {
			f.add(logs[i], logs[i+1])
			loud, hidden, each = loud+logs[i], hidden+logs[i+1], each+evenly(logs[i], logs[i+1])
		}
		want, got := evenly(evenly(loud, hidden), each), 0.
		for i := 0; i+1 < len(logs); i += 2 {
			got += f.share(logs[i], logs[i+1])
		}
		if math.Abs(got-want) > 1e-9*(1+math.Abs(want)) {
			t.Fatalf("shares add up to %v, the mixture is %v", got, want)
		}
	})
}

// TestAHiddenFamilyPaysOnce: eight figures as people's, of a campaign that keeps
// people's hours, cost it less than if each were its own choice; and one loud
// figure among hidden ones costs little.
func TestAHiddenFamilyPaysOnce(t *testing.T) {
	total := func(loud, hidden []float64) float64 {
		f, sum := &forms{}, 0.
		for i := range loud {
			f.add(loud[i], hidden[i])
		}
		for i := range loud {
			sum += f.share(loud[i], hidden[i])
		}
		return sum
	}
	hiding := total([]float64{-9, -9, -9, -9, -9, -9, -9, -9}, make([]float64, 8))
	if want := -2 * math.Ln2; math.Abs(hiding-want) > .05 {
		t.Errorf("eight hidden figures say %.2f nats, want %.2f", hiding, want)
	}
	if one := total([]float64{0, -9, -9, -9}, []float64{-9, 0, 0, 0}); one < -4*math.Ln2-math.Ln2-.05 {
		t.Errorf("a loud figure among three hidden ones says %.2f nats", one)
	}
}
