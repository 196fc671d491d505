// Package letter writes the letter of a case in the language of an intelligence
// assessment: what was observed, what is inferred from it, and what is assessed,
// with every number as a claim that says how it follows from the sealed records.
//
// Likelihood is put in the terms of Intelligence Community Directive 203, and
// confidence stands in sentences of its own, as the directive asks. The letter
// names no operator: only a person can, under their own name and with their grounds.
// Countries and languages never enter it.
package letter

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/dossier"
	"github.com/stillhunt/stillhunt/dossier/letter/press"
	"github.com/stillhunt/stillhunt/dossier/worth"
)

// Letter writes letters. It is a dossier.Author.
type Letter struct {
	List       worth.List // of prices
	Statements Statements // what persons have to say
}

var _ dossier.Author = (*Letter)(nil)

// New makes an author who uses a price list and statements from files; without a
// file it is the shipped list, and nobody says anything.
func New(prices, statements string) (*Letter, error) {
	l, err := worth.Read(prices)
	if err != nil {
		return nil, err
	}
	s, err := ReadStatements(statements)
	if err != nil {
		return nil, err
	}
	return &Letter{l, s}, nil
}

// Prices are the rows of the price list that were in force at the end of the
// campaign, for the models that it used.
func (l *Letter) Prices(c *dossier.Case) ([]dossier.Price, error) {
	first, last, err := window(c.Campaign)
	if err != nil {
		return nil, err
	}
	var out []dossier.Price
	for _, model := range c.Models {
		row, ok := l.List.For(model, first, last)
		if !ok {
			continue
		}
		source, date := row.Source, row.Seen
		if row.Invented {
			source, date = Invented, row.From
		}
		cached, reasoning := row.Parts()
		out = append(out, dossier.Price{Model: model, Currency: l.List.Currency, Input: row.Input, Cached: cached,
			Output: row.Output, Reasoning: reasoning, Date: date, Source: source})
	}
	return out, nil
}

// Invented is the source of a price of a model that does not exist.
const Invented = "invented: the model does not exist"

// Claims are the numbers of the letter. Values of all that are not stated are
// left to whoever seals.
func (l *Letter) Claims(c *dossier.Case) ([]dossier.Claim, error) {
	if _, _, err := window(c.Campaign); err != nil {
		return nil, err
	}
	n := &numbers{}
	n.scale(c)
	n.assessment(c)
	n.joined(c)
	n.targets(c)
	n.worth(c, &l.List)
	n.done(c)
	n.words(c)
	return n.list, nil
}

// Sentences are the letter, with claims as they were computed.
func (l *Letter) Sentences(c *dossier.Case, claims []dossier.Claim) ([]dossier.Sentence, error) {
	w := &writer{Case: c, letter: l, claims: map[string]*dossier.Claim{}}
	for i := range claims {
		w.claims[claims[i].ID] = &claims[i]
	}
	for _, part := range []struct {
		section string
		write   func()
	}{
		{"address", w.address}, {"summary", w.summary}, {"scale", w.scale}, {"method", w.method}, {"joined", w.joined},
		{"targets", w.targets}, {"worth", w.worth}, {"done", w.done}, {"attribution", w.attribution}, {"rivals", w.rivals},
		{"change", w.change}, {"unknown", w.unknown}, {"evidence", w.evidence}, {"sealed", w.sealed},
	} {
		w.section = part.section
		part.write()
	}
	return w.out, w.err
}

// Render makes the letter's two forms.
func (l *Letter) Render(m dossier.Manifest, claims []dossier.Claim, sentences []dossier.Sentence) (html, pdf []byte, err error) {
	if html, err = press.HTML(m, claims, sentences); err != nil {
		return nil, nil, err
	}
	pdf, err = press.PDF(m, claims, sentences)
	return html, pdf, err
}

