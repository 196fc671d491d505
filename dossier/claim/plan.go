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
	kinds map[string]*ofKind
	facts []string // fields of accounts that conditions on other records need
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
	p := &Plan{asked: asked, at: map[string]int{}, kinds: map[string]*ofKind{}}
	for i := range asked {
		if err := p.add(i); err != nil {
			return nil, fmt.Errorf("claim %q: %w", asked[i].ID, err)
		}
		p.at[asked[i].ID] = i
	}
	for _, kind := range kinds {
		p.of(kind)
	}
	for _, field := range append([]string{"account"}, p.facts...) {
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
			c.account, c.slot = true, p.fact(own)
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
		k = &ofKind{slots: map[string]int{}}
		p.kinds[kind] = k
	}
	return k
}

func (k *ofKind) slot(field string) int {
	i, ok := k.slots[field]
	if !ok {
		i = len(k.names)
		k.slots[field] = i
		k.names = append(k.names, field)
	}
	return i
}

// fact is the place of a field of accounts that other records' conditions need.
func (p *Plan) fact(field string) int {
	if i := slices.Index(p.facts, field); i >= 0 {
		return i
	}
	p.facts = append(p.facts, field)
	return len(p.facts) - 1
}

// Rests lists the kinds of records that a claim follows from, sorted, itself or
// through the claims that it is made of; stated tells that one of these is.
func (p *Plan) Rests(id string) (on []string, stated bool) {
	set := map[string]bool{}
	p.rests(p.at[id], set, &stated)
	for k := range set {
		on = append(on, k)
	}
	slices.Sort(on)
	return on, stated
}

func (p *Plan) rests(i int, set map[string]bool, stated *bool) {
	h := &p.asked[i].How
	switch h.Op {
	case BH:
		set["candidate"] = true
	case Tail:
		set["candidate"], set["null"] = true, true
	case LogOdds, Words:
		set["reason"] = true
	case Innocents:
		set["account"] = true
	case Price:
		set["observation"], set["price"] = true, true
	case Stated:
		*stated = true
	}
	if h.Kind != "" {
		set[h.Kind] = true
	}
	for field := range h.Where {
		if strings.HasPrefix(field, ofAccount) {
			set["account"] = true
		}
	}
	for _, id := range h.Of {
		p.rests(p.at[id], set, stated)
	}
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

func sorted(where map[string]any) []string {
	var out []string
	for k := range where {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// whole reports whether a number is an integer that a float64 holds exactly.
func whole(x float64) bool { return x == math.Trunc(x) && math.Abs(x) < 1<<53 }
