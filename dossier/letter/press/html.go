package press

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"
	"sync"

	"github.com/stillhunt/stillhunt/dossier"
)

//go:embed letter.html.tmpl
var letterText string

//go:embed letter.css
var styleText string

// letterTemplate is parsed once, when it is first needed.
var letterTemplate = sync.OnceValues(func() (*template.Template, error) {
	return template.New("letter").Funcs(template.FuncMap{
		"anchor": anchor,
		"inline": func(p *page, spans []span) template.HTML { return p.inline(spans) },
		"right":  func(b block, column int) bool { return numeric(b.Rows, column) },
		"groups": grouped,
		"legend": func() string { return Legend },
		"annex":  func() string { return numbersTitle },
	}).Parse(letterText)
})

// HTML renders the letter as one page that loads nothing from anywhere: its
// policy forbids scripts and requests. The same arguments give the same bytes.
func HTML(m dossier.Manifest, claims []dossier.Claim, sentences []dossier.Sentence) ([]byte, error) {
	p, err := compose(m, claims, sentences)
	if err != nil {
		return nil, err
	}
	t, err := letterTemplate()
	if err != nil {
		return nil, fmt.Errorf("the letter's template: %w", err)
	}
	style := styleText + p.margins()
	sum := sha256.Sum256([]byte(style))
	var b bytes.Buffer
	if err := t.Execute(&b, map[string]any{
		"Page": p, "Style": template.CSS(style),
		"Policy": "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; img-src data:",
	}); err != nil {
		return nil, fmt.Errorf("rendering the letter: %w", err)
	}
	return b.Bytes(), nil
}

// margins are what stands on every printed page, where the browser can: running
// head, page number and, of generated traffic, that it is.
func (p *page) margins() string {
	foot := ""
	if p.Synthetic != "" {
		foot = "@bottom-left { content: " + quoted(p.Synthetic) + "; font: 700 7.5pt sans-serif; color: #8a2f00; text-align: left; width: 80%; }"
	}
	return "@page { @top-left { content: " + quoted(p.Head) + "; font: 8pt sans-serif; color: #555; } " +
		"@bottom-right { content: counter(page) \" / \" counter(pages); font: 8pt sans-serif; color: #555; } " + foot + " }\n"
}

// quoted writes a string for a style sheet: only letters, digits and a few signs
// stay as they are.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		if r == ' ' || r == '.' || r == ',' || r == ':' || r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "\\%06x ", r) // the space ends the number
		}
	}
	b.WriteByte('"')
	return b.String()
}

// anchor is where a claim's row stands.
func anchor(id string) string { return "n-" + strings.ReplaceAll(id, ".", "-") }

// inline writes spans. Everything that is not written here is escaped.
func (p *page) inline(spans []span) template.HTML {
	var b strings.Builder
	for _, s := range spans {
		text := template.HTMLEscapeString(s.Text)
		switch {
		case s.Claim != nil && s.Bound:
			text = `<span class="bound">` + text + `</span>`
		case s.Claim != nil:
			text = fmt.Sprintf(`<a class="number" href="#%s" title="%s, no. %d"><data value="%s">%s</data>&#8288;<sup>%s</sup></a>`, anchor(s.Claim.ID),
				s.Claim.Status, p.refs[s.Claim.ID], template.HTMLEscapeString(fmt.Sprint(s.Claim.Value)), text, p.mark(s.Claim))
		case s.code():
			text = `<code>` + text + `</code>`
		case s.Name:
			text = `<span class="name">` + text + `</span>`
		}
		if s.Strong {
			text = `<strong>` + text + `</strong>`
		}
		b.WriteString(text)
	}
	return template.HTML(b.String())
}

// numeric reports whether every row of a table but its head has a number in the
// column, and nothing before it.
func numeric(rows []row, column int) bool {
	some := false
	for _, r := range rows[min(1, len(rows)):] {
		if column >= len(r) || len(r[column]) > 0 && r[column][0].Claim == nil {
			return false
		}
		some = some || len(r[column]) > 0
	}
	return some
}

// group is a run of blocks of one kind: the items of a list are one.
type group struct {
	Kind   string
	Blocks []block
}

func grouped(bs []block) (out []group) {
	for _, b := range bs {
		if last := len(out) - 1; b.Kind == item && last >= 0 && out[last].Kind == item {
			out[last].Blocks = append(out[last].Blocks, b)
			continue
		}
		out = append(out, group{b.Kind, []block{b}})
	}
	return out
}
