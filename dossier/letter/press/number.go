package press

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/dossier"
)

// Number writes a claim's value as its unit demands: whole things in full, money
// and tokens from a million in words, shares in per cent, times in UTC.
func Number(unit string, x float64) string {
	switch unit {
	case "time":
		return time.UnixMicro(int64(x)).UTC().Format("2 January 2006, 15:04 UTC")
	case "share", "probability":
		return percent(x)
	case "usd":
		return money(x)
	case "tokens":
		return large(x)
	case "log-odds":
		return odds(x)
	case "expected accounts":
		if x > 0 && x < .05 {
			return "fewer than 0.1"
		}
		return decimal(x)
	case "level": // p- and q-values, rates of error
		return level(x)
	case "accounts", "exchanges", "values", "groups", "candidates", "examples", "detectors", "days":
		return thousands(math.Round(x))
	}
	return decimal(x)
}

// Bound writes one bound of a claim's interval; which is low or high. Without
// an interval it is the value.
func Bound(c dossier.Claim, which string) string {
	x := c.Value
	switch {
	case which == "low" && c.Low != nil:
		x = *c.Low
	case which == "high" && c.High != nil:
		x = *c.High
	}
	return Number(c.Unit, x)
}

// exact writes a claim's value for the table of numbers: nothing is rounded that
// the record holds.
func exact(c dossier.Claim) string {
	write := func(x float64) string {
		if c.Unit == "time" {
			return time.UnixMicro(int64(x)).UTC().Format("2006-01-02 15:04:05")
		}
		if x == math.Trunc(x) && math.Abs(x) < 1e15 {
			return thousands(x)
		}
		return strings.Replace(strconv.FormatFloat(x, 'g', 6, 64), "-", "\u2013", 1)
	}
	s := write(c.Value)
	if c.Low != nil && c.High != nil {
		s += " (" + write(*c.Low) + " to " + write(*c.High) + ")"
	}
	return s
}

func thousands(x float64) string {
	s := strconv.FormatFloat(math.Abs(x), 'f', 0, 64)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if x < 0 {
		s = "\u2013" + s // an en dash: the standard fonts of a PDF have no sign of minus
	}
	return s
}

// decimal writes two significant digits below ten, one after the point below a
// hundred, none above.
func decimal(x float64) string {
	sign := ""
	if x < 0 {
		sign, x = "\u2013", -x
	}
	switch {
	case x >= 100:
		return sign + thousands(math.Round(x))
	case x >= 9.95:
		return sign + strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64)
	case x == 0:
		return "0"
	}
	return sign + significant(x, 2)
}

// significant writes x < 10 with n significant digits, and without an exponent.
func significant(x float64, n int) string {
	after := n - 1 - int(math.Floor(math.Log10(x)))
	s := strconv.FormatFloat(x, 'f', max(0, min(after, 12)), 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

func percent(share float64) string {
	const sign = "\u00a0%" // on one line with its number
	switch p := 100 * share; {
	case p == 0:
		return "0" + sign
	case p > 0 && p < .1:
		return "less than 0.1" + sign
	case p < 10:
		return strconv.FormatFloat(math.Round(p*10)/10, 'f', -1, 64) + sign
	case p >= 1000:
		return decimal(share) + "\u00a0times"
	case p > 99 && p < 100:
		return strconv.FormatFloat(math.Floor(p*10)/10, 'f', 1, 64) + sign
	default:
		return strconv.FormatFloat(math.Round(p), 'f', -1, 64) + sign
	}
}

// large writes whole numbers, from a million on with three digits and in words.
func large(x float64) string {
	a := math.Abs(x)
	for _, unit := range []struct {
		from float64
		word string
	}{{1e12, "trillion"}, {1e9, "billion"}, {1e6, "million"}} {
		if a >= .9995*unit.from {
			n := x / unit.from
			after := min(2, max(0, 2-int(math.Floor(math.Log10(math.Abs(n))))))
			s := strconv.FormatFloat(n, 'f', after, 64)
			return strings.Replace(s, "-", "\u2013", 1) + "\u00a0" + unit.word
		}
	}
	return thousands(math.Round(x))
}

func money(x float64) string {
	switch a := math.Abs(x); {
	case a == 0 || a >= 99.5:
		return "$" + large(x)
	case a >= .0995:
		return "$" + strconv.FormatFloat(x, 'f', 2, 64)
	}
	return "$" + significant(math.Abs(x), 2)
}

// odds writes nats as odds for a campaign, or against it.
func odds(nats float64) string {
	words := ""
	switch r := math.Exp(math.Min(50, math.Abs(nats))); {
	case r < 1.5:
		return "about even"
	case r < 10:
		words = decimal(math.Round(r*2)/2) + " to 1"
	case r < 9.95e5:
		unit := math.Pow(10, math.Floor(math.Log10(r))-1) // two digits
		words = "about " + thousands(math.Round(r/unit)*unit) + " to 1"
	default:
		words = "more than a million to 1"
	}
	if nats < 0 {
		words += " against"
	}
	return words
}

func level(x float64) string {
	switch {
	case x <= 0:
		return "0"
	case x < 1e-6:
		return "less than one in a million"
	}
	return significant(x, 2)
}
