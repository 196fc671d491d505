package observe

import "embed"

//go:embed *.go cue/*.go
var source embed.FS

// Source is this package's own Go source, for campaign.Thresholds.
func Source() embed.FS { return source }

// Weights are the built-in weights of the text model, for the same hash. They
// are shared: do not write to them.
func Weights() []byte { return weights }
