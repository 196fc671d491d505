package letter

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/dossier"
	"github.com/stillhunt/stillhunt/dossier/claim"
	"github.com/stillhunt/stillhunt/link"
)

// words makes claims of the numbers in the words of reasons.
func (n *numbers) words(c *dossier.Case) {
	for i, r := range c.Reasons {
		if !told(r) {
			continue
		}
		for k, x := range claim.Numbers(r.Text) {
			unit := "ratio"
			if x.Percent {
				unit = "share"
			}
			n.law(wordID(i, r, k+1), unit, dossier.Inferred, claim.How{Op: claim.Words, Where: where{"family": r.Family, "code": r.Code}, At: k + 1})
		}
	}
}

// told reports whether a reason has words, and a family that the letter lists.
func told(r dossier.Reason) bool {
	return r.Text != "" && slices.Contains(link.Families, link.Family(r.Family))
}

func wordID(i int, r dossier.Reason, k int) string {
	return fmt.Sprintf("reason.%d.%s.%d", i+1, slug(r.Code), k)
}

// ids are those of groups, in the words of reasons.
var ids = regexp.MustCompile(`\b[0-9a-f]{12}\b`)

// reasonText puts places into the words of a reason.
func (w *writer) reasonText(i int, r dossier.Reason) string {
	var b strings.Builder
	at := 0
	plain := func(to int) { b.WriteString(ids.ReplaceAllString(clean2(r.Text[at:to]), "`$0`")) }
	for k, x := range claim.Numbers(r.Text) {
		plain(x.From)
		at = x.To
		b.WriteString("{" + wordID(i, r, k+1) + "}")
	}
	plain(len(r.Text))
	return capital(strings.TrimSpace(b.String()))
}

// clean2 is clean that keeps the spaces at both ends.
func clean2(s string) string {
	inner := clean(s)
	if inner == "" {
		return strings.Repeat(" ", min(1, len(s)))
	}
	lead, tail := "", ""
	if s[0] == ' ' {
		lead = " "
	}
	if s[len(s)-1] == ' ' {
		tail = " "
	}
	return lead + inner + tail
}

// evidence lists every finding in words, by family.
func (w *writer) evidence() {
	w.para("What each detector measured, in its own words. A detector that found nothing unusual is listed too. Where these words count values that accounts share, they count those that tell the group from others; they are fewer than the table above has.")
	var families []string
	for _, f := range link.Families {
		families = append(families, string(f))
	}
	for _, f := range families {
		first := true
		for i, r := range w.Reasons {
			if r.Family != f || !told(r) {
				continue
			}
			if first {
				w.head(familyWords(link.Family(f)))
				first = false
			}
			w.item(w.reasonText(i, r) + ".")
		}
	}
}

// sealed are the digests by which inputs and parameters can be told again.
func (w *writer) sealed() {
	m := w.Manifest
	w.row("What", "Value")
	w.row("Digest of the parameters (`SHA-256`)", name(m.ParametersSHA256))
	w.row("Version of the program", name(m.Software))
	w.row("Formats of the log", name(strings.Join(m.Input.Sources, ", ")))
	w.row("State of the calibration", name(m.Calibration.State))
	w.para("The digests of all records are in the log that is sealed with them: its root is in the signed checkpoint. This letter is part of it.")
}
