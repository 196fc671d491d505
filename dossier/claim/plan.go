package claim

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Asked is a claim that is to be computed. Value, Low and High are as they are
// written; sealing, which asks for them, leaves them zero except of what is stated.
type Asked struct {
	ID        string
	How       How
	Value     float64
	Low, High *float64
}

// ofAccount begins the name of a field of the account that a record names.
const ofAccount = "account."

// kinds are the kinds of records that claims may be over.
var kinds = []string{"price", "null", "candidate", "reason", "rival", "account", "link", "observation"}

// tokens are what a price is asked for.
var tokens = []string{"input", "cached", "output", "reasoning"}

// Most bounds the claims of a dossier.
const Most = 10_000

// Plan is what has to be counted in the records for some claims.
type Plan struct {
	asked []Asked
	at    map[string]int
	rests []uint16 // by claim: what it rests on, as rest says
	kinds map[string]*ofKind
	facts *ofKind // fields of accounts that conditions on other records need
}

// ofKind is what has to be counted in the records of one kind.
type ofKind struct {
	slots map[string]int // field → its place
	names []string
	folds []fold
}

// fold counts for one claim.
type fold struct {
	claim int
	op    string
	field int // slot; -1 for count
	where []condition
	price string // token kind or empty, if op is Price
}

type condition struct {
	slot    int  // of the record, or of its account
	account bool // the latter
	is      cell
}

// Compile checks claims and plans their computation. Errors name the claim.
func Compile(asked []Asked) (*Plan, error) {
	if len(asked) > Most {
		return nil, fmt.Errorf("there are %d claims: %d at most can be", len(asked), Most)
	}
	p := &Plan{asked: asked, at: map[string]int{}, kinds: map[string]*ofKind{}, facts: newKind()}
	for i := range asked {
		if err := p.add(i); err != nil {
			return nil, fmt.Errorf("claim %q: %w", asked[i].ID, err)
		}
		p.at[asked[i].ID] = i
		p.rests = append(p.rests, p.rest(&asked[i].How))
	}
	for _, kind := range kinds {
		p.of(kind)
	}
	for _, field := range append([]string{"account"}, p.facts.names...) {
		p.of("account").slot(field)
	}
	p.of("link").slot("account")
	p.of("observation").slot("account")
	p.of("observation").slot("time")
	return p, nil
}

func (p *Plan) add(i int) error {
	a, h := &p.asked[i], &p.asked[i].How
	if !validID(a.ID) {
		return fmt.Errorf("its id is not of small letters, digits, hyphens, underscores and dots")
	}
	if _, twice := p.at[a.ID]; twice {
		return fmt.Errorf("there are two of this id")
	}
	for _, id := range h.Of {
		if _, ok := p.at[id]; !ok {
			return fmt.Errorf("it is made of %q, which does not come before it", id)
		}
	}
	over := h.Kind != ""
	switch h.Op {
	case Count:
		if !over || h.Field != "" || len(h.Of) > 0 {
			return fmt.Errorf("count needs a kind and no field")
		}
	case Sum, Min, Max, Distinct:
		if h.Op == Sum && len(h.Of) > 0 && !over {
			return nil
		}
		if !over || h.Field == "" || len(h.Of) > 0 {
			return fmt.Errorf("%s needs a kind and a field", h.Op)
		}
	case Ratio:
		if len(h.Of) != 2 {
			return fmt.Errorf("ratio needs two claims")
		}
		return nil
	case Product:
		if len(h.Of) < 1 {
			return fmt.Errorf("product needs claims")
		}
		return nil
	case LogOdds:
		if h.Rival == "" {
			return fmt.Errorf("logodds needs a rival")
		}
		return nil
	case Words:
		_, family := h.Where["family"].(string)
		if _, code := h.Where["code"].(string); !family || !code || len(h.Where) != 2 || h.At < 1 || over || h.Field != "" {
			return fmt.Errorf("words needs a family and a code where they stand, a place from 1, and no kind or field")
		}
		return nil
	case BH, Tail, Innocents, Stated:
		return nil
	case Price:
		if h.Field != "" && !slices.Contains(tokens, h.Field) {
			return fmt.Errorf("price has no tokens of %q", h.Field)
		}
		h = &How{Op: Price, Kind: "observation", Where: h.Where}
	default:
		return fmt.Errorf("%q is no operation", h.Op)
	}
	return p.fold(i, h)
}

