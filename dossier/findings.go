package dossier

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/stillhunt/stillhunt/dossier/claim"
)

var readers = sync.Pool{New: func() any { return new(claim.Reader) }}

func (s *scan) rival(l []byte) error {
	var r Rival
	err := json.Unmarshal(l, &r)
	s.rivals = append(s.rivals, r)
	return err
}

// withheld says how much of each kind is left out, and what was erased.
func (v *verifier) withheld(s *scan) {
	for _, kind := range evidence {
		hidden, erased := s.hidden(kind), s.erased(kind)
		if erased > hidden {
			v.r.add(Failed, "erased", "%d records of kind %s were erased, and only %d are not there", erased, kind, hidden)
		} else if erased > 0 {
			v.r.add(Proved, "erased", "%d of %d records of kind %s were erased later, by a signed tombstone", erased, s.manifest.Counts[kind], kind)
		}
		if hidden > erased {
			v.r.add(Proved, "withheld", "%d of %d records of kind %s are withheld", hidden-erased, s.manifest.Counts[kind], kind)
		}
	}
	for _, t := range s.letter.tombstones {
		for _, r := range t.Ranges {
			at, found := slices.BinarySearchFunc(s.gaps, r[0], func(g gap, leaf int64) int { return cmp.Compare(g.From, leaf) })
			if !found {
				at-- // the last gap that begins before the range
			}
			if at < 0 || r[1] > s.gaps[at].To {
				v.r.add(Failed, "erased", "leaves %d to %d were erased, and are still there", r[0], r[1]-1)
			}
		}
	}
	if n := s.total.to - s.bounds[len(evidence)] - int64(len(s.letter.lines)); n > 0 {
		v.r.add(Proved, "withheld", "%d records of the letter are withheld", n)
	}
}

// missing is whether records of a kind are withheld that were not erased.
func (s *scan) missing(kind string) bool { return s.hidden(kind) > s.erased(kind) }

// evidence checks that records agree with each other.
func (v *verifier) evidence(s *scan) {
	accounts := int64(0)
	for _, e := range s.ledger.accounts {
		if e.count > 0 {
			accounts++
		}
	}
	switch {
	case s.ledger.runs == accounts && accounts > 0:
		v.r.add(Proved, "accounts", "the %d accounts' exchanges, first and last, are those of their observations; who is accused follows from role and probability", accounts)
	case s.hidden(KindObservation) == 0 && s.hidden(KindAccount) == 0:
		v.r.add(Failed, "accounts", "%d of %d accounts have the observations that their records say", s.ledger.runs, accounts)
	case accounts > 0:
		v.r.add(Believed, "accounts", "the counts of %d accounts, whose observations are withheld", accounts-s.ledger.runs)
	}
	if !s.missing(KindCandidate) && s.manifest.Counts[KindCandidate] > 0 {
		if s.missing(KindNull) {
			v.r.add(Believed, "candidates", "the p-values, whose null groups are withheld")
		} else {
			n, nulls, err := s.state.Tails()
			v.r.check(err, "candidates", "the p-values of all %d candidates follow from the %d null groups", n, nulls)
			v.r.add(Believed, "candidates", "the scores of candidates and null groups, which detectors measured in traffic that is not here")
		}
	}
	v.rivals(s)
}

// rivals checks that log-odds are the sums of what reasons say.
func (v *verifier) rivals(s *scan) {
	if len(s.rivals) == 0 || s.missing(KindReason) {
		return
	}
	var err error
	for _, r := range s.rivals {
		x, wrong := s.state.LogOdds(r.Hypothesis)
		if wrong == nil && math.Abs(x-r.LogOdds) > 1e-5*math.Max(1, math.Abs(x)) {
			wrong = fmt.Errorf("reasons give %g over %s, and its record says %g", x, r.Hypothesis, r.LogOdds)
		}
		if err == nil {
			err = wrong
		}
	}
	v.r.check(err, "reasons", "the log-odds over all %d rivals are the sums of what %d reasons say, by family within its cap", len(s.rivals), s.seen[KindReason])
	v.r.add(Believed, "reasons", "the figures of reasons and their laws, which detectors measured in traffic that is not here")
}

