package letter

import (
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/dossier"
	"github.com/stillhunt/stillhunt/dossier/claim"
	"github.com/stillhunt/stillhunt/link"
)

// joined counts what the accused accounts share, kind by kind.
func (n *numbers) joined(c *dossier.Case) {
	for _, t := range link.Traits {
		if !slices.Contains(c.Traits, t.Name) {
			continue
		}
		id := "joined." + slug(t.Name)
		n.over(id+".values", "values", dossier.Observed, claim.Distinct, "link", "value", ofAccused("trait", t.Name))
		n.over(id+".accounts", "accounts", dossier.Observed, claim.Distinct, "link", "account", ofAccused("trait", t.Name))
		n.of(id+".share", "share", dossier.Observed, claim.Ratio, id+".accounts", "accounts")
	}
	for _, f := range link.Families {
		if slices.ContainsFunc(c.Reasons, func(r dossier.Reason) bool { return r.Family == string(f) && r.Links > 0 }) {
			n.over("links."+slug(string(f)), "nats", dossier.Inferred, claim.Sum, "reason", "links", where{"family": string(f)})
		}
	}
}

// shared are the traits that the accused share, as link.Traits has them.
func (w *writer) shared() (out []link.Trait) {
	for _, t := range link.Traits {
		if w.value("joined."+slug(t.Name)+".accounts") > 0 {
			out = append(out, t)
		}
	}
	return out
}

// strongest says in a sentence what joins the accounts: of the families that say
// most, the kind of value that most accounts show.
func (w *writer) strongest() string {
	best := map[link.Family]link.Trait{}
	for _, t := range w.shared() {
		b, ok := best[t.Family]
		if !ok || w.value("joined."+slug(t.Name)+".accounts") > w.value("joined."+slug(b.Name)+".accounts") {
			best[t.Family] = t
		}
	}
	var said []string
	for _, f := range w.families() {
		if t, ok := best[f]; ok && len(said) < 4 {
			id := "joined." + slug(t.Name)
			said = append(said, "{"+id+".share} of them share "+w.some(id+".values", t.Plain))
		}
	}
	if len(said) == 0 {
		return "The accounts draw what they ask from one pool of tasks; they share no means that is known to us."
	}
	return capital(strings.Join(said, "; ")) + "."
}

// families are those in which the accounts are linked, the strongest first.
func (w *writer) families() []link.Family {
	var out []link.Family
	for _, f := range link.Families {
		if w.has("links." + slug(string(f))) {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b link.Family) int {
		x, y := w.value("links."+slug(string(a))), w.value("links."+slug(string(b)))
		switch {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	return out
}

// joined says how the accounts were joined.
func (w *writer) joined() {
	shared := w.shared()
	if len(shared) == 0 {
		w.para("These accounts show no value that others of them show too. They were found by what they ask: their questions come from one pool of tasks.")
		return
	}
	w.para("Two accounts are joined by what both show and few others do. The table counts values that at least two of the accounts show, and how many of the accounts show one.")
	w.row("Kind of value", "Class of evidence", "Values", "Accounts", "Share")
	for _, t := range shared {
		id := "joined." + slug(t.Name)
		w.row(capital(t.Plain), familyWords(t.Family), "{"+id+".values}", "{"+id+".accounts}", "{"+id+".share}")
	}
	var none []string
	for _, t := range link.Traits {
		if id := "joined." + slug(t.Name); w.has(id+".accounts") && w.value(id+".accounts") == 0 {
			none = append(none, t.Plain+" ({"+id+".values}, {"+id+".accounts}, {"+id+".share})")
		}
	}
	if len(none) > 0 {
		w.para("Shared by members who are not named, and by none who is: " + list(none) + ".")
	}
	if fs := w.families(); len(fs) > 0 {
		var said []string
		for _, f := range fs {
			said = append(said, strings.ToLower(familyWords(f))+" {links."+slug(string(f))+"}")
		}
		w.para("What the links say for one operator, in nats beyond what a random group of about this size shares: " + list(said) + ".")
	}
	w.para("A shared value is no proof by itself: people share cards, exits and wording too. It counts here because several classes that have nothing to do with each other join the same accounts.")
}

// familyWords names a class of evidence for a reader who is no engineer.
func familyWords(f link.Family) string {
	switch f {
	case link.Network:
		return "Networks"
	case link.Client:
		return "Client software"
	case link.Payment:
		return "Payment"
	case link.Lifecycle:
		return "Sign-up and use"
	case link.Timing:
		return "Timing"
	case link.Content:
		return "Wording"
	case link.Semantics:
		return "What is asked for"
	case link.Replay:
		return "Replayed reasoning"
	}
	return capital(strings.ReplaceAll(string(f), "-", " "))
}
