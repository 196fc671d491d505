package letter

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/stillhunt/stillhunt/dossier"
)

var update = flag.Bool("update", false, "write the golden files")

// each runs a check on every shape of letter.
func each(t *testing.T, check func(t *testing.T, w *world, claims []dossier.Claim, sentences []dossier.Sentence)) {
	all := worlds(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			claims, sentences := all[name].written(t)
			check(t, all[name], claims, sentences)
		})
	}
}

var (
	named  = regexp.MustCompile("`[^`]*`")
	digits = regexp.MustCompile(`\d`)
)

func TestEveryNumberIsAClaim(t *testing.T) {
	each(t, func(t *testing.T, _ *world, _ []dossier.Claim, sentences []dossier.Sentence) {
		for _, s := range sentences {
			if bare := places.ReplaceAllString(named.ReplaceAllString(s.Text, ""), ""); digits.MatchString(bare) {
				t.Errorf("%s: a number that is no claim in %q", s.Section, s.Text)
			}
		}
	})
}

func TestEveryClaimIsUsed(t *testing.T) {
	each(t, func(t *testing.T, _ *world, claims []dossier.Claim, sentences []dossier.Sentence) {
		used := map[string]bool{}
		for _, s := range sentences {
			for _, id := range s.Claims {
				used[id] = true
			}
		}
		for _, c := range slices.Backward(claims) {
			if !used[c.ID] {
				t.Errorf("claim %s is used by nothing", c.ID)
			}
			for _, id := range c.How.Of {
				used[id] = true
			}
		}
	})
}

func TestIntervalsStandBesideTheirNumbers(t *testing.T) {
	each(t, func(t *testing.T, _ *world, claims []dossier.Claim, sentences []dossier.Sentence) {
		for _, c := range claims {
			if c.Low == nil || *c.Low == *c.High {
				continue
			}
			for _, s := range sentences {
				if strings.Contains(s.Text, "{"+c.ID+"}") && !(strings.Contains(s.Text, "{"+c.ID+".low}") && strings.Contains(s.Text, "{"+c.ID+".high}")) {
					t.Errorf("%s: %s is written without its interval in %q", s.Section, c.ID, s.Text)
				}
			}
		}
	})
}

// terms are those of Intelligence Community Directive 203.
var terms = []string{"almost no chance", "very unlikely", "unlikely", "roughly even chance", "likely", "very likely", "almost certain", "probable", "likelihood"}

// The directive asks that confidence and likelihood never share a sentence.
func TestConfidenceStandsApartFromLikelihood(t *testing.T) {
	each(t, func(t *testing.T, _ *world, _ []dossier.Claim, sentences []dossier.Sentence) {
		for _, s := range sentences {
			for _, sentence := range strings.Split(strings.ReplaceAll(s.Text, ".**", ". "), ". ") {
				low := strings.ToLower(sentence)
				if strings.Contains(low, "confidence") && slices.ContainsFunc(terms, func(term string) bool { return strings.Contains(low, term) }) {
					t.Errorf("%s: confidence and likelihood in one sentence: %q", s.Section, sentence)
				}
			}
		}
	})
}

// loaded words say more than the evidence, and nationalities are none.
var loaded = []string{"guilty", "guilt", "thief", "thieves", "theft", "steal", "stole", "criminal", "crime", "culprit", "perpetrator", "attacker", "attackers", "attack", "adversary", "enemy",
	"hacker", "hackers", "malicious", "proves", "proven", "undoubtedly", "clearly guilty", "foreign",
	"chinese", "russian", "iranian", "korean", "american", "indian", "european", "asian", "british", "french", "german", "japanese", "israeli", "pakistani", "vietnamese", "turkish", "brazilian", "ukrainian", "singaporean", "taiwanese"}

func TestWordsStayNeutral(t *testing.T) {
	forbidden := slices.Clone(loaded)
	regions := display.English.Regions()
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if r, err := language.ParseRegion(string(a) + string(b)); err == nil && r.IsCountry() && regions.Name(r) != "" {
				forbidden = append(forbidden, strings.ToLower(regions.Name(r)))
			}
		}
	}
	if len(forbidden) < 250 {
		t.Fatalf("only %d words are looked for", len(forbidden))
	}
	each(t, func(t *testing.T, w *world, _ []dossier.Claim, sentences []dossier.Sentence) {
		for _, s := range sentences {
			text := " " + regexp.MustCompile(`[^\p{L}]+`).ReplaceAllString(strings.ToLower(s.Text), " ") + " "
			for _, word := range forbidden {
				if strings.Contains(text, " "+word+" ") {
					t.Errorf("%s: the word %q in %q", s.Section, word, s.Text)
				}
			}
		}
		if len(w.letter.Statements.Named) == 0 && !strings.Contains(all(sentences), "Nobody is named.") {
			t.Error("the letter does not say that nobody is named")
		}
	})
}

func all(sentences []dossier.Sentence) string {
	var b strings.Builder
	for _, s := range sentences {
		fmt.Fprintf(&b, "%s: %s\n", s.Section, s.Text)
	}
	return b.String()
}

