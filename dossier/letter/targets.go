package letter

import (
	"strings"

	"github.com/stillhunt/stillhunt/dossier"
	"github.com/stillhunt/stillhunt/dossier/claim"
)

// targets count exchanges by the capability that they ask for.
func (n *numbers) targets(c *dossier.Case) {
	for _, t := range c.Campaign.Targets {
		id := "target." + slug(t.Capability)
		n.over(id, "exchanges", dossier.Observed, claim.Count, "observation", "", ofAccused("target", t.Capability))
		n.of(id+".share", "share", dossier.Observed, claim.Ratio, id, "exchanges")
	}
}

// mostly says in a sentence what was asked for.
func (w *writer) mostly() string {
	var said []string
	for _, t := range w.Campaign.Targets {
		if len(said) < 3 {
			said = append(said, targetWords(t.Capability)+" ({target."+slug(t.Capability)+".share})")
		}
	}
	if len(said) == 0 {
		return "The log holds no text from which it could be told."
	}
	return "Mostly " + list(said) + "."
}

func (w *writer) targets() {
	if len(w.Campaign.Targets) == 0 {
		w.para("What was asked for cannot be told: the log holds no text of requests from which it could have been taken as it passed.")
		return
	}
	w.para("Each exchange was sorted by the capability that it asks for while its text passed through memory. Capabilities with less than a fiftieth of the exchanges are left out.")
	w.row("Capability", "Exchanges", "Share of the accounts\u2019 exchanges")
	for _, t := range w.Campaign.Targets {
		id := "target." + slug(t.Capability)
		w.row(capital(targetWords(t.Capability)), "{"+id+"}", "{"+id+".share}")
	}
	w.para("The sorting is by rules and fitted weights, and errs on tasks that mix capabilities. It says what a campaign is after; it is no evidence that there is one.")
}

func targetWords(capability string) string {
	switch capability {
	case "general":
		return "general questions"
	case "math":
		return "mathematics"
	case "code":
		return "programming"
	case "agentic":
		return "work of agents with tools"
	case "reasoning":
		return "reasoning written out"
	case "grading":
		return "grading and comparing of answers"
	case "safety":
		return "matters of safety"
	case "none":
		return "not known, without text"
	}
	return strings.ReplaceAll(capability, "-", " ")
}
