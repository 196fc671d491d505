package letter

import (
	"strings"

	"github.com/stillhunt/stillhunt/dossier"
	"github.com/stillhunt/stillhunt/dossier/claim"
)

// done counts the accounts that were suspended.
func (n *numbers) done(c *dossier.Case) {
	some := false
	for _, a := range c.Accounts {
		some = some || a.Accused && a.Suspended > 0
	}
	n.over("not.suspended", "accounts", dossier.Observed, claim.Count, "account", "", where{"accused": true, "suspended": nil})
	if some {
		n.less("suspended", "accounts", dossier.Inferred, "accounts", "not.suspended")
		n.over("suspended.first", "time", dossier.Observed, claim.Min, "account", "suspended", accused)
		n.over("suspended.last", "time", dossier.Observed, claim.Max, "account", "suspended", accused)
	}
}

func (w *writer) done() {
	if w.has("suspended") && w.value("suspended.first") == w.value("suspended.last") {
		w.para("The provider\u2019s records say that {suspended} of the accounts "+w.was("suspended")+" suspended, on {suspended.first}; {not.suspended} "+w.was("not.suspended")+" not.", "suspended.last")
	} else if w.has("suspended") {
		w.para("The provider\u2019s records say that {suspended} of the accounts " + w.was("suspended") + " suspended, from {suspended.first} to {suspended.last}; {not.suspended} " + w.was("not.suspended") + " not.")
	} else {
		w.para("The provider\u2019s records say of none of the accounts that it was suspended ({not.suspended} " + w.noun("not.suspended", "account") + " without a suspension).")
	}
	for _, d := range w.letter.Statements.Done {
		on := ""
		if d.On != "" {
			on = name(d.On) + ": "
		}
		w.item(on + quoted(d.What) + " Stated by " + name(d.By) + ".")
	}
	if len(w.letter.Statements.Done) == 0 {
		w.say("No other step is recorded with this case.")
	}
	w.para("This letter asks for no step. An accusation here is an assessment; each account named has a right to be heard, and the sealed file can show to each what concerns it, and nothing else.")
}

func (w *writer) was(id string) string {
	if w.value(id) == 1 {
		return "was"
	}
	return "were"
}

// quoted is a statement as a person wrote it.
func quoted(s string) string {
	return "\u201c" + name(strings.Join(strings.Fields(s), " ")) + "\u201d"
}
