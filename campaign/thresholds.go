package campaign

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"

	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/observe"
	"github.com/stillhunt/stillhunt/profile"
)

//go:embed *.go calibrate/*.go
var source embed.FS

// Thresholds is the SHA-256, in hexadecimal, of the source of everything that
// judges: observe with its weights, profile, link, campaign and its calibration, tests left out.
// Every threshold, weight and table of them is a constant there, so two hunts
// with one hash were made with the same ones. A changed comment changes it too:
// it can say "changed" where nothing was, never the other way.
func Thresholds() string {
	h := sha256.New()
	h.Write(observe.Weights())
	for _, p := range []struct {
		name string
		tree embed.FS
	}{{"observe", observe.Source()}, {"profile", profile.Source()}, {"link", link.Source()}, {"campaign", source}} {
		err := fs.WalkDir(p.tree, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := p.tree.ReadFile(path)
			fmt.Fprintf(h, "%s/%s %d\n", p.name, path, len(text))
			h.Write(text)
			return err
		})
		if err != nil {
			panic(err) // embedded
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}
