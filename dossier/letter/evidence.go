package letter

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/stillhunt/stillhunt/dossier"
	"github.com/stillhunt/stillhunt/link"
)

// written finds numbers, with their sign of per cent, and ids of groups in the
// words of a reason.
var written = regexp.MustCompile(`\b[0-9a-f]{12}\b|\d[\d,]*(?:\.\d+)?(?: ?%)?`)

// words makes claims of the numbers in the words of reasons.
func (n *numbers) words(c *dossier.Case) {
	for i, r := range c.Reasons {
		if !told(r) {
			continue
		}
		k := 0
		for _, s := range written.FindAllString(r.Text, -1) {
			if value, unit, ok := numeral(s); ok {
				k++
				n.stated(wordID(i, r, k), unit, dossier.Inferred, value, fmt.Sprintf("in the words of the reason record %q", r.Code))
			}
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

// numeral reads a number as reasons write it; false for an id.
func numeral(s string) (value float64, unit string, ok bool) {
	if len(s) == 12 && !strings.ContainsAny(s, "%,.") {
		return 0, "", false
	}
	digits := strings.ReplaceAll(strings.TrimSpace(strings.TrimSuffix(s, "%")), ",", "")
	value, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return 0, "", false
	}
	if strings.HasSuffix(s, "%") {
		shift, _ := strconv.ParseFloat(digits+"e-2", 64) // by the decimal text, so that it is short
		return shift, "share", true
	}
	return value, "ratio", true
}

// reasonText puts places into the words of a reason.
func (w *writer) reasonText(i int, r dossier.Reason) string {
	var b strings.Builder
	at, k := 0, 0
	for _, m := range written.FindAllStringIndex(r.Text, -1) {
		b.WriteString(clean2(r.Text[at:m[0]]))
		at = m[1]
		s := r.Text[m[0]:m[1]]
		if _, _, ok := numeral(s); !ok {
			b.WriteString("`" + s + "`")
			continue
		}
		k++
		b.WriteString("{" + wordID(i, r, k) + "}")
	}
	b.WriteString(clean2(r.Text[at:]))
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
	w.para("What each detector measured, in its own words. A detector that found nothing unusual is listed too.")
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
	w.row("Records of the campaign", name(m.Campaign))
	w.row("State of the calibration", name(m.Calibration.State))
	w.para("The digests of all records are in the log that is sealed with them: its root is in the signed checkpoint. This letter is part of it.")
}
