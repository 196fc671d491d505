package app

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/stillhunt/stillhunt/hunt"
)

// progress draws how far a hunt is, on one line of a terminal, and takes it
// away at the end. A nil progress draws nothing. It may be used from several
// goroutines.
type progress struct {
	mu     sync.Mutex
	w      io.Writer
	width  int
	now    func() time.Time
	drawn  time.Time // when the line was last drawn
	stage  string
	began  time.Time     // of the stage
	first  hunt.Progress // of the stage
	closed bool
}

// redraw is how often the line is drawn at most.
const redraw = 100 * time.Millisecond

func newProgress(w io.Writer, width int) *progress {
	return &progress{w: w, width: width, now: time.Now}
}

// show draws p, if it is time.
func (b *progress) show(p hunt.Progress) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	if p.Stage != b.stage {
		b.stage, b.began, b.first, b.drawn = p.Stage, now, p, time.Time{}
	}
	if b.closed || now.Sub(b.drawn) < redraw {
		return
	}
	b.drawn = now
	fmt.Fprintf(b.w, "\r\x1b[K%s", line(p, b.first, now.Sub(b.began), b.width-1))
}

// close takes the line away.
func (b *progress) close() {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.drawn.IsZero() || b.stage != "" {
		fmt.Fprint(b.w, "\r\x1b[K")
	}
	b.closed = true
}

// line is the text of the progress bar: stage, bar, share, exchanges, rate,
// time left; what does not fit the width is left out from the end. What was
// done before first does not count for the rate: it was read by an earlier run.
func line(p, first hunt.Progress, since time.Duration, width int) string {
	parts := []string{fmt.Sprintf("%-9s", p.Stage)}
	seconds := since.Seconds()
	if p.TotalBytes > 0 {
		share := min(1, float64(p.Bytes)/float64(p.TotalBytes))
		parts = append(parts, barOf(share, 20), fmt.Sprintf("%3.0f %%", 100*share))
	}
	if p.Exchanges > 0 {
		parts = append(parts, short(p.Exchanges)+" exchanges")
	}
	if n := p.Exchanges - first.Exchanges; n > 0 && seconds >= 1 {
		parts = append(parts, short(int64(float64(n)/seconds))+"/s")
	}
	if done, todo := p.Bytes-first.Bytes, p.TotalBytes-p.Bytes; p.TotalBytes > 0 && done > 0 && todo >= 0 && seconds >= 2 {
		left := time.Duration(float64(todo) / float64(done) * float64(since))
		parts = append(parts, duration(left)+" left")
	}
	out := ""
	for _, s := range parts {
		if utf8.RuneCountInString(out)+2+utf8.RuneCountInString(s) > width {
			break
		}
		if out != "" {
			out += "  "
		}
		out += s
	}
	return out
}

func barOf(share float64, width int) string {
	full := int(share*float64(width) + .5)
	return strings.Repeat("█", full) + strings.Repeat("░", width-full)
}

// short writes a count in three digits: 950, 12.3k, 4.56M.
func short(n int64) string {
	x, unit := float64(n), ""
	switch {
	case n < 1000:
		return fmt.Sprint(n)
	case x < 999.5e3:
		x, unit = x/1e3, "k"
	case x < 999.5e6:
		x, unit = x/1e6, "M"
	default:
		x, unit = x/1e9, "G"
	}
	switch {
	case x < 9.995:
		return fmt.Sprintf("%.2f%s", x, unit)
	case x < 99.95:
		return fmt.Sprintf("%.1f%s", x, unit)
	}
	return fmt.Sprintf("%.0f%s", x, unit)
}

// duration writes what is left as people say it: 8 s, 2 min 10 s, 1 h 5 min.
func duration(d time.Duration) string {
	s := int(d.Seconds() + .5)
	switch {
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 3600:
		return fmt.Sprintf("%d min %d s", s/60, s%60)
	}
	return fmt.Sprintf("%d h %d min", s/3600, s%3600/60)
}