func TestOnlyAPersonNamesAnybody(t *testing.T) {
	ws := worlds(t)
	_, with := ws["mixed"].written(t)
	text := all(with)
	for _, want := range []string{"`C. Counsel`, `General Counsel`, on `2026-08-22`, names `Example Works Ltd`", "Stated by `B. Analyst`", "Nothing that is sealed here supports or contradicts it."} {
		if !strings.Contains(text, want) {
			t.Errorf("the letter lacks %q", want)
		}
	}
	for _, grounds := range []string{"", "we know"} {
		text := "schema: " + StatementsSchema + "\nnamed:\n  - {entity: Somebody, by: A, role: B, grounds: \"" + grounds + "\"}\n"
		if _, err := ParseStatements("s.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), "grounds") {
			t.Errorf("named on the grounds %q: %v", grounds, err)
		}
	}
	for _, text := range []string{"named:\n  - {entity: Somebody, role: B, grounds: x}\n", "done:\n  - {what: x}\n", "infrastructure:\n  - {case: a, by: b}\n", "from: Łukasz\n", "done:\n  - {what: x, by: y, on: today}\n", "colour: red\n"} {
		if _, err := ParseStatements("s.yaml", []byte("schema: "+StatementsSchema+"\n"+text)); err == nil {
			t.Errorf("no error for %q", text)
		}
	}
}

func TestWhatIsRead(t *testing.T) {
	w := typical(t, shape{tokens: true})
	w.Manifest.Name = "a|b{accounts}`c**"
	w.Models[1] = "x`y|{first}"
	claims := w.sealed(t)
	sentences, err := w.letter.Sentences(w.Case, claims)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.letter.Render(w.Manifest, claims, sentences); err != nil {
		t.Errorf("names with marks in them: %v", err)
	}
	if strings.Contains(all(sentences), "{first}`") {
		t.Error("a model's name became a place")
	}
}

// TestGolden holds the letter's wording, places and all. Whoever changes it reads
// the difference.
func TestGolden(t *testing.T) {
	ws := worlds(t)
	for _, name := range []string{"subscribed", "synthetic"} {
		claims, sentences := ws[name].written(t)
		var b strings.Builder
		b.WriteString(all(sentences))
		for _, c := range claims {
			fmt.Fprintf(&b, "claim %s %s %s %s\n", c.ID, c.Unit, c.Status, c.How.Op)
		}
		path := filepath.Join("testdata", name+".txt")
		if *update {
			if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if b.String() != string(want) {
			t.Errorf("the letter %s is not that of %s: read the difference, then run the test with -update", name, path)
		}
	}
}

func TestRenderingIsDeterministic(t *testing.T) {
	one, two := worlds(t)["mixed"], worlds(t)["mixed"]
	render := func(w *world) (html, pdf []byte) {
		claims, sentences := w.written(t)
		html, pdf, err := w.letter.Render(w.Manifest, claims, sentences)
		if err != nil {
			t.Fatal(err)
		}
		return html, pdf
	}
	html1, pdf1 := render(one)
	html2, pdf2 := render(two)
	if !bytes.Equal(html1, html2) || !bytes.Equal(pdf1, pdf2) {
		t.Error("the same case gives two letters")
	}
	if dir := os.Getenv("STILLHUNT_KEEP"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, "mixed.pdf"), pdf1, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// The letter's figures are those that the package worth computes from sums.
func TestWorthAgrees(t *testing.T) {
	w := typical(t, shape{tokens: true, fee: func(int) float64 { return 20 }})
	claims := w.sealed(t)
	v := map[string]dossier.Claim{}
	for _, c := range claims {
		v[c.ID] = c
	}
	got := w.letter.List.Of(input(w))
	for id, x := range map[string]float64{"list": got.List.Estimate, "list.attributed": got.Attributed.Estimate, "harvest": got.Harvest.Estimate, "paid": got.Paid.Estimate,
		"arbitrage": got.Arbitrage.Estimate, "cost": got.Cost.Estimate, "cost.million": got.PerMillion.Estimate, "teacher.million": got.Teacher.Estimate, "set.1.times": got.Sets[0].Times.Estimate} {
		if d := v[id].Value - x; d > 1e-4*x || d < -1e-4*x {
			t.Errorf("%s is %g in the letter, %g by worth", id, v[id].Value, x)
		}
	}
	for id, x := range map[string][2]float64{"list.attributed": {got.Attributed.Low, got.Attributed.High}, "paid": {got.Paid.Low, got.Paid.High}, "cost": {got.Cost.Low, got.Cost.High}, "cost.million": {got.PerMillion.Low, got.PerMillion.High}} {
		c := v[id]
		if c.Low == nil || *c.Low-x[0] > 1e-4*x[0] || x[0]-*c.Low > 1e-4*x[0] || *c.High-x[1] > 1e-4*x[1] || x[1]-*c.High > 1e-4*x[1] {
			t.Errorf("%s has not the bounds %g to %g", id, x[0], x[1])
		}
	}
}

func FuzzStatements(f *testing.F) {
	f.Add([]byte("schema: " + StatementsSchema + "\nto: The Committee\ndone:\n  - {on: 2026-08-21, what: x, by: y}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := ParseStatements("s.yaml", text)
		if err != nil {
			return
		}
		if fault := s.fault(); fault != "" {
			t.Errorf("what was read is at fault: %s", fault)
		}
	})
}
