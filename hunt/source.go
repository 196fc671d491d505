package hunt

import "embed"

//go:embed *.go
var source embed.FS

// Source is this package's own Go source, for whoever keeps what a hunt gave
// and must know that it would give the same again.
func Source() embed.FS { return source }
