package letter

import (
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/link"
)

// change says what would change the assessment, the nearest rivals first.
func (w *writer) change() {
	w.para("Each of these can be looked for outside this letter, and would move the assessment:")
	for i, r := range byCloseness(w.Rivals) {
		if x := rivalOf(r.Hypothesis); x.shown != "" && i < 4 {
			w.item(capital(x.shown) + ". Then it would be " + x.name + ".")
		}
	}
	if fs := w.families(); len(fs) > 1 {
		rest := make([]string, len(fs)-1)
		for i, f := range fs[1:] {
			rest[i] = strings.ToLower(familyWords(f))
		}
		w.item("An ordinary cause for what the accounts share under \u201c" + strings.ToLower(familyWords(fs[0])) + "\u201d, such as a gateway of the provider or a widely used service. The assessment would then rest on " + list(rest) + " alone.")
	}
	w.item("Evidence that the innocent groups of the calibration were not innocent, or are not like those who use this service. The stated rate of error would then not hold.")
	w.item("A holder of one of these accounts who shows that its requests were their own. For a single account this can hold while the assessment of the group stands.")
}

// unknown says what is not known, and what could not have been seen.
func (w *writer) unknown() {
	w.item("**Who the operator is**, and where. The section on attribution says how far it goes.")
	w.item("**What became of the answers.** That a model was trained on them is consistent with what was asked and how; nothing in this log shows it.")
	w.item("**What happened elsewhere.** The log is of one provider and one window. Exchanges before it, after it or with other providers, and transcripts bought from others, leave no trace in it.")
	w.item("**How many accounts were missed.** Accounts of the operator that share nothing with these, or whose holders\u2019 traffic hides theirs, are not among those named. The counts are, in this respect, too low.")
	which := " We do not know which, or they would not be named; the sealed record of each account has its probability."
	if w.value("innocents") == 0 {
		which = " The sealed record of each account has its probability."
	}
	w.item("**Which of the named accounts are not the operator\u2019s.** " + w.expected() + which)
	for _, text := range w.blind() {
		w.item(text)
	}
	switch {
	case w.Manifest.Calibration.State != "calibrated":
		w.item("**Whether the stated rate of error holds.** The state of the calibration is " + name(w.Manifest.Calibration.State) + ".")
	case strings.HasPrefix(w.Manifest.Calibration.Drift, "not computable"):
		w.item("**Whether the innocent traffic changed within the window.** It could not be computed; if it did, the stated rate of error is not exact.")
	}
}

// blind says what could not be computed because the log lacks its fields.
func (w *writer) blind() (out []string) {
	byFamily := map[string][]string{}
	for _, n := range w.Result.NotComputable {
		if words := findings[n.Detector]; words != "" {
			byFamily[n.Family] = append(byFamily[n.Family], words)
		} else if t, ok := strings.CutPrefix(n.Detector, "shared-"); ok {
			byFamily[n.Family] = append(byFamily[n.Family], "shared "+traitWords(t)+"s")
		}
	}
	for _, f := range link.Families {
		if words := byFamily[string(f)]; len(words) > 0 {
			slices.Sort(words)
			out = append(out, "**"+familyWords(f)+".** The log lacks the fields for: "+list(slices.Compact(words))+". These answered \u201cnot computable\u201d, and never \u201cclean\u201d.")
		}
	}
	return out
}

func traitWords(trait string) string {
	for _, t := range link.Traits {
		if t.Name == trait {
			return t.Plain
		}
	}
	return strings.ReplaceAll(clean(trait), "_", " ")
}
