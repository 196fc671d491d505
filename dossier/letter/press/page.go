// Package press renders a letter to HTML and PDF from its sentences and claims,
// and from nothing else: whoever holds a dossier's records can render it again.
package press

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/dossier"
)

// What a letter has at most: sentences and as many claims, and bytes of a sentence.
// A dossier may come from anybody.
const (
	Largest = 1 << 13
	Longest = 1 << 13
)

// SyntheticWords stand on every page of a letter of generated traffic.
const SyntheticWords = "SYNTHETIC: made from generated traffic. No account, operator or exchange in this letter is real."

// page is a letter as both renderings show it.
type page struct {
	Manifest  dossier.Manifest
	Title     string
	Head      string // running head
	Sealed    string
	Sections  []section
	Numbers   []number
	refs      map[string]int // claim id to its place in Numbers, from 1
	Synthetic string         // words for every page; empty if it is real
}

type section struct {
	ID, Number, Title string
	Blocks            []block
}

// number is a claim in the annex of numbers.
type number struct {
	N                      int
	ID, Exact, Status, How string
	Unit                   string
}

// titles are the sections that the letter's author knows.
var titles = map[string]string{
	"address":     "", // has none
	"summary":     "Summary",
	"scale":       "Counts and window",
	"method":      "How this was found",
	"joined":      "How the accounts were joined",
	"targets":     "What was asked for",
	"worth":       "What it was worth",
	"done":        "What was done",
	"attribution": "Attribution",
	"rivals":      "Other explanations, and why they were set aside",
	"change":      "What would change our mind",
	"unknown":     "What is not known",
	"evidence":    "Annex: the evidence by family",
	"members":     "Annex: the accounts",
	"sealed":      "Annex: checksums",
}

// numbersTitle heads the annex of all numbers.
const numbersTitle = "Annex: every number, and how it follows"

// Marks of the three statuses, beside every number.
var marks = map[string]string{dossier.Observed: "o", dossier.Inferred: "i", dossier.Assessed: "a"}

// compose makes the page. Claims that neither a sentence nor another claim uses
// are errors, and so are places without a claim.
func compose(m dossier.Manifest, claims []dossier.Claim, sentences []dossier.Sentence) (*page, error) {
	if len(claims) > Largest || len(sentences) > Largest {
		return nil, fmt.Errorf("a letter has %d sentences and as many claims at most; this one has %d and %d", Largest, len(sentences), len(claims))
	}
	p := &page{Manifest: m, refs: map[string]int{}, Title: "Campaign \u201c" + m.Name + "\u201d", Sealed: m.Sealed}
	if at, err := time.Parse(time.RFC3339, m.Sealed); err == nil {
		p.Sealed = at.UTC().Format("2 January 2006, 15:04 UTC")
	}
	p.Head = "Campaign " + m.Name + " \u00b7 case " + m.Case
	if m.Synthetic {
		p.Synthetic = SyntheticWords
	}
	byID := make(map[string]*dossier.Claim, len(claims))
	for i := range claims {
		if marks[claims[i].Status] == "" {
			return nil, fmt.Errorf("claim %s has the status %q, which is none of observed, inferred, assessed", claims[i].ID, claims[i].Status)
		}
		byID[claims[i].ID] = &claims[i]
		p.refs[claims[i].ID] = i + 1
	}
	for i, s := range sentences {
		if len(s.Text) > Longest || len(s.Section) > 100 {
			return nil, fmt.Errorf("sentence %d of the letter is longer than %d bytes", i+1, Longest)
		}
	}
	for at := 0; at < len(sentences); {
		to := at
		for to < len(sentences) && sentences[to].Section == sentences[at].Section {
			to++
		}
		bs, err := blocks(sentences[at:to], byID)
		if err != nil {
			return nil, err
		}
		p.Sections = append(p.Sections, section{ID: sentences[at].Section, Title: title(sentences[at].Section), Blocks: bs})
		at = to
	}
	n := 0
	for i := range p.Sections {
		if t := p.Sections[i].Title; t != "" && !strings.HasPrefix(t, "Annex") {
			n++
			p.Sections[i].Number = strconv.Itoa(n)
		}
	}
	for i, c := range claims {
		p.Numbers = append(p.Numbers, number{i + 1, c.ID, exact(c), c.Status, how(c, p.ref), c.Unit})
	}
	return p, nil
}

func (p *page) ref(id string) string {
	if n := p.refs[id]; n > 0 {
		return "no. " + strconv.Itoa(n)
	}
	return id
}

// mark is what stands beside a number: its status, and its row in the annex.
func (p *page) mark(c *dossier.Claim) string {
	return marks[c.Status] + strconv.Itoa(p.refs[c.ID])
}

func title(section string) string {
	if t, ok := titles[section]; ok {
		return t
	}
	return strings.ToUpper(section[:min(1, len(section))]) + strings.ReplaceAll(section[min(1, len(section)):], "-", " ")
}

// Legend explains the marks.
const Legend = "o observed, counted in the records \u00b7 i inferred, computed by a stated law \u00b7 a assessed, a judgement \u00b7 the figure beside a mark is the number\u2019s row in the annex"
