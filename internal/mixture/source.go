package mixture

import "embed"

//go:embed *.go *.s
var source embed.FS

// Source is this package's own Go source, for whoever names the code that made
// a result.
func Source() embed.FS { return source }
