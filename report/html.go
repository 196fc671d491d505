package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"sync"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/hunt"
)

//go:embed page.html.tmpl
var pageText string

//go:embed page.css
var styleText string

// pageTemplate is parsed once, when it is first needed.
var pageTemplate = sync.OnceValues(func() (*template.Template, error) {
	return template.New("page").Funcs(template.FuncMap{
		"count":  func(n int64, noun string) string { return count(n, noun) },
		"int64":  func(n int) int64 { return int64(n) },
		"number": Thousands[int64],
		"whole":  whole,
		"rate":   rate,
		"bounds": bounds,
		"q":      qPhrase,
		"odds":   odds,
		"short":  hypothesisShort,
		"halves": halves,
	}).Parse(pageText)
})

// The page holds at most so many campaigns, groups, rows of members and bytes of
// graphs, so that it opens at once in any browser; what is left out is in the tables
// of the hunt directory, and the page says so.
const (
	pageMembers = 40_000
	graphBytes  = 4 << 20
	pageGraphs  = 60
	pageCards   = 1000 // campaigns in full
	pageGroups  = 200  // coordinated groups
	openCards   = 12   // campaigns shown unfolded
)

// page is what the template sees.
type page struct {
	campaign.Result
	Policy, Headline      string
	Style                 template.CSS
	Window                string
	Accused               int
	AccusedExchanges      int64
	Rate, Basis           string
	RateHolds             bool
	Cards, Others         []card
	MoreCards, MoreOthers int // not on the page
	NotComputable         []missing
	Seen                  boundTable
	Limits, Rejected      []string
	RejectedMore          int64
}

// WriteHTML writes the report as one page that loads nothing, from anywhere:
// its policy forbids scripts and requests.
func WriteHTML(w io.Writer, d Data) error {
	p, err := newPage(d)
	if err != nil {
		return err
	}
	t, err := pageTemplate()
	if err != nil {
		return fmt.Errorf("the report's template: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	_, err = b.WriteTo(w)
	return err
}

func newPage(d Data) (*page, error) {
	r := d.Result
	sum := sha256.Sum256([]byte(styleText))
	p := &page{
		Result: r, Headline: headline(r), Window: window(r.Input.From, r.Input.To),
		Style:    template.CSS(styleText),
		Policy:   "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; img-src data:; base-uri 'none'; form-action 'none'",
		Basis:    calibrationWords(r.Calibration),
		Limits:   d.Limits,
		Rejected: d.Rejected, RejectedMore: r.Input.Rejected - int64(len(d.Rejected)),
		NotComputable: notComputable(r), Seen: newBoundTable(r),
	}
	p.Rate, p.RateHolds = errorRate(r)
	p.Accused, p.AccusedExchanges = totals(r.Campaigns)
	rows := pageMembers
	cards := func(groups []campaign.Group, limit int) (out []card, more int) {
		shown := min(len(groups), limit)
		for i, g := range groups[:shown] {
			c := newCard(g, i+1, rows)
			c.Folds, c.Past = i >= openCards, d.Pasts[g.ID]
			rows -= len(c.Shown) + len(c.Folded)
			out = append(out, c)
		}
		return out, len(groups) - shown
	}
	p.Cards, p.MoreCards = cards(r.Campaigns, pageCards)
	p.Others, p.MoreOthers = cards(r.Groups, pageGroups)

	days := byGroup(d.Days)
	byID := map[string]*card{}
	for _, list := range [][]card{p.Cards, p.Others} {
		for i := range list {
			list[i].Timeline = drawTimeline(days[list[i].ID], days[""], d.Releases, list[i].Name)
			byID[list[i].ID] = &list[i]
			if len(byID) > pageGraphs {
				list[i].GraphNote = leftOut
			}
		}
	}
	return p, p.drawGraphs(d, byID)
}

const leftOut = "The graph is left out of this page for its size; links.parquet holds it."

// drawGraphs draws the graphs of the cards, as long as there is room.
func (p *page) drawGraphs(d Data, cards map[string]*card) error {
	if d.Links == nil {
		return nil
	}
	room := graphBytes
	for rows, err := range groupLinks(d.Links) {
		if err != nil {
			return err
		}
		c := cards[rows[0].Group]
		if c == nil {
			continue
		}
		c.Skeletons = skeletons(rows, d.Skeletons)
		g := newGraph(slices.DeleteFunc(rows, func(r hunt.LinkRecord) bool { return r.Drawn == 0 }))
		if g == nil {
			continue
		}
		svg := g.draw(c.Name)
		if room -= len(svg); room < 0 {
			c.GraphNote = leftOut
			continue
		}
		c.Graph, c.GraphNote = svg, g.note()
	}
	return nil
}

// note says how to read the drawing.
func (g *graph) note() string {
	s := "Squares are values that several of these accounts share, larger when more share them; a line joins an account to what it shows."
	if g.pooled {
		s += " Each dot stands for several accounts, the ones that share most stand together; a faint line means fewer than half of a dot."
	}
	return s
}

// halves cuts a long list in two, to be set side by side.
func halves(rows []member) [][]member {
	if len(rows) < 12 {
		return [][]member{rows}
	}
	middle := (len(rows) + 1) / 2
	return [][]member{rows[:middle], rows[middle:]}
}
