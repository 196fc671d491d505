package proving

import (
	"encoding/xml"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/proving/scenario"
)

// TestEfforts: every level of every axis alone, and all at their end, give a
// scenario that the range takes, each dearer or as dear as the loudest.
func TestEfforts(t *testing.T) {
	p, err := ReadPrices("")
	if err != nil {
		t.Fatal(err)
	}
	efforts := []Effort{{}, quietest()}
	for i, a := range axes {
		for l := range a.levels[1:] {
			var e Effort
			e[i] = uint8(l + 1)
			efforts = append(efforts, e)
		}
	}
	var loudest float64
	seen := map[string]bool{}
	for _, e := range efforts {
		path := filepath.Join(t.TempDir(), "e.yaml")
		if err := os.WriteFile(path, []byte(e.yaml()), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := find(path)
		if err != nil {
			t.Errorf("%s: %v\n%s", e, err, e.yaml())
			continue
		}
		cost := p.Cost(&s.Campaigns[0], 25*(1-s.Campaigns[0].Dials.Camouflage), 45, 1e6)
		if e == (Effort{}) {
			loudest = cost
		}
		if cost < loudest || seen[s.Name] {
			t.Errorf("%s costs %g, the loudest %g; named before: %t", e, cost, loudest, seen[s.Name])
		}
		seen[s.Name] = true
	}
}

// TestCost by hand: 100 exchanges a day and account, 30 days, 30,000 to harvest.
func TestCost(t *testing.T) {
	p := Prices{Account: 1, Aged: 8, Card: 3, Exit: 4, Hosting: 1, Browser: 2, Exchange: .01, Paraphrase: .001}
	loud := scenario.Campaign{Dials: scenario.Dials{Exit: scenario.Exit{Accounts: 5, Hosting: .5}, Card: scenario.Card{Accounts: []int{5, 5}}}}
	// Ten accounts, two cards, two exits at 2.5 on average.
	if got := p.Cost(&loud, 100, 30, 30000); math.Abs(got-(10+6+300+5)) > 1e-9 {
		t.Errorf("loud: %g", got)
	}
	quiet := scenario.Campaign{Dials: scenario.Dials{Exit: scenario.Exit{Accounts: 1}, Card: scenario.Card{Accounts: []int{1, 1}},
		Signup: scenario.Signup{Aged: []int{60, 400}}, Camouflage: .5, Clients: scenario.Browsers, Paraphrase: true}}
	// Twenty accounts that send 60,000.
	if got := p.Cost(&quiet, 50, 30, 30000); math.Abs(got-(20+60+600+80+160+40+30)) > 1e-9 {
		t.Errorf("quiet: %g", got)
	}
}

func TestReadPrices(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.yaml")
	for text, want := range map[string]string{"account: -1": "from 0", "acount: 1": "acount"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadPrices(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestFrontierIsWritten: the table names who is evaded by what, and the drawing
// is a document.
func TestFrontierIsWritten(t *testing.T) {
	loud := Attempt{Cost: 100, Named: map[string]float64{ours: 1, "SEAT": 0}}
	quiet := Attempt{Effort: quietest(), Cost: 300, Named: map[string]float64{ours: .2, "SEAT": .9}}
	f := &Frontier{Evasion: DefaultEvasion(), Attempts: []Attempt{loud, quiet}, Detectors: []string{ours, "SEAT", allOfThem},
		Cheapest: map[string]*Attempt{ours: &quiet, "SEAT": &loud, allOfThem: nil}}
	if loud.evades(ours) || !loud.evades("SEAT") || loud.evades(allOfThem) || !quiet.evades(ours) {
		t.Error("who evades whom")
	}
	var page, svg strings.Builder
	if err := f.WriteMarkdown(&page); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| Stillhunt | 300 |", "| SEAT | 100 |", "| all of them | – |", "| nothing | 100 | 1.00 | none |"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("no %q in\n%s", want, page.String())
		}
	}
	if err := f.WriteSVG(&svg); err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(strings.NewReader(svg.String()))
	circles := 0
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "circle" && e.Attr[0].Value == "try" {
			circles++
		}
	}
	if circles != 2 {
		t.Errorf("%d points", circles)
	}
}
