package claim

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// written are the numbers in a reason's words, and the ids of groups, which are none.
var written = regexp.MustCompile(`\b[0-9a-f]{12}\b|[0-9][0-9,]*(?:\.[0-9]+)?(?: ?%)?`)

// Number is a number in words: where it stands in them, its value, and whether it
// is written in per cent; the value is then a hundredth of what is written.
type Number struct {
	From, To int
	Value    float64
	Percent  bool
}

// Numbers finds the numbers in words, from left to right.
func Numbers(text string) (out []Number) {
	for _, m := range written.FindAllStringIndex(text, -1) {
		s := text[m[0]:m[1]]
		if len(s) == 12 && !strings.ContainsAny(s, "%,. ") {
			continue
		}
		n := Number{From: m[0], To: m[1], Percent: strings.HasSuffix(s, "%")}
		digits := strings.ReplaceAll(strings.TrimRight(s, " %"), ",", "")
		if n.Percent {
			digits += "e-2" // by the decimal text, so that it is the number that one would write
		}
		var err error
		if n.Value, err = strconv.ParseFloat(digits, 64); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// words is a number in the words of the one reason of a family and code.
func (l *laws) words(family, code any, at int) (float64, error) {
	found, text := 0, ""
	for _, r := range l.reasons {
		if r.Family == family && r.Code == code {
			found++
			text = r.Text
		}
	}
	if found != 1 {
		return 0, fmt.Errorf("%d reasons are of the family %v and the code %v", found, family, code)
	}
	numbers := Numbers(text)
	if at > len(numbers) {
		return 0, fmt.Errorf("its words hold %d numbers", len(numbers))
	}
	return numbers[at-1].Value, nil
}
