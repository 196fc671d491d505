package dossier

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/stillhunt/stillhunt/dossier/claim"
)

// Bounds of what is read.
const (
	mostLine   = 256 << 10 // bytes of a record, without its newline
	mostLetter = 64 << 20  // bytes of each entry but the evidence
	mostLeaves = 1 << 40
	mostSmall  = 1_000_000 // records of the kinds that are held in memory, together
)

// line is a record as it is sealed: an object that begins with its kind and salt.
func line(kind, salt string, v any) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(`{"kind":"` + kind + `","salt":"` + salt + `"`)
	at := b.Len()
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("writing a record of kind %s: %w", kind, err)
	}
	out := bytes.TrimRight(b.Bytes(), "\n")
	if len(out) > mostLine {
		return nil, fmt.Errorf("a record of kind %s is longer than %d bytes", kind, mostLine)
	}
	if out[at+1] == '}' { // no field
		return append(out[:at], '}'), nil
	}
	out[at] = ','
	return out, nil
}

var kindBegins = []byte(`{"kind":"`)

// kindOf is the kind of a record.
func kindOf(line []byte) (string, error) {
	rest, ok := bytes.CutPrefix(line, kindBegins)
	end := bytes.IndexByte(rest[:min(len(rest), 20)], '"')
	if !ok || end < 0 {
		return "", fmt.Errorf("it does not begin with its kind")
	}
	switch string(rest[:end]) {
	case KindObservation:
		return KindObservation, nil
	case KindLink:
		return KindLink, nil
	case KindAccount:
		return KindAccount, nil
	}
	return string(rest[:end]), nil
}

// evidence are the kinds of evidence, in their order.
var evidence = []string{KindManifest, KindPrice, KindNull, KindCandidate, KindReason, KindRival, KindAccount, KindLink, KindObservation}

// bounds says which leaves are of which kind, by the manifest's counts: those of
// evidence[i] are [bounds[i], bounds[i+1]).
func (m *Manifest) bounds() []int64 {
	out := []int64{0}
	for _, kind := range evidence {
		n := m.Counts[kind]
		if kind == KindManifest {
			n = 1
		}
		out = append(out, out[len(out)-1]+n)
	}
	return out
}

// readManifest reads the first record.
func readManifest(text []byte) (Manifest, error) {
	var m Manifest
	if err := new(claim.Reader).Check(text); err != nil {
		return m, fmt.Errorf("the manifest: %w", err)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("the manifest: %w", err)
	}
	if m.Schema != Schema {
		return m, fmt.Errorf("it is of the form %.40q, and this version reads %s", m.Schema, Schema)
	}
	small := int64(0)
	for kind, n := range m.Counts {
		if n < 0 || n > mostLeaves {
			return m, fmt.Errorf("the manifest counts %d records of kind %.20q", n, kind)
		}
		if slices.Contains([]string{KindPrice, KindNull, KindCandidate, KindReason, KindRival}, kind) {
			small += n
		}
	}
	if small > mostSmall {
		return m, fmt.Errorf("the manifest counts %d prices, null groups, candidates, reasons and rivals: %d at most can be", small, mostSmall)
	}
	return m, nil
}
