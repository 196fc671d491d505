package link

import "embed"

//go:embed *.go
var source embed.FS

// Source is this package's own Go source. campaign.Thresholds hashes it: the
// weights and bars of the evidence are constants there and nowhere else.
func Source() embed.FS { return source }