// window is from the first exchange of the accused accounts to the last.
func window(g campaign.Group) (first, last time.Time, err error) {
	if first, err = time.Parse(time.RFC3339, g.First); err == nil {
		last, err = time.Parse(time.RFC3339, g.Last)
	}
	if err != nil {
		return first, last, fmt.Errorf("campaign %s has no window: %w", g.ID, err)
	}
	return first, last, nil
}

// writer writes the sentences of one letter.
type writer struct {
	*dossier.Case
	letter  *Letter
	claims  map[string]*dossier.Claim
	section string
	out     []dossier.Sentence
	err     error
}

var places = regexp.MustCompile(`\{([a-z0-9_.-]+)\}`)

// say adds a sentence. Its claims are those of its places, and those named.
func (w *writer) say(text string, also ...string) {
	s := dossier.Sentence{Section: w.section, Text: text}
	for _, m := range places.FindAllStringSubmatch(text, -1) {
		id := m[1]
		if w.claims[id] == nil {
			id = strings.TrimSuffix(strings.TrimSuffix(id, ".low"), ".high")
		}
		if w.claims[id] == nil && w.err == nil {
			w.err = fmt.Errorf("the letter's section %s speaks of a claim %q that was not computed", w.section, id)
		}
		if !slices.Contains(s.Claims, id) {
			s.Claims = append(s.Claims, id)
		}
	}
	for _, id := range also {
		if w.has(id) && !slices.Contains(s.Claims, id) {
			s.Claims = append(s.Claims, id)
		}
	}
	w.out = append(w.out, s)
}

// para begins a new paragraph, item is one of a list, head a heading, row a row.
func (w *writer) para(text string, also ...string) { w.say("¶ "+text, also...) }
func (w *writer) item(text string, also ...string) { w.say("- "+text, also...) }
func (w *writer) head(text string)                 { w.say("## " + text) }
func (w *writer) row(cells ...string)              { w.say("| " + strings.Join(cells, " | ") + " |") }

func (w *writer) has(id string) bool { return w.claims[id] != nil }

func (w *writer) value(id string) float64 {
	if c := w.claims[id]; c != nil {
		return c.Value
	}
	return 0
}

// full is a place for a claim, with its interval if it has one that is not a
// point.
func (w *writer) full(id string) string {
	if c := w.claims[id]; c != nil && c.Low != nil && c.High != nil && *c.Low < *c.High {
		return "{" + id + "} ({" + id + ".low} to {" + id + ".high})"
	}
	return "{" + id + "}"
}

// some is a claim with its noun: "{accounts} accounts".
func (w *writer) some(id, one string) string { return w.full(id) + " " + w.noun(id, one) }

// noun is a noun for as many as a claim says.
func (w *writer) noun(id, one string) string {
	if w.value(id) == 1 {
		return one
	}
	if strings.HasSuffix(one, "y") && !strings.HasSuffix(one, "ay") {
		return strings.TrimSuffix(one, "y") + "ies"
	}
	if head, rest, ok := strings.Cut(one, " of "); ok {
		return head + "s of " + rest
	}
	return one + "s"
}

// name sets a name as it is: whatever it holds, it is no mark of the letter.
func name(s string) string { return "`" + clean(s) + "`" }

// clean leaves out what would be a mark of the letter, and what cannot be printed.
func clean(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("`{}|*\u00b6", r), r < ' ', r == 0x7f, r == '\ufffd':
			return ' '
		}
		return r
	}, s))
}

func list(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

func capital(s string) string {
	if s == "" || s[0] == '{' {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// byCloseness gives the rivals, the one that comes closest first.
func byCloseness(rivals []dossier.Rival) []dossier.Rival {
	return slices.SortedStableFunc(slices.Values(rivals), func(a, b dossier.Rival) int {
		return cmp.Or(cmp.Compare(a.LogOdds, b.LogOdds), strings.Compare(a.Hypothesis, b.Hypothesis))
	})
}
