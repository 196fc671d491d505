package stat

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestIntervals(t *testing.T) {
	for _, c := range []struct {
		name      string
		of        func(k, n int64, level float64) (float64, float64)
		k, n      int64
		low, high float64
	}{
		// Newcombe, Stat. Med. 17, 1998, table I: methods 3 and 5.
		{"wilson", Wilson, 81, 263, 0.2553, 0.3662},
		{"wilson", Wilson, 15, 148, 0.0624, 0.1605},
		{"wilson", Wilson, 0, 20, 0, 0.1611},
		{"wilson", Wilson, 29, 29, 0.8830, 1},
		{"exact", ClopperPearson, 81, 263, 0.2527, 0.3676},
		{"exact", ClopperPearson, 15, 148, 0.0578, 0.1617},
		{"exact", ClopperPearson, 0, 20, 0, 0.1684},
		{"exact", ClopperPearson, 1, 29, 0.0009, 0.1776},
		{"exact", ClopperPearson, 29, 29, 0.8806, 1},
		{"wilson", Wilson, 0, 0, 0, 1},
		{"exact", ClopperPearson, 0, 0, 0, 1},
	} {
		low, high := c.of(c.k, c.n, 0.95)
		if math.Abs(low-c.low) > 6e-5 || math.Abs(high-c.high) > 6e-5 {
			t.Errorf("%s %d of %d: [%.4f, %.4f], want [%.4f, %.4f]", c.name, c.k, c.n, low, high, c.low, c.high)
		}
	}
}

// TestClopperPearsonIsExact puts the limits back into the tails that define
// them.
func TestClopperPearsonIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.OneOf(rapid.Int64Range(1, 50), rapid.Int64Range(1, 100_000_000)).Draw(t, "n")
		k := rapid.Int64Range(0, n).Draw(t, "k")
		low, high := ClopperPearson(k, n, 0.9)
		if k > 0 && !near(BinomialUpperLog(k, n, low), math.Log(0.05), 1e-4) {
			t.Fatalf("P(X ≥ %d | %v) = %v", k, low, math.Exp(BinomialUpperLog(k, n, low)))
		}
		if k < n && !near(BinomialUpperLog(n-k, n, 1-high), math.Log(0.05), 1e-4) {
			t.Fatalf("P(X ≤ %d | %v) = %v", k, high, math.Exp(BinomialUpperLog(n-k, n, 1-high)))
		}
		wl, wh := Wilson(k, n, 0.9)
		if share := float64(k) / float64(n); wl > share || wh < share || wl < 0 || wh > 1 {
			t.Fatalf("Wilson [%v, %v] leaves out %v", wl, wh, share)
		}
	})
}

func TestRuleOfThree(t *testing.T) {
	for _, c := range []struct {
		n    int64
		want float64
	}{{0, 1}, {2, 1}, {3, 1}, {100, 0.03}, {1_000_000, 3e-6}} {
		if got := RuleOfThree(c.n); got != c.want {
			t.Errorf("%d: %v, want %v", c.n, got, c.want)
		}
	}
}
