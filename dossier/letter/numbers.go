package letter

import (
	"strings"

	"github.com/stillhunt/stillhunt/dossier"
	"github.com/stillhunt/stillhunt/dossier/claim"
)

// numbers gathers claims.
type numbers struct{ list []dossier.Claim }

// where is a condition on records.
type where = map[string]any

// ofAccused are the observations of accused accounts.
func ofAccused(more ...any) where { return with(where{"account.accused": true}, more...) }

// with adds fields and values to a condition.
func with(w where, more ...any) where {
	for i := 0; i+1 < len(more); i += 2 {
		w[more[i].(string)] = more[i+1]
	}
	return w
}

var accused = where{"accused": true}

func (n *numbers) add(c dossier.Claim) { n.list = append(n.list, c) }

func (n *numbers) has(id string) bool {
	for i := range n.list {
		if n.list[i].ID == id {
			return true
		}
	}
	return false
}

// over is a claim over records: an operation, the kind, a field or none.
func (n *numbers) over(id, unit, status, op, kind, field string, w where) {
	n.add(dossier.Claim{ID: id, Unit: unit, Status: status, How: claim.How{Op: op, Kind: kind, Field: field, Where: w}})
}

// of is a claim made of others.
func (n *numbers) of(id, unit, status, op string, ids ...string) {
	n.add(dossier.Claim{ID: id, Unit: unit, Status: status, How: claim.How{Op: op, Of: ids}})
}

// law is a claim that follows by a law of its own.
func (n *numbers) law(id, unit, status string, h claim.How) {
	n.add(dossier.Claim{ID: id, Unit: unit, Status: status, How: h})
}

// stated is a claim that has to be believed, and where it comes from. bounds are
// none, or low and high.
func (n *numbers) stated(id, unit, status string, value float64, note string, bounds ...float64) {
	c := dossier.Claim{ID: id, Value: value, Unit: unit, Status: status, How: claim.How{Op: claim.Stated}, Note: note}
	if len(bounds) == 2 {
		c.Low, c.High = &bounds[0], &bounds[1]
	}
	n.add(c)
}

// less is one claim without another, which is a part of it. The language has no
// sign of minus: a constant serves.
func (n *numbers) less(id, unit, status, all, part string) {
	if !n.has(minus) {
		n.stated(minus, "ratio", dossier.Inferred, -1, "a constant, to subtract")
	}
	n.of(id+".not", unit, status, claim.Product, part, minus)
	n.of(id, unit, status, claim.Sum, all, id+".not")
}

const minus = "minus.one"

// constant is a number that a computation needs.
func (n *numbers) constant(id, unit string, value float64, note string) {
	if !n.has(id) {
		n.stated(id, unit, dossier.Inferred, value, note)
	}
}

// slug makes part of an id of a word.
func slug(s string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, s), "-")
}
