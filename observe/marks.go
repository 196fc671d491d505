package observe

import "unicode/utf8"

// The marks that a text is searched for in one pass.
const (
	markNewline = 1 << iota
	markBacktick
	markDigit
	markQuote
	markColon
	markParen
	markExclaim
	markQuestion
	markStop
	markUpper
	markHigh
)

// marksIn says which marks occur in text.
func marksIn(text string) (marks uint16) {
	for i := range len(text) {
		marks |= markOf[text[i]]
	}
	return marks
}

var markOf = func() (t [256]uint16) {
	for c := '0'; c <= '9'; c++ {
		t[c] = markDigit
	}
	for c := 'A'; c <= 'Z'; c++ {
		t[c] = markUpper
	}
	for c := utf8.RuneSelf; c < 256; c++ {
		t[c] = markHigh
	}
	t['\n'], t['`'], t['"'], t[':'], t['('], t['!'], t['?'], t['.'] = markNewline, markBacktick, markQuote, markColon, markParen, markExclaim, markQuestion, markStop
	return t
}()
