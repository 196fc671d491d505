package plot

import (
	"math"
	"strings"
	"testing"
)

func TestAmounts(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 999: "999", 1000: "1,000", 1234567.6: "1,234,568"} {
		if got := Whole(v); got != want {
			t.Errorf("%g: %s", v, got)
		}
	}
	for v, want := range map[float64]float64{.3: .5, 1: 1, 1.2: 2, 4000: 5000, 5001: 10000} {
		if got := Tick(v); math.Abs(got-want) > 1e-9*want {
			t.Errorf("%g: %g", v, got)
		}
	}
}

func TestLabelsAreEscaped(t *testing.T) {
	var b strings.Builder
	Label(&b, "quiet ", "end", 1, 2.25, "a < b")
	if want := `<text class="quiet" text-anchor="end" x="1.0" y="2.2">a &lt; b</text>` + "\n"; b.String() != want {
		t.Errorf("%s", b.String())
	}
}
