package stix

import (
	"strings"
	"unicode"
)

// maxLine bounds what Clean leaves, in characters.
const maxLine = 200

// Clean is what somebody else wrote, fit for a terminal: one line, not long, and
// without what moves a cursor or turns the direction of writing.
func Clean(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	if runes := []rune(text); len(runes) > maxLine {
		text = string(runes[:maxLine-1]) + "…"
	}
	return strings.TrimSpace(text)
}
