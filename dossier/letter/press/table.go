package press

import "math"

// Millimetres: gutter is between two columns; a table that is not higher than
// short is not divided, unless that would leave a hole, and of one that is the last
// rows stay together.
const (
	gutter   = 4.
	short    = 80.
	hole     = 45.
	together = 3
)

// table sets rows, the first of them as the head of each page. at is told of
// each row but the head, before it is set.
func (p *paper) table(rows []row, f face, at func(i int)) {
	columns := 0
	for _, r := range rows {
		columns = max(columns, len(r))
	}
	height := .47 * f.size
	headFace := f.of(soft)
	right := make([]bool, columns)
	for c := range right {
		right[c] = numeric(rows, c)
	}
	widths := p.columns(rows, f, right)
	set := func(r row, f face, head bool) {
		lines, tall := make([][][]word, len(r)), 1
		for c := range r {
			lines[c] = p.lines(p.words(r[c], f), f, widths[c]+1e-3)
			tall = max(tall, len(lines[c]))
		}
		x := margin
		for c := range r {
			from := 0
			if head {
				from = tall - len(lines[c]) // a head stands on its rule
			}
			for i, line := range lines[c] {
				shift := 0.
				if right[c] {
					shift = widths[c] - p.width(line, f)
				}
				p.draw(line, f, x+shift, p.y+1.1+float64(from+i)*height+.76*height)
			}
			x += widths[c] + gutter
		}
		p.y += float64(tall)*height + 2.2
		grey := 215
		if head {
			grey = 120
		}
		p.rule(p.y, grey)
	}
	tallest := func(r row) float64 {
		tall := 1
		for c := range r {
			tall = max(tall, len(p.lines(p.words(r[c], f), f, widths[c]+1e-3)))
		}
		return float64(tall)*height + 2.2
	}
	heights, all := make([]float64, len(rows)), 0.
	for i, r := range rows {
		heights[i] = tallest(r)
		all += heights[i]
	}
	if free := sheetHeight - bottom - p.y; all <= short && free < hole {
		p.room(all)
	} else {
		first := 0. // the head and two rows stay together
		for _, h := range heights[:min(3, len(rows))] {
			first += h
		}
		p.room(first)
	}
	last := 0. // the height of the last rows, which stay together
	for _, h := range heights[max(1, len(rows)-together):] {
		last += h
	}
	set(rows[0], headFace, true)
	for i, r := range rows[1:] {
		need := heights[i+1]
		if i+1 == len(rows)-together {
			need = last
		}
		if p.y+need > sheetHeight-bottom {
			p.turn()
			set(rows[0], headFace, true)
		}
		if at != nil {
			at(i)
		}
		set(r, f, false)
	}
	p.y += 3.5
}

// columns shares the width of the text: each column has what its longest word
// needs, and of the rest as much as it would fill.
func (p *paper) columns(rows []row, f face, right []bool) []float64 {
	n := len(right)
	least, natural := make([]float64, n), make([]float64, n)
	for _, r := range rows {
		for c := range r {
			words := p.words(r[c], f)
			natural[c] = math.Max(natural[c], p.width(words, f))
			if right[c] {
				least[c] = math.Min(natural[c], textWidth/3) // a number and its interval stand on one line
			}
			for _, w := range words {
				least[c] = math.Max(least[c], math.Min(w.wide, textWidth/3))
			}
		}
	}
	left, want := textWidth-gutter*float64(n-1), 0.
	for c := range least {
		natural[c] = math.Max(natural[c], least[c])
		left -= least[c]
		want += natural[c] - least[c]
	}
	out := make([]float64, n)
	for c := range out {
		out[c] = least[c]
		if left > 0 && want > 0 {
			out[c] += math.Min(1, left/want) * (natural[c] - least[c])
		}
	}
	if left > want {
		out[0] += left - want // short tables are as wide as the text
	}
	return out
}
