package app

import (
	"bytes"
	"testing"

	"github.com/stillhunt/stillhunt/dossier"
)

// What a file says can pass for no finding, and a terminal does not act on it.
func TestFindingsArePrintable(t *testing.T) {
	var out bytes.Buffer
	r := &dossier.Report{Findings: []dossier.Finding{{State: dossier.Failed, What: "form", Text: "it is of\nproved    signature\x1b[2J"}}}
	if err := writeFindings(&environment{Streams: Streams{Out: &out}}, r, map[string]int{}); err != nil {
		t.Fatal(err)
	}
	if got := out.Bytes(); bytes.Count(got, []byte("\n")) != 3 || bytes.Contains(got, []byte("\x1b")) {
		t.Errorf("%q", got)
	}
}
