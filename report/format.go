package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/campaign"
)

// Thousands writes 1234567 as 1,234,567.
func Thousands[N ~int | ~int64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// count writes a number with its noun: "1 account", "2,104 accounts".
func count[N ~int | ~int64](n N, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "y") && !strings.HasSuffix(noun, "ay") {
		return Thousands(n) + " " + strings.TrimSuffix(noun, "y") + "ies"
	}
	return Thousands(n) + " " + noun + "s"
}

// spelled writes small numbers as words, for the beginning of a sentence.
func spelled(n int) string {
	words := [...]string{"No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"}
	if n >= 0 && n < len(words) {
		return words[n]
	}
	return Thousands(n)
}

// whole rounds to a whole number.
func whole(x float64) string { return Thousands(int64(math.Round(x))) }

// decimal writes x with at most two significant digits below ten and none after the point above.
func decimal(x float64) string {
	switch a := math.Abs(x); {
	case a >= 100:
		return whole(x)
	case a >= 10:
		return strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64)
	}
	return strconv.FormatFloat(math.Round(x*100)/100, 'f', -1, 64)
}

// rate writes exchanges an account and day, with a digit after the point.
func rate(x float64) string { return decimal(math.Round(x*10) / 10) }

// natsWords writes evidence with its sign only if it speaks against: "12.4", "−0.8".
func natsWords(x float64) string {
	s := strconv.FormatFloat(math.Abs(x), 'f', 1, 64)
	if x < 0 && s != "0.0" {
		return "−" + s
	}
	return s
}

// percent writes a share: "61 %", "0.4 %", "< 0.1 %".
func percent(share float64) string {
	switch p := 100 * share; {
	case p == 0:
		return "0 %"
	case p < .1:
		return "< 0.1 %"
	case p < 10:
		return strconv.FormatFloat(math.Round(p*10)/10, 'f', -1, 64) + " %"
	case p > 99.9 && share < 1:
		return "> 99.9 %"
	case p > 99 && share < 1:
		return strconv.FormatFloat(math.Floor(p*10)/10, 'f', 1, 64) + " %"
	default:
		return strconv.FormatFloat(math.Round(p), 'f', -1, 64) + " %"
	}
}

// chance writes a probability: never as certain.
func chance(p float64) string {
	switch {
	case p > .999:
		return "> 99.9 %"
	case p < .001:
		return "< 0.1 %"
	}
	return percent(p)
}

// qWords writes a q-value so that a lay reader sees its size.
func qWords(q float64) string {
	switch {
	case q <= 0:
		return "0"
	case q < 1e-6:
		return "< 0.000001"
	case q < .001:
		return strings.TrimRight(strconv.FormatFloat(q, 'f', 6, 64), "0")
	}
	return strconv.FormatFloat(q, 'g', 2, 64)
}

// qPhrase is qWords with its sign: "q = 0.43", "q < 0.000001".
func qPhrase(q float64) string {
	w := qWords(q)
	if strings.HasPrefix(w, "<") {
		return "q " + w
	}
	return "q = " + w
}

// bounds is interval, or nothing for an estimate that is certain.
func bounds(i campaign.Interval) string {
	if i.Low == i.High {
		return ""
	}
	return interval(i)
}

// interval writes an estimate's bounds: "11,900–12,300".
func interval(i campaign.Interval) string {
	if math.Round(i.Low) == math.Round(i.High) {
		return whole(i.Low)
	}
	return whole(i.Low) + "–" + whole(i.High)
}

// window writes a span of days without saying anything twice: "3–14 Mar 2026".
// first and last are RFC 3339; what is not a time is left out.
func window(first, last string) string {
	a, errA := time.Parse(time.RFC3339, first)
	b, errB := time.Parse(time.RFC3339, last)
	switch {
	case errA != nil && errB != nil:
		return "no exchanges"
	case errA != nil:
		return date(b)
	case errB != nil:
		return date(a)
	}
	a, b = a.UTC(), b.UTC()
	switch {
	case a.Year() != b.Year():
		return date(a) + " – " + date(b)
	case a.Month() != b.Month():
		return a.Format("2 Jan") + " – " + date(b)
	case a.Day() != b.Day():
		return fmt.Sprintf("%d–%s", a.Day(), date(b))
	}
	return date(a)
}

// windowWords is window in a sentence: "from 3 to 14 March 2026".
func windowWords(first, last string) string {
	w := window(first, last)
	switch {
	case w == "no exchanges":
		return ""
	case strings.Contains(w, "–"):
		a, b, _ := strings.Cut(w, "–")
		return "from " + strings.TrimSpace(a) + " to " + strings.TrimSpace(b)
	}
	return "on " + w
}

func date(t time.Time) string { return t.UTC().Format("2 Jan 2006") }

// dayDate writes a day since 1970.
func dayDate(day int64) string { return date(time.Unix(day*86400, 0)) }

// oneIn writes a rate as people say it: "1 in 100".
func oneIn(rate float64) string {
	if rate <= 0 {
		return "none"
	}
	if rate >= 1 {
		return "all"
	}
	return "1 in " + decimal(1/rate)
}

// list joins words: "a, b and c".
func list(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// tight keeps a number and its sign of per cent on one line of the page.
func tight(s string) string { return strings.ReplaceAll(s, " %", "\u00a0%") }
