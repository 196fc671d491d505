package campaign

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"

	"github.com/stillhunt/stillhunt/internal/mixture"
	"github.com/stillhunt/stillhunt/internal/sources"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/link/twin"
	"github.com/stillhunt/stillhunt/observe"
	"github.com/stillhunt/stillhunt/profile"
)

//go:embed *.go calibrate/*.go
var source embed.FS

// Thresholds is the SHA-256, in hexadecimal, of the source of everything that
// judges: observe with its weights, profile, link, its twins and their mixture, campaign and its
// calibration, tests left out.
// Every threshold, weight and table of them is a constant there, so two hunts
// with one hash were made with the same ones. A changed comment changes it too:
// it can say "changed" where nothing was, never the other way.
func Thresholds() string {
	h := sha256.New()
	h.Write(observe.Weights())
	for _, p := range []struct {
		name string
		tree embed.FS
	}{{"observe", observe.Source()}, {"profile", profile.Source()}, {"link", link.Source()}, {"twin", twin.Source()}, {"mixture", mixture.Source()}, {"campaign", source}} {
		sources.Write(h, p.name, p.tree)
	}
	return hex.EncodeToString(h.Sum(nil))
}
