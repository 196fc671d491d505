package campaign

import (
	"fmt"
	"math"

	"github.com/stillhunt/stillhunt/internal/stat"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// evidence says why an account belongs to a group, by family: its strongest
// value of each, or that it shows none of the group's. odds are those of the
// group's signature, by value.
func (b belonging) evidence(ix *link.Index, s *profile.Set, odds map[int32]float64) []Evidence {
	var out []Evidence
	for _, f := range link.Families {
		nats, ok := b.nats[f]
		if !ok {
			continue
		}
		text := fmt.Sprintf("shows nothing of the group's %s values", f)
		code := "no-" + string(f)
		strongest := 0.
		for k, x := range ix.ByAccount[b.account] {
			value := &ix.Values[x]
			t := link.Traits[value.Trait]
			if t.Family == f && odds[x] > strongest {
				strongest = odds[x]
				code = "shared-" + t.Name
				text = fmt.Sprintf("shares its %s with %d other accounts", t.Plain, len(value.Holders)-1)
				if t.Counted {
					text += fmt.Sprintf(", in %s of its exchanges", percent(math.Min(1, float64(ix.Times[b.account][k])/float64(s.Accounts[b.account].Exchanges))))
				}
			}
		}
		nats = stat.Round6(nats)
		out = append(out, Evidence{string(f), nats, []Reason{{code, text, nats}}})
	}
	if b.foreign < 0 {
		out = append(out, b.ownTopics())
	}
	return out
}

// notComputable lists the detectors and traits that lack a field everywhere.
func notComputable(s *profile.Set, fields map[string]int64) []NotComputable {
	seen := present(s, fields)
	out := []NotComputable{}
	missing := func(needs []string) []string {
		var m []string
		for _, n := range needs {
			if !seen[n] {
				m = append(m, n)
			}
		}
		return m
	}
	for _, t := range link.Traits {
		if m := missing(t.Needs); len(m) > 0 {
			out = append(out, NotComputable{"shared-" + t.Name, string(t.Family), m})
		}
	}
	for _, d := range detectors {
		if m := missing(d.needs); len(m) > 0 {
			out = append(out, NotComputable{d.name, string(d.family), m})
		}
	}
	return out
}

// present tells which of the keys that detectors need were seen at all: those
// of the record by fields, those of the facts by the accounts.
func present(s *profile.Set, fields map[string]int64) map[string]bool {
	p := map[string]bool{}
	for key, n := range fields {
		p[key] = n > 0
	}
	for key, carries := range factCarriers {
		for i := range s.Accounts {
			if carries(&s.Accounts[i].Facts) {
				p[key] = true
				break
			}
		}
	}
	return p
}

// factCarriers tell for each key of the account facts whether one is known.
var factCarriers = map[string]func(*profile.Facts) bool{
	"stillhunt.org.id":    func(f *profile.Facts) bool { return f.Org != "" },
	"created":             func(f *profile.Facts) bool { return f.Created > 0 },
	"payment.fingerprint": func(f *profile.Facts) bool { return f.Card != 0 },
	"payment.bin":         func(f *profile.Facts) bool { return f.BIN != 0 },
	"email.domain":        func(f *profile.Facts) bool { return f.Domain != 0 },
	"email.shape":         func(f *profile.Facts) bool { return f.Shape != 0 },
	"device":              func(f *profile.Facts) bool { return f.Device != 0 },
	"signup.address":      func(f *profile.Facts) bool { return f.SignupNet != 0 },
	"suspended_at":        func(f *profile.Facts) bool { return f.Suspended > 0 },
	"declared_use":        func(f *profile.Facts) bool { return f.Declared != "" },
}
