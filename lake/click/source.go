package click

import "embed"

//go:embed *.go sql/*.sql
var sourceFiles embed.FS

// Source is this package's own Go and SQL, for whoever keeps what a hunt gave
// and must know that it would give the same again.
func Source() embed.FS { return sourceFiles }
