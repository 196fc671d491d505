package main

import (
	"math"

	"github.com/stillhunt/stillhunt/internal/textmodel"
)

// fitted is a model and what it was measured on.
type fitted struct {
	parts  *textmodel.Parts
	trials [textmodel.Heads][]trial
}

// fit makes a model from texts. The same texts and seed give the same bytes.
func fit(texts []text, seed uint64) fitted {
	v := choose(texts)
	features := len(v.features)
	bags := make([]bag, len(texts))
	var docs []bag
	for i := range texts {
		t := &texts[i]
		bags[i] = v.bag(t.features, features)
		if t.people && t.fitted {
			for _, piece := range append([][]textmodel.Feature{t.features}, t.pieces...) {
				docs = append(docs, v.bag(piece, v.codebook))
			}
		}
	}
	rows, scale := quantise(latent(docs, v, seed), v, seed)
	var points []point
	for _, d := range docs {
		if p, ok := place(d, rows, scale); ok {
			points = append(points, p)
		}
	}
	p := &textmodel.Parts{
		Rows:  make([][textmodel.Dims + textmodel.Heads]int8, len(rows)),
		Tree:  codebook(points, scale, seed),
		Scale: scale,
	}
	for i := range rows {
		copy(p.Rows[i][:], rows[i][:])
	}
	for _, f := range v.features {
		p.Slots = append(p.Slots, textmodel.Slot{Bucket: uint16(f.Bucket()), Fingerprint: uint16(f.Fingerprint())})
	}
	for k := range p.Logits {
		x := (float64(k) + 0.5) / 255
		p.Logits[k] = math.Log(x / (1 - x))
	}
	out := fitted{parts: p}
	for h := range p.Bias {
		p.Bias[h] = math.Log(1e-6) // a head that is not fitted never fires
	}
	for _, k := range tasks() {
		out.trials[k.head] = k.leaveOut(texts, bags, features, seed)
		slope, bias := k.calibrate(texts, out.trials[k.head])
		fill(p, k.head, k.train(texts, bags, features, "", seed), slope, bias)
	}
	return out
}