// claims computes every number of the letter again.
func (v *verifier) claims(s *scan) {
	results := s.state.Compute(false)
	withheld := map[string]bool{}
	for _, kind := range evidence {
		withheld[kind] = s.missing(kind)
	}
	listed := asked(v.letter.claims)
	for i, c := range v.letter.claims {
		f := Finding{What: "claim", Claim: c.ID}
		on, stated := s.plan.Rests(c.ID)
		missing := slices.DeleteFunc(slices.Clone(on), func(kind string) bool { return !withheld[kind] })
		r := &results[i]
		says := fmt.Sprintf("%s is %s (%s)", c.ID, shown(c.Value, c.Unit), c.Status)
		switch {
		case c.How.Op == claim.Stated:
			f.State, f.Text = Believed, says+": it is stated, and follows from nothing that is sealed"
		case len(missing) > 0 && len(c.How.Of) == 0:
			f.State, f.Text = Believed, fmt.Sprintf("%s: %s withheld", says, strings.Join(missing, ", "))
		case r.Err != nil:
			f.State, f.Text = Failed, fmt.Sprintf("%s: it cannot be computed: %v", says, r.Err)
		case !r.Met(listed[i]):
			f.State, f.Text = Failed, fmt.Sprintf("%s: the records give %s%s", says, shown(r.Value, c.Unit), bounds(r, c.Unit))
		case stated || len(missing) > 0:
			f.State, f.Text = Believed, says+": it follows from claims that have to be believed"
		default:
			f.State, f.Text = Proved, says
		}
		v.r.Findings = append(v.r.Findings, f)
	}
}

// shown is a value with its unit, all its digits and no exponent where a person
// reads it better so.
func shown(x float64, unit string) string {
	if unit == "time" {
		return time.UnixMicro(int64(x)).UTC().Format("2006-01-02 15:04:05.999999 UTC")
	}
	format := byte('g')
	if a := math.Abs(x); a >= 1e-4 && a < 1e15 {
		format = 'f'
	}
	return strconv.FormatFloat(x, format, -1, 64) + " " + unit
}

func bounds(r *claim.Result, unit string) string {
	if r.Low == nil {
		return ""
	}
	return " (" + shown(*r.Low, unit) + " to " + shown(*r.High, unit) + ")"
}

func (v *verifier) sentences() {
	claims := byID(v.letter.claims)
	own := 0
	var err error
	for i := range v.letter.sentences {
		sentence := &v.letter.sentences[i]
		if wrong := sentence.check(claims); wrong != nil && err == nil {
			err = fmt.Errorf("sentence %d: %w", i+1, wrong)
		}
		if sentence.own() {
			own++
		}
	}
	if n := len(v.letter.sentences); n > 0 || err != nil {
		v.r.check(err, "sentences", "every number in a place of the letter's %d sentences is a claim above", n)
	}
	if own > 0 {
		v.r.add(Believed, "sentences", "digits that %d sentences hold outside of places, such as names of standards", own)
	}
}

// files checks the rendered letter.
func (v *verifier) files() {
	html, err := v.d.read(htmlEntry, mostLetter)
	if err == nil {
		var pdf []byte
		if pdf, err = v.d.read(pdfEntry, mostLetter); err == nil {
			v.rendered(html, pdf)
			return
		}
	}
	v.r.add(Failed, "letter", "%v", err)
}

func (v *verifier) rendered(html, pdf []byte) {
	rec := v.letter.rendered
	if rec == nil {
		if html != nil || pdf != nil {
			v.r.add(Failed, "letter", "there is a letter that no record is of")
		}
		return
	}
	for _, f := range []struct {
		name, sum string
		text      []byte
	}{{htmlEntry, rec.HTML, html}, {pdfEntry, rec.PDF, pdf}} {
		switch {
		case f.sum == digest(f.text) && f.sum != "":
			v.r.add(Proved, "letter", "%s is the file that was sealed", f.name)
		case f.sum != digest(f.text):
			v.r.add(Failed, "letter", "%s is not the file that was sealed", f.name)
		}
	}
	if rec.HTML == "" && rec.PDF == "" {
		return
	}
	if v.Author == nil {
		v.r.add(Believed, "letter", "the rendered letter says what its records do")
		return
	}
	again, pdfAgain, err := v.Author.Render(v.manifest, v.letter.claims, v.letter.sentences)
	switch {
	case err != nil:
		v.r.add(Failed, "letter", "rendering it again: %v", err)
	case bytes.Equal(again, html) && bytes.Equal(pdfAgain, pdf):
		v.r.add(Proved, "letter", "rendered again from its records it is the same, byte for byte")
	case v.manifest.Software != softwareVersion:
		v.r.add(Believed, "letter", "the rendered letter says what its records do: version %s made it, and this one renders it otherwise", v.manifest.Software)
	default:
		v.r.add(Failed, "letter", "rendered again from its records it is another")
	}
}

// stamps checks witnesses and the time stamp.
func (v *verifier) stamps() error {
	for _, w := range v.Witnesses {
		at, err := cosigned(v.text, w)
		v.r.check(err, "witness", "%s cosigned the checkpoint at %s", w.Name(), at.Format("2006-01-02 15:04:05 UTC"))
	}
	answer, err := v.d.read(timestampEntry, mostTimestamp)
	if err != nil || answer == nil {
		return err
	}
	at, err := stamped(answer, signedPart(v.text))
	if v.r.check(err, "timestamp", "the time stamp is of this checkpoint") {
		v.r.add(Believed, "timestamp", "the time stamp authority signed it at %s, as it says: openssl ts -verify checks that with the authority's certificate", at.Format("2006-01-02 15:04:05 UTC"))
	}
	return nil
}
