package press

import (
	"bytes"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"github.com/stillhunt/stillhunt/dossier"
)

// The sheet is A4, in millimetres. The standard fonts of every reader are used:
// none is embedded.
const (
	sheetWidth  = 210.
	sheetHeight = 297.
	margin      = 24.
	top         = 28.
	bottom      = 24.
	textWidth   = sheetWidth - 2*margin
)

// colour is red, green and blue.
type colour [3]int

var (
	ink  = colour{20, 24, 28}
	soft = colour{90, 98, 106}
	tint = colour{29, 95, 115}
	warn = colour{138, 47, 0}
)

// face is a font at a size in points.
type face struct {
	family, style string
	size          float64
	colour        colour
}

func (f face) bold() face { f.style = "B"; return f }

func (f face) of(c colour) face { f.colour = c; return f }

var (
	body  = face{"Times", "", 10.8, ink}
	cell  = face{"Helvetica", "", 8.2, ink}
	tiny  = face{"Helvetica", "", 6.9, ink}
	label = face{"Helvetica", "", 7.8, soft}
)

// paper is a letter being set. y is where the next line's top goes.
type paper struct {
	*fpdf.Fpdf
	ruler *fpdf.Fpdf // measures text, and has no page on which a measure leaves a trace
	used  face       // the face that the page is set to
	page  *page
	plain func(string) string // from UTF-8 to the standard fonts' encoding
	links map[string]int      // of the claims' rows
	y     float64
}

// PDF renders the letter. The same arguments give the same bytes: the file's
// dates are the time of sealing.
func PDF(m dossier.Manifest, claims []dossier.Claim, sentences []dossier.Sentence) ([]byte, error) {
	page, err := compose(m, claims, sentences)
	if err != nil {
		return nil, err
	}
	p := &paper{Fpdf: fpdf.New("P", "mm", "A4", ""), ruler: fpdf.New("P", "mm", "A4", ""), page: page, links: map[string]int{}}
	p.SetCompression(false) // whoever verifies makes the same bytes, with whatever release of Go
	p.plain = p.UnicodeTranslatorFromDescriptor("")
	at, err := time.Parse(time.RFC3339, m.Sealed)
	if err != nil {
		at = time.Unix(0, 0)
	}
	p.SetCreationDate(at.UTC())
	p.SetModificationDate(at.UTC())
	p.SetCatalogSort(true)
	p.SetProducer("Stillhunt", false)
	p.SetTitle(page.Title+", assessment", true)
	p.SetLang("en")
	p.SetMargins(margin, top, margin)
	p.SetAutoPageBreak(false, bottom)
	p.AliasNbPages("{nb}")
	p.SetHeaderFunc(p.head)
	p.SetFooterFunc(p.foot)
	for _, c := range claims {
		p.links[c.ID] = p.AddLink()
	}
	p.turn()
	p.opening()
	for _, s := range page.Sections {
		p.section(s)
	}
	p.numbers()
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		return nil, fmt.Errorf("rendering the letter as PDF: %w", err)
	}
	return b.Bytes(), nil
}

// turn begins a new page.
func (p *paper) turn() {
	p.AddPage()
	p.used = face{} // by its head
	p.y = top
}

// room begins a new page if less than h millimetres are left.
func (p *paper) room(h float64) {
	if p.y+h > sheetHeight-bottom {
		p.turn()
	}
}

// head is what stands on top of every page.
func (p *paper) head() {
	y := 12.
	if p.page.Synthetic != "" {
		p.SetFillColor(253, 235, 217)
		p.Rect(0, 0, sheetWidth, 9, "F")
		p.line(face{"Helvetica", "B", 8, warn}, margin, 5.9, p.page.Synthetic)
		y = 15
	}
	if p.PageNo() > 1 {
		p.line(label, margin, y+2, p.page.Head)
		p.rule(y+4, 205)
	}
}

// foot is what stands below every page: what the marks mean, and its number.
func (p *paper) foot() {
	y := sheetHeight - 14
	p.rule(y-4, 205)
	small := face{"Helvetica", "", 6.4, soft}
	p.line(small, margin, y, Legend)
	of := fmt.Sprintf("%d / {nb}", p.PageNo())
	p.line(label, sheetWidth-margin-8, y+4.2, of)
}