func (p *Plan) fold(i int, h *How) error {
	if !slices.Contains(kinds, h.Kind) {
		return fmt.Errorf("%q is no kind of evidence", h.Kind)
	}
	k := p.of(h.Kind)
	f := fold{claim: i, op: h.Op, field: -1}
	if h.Op == Price {
		f.price = p.asked[i].How.Field
		for _, field := range append([]string{"model"}, tokens...) {
			k.slot(field)
		}
	} else if h.Field != "" {
		f.field = k.slot(h.Field)
	}
	for _, field := range sorted(h.Where) {
		c := condition{}
		switch v := h.Where[field].(type) {
		case nil:
		case string:
			c.is = cell{is: text, text: v}
		case bool:
			c.is = cell{is: yesno, yes: v}
		case float64:
			c.is = numeral(v)
		case int:
			c.is = numeral(float64(v))
		case int64:
			c.is = numeral(float64(v))
		default:
			return fmt.Errorf("the condition on %s is no string, number, bool or null", field)
		}
		if own, ok := strings.CutPrefix(field, ofAccount); ok {
			if h.Kind != "link" && h.Kind != "observation" {
				return fmt.Errorf("records of kind %s name no account", h.Kind)
			}
			c.account, c.slot = true, p.facts.slot(own)
			k.slot("account")
		} else {
			c.slot = k.slot(field)
		}
		f.where = append(f.where, c)
	}
	k.folds = append(k.folds, f)
	return nil
}

func (p *Plan) of(kind string) *ofKind {
	k := p.kinds[kind]
	if k == nil {
		k = newKind()
		p.kinds[kind] = k
	}
	return k
}

func newKind() *ofKind { return &ofKind{slots: map[string]int{}} }

func (k *ofKind) slot(field string) int {
	i, ok := k.slots[field]
	if !ok {
		i = len(k.names)
		k.slots[field] = i
		k.names = append(k.names, field)
	}
	return i
}

// stated is the bit, behind those of kinds, of what follows from nothing.
const stated = 1 << 15

// rest gives the kinds that a claim rests on, itself or through the claims that it
// is made of, as bits: i is of kinds[i].
func (p *Plan) rest(h *How) uint16 {
	on := []string{h.Kind}
	switch h.Op {
	case BH:
		on = append(on, "candidate")
	case Tail:
		on = append(on, "candidate", "null")
	case LogOdds, Words:
		on = append(on, "reason")
	case Innocents:
		on = append(on, "account")
	case Price:
		on = append(on, "observation", "price")
	}
	for field := range h.Where {
		if strings.HasPrefix(field, ofAccount) {
			on = append(on, "account")
		}
	}
	var bits uint16
	if h.Op == Stated {
		bits = stated
	}
	for _, kind := range on {
		if i := slices.Index(kinds, kind); i >= 0 {
			bits |= 1 << i
		}
	}
	for _, id := range h.Of {
		bits |= p.rests[p.at[id]]
	}
	return bits
}

// Rests lists the kinds of records that a claim follows from, itself or through the
// claims that it is made of; believed tells that one of these is stated.
func (p *Plan) Rests(id string) (on []string, believed bool) {
	bits := p.rests[p.at[id]]
	for i, kind := range kinds {
		if bits>>i&1 == 1 {
			on = append(on, kind)
		}
	}
	return on, bits&stated != 0
}

// validID keeps an id readable inside braces, and a bound's name apart from it.
func validID(id string) bool {
	if id == "" || len(id) > 100 || strings.HasSuffix(id, ".low") || strings.HasSuffix(id, ".high") {
		return false
	}
	for _, c := range id {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.') {
			return false
		}
	}
	return true
}

// exactBelow bounds integers, without their signs, that a float64 holds exactly.
const exactBelow = 1 << 53

// whole reports whether a number is an integer that a float64 holds exactly.
func whole(x float64) bool { return x == math.Trunc(x) && math.Abs(x) < exactBelow }
