package twin

import "embed"

//go:embed *.go
var source embed.FS

// Source is this package's own Go source, for campaign.Thresholds.
func Source() embed.FS { return source }
