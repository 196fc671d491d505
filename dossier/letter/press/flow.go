package press

import "strings"

// run is a piece of a word in one face; rise lifts it above the line.
type run struct {
	text string // in the font's encoding
	face face
	rise float64
	wide float64
	link int
}

// word is what no line break divides, unless it is wider than a line.
type word struct {
	runs  []run
	wide  float64
	space bool // before it
}

// set sets spans as lines of a height and moves on; pages turn on the way, but
// leave no line of a paragraph alone.
func (p *paper) set(spans []span, f face, x, width, height float64) {
	lines := p.lines(p.words(spans, f), f, width)
	for i, line := range lines {
		left := len(lines) - i
		switch fit := int((sheetHeight - bottom - p.y) / height); {
		case fit >= left:
		case fit < 1, i == 0 && fit < 2, left == 2 && fit == 1:
			p.turn()
		}
		p.draw(line, f, x, p.y+.76*height)
		p.y += height
	}
}

// words cuts spans at their spaces. A number and its mark are one word.
func (p *paper) words(spans []span, f face) []word {
	var out []word
	fresh, space := true, false // a word begins; a space was before it
	put := func(r run) {
		r.wide = p.wide(r.face, r.text)
		if fresh {
			out = append(out, word{space: space})
			fresh, space = false, false
		}
		w := &out[len(out)-1]
		w.runs, w.wide = append(w.runs, r), w.wide+r.wide
	}
	for _, s := range spans {
		style := f
		switch {
		case s.code():
			style = face{"Courier", f.style, .9 * f.size, f.colour}
		case s.Strong:
			style = f.bold()
		}
		link := 0
		if s.Claim != nil {
			link = p.links[s.Claim.ID]
		}
		for i, part := range strings.Split(s.Text, " ") {
			if i > 0 {
				fresh, space = true, true
			}
			if part != "" {
				put(run{text: p.plain(part), face: style, link: link})
			}
		}
		if s.Claim != nil && !s.Bound {
			mark := face{"Helvetica", "", .56 * f.size, tint}
			put(run{text: p.page.mark(s.Claim), face: mark, rise: .12 * f.size, link: link})
		}
	}
	return out
}

// lines fills lines of a width, a word wider than one broken where it must be.
func (p *paper) lines(words []word, f face, width float64) [][]word {
	gap := p.wide(f, " ")
	var out [][]word
	var line []word
	wide := 0.
	for len(words) > 0 {
		w := words[0]
		need := w.wide
		if w.space && len(line) > 0 {
			need += gap
		}
		switch {
		case wide+need <= width+1e-6:
			line, wide, words = append(line, w), wide+need, words[1:]
		case len(line) > 0:
			out, line, wide = append(out, line), nil, 0
		default:
			head, tail := p.broken(w, width)
			out, words = append(out, []word{head}), append([]word{tail}, words[1:]...)
			if len(tail.runs) == 0 {
				words = words[1:]
			}
		}
	}
	if len(line) > 0 {
		out = append(out, line)
	}
	return out
}

// broken takes off a word what fits a width, one letter at least.
func (p *paper) broken(w word, width float64) (head, tail word) {
	left := width
	for i, r := range w.runs {
		if r.wide <= left {
			head.runs, head.wide, left = append(head.runs, r), head.wide+r.wide, left-r.wide
			continue
		}
		n := 0
		for wide := 0.; n < len(r.text); n++ {
			if wide += p.wide(r.face, r.text[n:n+1]); wide > left && (n > 0 || len(head.runs) > 0) {
				break
			}
		}
		for _, part := range []struct {
			to   *word
			text string
		}{{&head, r.text[:n]}, {&tail, r.text[n:]}} {
			if part.text != "" {
				cut := r
				cut.text, cut.wide = part.text, p.wide(r.face, part.text)
				part.to.runs, part.to.wide = append(part.to.runs, cut), part.to.wide+cut.wide
			}
		}
		for _, rest := range w.runs[i+1:] {
			tail.runs, tail.wide = append(tail.runs, rest), tail.wide+rest.wide
		}
		return head, tail
	}
	return head, tail
}

// draw sets a line with its base at y: neighbours of the line's own face in one
// piece, everything else by itself.
func (p *paper) draw(line []word, f face, x, y float64) {
	gap := p.wide(f, " ")
	piece, from := "", x
	put := func() {
		if piece != "" {
			p.use(f)
			p.Text(from, y, piece)
		}
		piece = ""
	}
	for i, w := range line {
		if w.space && i > 0 {
			x += gap
			if piece != "" {
				piece += " "
			}
		}
		for _, r := range w.runs {
			if r.link > 0 {
				p.Link(x, y-.35*f.size, r.wide, .42*f.size, r.link)
			}
			if r.face != f || r.rise != 0 {
				put()
				p.use(r.face)
				p.Text(x, y-r.rise, r.text)
			} else {
				if piece == "" {
					from = x
				}
				piece += r.text
			}
			x += r.wide
		}
	}
	put()
}

// width is that of a line.
func (p *paper) width(line []word, f face) (wide float64) {
	gap := p.wide(f, " ")
	for i, w := range line {
		if wide += w.wide; w.space && i > 0 {
			wide += gap
		}
	}
	return wide
}
