package stat

import (
	"math"
	"strconv"
)

// Round6 rounds to 6 significant decimal digits, to the nearest and exactly
// halfway to even, as written numbers are. It goes by the decimal text, so it
// gives the number whose text is short, on every machine. Minus zero becomes
// zero; NaN and infinities stay.
func Round6(x float64) float64 {
	if x == 0 {
		return 0
	}
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return x
	}
	var buf [32]byte
	// The text is always a number: even the largest rounds down to 1.79769e308.
	y, _ := strconv.ParseFloat(string(strconv.AppendFloat(buf[:0], x, 'e', 5, 64)), 64)
	return y
}
