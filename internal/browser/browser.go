// Package browser looks at pages in a real Chromium, for tests: at several widths,
// light and dark, and printed.
package browser

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// start starts Chromium, or skips if there is none; on CI there must be one.
func start(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "headless-shell"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("no Chromium found, and CI is set: install Debian's package chromium")
		}
		t.Skip("no Chromium found: install Debian's package chromium to test the page in a browser")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("disable-dev-shm-usage", true))
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

// scheme makes the page light, dark or printed.
func scheme(name, media string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Media: media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}})
		return err
	})
}

// contrast lists texts whose contrast with what is behind them is below WCAG
// 2.2 level AA (1.4.3): 4.5, or 3 for large text.
const contrast = `(() => {
  const parse = c => { const m = c.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m };
  const channel = v => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 };
  const light = c => .2126 * channel(c[0]) + .7152 * channel(c[1]) + .0722 * channel(c[2]);
  const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] > 0) return c } return [255, 255, 255, 1] };
  const bad = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n; n = walk.nextNode();) {
    const e = n.parentElement;
    if (!n.data.trim() || e.tagName === 'title' || !e.getClientRects().length) continue;
    const s = getComputedStyle(e), svg = e instanceof SVGElement;
    const f = light(parse(svg ? s.fill : s.color)), b = light(behind(e));
    const ratio = (Math.max(f, b) + .05) / (Math.min(f, b) + .05);
    const size = parseFloat(s.fontSize), large = size >= 24 || size >= 18.66 && s.fontWeight >= 700;
    if (ratio < (large ? 3 : 4.5)) bad.push(ratio.toFixed(2) + ': ' + n.data.trim().slice(0, 60));
  }
  return [...new Set(bad)];
})()`

// Look fails the test if the page in the file scrolls sideways on a screen or a
// phone, has text of too little contrast, asks for anything, or writes to the
// console. With STILLHUNT_KEEP it leaves what it saw in that directory, each file
// under a name that begins with as.
func Look(t *testing.T, file, as string) {
	t.Helper()
	ctx := start(t)
	var mu sync.Mutex
	var requests []string
	if err := chromedp.Listen(ctx, func(ev any) {
		if e, ok := ev.(*network.EventRequestWillBeSent); ok {
			mu.Lock()
			requests = append(requests, e.Request.URL)
			mu.Unlock()
		}
	}); err != nil {
		t.Fatal(err)
	}
	messages := chromedp.Console(ctx)

	for _, at := range []struct {
		name, scheme  string
		width, height int64
	}{
		{"wide-light", "light", 1280, 900}, {"wide-dark", "dark", 1280, 900},
		{"phone-light", "light", 390, 844}, {"phone-dark", "dark", 390, 844},
	} {
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(at.width, at.height), scheme(at.scheme, ""), chromedp.Navigate("file://"+file)); err != nil {
			t.Fatal(err)
		}
		keepShot(ctx, t, as+at.name)
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[int](`document.querySelectorAll('details').forEach(d => d.open = true), 0`)); err != nil {
			t.Fatal(err)
		}
		wide, err := chromedp.Run(ctx, chromedp.Evaluate[int64](`document.documentElement.scrollWidth`))
		if err != nil {
			t.Fatal(err)
		}
		if wide > at.width {
			t.Errorf("%s: the page is %d wide and scrolls sideways", at.name, wide)
		}
		bad, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](contrast))
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range bad {
			t.Errorf("%s: contrast %s", at.name, b)
		}
	}
	keepPDF(ctx, t, as)
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[int](`console.log('end'), 0`)); err != nil {
		t.Fatal(err)
	}
	for m, err := range messages {
		if err != nil {
			t.Fatal(err)
		}
		if m.Text == "end" {
			break
		}
		t.Errorf("the page writes to the console: %s", m.Text)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(requests) == 0 {
		t.Error("not even the page itself was asked for: requests are not seen")
	}
	for _, u := range requests {
		if u != "file://"+file && !strings.HasPrefix(u, "data:") {
			t.Errorf("the page asks for %s", u)
		}
	}
}

// keepShot keeps what the browser shows, for a person to look at.
func keepShot(ctx context.Context, t *testing.T, name string) {
	if dir := os.Getenv("STILLHUNT_KEEP"); dir != "" {
		png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func keepPDF(ctx context.Context, t *testing.T, as string) {
	if dir := os.Getenv("STILLHUNT_KEEP"); dir != "" {
		pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFPrintBackground(), chromedp.PDFPreferCSSPageSize()))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, as+"print.pdf"), pdf, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
