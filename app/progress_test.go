package app

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stillhunt/stillhunt/hunt"
)

func TestProgressLine(t *testing.T) {
	reading := hunt.Progress{Stage: "reading", Exchanges: 1_230_000, Bytes: 43, TotalBytes: 100}
	resumed := hunt.Progress{Stage: "reading", Exchanges: 230_000, Bytes: 3, TotalBytes: 100}
	for _, c := range []struct {
		name     string
		p, first hunt.Progress
		since    time.Duration
		width    int
		want     string
	}{
		{"everything", reading, hunt.Progress{}, 10 * time.Second, 100, "reading    █████████░░░░░░░░░░░   43 %  1.23M exchanges  123k/s  13 s left"},
		{"resumed", reading, resumed, 10 * time.Second, 100, "reading    █████████░░░░░░░░░░░   43 %  1.23M exchanges  100k/s  14 s left"},
		{"narrow", reading, hunt.Progress{}, 10 * time.Second, 45, "reading    █████████░░░░░░░░░░░   43 %"},
		{"no rate yet", reading, hunt.Progress{}, 0, 100, "reading    █████████░░░░░░░░░░░   43 %  1.23M exchanges"},
		{"size unknown", hunt.Progress{Stage: "reading", Exchanges: 12_340}, hunt.Progress{}, 2 * time.Second, 100, "reading    12.3k exchanges  6.17k/s"},
		{"a later stage", hunt.Progress{Stage: "links"}, hunt.Progress{Stage: "links"}, time.Second, 100, "links    "},
	} {
		if got := line(c.p, c.first, c.since, c.width); got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		} else if utf8.RuneCountInString(got) > c.width {
			t.Errorf("%s: wider than %d", c.name, c.width)
		}
	}
}

func TestProgressIsCalmAndCleansUp(t *testing.T) {
	var out strings.Builder
	b := newProgress(&out, 80)
	clock := time.Unix(0, 0)
	b.now = func() time.Time { return clock }
	for i := range int64(1000) { // a second of updates, each millisecond
		b.show(hunt.Progress{Stage: "reading", Exchanges: i, Bytes: i, TotalBytes: 1000})
		clock = clock.Add(time.Millisecond)
	}
	if n := strings.Count(out.String(), "\r"); n < 5 || n > 10 {
		t.Errorf("%d redraws in a second, at most 10 wanted", n)
	}
	b.close()
	if !strings.HasSuffix(out.String(), "\r\x1b[K") {
		t.Error("the line is not taken away at the end")
	}
	before := out.Len()
	b.show(hunt.Progress{Stage: "links"})
	if out.Len() != before {
		t.Error("a closed bar is drawn again")
	}
	var none *progress
	none.close()
}

func TestShort(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1.00k", 12_345: "12.3k", 99_960: "100k", 999_600: "1.00M", 28_800_000: "28.8M", 2_000_000_000: "2.00G"} {
		if got := short(n); got != want {
			t.Errorf("short(%d) = %q, want %q", n, got, want)
		}
	}
	for d, want := range map[time.Duration]string{0: "0 s", 59_600 * time.Millisecond: "1 min 0 s", 130 * time.Second: "2 min 10 s", 3900 * time.Second: "1 h 5 min"} {
		if got := duration(d); got != want {
			t.Errorf("duration(%v) = %q, want %q", d, got, want)
		}
	}
}
