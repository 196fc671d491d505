package press

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/dossier"
	"github.com/stillhunt/stillhunt/dossier/claim"
	"github.com/stillhunt/stillhunt/internal/browser"
)

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		unit string
		x    float64
		want string
	}{
		{"accounts", 25000, "25,000"}, {"exchanges", 28800000, "28,800,000"}, {"exchanges", 759.6, "760"},
		{"tokens", 999, "999"}, {"tokens", 14400000000, "14.4\u00a0billion"}, {"tokens", 1234567, "1.23\u00a0million"}, {"tokens", 999999, "1.00\u00a0million"},
		{"usd", 0, "$0"}, {"usd", .0421, "$0.042"}, {"usd", 2.5, "$2.50"}, {"usd", 131.2, "$131"}, {"usd", 45678.9, "$45,679"}, {"usd", 2345678, "$2.35\u00a0million"},
		{"share", 0, "0\u00a0%"}, {"share", .0004, "less than 0.1\u00a0%"}, {"share", .016, "1.6\u00a0%"}, {"share", .97, "97\u00a0%"}, {"share", .9994, "99.9\u00a0%"}, {"share", 1, "100\u00a0%"}, {"share", 5.71, "571\u00a0%"}, {"share", 29.31, "29.3\u00a0times"},
		{"time", 1754201600000000, "3 August 2025, 06:13 UTC"},
		{"log-odds", .2, "about even"}, {"log-odds", 3, "about 20 to 1"}, {"log-odds", 9.7, "about 16,000 to 1"}, {"log-odds", 28, "more than a million to 1"}, {"log-odds", -2, "7.5 to 1 against"},
		{"level", 1e-9, "less than one in a million"}, {"level", .0000024, "0.0000024"}, {"level", .43, "0.43"}, {"level", 0, "0"},
		{"ratio", .00123, "0.0012"}, {"ratio", 4.8, "4.8"}, {"ratio", 17.36, "17.4"}, {"ratio", 12345.6, "12,346"}, {"ratio", -1, "\u20131"}, {"ratio", 0, "0"}, {"nats", 9.97, "10"},
	} {
		if got := Number(c.unit, c.x); got != c.want {
			t.Errorf("%g %s is written %q, want %q", c.x, c.unit, got, c.want)
		}
	}
}

// letter is a small one that has every form there is.
func letter(synthetic bool) (dossier.Manifest, []dossier.Claim, []dossier.Sentence) {
	low, high := 700., 800.
	claims := []dossier.Claim{
		{ID: "accounts", Value: 40, Unit: "accounts", Status: dossier.Inferred, How: claim.How{Op: claim.Count, Kind: "account", Where: map[string]any{"accused": true}}},
		{ID: "attributed", Value: 760, Low: &low, High: &high, Unit: "exchanges", Status: dossier.Assessed, How: claim.How{Op: claim.Stated}, Note: "by a mixture"},
		{ID: "each", Value: 19, Unit: "ratio", Status: dossier.Inferred, How: claim.How{Op: claim.Ratio, Of: []string{"attributed", "accounts"}}},
	}
	sentences := []dossier.Sentence{
		{Section: "summary", Text: "**We assess** that one operator runs {accounts} accounts.", Claims: []string{"accounts"}},
		{Section: "summary", Text: "It goes on."},
		{Section: "summary", Text: "\u00b6 A new paragraph, with `a name of words`, `0123456789abcdef` and <b>no markup</b>."},
		{Section: "summary", Text: "- An item of {attributed} ({attributed.low} to {attributed.high}) \u201cexchanges\u201d.", Claims: []string{"attributed"}},
		{Section: "summary", Text: "- Another."},
		{Section: "scale", Text: "## A heading"},
		{Section: "scale", Text: "| What | Number |"},
		{Section: "scale", Text: "| Each | {each} |", Claims: []string{"each"}},
		{Section: "sealed", Text: "| Digest | `c66d5b4c0d915e4005dfdf944e8b4791d8d99160e25c4d3569bae6ee092bb666c66d5b4c0d915e4005dfdf944e8b4791d8d99160e25c4d3569bae6ee092bb666` |"},
	}
	for i := range 60 { // several pages
		sentences = append(sentences, dossier.Sentence{Section: "evidence", Text: fmt.Sprintf("\u00b6 Sentence %c, %s.", 'a'+i%26, strings.Repeat("which has words enough for some lines ", 9))})
	}
	return dossier.Manifest{Case: "c1", Campaign: "0a1b2c3d4e5f", Name: "amber heron", Sealed: "2026-08-20T09:00:00Z", Software: "stillhunt 0.4.0", Synthetic: synthetic}, claims, sentences
}

