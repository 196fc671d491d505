package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// text writes to a terminal: lines wrapped at its width, with or without
// colour. The first error stays; later writes do nothing.
type text struct {
	w      io.Writer
	width  int
	colour bool
	err    error
}

// newText bounds the width to what reads well: 60 to 110 columns.
func newText(w io.Writer, width int, colour bool) *text {
	return &text{w: w, width: max(60, min(width, 110)), colour: colour}
}

func (t *text) printf(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.w, format, args...)
	}
}

func (t *text) line(s string) { t.printf("%s\n", s) }

func (t *text) bold(s string) string { return t.paint("1", s) }
func (t *text) dim(s string) string  { return t.paint("2", s) }
func (t *text) warn(s string) string { return t.paint("33", s) }

func (t *text) paint(code, s string) string {
	if !t.colour || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// para writes a paragraph: first before its first line, the width of first in
// blanks before the others.
func (t *text) para(first, s string) { t.lines(first, s, 0) }

// lines is para with at most limit lines (0 is no limit); what does not fit is
// cut, and shows it.
func (t *text) lines(first, s string, limit int) {
	indent := visible(first)
	rows := wrap(s, t.width-indent)
	if limit > 0 && len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1]
		if at := strings.LastIndexByte(last, ' '); visible(last) > t.width-indent-2 && at > 0 {
			last = last[:at] // whole words only
		}
		rows[limit-1] = strings.TrimRight(cut(last, t.width-indent-2), " ;,.") + " …"
	}
	for i, row := range rows {
		if i > 0 {
			first = strings.Repeat(" ", indent)
		}
		t.line(strings.TrimRight(first+row, " "))
	}
}

// wrap breaks s at blanks into rows of at most width columns; a longer word
// stands alone. There is at least one row.
func wrap(s string, width int) []string {
	var rows []string
	row := ""
	for _, word := range strings.Split(strings.ReplaceAll(s, " %", "\u00a0%"), " ") {
		switch {
		case row == "":
			row = word
		case visible(row)+1+visible(word) > width:
			rows = append(rows, row)
			row = word
		default:
			row += " " + word
		}
	}
	rows = append(rows, row)
	for i := range rows {
		rows[i] = strings.ReplaceAll(rows[i], "\u00a0", " ")
	}
	return rows
}

// visible is how many columns s takes; colours take none.
func visible(s string) int {
	n := utf8.RuneCountInString(s)
	for rest := s; ; {
		_, after, ok := strings.Cut(rest, "\x1b[")
		if !ok {
			return n
		}
		code, more, _ := strings.Cut(after, "m")
		n -= len("\x1b[") + len(code) + len("m")
		rest = more
	}
}

// cut shortens s to at most width columns; s has no colours.
func cut(s string, width int) string {
	if utf8.RuneCountInString(s) <= width {
		return s
	}
	return string([]rune(s)[:max(0, width)])
}

// pad fills s up to width columns.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-visible(s)))
}

// Printable replaces what a terminal would act on: an account's name is
// whatever the log says it is.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return '\ufffd'
		}
		return r
	}, s)
}
