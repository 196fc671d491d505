package letter

import (
	"cmp"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/dossier"
)

// rival is another explanation: what it is called, what one would see if it held,
// and what would show that it does.
type rival struct{ name, title, ifTrue, shown string }

var rivals = map[string]rival{
	"organisation": {"one organisation with many seats", "One organisation",
		"The accounts would belong to one company or institution: one payer or a declared organisation, people with interests of their own, common working hours.",
		"a contract or a verified organisation that these accounts belong to, and people who can be named to the provider as their holders"},
	"reseller": {"a reseller and its customers", "A reseller and its customers",
		"The accounts would share means of payment and networks, since one business sells them on; but what is asked through them would differ from one to the next as it does among strangers.",
		"a reseller\u2019s books that tie these accounts to unrelated customers, whose requests these were"},
	"campus": {"a campus or an office behind one network", "A campus or an office",
		"The accounts would share a place: a network, the weeks of sign-up, an hour of the day. Their payers, clients and questions would be their own.",
		"an institution at the shared networks whose members hold these accounts, each for themselves"},
	"agent-fleet": {"a fleet of software agents at work for its owner", "A fleet of agents",
		"The accounts would run one program with one system prompt, use tools, and go on from answer to answer, because the answers are put to work.",
		"the work that these requests were for, and a system in which the answers were used as they came"},
	"evaluation": {"a team that tests models", "An evaluation",
		"The accounts would send known sets of questions, in bursts, to be graded; few accounts suffice, and nobody needs to hide them.",
		"a plan or a publication of tests that explains these questions and their number"},
	"data-vendor": {"a vendor of labels or data with many workers", "A labelling or data vendor",
		"The accounts would be people at work on tasks of one source: like tasks, but hours, speed and writing of persons.",
		"a contract for labelling that covers these tasks, and workers who did them by hand"},
	"templated-app": {"an application that puts one template around its users\u2019 questions", "An application with a template",
		"The accounts would share a frame of wording, and nothing that is bought or run; what stands in the frame would be as varied as people are.",
		"the application whose template this is, and users who are strangers to each other"},
	"release-rush": {"strangers who come for a new model", "A rush on a new model",
		"The accounts would come within days of a release and try the model out. They would share a date, and no means.",
		"a release or a public event that explains when these accounts came, and holders who have nothing else in common"},
}

func rivalOf(hypothesis string) rival {
	if r, ok := rivals[hypothesis]; ok {
		return r
	}
	words := strings.ReplaceAll(clean(hypothesis), "-", " ")
	return rival{words, capital(words), "", ""}
}

// rivals are weighed in the order of closeness.
func (w *writer) rivals() {
	w.para("Coordination is no wrong, and so each innocent explanation was weighed against the same evidence. The odds say how much likelier the evidence is if this is a campaign than if the other explanation held. Each line names what spoke most against the explanation, and what spoke for it.")
	for _, r := range byCloseness(w.Rivals) {
		x := rivalOf(r.Hypothesis)
		against, favour := w.spoke(r.Hypothesis)
		text := "**" + x.title + ".** " + x.ifTrue + " The odds for a campaign over it are {rival." + slug(r.Hypothesis) + "}."
		if len(against) > 0 {
			text += " Against it: " + list(against) + "."
		}
		if len(favour) > 0 {
			text += " For it: " + list(favour) + "."
		}
		w.item(text)
	}
	w.para("Odds of more than a million to one are the arithmetic of the method, not a measure of certainty: they leave out what the method does not know of.")
}

// spoke names the findings that most set a campaign apart from a rival, and those
// that spoke for the rival.
func (w *writer) spoke(hypothesis string) (against, favour []string) {
	rs := slices.Clone(w.Reasons)
	slices.SortStableFunc(rs, func(a, b dossier.Reason) int {
		return cmp.Or(cmp.Compare(b.Nats[hypothesis], a.Nats[hypothesis]), strings.Compare(a.Code, b.Code))
	})
	for _, r := range rs {
		if len(against) < 3 && r.Nats[hypothesis] >= 1 && findings[r.Code] != "" {
			against = append(against, findings[r.Code])
		}
	}
	slices.Reverse(rs)
	for _, r := range rs {
		if len(favour) < 2 && r.Nats[hypothesis] <= -.5 && findings[r.Code] != "" {
			favour = append(favour, findings[r.Code])
		}
	}
	return against, favour
}

// findings say what a detector looks at, as a part of a sentence.
var findings = map[string]string{
	"across":           "how alike accounts with different payers write",
	"breadth":          "how narrow the writing within one account is",
	"burst":            "when the accounts were opened",
	"clock":            "the hours at which they work",
	"co-occurrence":    "the same openings within the same hour",
	"crossed":          "whether shared exits join different payers",
	"daily":            "how even their volumes are from day to day",
	"declared":         "what their holders said they are for",
	"decoding":         "their common settings",
	"exits":            "how their networks are shared",
	"followups":        "how rarely answers are followed up",
	"full-use":         "how soon they ran at their full rate",
	"hand-over":        "whether one account takes over where another stops",
	"intents":          "how much of it asks for the makings of training data",
	"joint":            "whether they begin and stop together",
	"known-sets":       "how much of it comes from known sets of questions",
	"lengths":          "how alike the prompts are in length",
	"one-organisation": "whether they have an organisation in common",
	"one-pool":         "how much their topics come from one pool",
	"payer":            "how payment is shared",
	"pivot":            "how they took up a new model",
	"pooled":           "whether conversations go on under other accounts",
	"repeats":          "how often prompts repeat between accounts",
	"replay":           "reasoning issued to one account and presented by another",
	"self-succession":  "whether an account goes on once it has begun",
	"style":            "how uniform the writing is",
	"successors":       "accounts that take the place of suspended ones",
	"tools":            "how much use is made of tools",
	"totals":           "how even their volumes are",
}
