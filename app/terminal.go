package app

import (
	"io"
	"os"
	"strconv"

	"golang.org/x/term"
)

// screen is what is known of the terminal.
type screen struct {
	width    int // of standard output
	colour   bool
	errTTY   bool
	errWidth int
}

// plainWidth is the width of what is no terminal.
const plainWidth = 80

// screen looks at where the output goes. NO_COLOR (no-color.org) and
// TERM=dumb turn colour off.
func (e *environment) screen() screen {
	s := screen{width: plainWidth}
	if w, ok := terminal(e.Out); ok {
		s.width = w
		s.colour = e.Getenv("NO_COLOR") == "" && e.Getenv("TERM") != "dumb"
	} else if n, err := strconv.Atoi(e.Getenv("COLUMNS")); err == nil && n > 0 {
		s.width = n
	}
	s.errWidth, s.errTTY = terminal(e.Err)
	if e.Getenv("TERM") == "dumb" {
		s.errTTY = false // it could not take back what is drawn
	}
	return s
}

// terminal gives the width of w if it is a terminal.
func terminal(w io.Writer) (width int, ok bool) {
	f, isFile := w.(*os.File)
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		width = plainWidth
	}
	return width, true
}
