package link

import (
	"cmp"
	"slices"
)

// Nats are figures by family, in the places of Families.
type Nats [8]float64

// place is where a family stands in Families.
var place = func() map[Family]int {
	out := map[Family]int{}
	for i, f := range Families {
		out[f] = i
	}
	return out
}()

// familyOf is the place of each trait's family.
var familyOf = func() (out []int) {
	for _, t := range Traits {
		out = append(out, place[t.Family])
	}
	return out
}()

// capAt are Caps by place.
var capAt = func() (out Nats) {
	for i, f := range Families {
		out[i] = Caps[f]
	}
	return out
}()

// Place is where the family of a trait stands in Families.
func Place(trait int) int { return familyOf[trait] }

// PlaceOf is where a family stands in Families.
func PlaceOf(f Family) int { return place[f] }

// CapAt is the cap of the family at a place.
func CapAt(place int) float64 { return capAt[place] }

// Total adds the families up in their order.
func (n *Nats) Total() float64 {
	total := 0.
	for _, x := range n {
		total += x
	}
	return total
}

// Gather collects what accounts have in common: of each family the strongest
// value. Of prompt frames the further ones of a trait count too, each half as
// much as the one before, within the family's cap: strangers may meet in one
// frame, not in six. The zero value is empty; Nats empties it again.
type Gather struct {
	best   Nats
	frames []frame
}

type frame struct {
	trait int
	nats  float64
}

var content = place[Content]

// Add takes a value of a trait in.
func (g *Gather) Add(trait int, nats float64) {
	if f := familyOf[trait]; f != content {
		g.best[f] = max(g.best[f], nats)
	} else {
		g.frames = append(g.frames, frame{trait, nats})
	}
}

// Nats is what was collected.
func (g *Gather) Nats() Nats {
	if len(g.frames) > 1 {
		slices.SortFunc(g.frames, func(a, b frame) int {
			if a.trait != b.trait {
				return a.trait - b.trait
			}
			return cmp.Compare(b.nats, a.nats)
		})
	}
	for from := 0; from < len(g.frames); {
		total, part, to := 0., 1., from
		for ; to < len(g.frames) && g.frames[to].trait == g.frames[from].trait; to++ {
			total += g.frames[to].nats * part
			part /= 2
		}
		g.best[content] = max(g.best[content], min(total, capAt[content]))
		from = to
	}
	out := g.best
	g.best, g.frames = Nats{}, g.frames[:0]
	return out
}
