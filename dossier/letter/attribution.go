package letter

import (
	"slices"

	"github.com/stillhunt/stillhunt/dossier"
)

// whoInShort says how far attribution goes.
func (w *writer) whoInShort() string {
	s := w.letter.Statements
	switch {
	case len(s.Named) > 0:
		return "The data show one operator and no name. A person names an entity below, with their grounds; nothing in the data says so."
	case len(s.Infrastructure) > 0:
		return "We assess one operator, on the same infrastructure as another case. We name nobody."
	}
	return "We assess one operator, and name nobody: the data do not say who it is."
}

// attribution is a ladder of three rungs. The software climbs the first; the
// others are persons' statements.
func (w *writer) attribution() {
	s := w.letter.Statements
	w.para("Attribution has three rungs, and this letter says on which it stands.")
	w.item("**The same operator.** We assess that one operator runs these accounts. This is what the data show: what the accounts share, and how they act together. It is the only rung that software can reach.")
	if w.kin() {
		w.item("**The same infrastructure as another case.** In this log the campaign has evidence in common with another group. That is consistent with one operator, with one source of what both use, and with one showing what the other is known by.")
	}
	for _, x := range s.Infrastructure {
		w.item("**The same infrastructure as case** " + name(x.Case) + ". " + quoted(x.Basis) + " Stated by " + name(x.By) + ".")
	}
	if len(s.Infrastructure) == 0 && !w.kin() {
		w.item("**The same infrastructure as another case.** No other case is known to us that runs on what these accounts run on.")
	}
	for _, x := range s.Named {
		on := ""
		if x.On != "" {
			on = ", on " + name(x.On)
		}
		w.item("**A named entity.** " + name(x.By) + ", " + name(x.Role) + on + ", names " + name(x.Entity) + ", on these grounds: " + quoted(x.Grounds) + " This is that person\u2019s assessment. Nothing that is sealed here supports or contradicts it.")
	}
	if len(s.Named) == 0 {
		w.item("**A named entity.** Nobody is named. The software never names an entity; only a person can, under their own name and with their grounds.")
	}
	w.para("Where an account is registered, where its exits stand and in what language it writes are not evidence here, on any rung.")
}

// kin reports whether evidence is shared with another group of the hunt.
func (w *writer) kin() bool {
	return slices.ContainsFunc(w.Reasons, func(r dossier.Reason) bool { return r.Code == "shared-with" })
}
