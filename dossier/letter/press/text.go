package press

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/stillhunt/stillhunt/dossier"
)

// The marks that a sentence's text may hold, and no others: a table's row begins
// and ends with a bar, and the first of a run is the head; an item of a list
// begins with a dash; a heading within a section with two number signs, and the
// first sentence of a new paragraph with a pilcrow: without a mark a sentence
// goes on with the paragraph before it. **Strong** is set bold, `names` are set as
// they are.
const (
	rowMark     = "| "
	cellMark    = " | "
	itemMark    = "- "
	headingMark = "## "
	newMark     = "\u00b6 "
)

// span is a piece of text of one kind.
type span struct {
	Text   string
	Strong bool
	Name   bool           // as it is: an id, a name, a digest
	Claim  *dossier.Claim // the number is this claim's
	Bound  bool           // of one of its bounds: its mark stands at the value
}

// block is a paragraph, an item, a heading or a table.
type block struct {
	Kind  string
	Spans []span
	Rows  []row // of a table; the first is its head
}

type row [][]span

const (
	paragraph = "paragraph"
	item      = "item"
	heading   = "heading"
	table     = "table"
)

// code reports whether a name is one of a machine's: an id, a model, a digest.
func (s span) code() bool {
	return s.Name && ofMachine.MatchString(s.Text) && strings.ContainsAny(s.Text, "0123456789") && strings.ContainsAny(s.Text, "abcdefghijklmnopqrstuvwxyz")
}

var ofMachine = regexp.MustCompile(`^[a-z0-9][a-z0-9._:/+-]{7,}$`)

var marked = regexp.MustCompile("\\*\\*(.+?)\\*\\*|`([^`]+)`|\\{([a-z0-9_.-]+)\\}")

// blocks joins the sentences of a section: those of a paragraph follow each
// other, rows make tables.
func blocks(sentences []dossier.Sentence, claims map[string]*dossier.Claim) ([]block, error) {
	var out []block
	for _, s := range sentences {
		text, kind, fresh := s.Text, paragraph, false
		switch {
		case strings.HasPrefix(text, newMark):
			text, fresh = text[len(newMark):], true
		case strings.HasPrefix(text, rowMark):
			kind = table
		case strings.HasPrefix(text, itemMark):
			kind, text = item, text[len(itemMark):]
		case strings.HasPrefix(text, headingMark):
			kind, text = heading, text[len(headingMark):]
		}
		if kind == table {
			var r row
			for _, cell := range strings.Split(strings.TrimSuffix(strings.TrimPrefix(text, rowMark), " |"), cellMark) {
				spans, err := spansOf(strings.TrimSpace(cell), claims, false)
				if err != nil {
					return nil, err
				}
				r = append(r, spans)
			}
			if last := len(out) - 1; last >= 0 && out[last].Kind == table && len(out[last].Rows[0]) == len(r) {
				out[last].Rows = append(out[last].Rows, r)
			} else {
				out = append(out, block{Kind: table, Rows: []row{r}})
			}
			continue
		}
		spans, err := spansOf(text, claims, false)
		if err != nil {
			return nil, err
		}
		if last := len(out) - 1; kind == paragraph && !fresh && last >= 0 && (out[last].Kind == paragraph || out[last].Kind == item) {
			out[last].Spans = append(append(out[last].Spans, span{Text: " "}), spans...)
			continue
		}
		out = append(out, block{Kind: kind, Spans: spans})
	}
	return out, nil
}

func spansOf(text string, claims map[string]*dossier.Claim, strong bool) ([]span, error) {
	var out []span
	at := 0
	plain := func(to int) {
		if to > at {
			out = append(out, span{Text: text[at:to], Strong: strong})
		}
	}
	for _, m := range marked.FindAllStringSubmatchIndex(text, -1) {
		plain(m[0])
		at = m[1]
		switch {
		case m[2] >= 0:
			inner, err := spansOf(text[m[2]:m[3]], claims, true)
			if err != nil {
				return nil, err
			}
			out = append(out, inner...)
		case m[4] >= 0:
			out = append(out, span{Text: text[m[4]:m[5]], Strong: strong, Name: true})
		default:
			s, err := place(text[m[6]:m[7]], claims)
			if err != nil {
				return nil, err
			}
			s.Strong = strong
			out = append(out, s)
		}
	}
	plain(len(text))
	return out, nil
}

// place fills {ID}, {ID.low} or {ID.high}.
func place(id string, claims map[string]*dossier.Claim) (span, error) {
	if c := claims[id]; c != nil {
		return span{Text: Number(c.Unit, c.Value), Claim: c}, nil
	}
	for _, which := range []string{"low", "high"} {
		if c := claims[strings.TrimSuffix(id, "."+which)]; c != nil && strings.HasSuffix(id, "."+which) {
			return span{Text: Bound(*c, which), Claim: c, Bound: true}, nil
		}
	}
	return span{}, fmt.Errorf("the letter has a place for the claim %q, and no such claim is sealed", id)
}
