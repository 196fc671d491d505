package report

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// page writes the report of a world; with STILLHUNT_KEEP=DIR the page is kept
// there, to be looked at.
func writePage(t *testing.T, name string, d Data) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteHTML(&b, d); err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("STILLHUNT_KEEP"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name+".html"), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func TestPage(t *testing.T) {
	html := writePage(t, "typical", typical().data())
	for _, want := range []string{
		"Two campaigns are named: 130 of", "at most 1 in 100", "amber-heron", "very likely (80–95\u00a0%)", "high confidence",
		"88\u00a0% of its accounts share a card", "Closest rival: a reseller and its customers", "36 more accounts",
		"Coordinated, but not campaigns", "not accused", "north-alder", "not computable", "stillhunt.client.ja4", "fewer than 10 accounts",
		`role="img"`, "shared by 14 accounts", "−0.7",
	} {
		if !strings.Contains(html, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, bad := range []string{"http://", "https://", "<script", "style=\"", "ZgotmplZ", "NaN", "%!", "<nil>"} {
		if strings.Contains(html, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
}

func TestPageOfManyCampaigns(t *testing.T) {
	html := writePage(t, "crowded", crowded(1000, 25).data())
	if n := len(html); n > 20<<20 {
		t.Errorf("the page has %d bytes, more than 20 MiB", n)
	}
	if n := strings.Count(html, "<article"); n != 1000 {
		t.Errorf("%d campaigns on the page, 1000 wanted", n)
	}
}

func TestPageOfNothing(t *testing.T) {
	d := newWorld(1, 30, 2).finish().data()
	d.Result.Calibration.State = "none"
	html := writePage(t, "nothing", d)
	for _, want := range []string{"No campaign is named", "does not show that there is none", "No error rate can be stated"} {
		if !strings.Contains(html, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// What comes from outside is text on the page, never markup.
func TestPageEscapes(t *testing.T) {
	const bad = `<img src=x onerror=alert(1)>"'&`
	w := newWorld(3, 10, 3)
	w.add(bad, "", 12, 0, 2)
	g := &w.result.Campaigns[0]
	g.Members[0].Account = bad
	g.Families[0].Reasons[0].Text = bad
	for i := range w.links {
		w.links[i].Account = bad + w.links[i].Account
		w.links[i].Trait = bad
	}
	html := writePage(t, "escapes", w.finish().data())
	if strings.Contains(html, "<img") {
		t.Error("text from outside became markup")
	}
	if !strings.Contains(html, "&lt;img") {
		t.Error("the text is not on the page at all")
	}
}

func BenchmarkPage(b *testing.B) {
	d := crowded(1000, 25).data()
	for b.Loop() {
		if err := WriteHTML(io.Discard, d); err != nil {
			b.Fatal(err)
		}
	}
}

// One campaign of the size of the largest published one.
func BenchmarkPageOfOneLargeCampaign(b *testing.B) {
	w := newWorld(13, 1000, 45)
	w.add("letter", "", 25_000, 0, 44)
	d := w.finish().data()
	for b.Loop() {
		if err := WriteHTML(io.Discard, d); err != nil {
			b.Fatal(err)
		}
	}
}
