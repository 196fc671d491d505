package dossier

import (
	"fmt"
	"slices"
)

// How a finding of verify stands.
const (
	Proved   = "proved"
	Believed = "believed" // follows from nothing that the file shows
	Failed   = "failed"
)

// Finding is one line of what verify says.
type Finding struct {
	State string `json:"state"`
	What  string `json:"what"` // form, bytes, signature, root, checkpoints, seen, records, withheld, erased, accounts, candidates, reasons, claim, sentences, letter, witness, timestamp
	Claim string `json:"claim,omitempty"`
	Text  string `json:"text"`
}

// Report is what verify found. Key is the one that it went by, Size 0 if no
// checkpoint could be read.
type Report struct {
	Case     string    `json:"case"`
	Key      string    `json:"key"`
	Size     int64     `json:"size"`
	Root     string    `json:"root"`
	Findings []Finding `json:"findings"`
}

// OK reports whether nothing failed.
func (r *Report) OK() bool {
	return len(r.Findings) > 0 && !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.State == Failed })
}

// Claims is how each claim stands.
func (r *Report) Claims() map[string]string {
	out := map[string]string{}
	for _, f := range r.Findings {
		if f.Claim != "" {
			out[f.Claim] = f.State
		}
	}
	return out
}

func (r *Report) add(state, what, format string, values ...any) {
	r.Findings = append(r.Findings, Finding{State: state, What: what, Text: fmt.Sprintf(format, values...)})
}

// check adds a finding that is proved, or failed by the error.
func (r *Report) check(err error, what, format string, values ...any) bool {
	if err != nil {
		r.add(Failed, what, "%v", err)
		return false
	}
	r.add(Proved, what, format, values...)
	return true
}
