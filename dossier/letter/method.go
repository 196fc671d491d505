package letter

// method explains in a page how a campaign is found, to a reader who knows
// neither statistics nor the trade.
func (w *writer) method() {
	w.para("Some operators open very many accounts so that none of them stands out, put the same kinds of questions to a model through all of them, and keep the answers to train a model of their own. Looked at one by one, such accounts are quiet. So we look at groups.")
	w.para("No question and no answer was kept or read for this letter. As it passed, each exchange was turned into counts and into fingerprints made with a secret key: of the frame of its wording, of its network, of its client. From a fingerprint nobody can get back what it was made of, but two that are equal came from the same thing.")
	w.head("What the accounts share")
	w.para("If two accounts show the same payment card, that says little where thousands show it and much where three do. We add up how surprising everything is that two accounts share. Each class of evidence, such as payment, networks or wording, can only say so much, so that no single leaky kind decides; accounts are joined only if two classes agree. This makes groups, and says nothing yet about what they are.")
	w.head("What the group does")
	w.para("People answer back, change their minds, sleep, and have interests of their own. A harvest does not follow up on answers, spreads its work evenly, and draws its questions from one pool. Each such trait is measured for the group as a whole.")
	w.head("What else it could be")
	w.para("A company, a university, a reseller, a fleet of software agents and a team that tests models are coordinated too, and innocent. For each trait we state how likely the measured figure would be if the group were a campaign, and how likely if it were one of these. A campaign is named only if it beats every one of them by at least twenty to one, and more where the evidence is of a weaker kind.")
	w.head("How often this is wrong")
	w.para(w.errorRate())
	w.head("How it can be checked")
	w.para("Every number in this letter carries a mark. **o** is observed: counted in the records that are sealed with this letter. **i** is inferred: computed from them by a law that is stated. **a** is assessed: a judgement. The figure beside the mark is the number\u2019s row in the last annex, which says how it follows. Whoever holds the sealed file can compute it again; the records are in a log in which none can be changed, added or left out unseen.")
	w.para("A **nat** is the unit in which evidence is added up: nothing is none, and each further nat makes a campaign a little less than three times as likely against its rival.")
	if low, _ := termRange(w.Campaign.Likelihood); low > 0 {
		w.say("The terms of likelihood are those of Intelligence Community Directive `203`: \u201c" + w.Campaign.Likelihood + "\u201d stands for {likelihood.low} to {likelihood.high}. Confidence is another thing: it says how good the basis of an assessment is.")
	}
}

// errorRate says what the stated rate of error rests on, and whether it holds.
func (w *writer) errorRate() string {
	var out string
	if w.has("nulls") {
		out = "The same measurement was made on {nulls} groups of unrelated accounts of this very traffic, which shows how far an innocent group can look like a harvest. "
	}
	switch w.Manifest.Calibration.State {
	case "calibrated":
		out += "By that yardstick at most {fdr} of the campaigns that are named are expected to be wrong. "
	case "drifted":
		out += "The aim was that at most {fdr} of the campaigns named are wrong; but the innocent traffic changed within the window, so that this rate does not hold here. "
	case "weak":
		out += "The aim is that at most {fdr} of the campaigns named are wrong; with so few innocent groups it is an aim, and not a measured rate. "
	default:
		out += "The aim is that at most {fdr} of the campaigns named are wrong; this traffic has too few unrelated accounts to measure it. "
	}
	if w.has("candidates") {
		out += "The hunt weighed " + w.some("candidates", "group") + ". If every group at least as convincing as this one were named, the share of wrong names among them is expected to be {q} (the q-value)"
		if w.has("p") {
			out += "; an innocent group would look like this with a probability of {p} (the p-value)"
		}
		out += "."
	}
	return out
}
