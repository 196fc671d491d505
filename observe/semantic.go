package observe

import (
	_ "embed" // the weights
	"fmt"
	"sync"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/internal/textmodel"
)

//go:embed weights/text.bin
var weights []byte

// model loads the weights once a process.
var model = sync.OnceValues(func() (*textmodel.Model, error) {
	m, err := textmodel.Load(weights)
	if err != nil {
		return nil, fmt.Errorf("loading the text weights built into this program: %w", err)
	}
	return m, nil
})

// Heads of the weights file, in the order of proving/fit.
const (
	headHarvest = iota
	headMath
	headCode
)

// Signal: semantic
// Family: semantics
// Measures: what the prompt is about, as a leaf of a codebook; and, as the last intent, how much it looks like the harvests that are known.
// Formula: hashed words by 1 + floor(log2 count), TF-IDF and singular vectors folded into one row of integers a word, the rows' sum to the nearest centroid of 16, then 16, then 4 by inner product; the likeness a logistic regression on the same words, calibrated on sources it had not seen, for English prompts only: the data has no people of other languages, and language is never evidence
// Unit: 0..1023, 65535 if fewer than two words are known; 0..255 for the likeness, 0 where it cannot be told
// Fooled by: camouflage topics; a harvest of people's own prompts. The likeness flips on some sources (docs/fit.md): a reason that is shown, never one that decides
// Source: spherical k-means (Dhillon and Modha 2001) over truncated SVD; weights made by proving/fit
// Needs: gen_ai.input.messages
func semantic(w *Worker, _ *exchange.Exchange, o *Observation) {
	w.reading = textmodel.Reading{Code: NoCode}
	if len(w.words) == 0 {
		return
	}
	w.reading = w.reader.Read(w.words)
	o.Code = w.reading.Code
	if o.Lang == "en" {
		o.Intent[IntentHarvest] = w.reading.Scores[headHarvest]
	}
}

// Centroid is the unit vector of a codeword in the latent space of the
// codebook. The codeword must be below Codewords.
func Centroid(code uint16) ([textmodel.Dims]float64, error) {
	m, err := model()
	if err != nil {
		return [textmodel.Dims]float64{}, err
	}
	return m.Centroid(code), nil
}
