package campaign

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/link"
)

// What the reader must know of a name that may stand for two operators, or of
// two names that may stand for one: it goes with the evidence that it is about,
// and says nothing for or against.

// note adds a reason without weight to a family.
func (a *Assessed) note(f link.Family, code, text string) {
	at := slices.IndexFunc(a.Families, func(e Evidence) bool { return e.Family == string(f) })
	if at < 0 {
		at = len(a.Families)
		a.Families = append(a.Families, Evidence{Family: string(f)})
	}
	a.Families[at].Reasons = append(a.Families[at].Reasons, Reason{code, text, 0})
}

// doubt says that one family, or two, alone hold the group together.
func (a *Assessed) doubt(s *seam) {
	if s == nil {
		return
	}
	a.note(s.families[0], "held-together", fmt.Sprintf(
		"without its %s evidence the group falls into %d parts: they may be of operators who have that in common, or one shows what another is known by", inWords(s.families), s.parts))
}

// alike tells of campaigns that have evidence in common which did not make them
// one. Sign-up days are left out: campaigns that begin in one week share them.
func alike(ix *link.Index, cs []Assessed) {
	parts := make([]part, len(cs))
	for i := range cs {
		var accused []int32
		for k, m := range cs[i].Members {
			if m.Accused() {
				accused = append(accused, cs[i].Accounts[k])
			}
		}
		parts[i] = newPart(ix, accused)
	}
	for i := range cs {
		for j := range cs {
			if i == j {
				continue
			}
			var shared []link.Family
			nats := ties(ix, &parts[i], &parts[j])
			for at, f := range link.Families {
				if f != link.Lifecycle && nats[at] >= 1 {
					shared = append(shared, f)
				}
			}
			if len(shared) > 0 {
				cs[i].note(shared[0], "shared-with", fmt.Sprintf(
					"it has %s evidence in common with %s (%s): one operator, one source of both, or one shows what the other is known by", inWords(shared), cs[j].Name, cs[j].ID))
			}
		}
	}
}

func inWords(fs []link.Family) string {
	var out []string
	for _, f := range fs {
		out = append(out, string(f))
	}
	return strings.Join(out, " and ")
}
