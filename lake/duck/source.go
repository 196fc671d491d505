package duck

import "embed"

//go:embed *.go sql/*.sql
var source embed.FS

// Source is this package's own Go and SQL, for whoever keeps what a hunt gave
// and must know that it would give the same again.
func Source() embed.FS { return source }