func (p *paper) rule(y float64, grey int) {
	p.SetDrawColor(grey, grey, grey)
	p.SetLineWidth(.2)
	p.Line(margin, y, sheetWidth-margin, y)
}

// line sets one line of text with its base at y.
func (p *paper) line(f face, x, y float64, text string) {
	p.use(f)
	p.Text(x, y, p.plain(text))
}

func (p *paper) use(f face) {
	if f == p.used {
		return
	}
	p.SetFont(f.family, f.style, f.size)
	p.SetTextColor(f.colour[0], f.colour[1], f.colour[2])
	p.used = f
}

// wide is how wide a text is, in millimetres.
func (p *paper) wide(f face, text string) float64 {
	p.ruler.SetFont(f.family, f.style, f.size)
	return p.ruler.GetStringWidth(text)
}

// opening is the letter's head: title, and what names the case.
func (p *paper) opening() {
	p.y = top + 2
	p.set([]span{{Text: "Assessment of a suspected model-distillation campaign"}}, label, margin, textWidth, 4.4)
	p.y += 1.5
	p.set([]span{{Text: p.page.Title}}, face{"Times", "B", 21, ink}, margin, textWidth, 9)
	p.y += 3
	p.rule(p.y, 205)
	p.y += 2.5
	m := p.page.Manifest
	fields := [][2]string{{"Case", m.Case}, {"Campaign", m.Campaign}, {"Sealed", p.page.Sealed}, {"Made with", m.Software}}
	if m.Key != "" {
		fields = append(fields, [2]string{"Signing key", m.Key})
	}
	for _, f := range fields {
		p.line(label, margin, p.y+3.4, f[0])
		p.set([]span{{Text: f[1]}}, cell, margin+26, textWidth-26, 4.6)
	}
	p.y += 2
	p.rule(p.y, 205)
	p.y += 2
}

func (p *paper) section(s section) {
	if s.Title != "" {
		p.title(s.Number, s.Title)
	}
	for _, b := range s.Blocks {
		switch b.Kind {
		case heading:
			p.room(16)
			p.y += 2.5
			p.set(b.Spans, face{"Helvetica", "B", 9.5, ink}, margin, textWidth, 5)
			p.y += .8
		case item:
			p.room(10)
			p.line(body, margin+.8, p.y+3.9, "\u2022")
			p.set(b.Spans, body, margin+5, textWidth-5, 4.9)
			p.y += 1.4
		case table:
			p.table(b.Rows, cell, nil)
		default:
			p.set(b.Spans, body, margin, textWidth, 4.9)
			p.y += 2.2
		}
	}
}

// title begins a section, with room for some lines of it.
func (p *paper) title(number, words string) {
	p.y += 5
	p.room(26)
	p.Bookmark(p.plain(words), 0, p.y)
	x := margin
	if number != "" {
		p.line(face{"Times", "", 14, soft}, x, p.y+5, number)
		x += 8
	}
	p.set([]span{{Text: words}}, face{"Times", "B", 14, ink}, x, textWidth-(x-margin), 6.4)
	p.y += 1.6
}

// numbers is the annex of every number.
func (p *paper) numbers() {
	p.title("", numbersTitle)
	p.set([]span{{Text: "Whoever holds the sealed file can compute each of these again from its records, with the program that made it or with one of their own. What is stated cannot be computed from what is sealed, and a verifier says so."}}, body, margin, textWidth, 4.9)
	p.y += 2
	text := func(s string) []span { return []span{{Text: s}} }
	rows := []row{{text("No."), text("Number"), text("Value"), text("Status"), text("How it follows")}}
	for _, n := range p.page.Numbers {
		rows = append(rows, row{text(fmt.Sprint(n.N)), {{Text: n.ID}}, text(n.Exact + " " + n.Unit), text(n.Status), text(n.How)})
	}
	p.table(rows, tiny, func(i int) { p.SetLink(p.links[p.page.Numbers[i].ID], p.y, -1) })
}
