// Package sources writes embedded source code into a hash, so that a result can
// name the code that made it.
package sources

import (
	"embed"
	"fmt"
	"io"
	"io/fs"
	"strings"
)

// Write writes every file of the tree in order of its path, with its path
// behind name and its length before it, tests left out.
func Write(w io.Writer, name string, tree embed.FS) {
	err := fs.WalkDir(tree, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := tree.ReadFile(path)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "%s/%s %d\n%s", name, path, len(text), text)
		return err
	})
	if err != nil {
		panic(err) // embedded, and a hash takes everything
	}
}
