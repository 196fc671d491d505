// Package hunt drives the fold: inputs to lake, lake to profiles, profiles to
// links, links to campaigns, and all of it into a directory that explains
// itself without the traffic.
package hunt

import (
	"errors"
	"fmt"
	"time"

	"github.com/stillhunt/stillhunt/campaign"
)

// Options are what the operator asked for.
type Options struct {
	Inputs    []string // files, globs, folders, "-"; none: what the lake has
	Accounts  string   // account facts, or empty
	Releases  string   // model releases, or empty
	Known     string   // what the operator knows already, or empty
	KnownSets string   // instruction sets and benchmarks, or empty
	Out       string   // the hunt directory
	Lake      string   // where observations live; empty: in the hunt directory
	ASNDB     string   // address ranges to networks, or empty
	KeyFile   string   // the deployment key; empty: the user's own
	Format    string   // auto or a format's name
	Map       string   // what the fields of another log are, or empty
	IDs       string   // keep or keyed
	From, To  time.Time
	FDR       float64       // false discovery rate over candidates
	MaxReject float64       // share of rejected lines that fails the hunt
	Skeletons bool          // keep slot-stripped skeletons that many accounts share
	Laws      campaign.Laws // for measuring what others than the learnt ones would find; nil in use
	Progress  func(Progress)
}

// Progress says how far a hunt is.
type Progress struct {
	Stage             string // reading, profiles, links, campaigns, writing
	Exchanges         int64
	Bytes, TotalBytes int64 // of the inputs as stored; TotalBytes is 0 if unknown
}

// Defaults of the options that have one.
const (
	DefaultFDR       = .01
	DefaultMaxReject = .01
	DefaultOut       = "stillhunt-out"
)

// Check fills in defaults and says what cannot be meant.
func (o *Options) Check() error {
	if o.Out == "" {
		o.Out = DefaultOut
	}
	if o.Format == "" {
		o.Format = "auto"
	}
	if o.IDs == "" {
		o.IDs = "keep"
	}
	switch {
	case len(o.Inputs) == 0 && o.Lake == "":
		return errors.New("nothing to hunt in: name a file, a folder or - for standard input, or a --lake that stillhunt ingest has filled")
	case o.IDs != "keep" && o.IDs != "keyed":
		return fmt.Errorf("--ids is keep or keyed, not %q", o.IDs)
	case o.FDR <= 0 || o.FDR >= 1:
		return fmt.Errorf("--fdr is between 0 and 1, not %g", o.FDR)
	case o.MaxReject < 0 || o.MaxReject > 1:
		return fmt.Errorf("--max-rejected is between 0 and 1, not %g", o.MaxReject)
	case !o.From.IsZero() && !o.To.IsZero() && !o.From.Before(o.To):
		return fmt.Errorf("--from %s is not before --to %s", o.From.Format(time.RFC3339), o.To.Format(time.RFC3339))
	}
	return nil
}
