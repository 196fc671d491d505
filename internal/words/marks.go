package words

import "unicode/utf8"

// Marks says which characters occur in a text.
type Marks uint16

// The marks that a text is searched for as it is scanned.
const (
	MarkNewline Marks = 1 << iota
	MarkBacktick
	MarkDigit
	MarkQuote
	MarkColon
	MarkParen
	MarkExclaim
	MarkQuestion
	MarkStop
	MarkUpper
	MarkHigh // a byte that is no ASCII

	markInside // a letter or a digit
	markSlow   // what the word before it needs a closer look for
	markInner  = markInside | markSlow
)

var marksOf = func() (t [256]Marks) {
	for c := 'a'; c <= 'z'; c++ {
		t[c], t[c-0x20] = markInside, markInside|MarkUpper
	}
	for c := '0'; c <= '9'; c++ {
		t[c] = markInside | MarkDigit
	}
	for c := utf8.RuneSelf; c < 256; c++ {
		t[c] = MarkHigh | markSlow
	}
	t['\n'], t['`'], t['"'], t[':'], t['('], t['!'], t['?'], t['.'] = MarkNewline, MarkBacktick, MarkQuote, MarkColon, MarkParen, MarkExclaim, MarkQuestion, MarkStop
	t['\''] = markSlow
	return t
}()

func marksIn(text string) (marks Marks) {
	for i := range len(text) {
		marks |= marksOf[text[i]]
	}
	return marks
}