func TestHTML(t *testing.T) {
	html, err := HTML(letter(false))
	if err != nil {
		t.Fatal(err)
	}
	text := string(html)
	for _, want := range []string{
		`<h2 id="summary-h"><span class="count">1</span> Summary</h2>`, `<strong>We assess</strong> that one operator runs`, `<data value="40">40</data>&#8288;<sup>i1</sup>`,
		` accounts. It goes on.</p>`, `<code>0123456789abcdef</code>`, `<span class="name">a name of words</span>`, `&lt;b&gt;no markup`, `<span class="bound">700</span>`,
		`<td class="n"><a class="number"`, "the number of account records where accused is true", "no. 2 \u00f7 no. 1", "has to be believed; by a mixture", `<tr id="n-each">`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(text, "SYNTHETIC") {
		t.Error("a real letter says that it is synthetic")
	}
	for _, outside := range []string{"http://", "https://", "<script", "<img", "url("} {
		if strings.Contains(text, outside) {
			t.Errorf("the page holds %q", outside)
		}
	}
}

// pages gives what is written on each page of a PDF.
func pages(t *testing.T, pdf []byte) (out []string) {
	t.Helper()
	for _, m := range regexp.MustCompile(`(?s)stream\r?\n(.*?)\r?\nendstream`).FindAllSubmatch(pdf, -1) {
		if bytes.Contains(m[1], []byte("BT ")) {
			out = append(out, string(m[1]))
		}
	}
	return out
}

func TestSyntheticIsSaidOnEveryPage(t *testing.T) {
	for _, synthetic := range []bool{true, false} {
		pdf, err := PDF(letter(synthetic))
		if err != nil {
			t.Fatal(err)
		}
		all := pages(t, pdf)
		if len(all) < 3 || len(all) != bytes.Count(pdf, []byte("/Type /Page\n")) {
			t.Fatalf("%d pages with text, of %d", len(all), bytes.Count(pdf, []byte("/Type /Page\n")))
		}
		for i, page := range all {
			if strings.Contains(page, "SYNTHETIC: made from generated traffic") != synthetic {
				t.Errorf("page %d of %d, synthetic %v: the page does not say so, or does", i+1, len(all), synthetic)
			}
		}
		html, err := HTML(letter(synthetic))
		if err != nil {
			t.Fatal(err)
		}
		if got := bytes.Contains(html, []byte("@bottom-left { content: \"SYNTHETIC: made from generated traffic.")) && bytes.Contains(html, []byte(`class="synthetic"`)); got != synthetic {
			t.Errorf("the page and its printed pages say that they are synthetic: %v, want %v", got, synthetic)
		}
	}
}

func TestFaultsOfALetter(t *testing.T) {
	m, claims, sentences := letter(false)
	for name, c := range map[string]struct {
		change func()
		want   string
	}{
		"a place without a claim": {func() { sentences = append(sentences, dossier.Sentence{Section: "x", Text: "{nothing}"}) }, `"nothing"`},
		"a status of no kind":     {func() { claims[0].Status = "certain" }, `"certain"`},
		"an endless sentence":     {func() { sentences[1].Text = strings.Repeat("x", Longest+1) }, "sentence 2"},
		"endless claims":          {func() { claims = make([]dossier.Claim, Largest+1) }, "at most"},
	} {
		_, claims, sentences = letter(false)
		c.change()
		if _, err := HTML(m, claims, sentences); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := PDF(m, claims, sentences); err == nil {
			t.Errorf("%s: a PDF is made", name)
		}
	}
}

func TestLetterInBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	html, err := HTML(letter(true))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "letter.html")
	if err := os.WriteFile(file, html, 0o644); err != nil {
		t.Fatal(err)
	}
	browser.Look(t, file, "small-")
}

func FuzzRender(f *testing.F) {
	m, claims, sentences := letter(true)
	for _, s := range sentences[:9] {
		f.Add(s.Section, s.Text, "accounts", 40.)
	}
	f.Add("sealed", "| a | {each} | **b `c`** |", "level", 1e300)
	f.Fuzz(func(t *testing.T, section, text, unit string, x float64) {
		cs := append([]dossier.Claim{{ID: "x", Value: x, Unit: unit, Status: dossier.Observed, How: claim.How{Op: unit, Field: text, Of: []string{section}}}}, claims...)
		ss := append([]dossier.Sentence{{Section: section, Text: text}, {Section: section, Text: "{x} " + text}}, sentences[:3]...)
		_, errHTML := HTML(m, cs, ss)
		_, errPDF := PDF(m, cs, ss)
		if (errHTML == nil) != (errPDF == nil) {
			t.Errorf("the two forms differ: %v, %v", errHTML, errPDF)
		}
	})
}
