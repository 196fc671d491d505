package report

import (
	"math"
	"strings"

	"github.com/stillhunt/stillhunt/link"
)

// familyWords names a family of evidence for a reader who is no engineer.
func familyWords(family string) string {
	switch link.Family(family) {
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
	return capital(strings.ReplaceAll(family, "-", " "))
}

// familyRank orders families as link.Families does; unknown ones come last.
func familyRank(family string) int {
	for i, f := range link.Families {
		if string(f) == family {
			return i
		}
	}
	return len(link.Families)
}

// traitWords names a kind of shared value: "payment instrument".
func traitWords(trait string) string {
	for _, t := range link.Traits {
		if t.Name == trait {
			return t.Plain
		}
	}
	return strings.ReplaceAll(trait, "_", " ")
}

// detectorWords names a detector; those that look for a shared value are
// called after it.
func detectorWords(name string) string {
	if trait, ok := strings.CutPrefix(name, "shared-"); ok {
		return "shared " + traitWords(trait)
	}
	return name
}

// hypothesisWords says what else a group can be: "one organisation".
func hypothesisWords(name string) string {
	switch name {
	case "organisation":
		return "one organisation"
	case "reseller":
		return "a reseller and its customers"
	case "campus":
		return "a campus or an office behind one network"
	case "agent-fleet":
		return "a fleet of agents"
	case "evaluation":
		return "an evaluation team"
	case "data-vendor":
		return "a labelling or data vendor"
	case "templated-app":
		return "an application with one template"
	case "release-rush":
		return "a rush on a new release"
	case "crowd":
		return "unrelated people"
	case "cannot-tell":
		return "no explanation fits well enough to say"
	}
	return strings.ReplaceAll(name, "-", " ")
}

// hypothesisShort is hypothesisWords for a narrow column.
func hypothesisShort(name string) string {
	switch name {
	case "crowd":
		return "Unrelated people"
	case "data-vendor":
		return "Data vendor"
	}
	return capital(strings.ReplaceAll(name, "-", " "))
}

// roleWords says how an account stands to the operator.
func roleWords(role string) string {
	switch role {
	case "operator":
		return "operator's own"
	case "mixed":
		return "operator and customer"
	case "customer":
		return "customer, not accused"
	}
	return role
}

// likelihoodRange gives the probabilities that an ICD 203 term stands for, in
// per cent (Intelligence Community Directive 203, Analytic Standards, D.6.e.2);
// empty for a term that is none of its.
func likelihoodRange(term string) string {
	switch strings.ToLower(term) {
	case "almost no chance", "remote":
		return "1–5 %"
	case "very unlikely", "highly improbable":
		return "5–20 %"
	case "unlikely", "improbable":
		return "20–45 %"
	case "roughly even chance", "roughly even odds", "even chance":
		return "45–55 %"
	case "likely", "probable":
		return "55–80 %"
	case "very likely", "highly probable":
		return "80–95 %"
	case "almost certain", "almost certainly", "nearly certain":
		return "95–99 %"
	}
	return ""
}

// likelihoodWords is the term with what it stands for: "very likely (80–95 %)".
func likelihoodWords(term string) string {
	if r := likelihoodRange(term); r != "" {
		return term + " (" + r + ")"
	}
	return term
}

// strength says in words how much n nats of evidence are.
func strength(n float64) string {
	switch a := math.Abs(n); {
	case a < .5:
		return "hardly any"
	case a < 2:
		return "little"
	case a < 4.6: // below 100 to 1
		return "some"
	case a < 9.2: // below 10,000 to 1
		return "much"
	}
	return "very much"
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
