package dossier

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/dossier/claim"
)

// Rendered is the record of the files that the letter was rendered to.
type Rendered struct {
	Sentences int    `json:"sentences"`             // records so far
	HTML      string `json:"html_sha256,omitempty"` // of letter.html; empty: there is none
	PDF       string `json:"pdf_sha256,omitempty"`
}

// Tombstone is the record of an erasure.
type Tombstone struct {
	Time    string     `json:"time"` // RFC 3339 UTC
	Grounds string     `json:"grounds"`
	Records int64      `json:"records"`
	Ranges  [][2]int64 `json:"ranges"` // of leaves, ascending: [from, to)
}

// letterPart is what the entry letter.jsonl says: later claims take the place of
// earlier ones of the same id.
type letterPart struct {
	lines      [][]byte
	claims     []Claim
	at         map[string]int // places of claims, by id
	reader     claim.Reader
	sentences  []Sentence
	rendered   *Rendered
	tombstones []Tombstone
	erasures   []int // lines at which tombstones stand, from 0
}

func readLetter(text []byte) (*letterPart, error) {
	p := &letterPart{at: map[string]int{}}
	if len(text) > 0 && text[len(text)-1] != '\n' {
		return nil, &RecordError{letterEntry, -1, "", fmt.Errorf("the last line does not end")}
	}
	for l := range bytes.Lines(text) {
		l = l[:len(l)-1]
		n := int64(len(p.lines))
		kind, err := kindOf(l)
		if err == nil && len(l) > mostLine {
			err = fmt.Errorf("it is longer than %d bytes", mostLine)
		}
		if err == nil {
			err = p.reader.Check(l)
		}
		if err == nil {
			err = p.add(kind, l)
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", letterEntry, n+1, err)
		}
		p.lines = append(p.lines, l)
	}
	return p, nil
}

func (p *letterPart) add(kind string, l []byte) error {
	switch kind {
	case KindClaim:
		var c Claim
		if err := json.Unmarshal(l, &c); err != nil {
			return err
		}
		at, known := p.at[c.ID]
		switch {
		case !known && len(p.tombstones) > 0:
			return fmt.Errorf("the claim %.100q is new after an erasure", c.ID)
		case !known && len(p.claims) == claim.Most:
			return fmt.Errorf("there are more than %d claims", claim.Most)
		case !known:
			p.at[c.ID] = len(p.claims)
			p.claims = append(p.claims, c)
		case len(p.tombstones) == 0:
			return fmt.Errorf("the claim %.100q is there twice", c.ID)
		default:
			p.claims[at] = c
		}
	case KindSentence:
		var s Sentence
		if err := json.Unmarshal(l, &s); err != nil {
			return err
		}
		p.sentences = append(p.sentences, s)
	case KindLetter:
		var r Rendered
		if err := json.Unmarshal(l, &r); err != nil {
			return err
		}
		if r.Sentences != len(p.sentences) {
			return fmt.Errorf("the letter has %d sentences, and there are %d", r.Sentences, len(p.sentences))
		}
		p.rendered = &r
	case KindTombstone:
		var t Tombstone
		if err := json.Unmarshal(l, &t); err != nil {
			return err
		}
		var n int64
		for _, r := range t.Ranges {
			if r[0] < 1 || r[1] <= r[0] || r[1] > mostLeaves {
				return fmt.Errorf("it erases no leaves from %d to %d", r[0], r[1])
			}
			n += r[1] - r[0]
		}
		if n != t.Records {
			return fmt.Errorf("it says that it erases %d records, and its ranges have %d", t.Records, n)
		}
		p.tombstones, p.erasures = append(p.tombstones, t), append(p.erasures, len(p.lines))
	default:
		return fmt.Errorf("records of kind %.20q do not belong here", kind)
	}
	return nil
}

// asked are claims as package claim computes them.
func asked(claims []Claim) []claim.Asked {
	out := make([]claim.Asked, len(claims))
	for i, c := range claims {
		out[i] = claim.Asked{ID: c.ID, How: c.How, Value: c.Value, Low: c.Low, High: c.High}
	}
	return out
}

// unit is of letters, so that none can pass for another finding where it is shown.
var unit = regexp.MustCompile(`^[A-Za-z][A-Za-z -]{0,39}$`)

// plan checks claims and sentences against each other, and plans how the claims
// are computed.
func plan(claims []Claim) (*claim.Plan, error) {
	p, err := claim.Compile(asked(claims))
	if err != nil {
		return nil, err
	}
	for _, c := range claims {
		_, stated := p.Rests(c.ID)
		switch {
		case !slices.Contains([]string{Observed, Inferred, Assessed}, c.Status):
			return nil, fmt.Errorf("claim %q: %q is no status", c.ID, c.Status)
		case c.Status == Observed && stated:
			return nil, fmt.Errorf("claim %q: it is said to be observed, and rests on what is only stated", c.ID)
		case (c.Low == nil) != (c.High == nil):
			return nil, fmt.Errorf("claim %q: it has one bound", c.ID)
		case !unit.MatchString(c.Unit):
			return nil, fmt.Errorf("claim %q: its unit %.40q is not of letters, spaces and hyphens", c.ID, c.Unit)
		}
	}
	return p, nil
}

var place = regexp.MustCompile(`\{([a-z0-9._-]+)\}`)

// Places are the names in a sentence's braces: claims, and their bounds with .low
// and .high behind the id.
func (s *Sentence) Places() []string {
	var out []string
	for _, m := range place.FindAllStringSubmatch(s.Text, -1) {
		out = append(out, m[1])
	}
	return out
}

// own reports whether a sentence holds a number that is no claim's. Digits that
// belong to a name (ICD 203 has none of its own) count, too.
func (s *Sentence) own() bool {
	return strings.ContainsAny(place.ReplaceAllString(s.Text, ""), "0123456789")
}

// check checks that a sentence rests on claims that there are.
func (s *Sentence) check(claims map[string]*Claim) error {
	for _, id := range s.Claims {
		if claims[id] == nil {
			return fmt.Errorf("it rests on a claim %q, which there is not", id)
		}
	}
	for _, name := range s.Places() {
		id, bound := name, false
		for _, end := range []string{".low", ".high"} {
			if before, ok := strings.CutSuffix(name, end); ok {
				id, bound = before, true
			}
		}
		switch c := claims[id]; {
		case c == nil:
			return fmt.Errorf("its place {%s} is of no claim", name)
		case bound && c.Low == nil:
			return fmt.Errorf("its place {%s} is of a claim without bounds", name)
		case !slices.Contains(s.Claims, id):
			return fmt.Errorf("its place {%s} is of a claim that it does not list", name)
		}
	}
	return nil
}

func byID(claims []Claim) map[string]*Claim {
	out := map[string]*Claim{}
	for i := range claims {
		out[claims[i].ID] = &claims[i]
	}
	return out
}

func digest(b []byte) string {
	if b == nil {
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
