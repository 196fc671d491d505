package population

import (
	"sort"

	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// cell is a part of a campaign that works by itself: a queue, frames, software,
// payers and exits of its own. A campaign is one cell if it is not divided. The
// pathways of a campaign are cells that share frames.
type cell struct {
	seed     uint64
	from, to int    // its members
	mark     uint64 // what its frames and parameters follow from: the operator's mark
	exits    uint64
	hosting  float64
	frames   []uint64 // seeds; the same seed words the same frame
	library  *wire.Client
	clients  string
	bins     []string
	shift    int     // days that its sign-ups lie before those of the first cell
	total    float64 // exchanges a day, other than those of customers
}

func newCells(w *World, s *scenario.Scenario, spec scenario.Campaign, seed uint64, accounts int) []cell {
	dials := &spec.Dials
	size := accounts
	switch {
	case dials.Cells > 0:
		size = min(dials.Cells, accounts)
	case spec.Pathways > 0:
		size = max(1, (accounts+spec.Pathways-1)/spec.Pathways)
	}
	mark, exits := marks(w, s, spec)
	var out []cell
	for from := 0; from < accounts; from += size {
		k := uint64(len(out))
		c := cell{seed: join(seed, 78, k), from: from, to: min(from+size, accounts), mark: mark, exits: join(exits, k), hosting: dials.Exit.Hosting, clients: dials.Clients}
		if dials.Cells > 0 {
			c.mark = join(mark, 79, k)
		}
		if spec.Pathways > 1 && dials.Clients != scenario.Browsers {
			c.clients = []string{dials.Clients, scenario.Browsers, scenario.Varied}[k%3]
		}
		d := newDice(c.seed, 80)
		c.bins = make([]string, dials.Card.BINs)
		for i := range c.bins {
			c.bins[i] = issuer(d.IntN(40))
		}
		if dials.Cells > 0 && k > 0 {
			c.shift = d.IntN(60)
		}
		c.library = &w.Clients.sdks[newDice(c.mark, 94).weighted(w.Clients.sdkUse)]
		for i := range dials.Frames {
			c.frames = append(c.frames, join(c.mark, 95, uint64(i)))
		}
		out = append(out, c)
	}
	return out
}

// marks gives what frames, software and exits of a campaign follow from. All
// campaigns of an operator have its mark. Under a false flag they are those of
// another operator, and the exits those of its first campaign.
func marks(w *World, s *scenario.Scenario, spec scenario.Campaign) (mark, exits uint64) {
	operator, name := spec.Operator, spec.Name
	if flag := spec.Dials.FalseFlag; flag != "" {
		operator, name = flag, flag
		for _, c := range s.Campaigns {
			if c.Operator == flag {
				name = c.Name
				break
			}
		}
	}
	mark = join(w.Seed, text("operator"), text(operator))
	return mark, join(mark, text(name))
}

// cellOf is the cell that member i belongs to.
func cellOf(cells []cell, i int) int {
	return sort.Search(len(cells), func(k int) bool { return cells[k].to > i })
}

// exit gives prefix k of the cell's, hosting or residential.
func (c *cell) exit(w *World, k uint64) place {
	d := newDice(c.exits, 85, k)
	kind := uint8(home)
	if d.chance(c.hosting) {
		kind = cloud
	}
	return w.net.draw(d, kind)
}
