package main

import (
	"math"
	"math/rand/v2"

	"github.com/stillhunt/stillhunt/internal/textmodel"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// latent fits the latent space: the right singular vectors of the fitted
// people's TF-IDF matrix, by randomised subspace iteration (Halko, Martinsson,
// Tropp 2011, arXiv 0909.4061, algorithm 4.4). It returns one row a feature of
// the vocabulary (zero for those that the heads alone know): idf times the
// feature's place in the space.
func latent(docs []bag, v *vocabulary, seed uint64) *mat.Dense {
	const extra, rounds = 12, 4
	features, k := len(v.features), textmodel.Dims+extra
	idf := make([]float64, features)
	for i, df := range v.df {
		if !v.features[i].Numeric() {
			idf[i] = math.Log(float64(1+v.docs)/float64(1+df)) + 1
		}
	}
	rows := make([]bag, len(docs))
	for i, d := range docs {
		rows[i] = weigh(d, idf)
	}
	rng := rand.New(rand.NewPCG(seed, 1))
	basis := mat.NewDense(features, k, nil)
	for i := range features {
		for j := range k {
			basis.Set(i, j, rng.NormFloat64())
		}
	}
	for range rounds {
		basis = orthonormal(transposed(rows, product(rows, basis), features))
	}
	// A·basis is small to the right: its Gram matrix gives the singular values.
	image := product(rows, basis)
	var gram mat.SymDense
	gram.SymOuterK(1, image.T())
	var eigen mat.EigenSym
	if !eigen.Factorize(&gram, true) {
		panic("the Gram matrix of a finite matrix has eigenvalues")
	}
	var turn, out mat.Dense
	eigen.VectorsTo(&turn) // ascending
	out.Mul(basis, &turn)
	space := mat.NewDense(features, textmodel.Dims, nil)
	values := eigen.Values(nil)
	for j := range textmodel.Dims {
		from := k - 1 - j
		gain := 0.0
		if values[from] > 1e-9*values[k-1] {
			gain = math.Pow(values[from], -whitening/2) // σ^(-whitening)
		}
		for i := range features {
			space.Set(i, j, gain*idf[i]*out.At(i, from))
		}
	}
	return space
}

// whitening lowers the weight of the strongest directions, which say how people
// write more than what about: 0 keeps the singular values, 1 removes them.
const whitening = 0.5

func weigh(d bag, idf []float64) bag {
	var w bag
	sum := 0.0
	for i, id := range d.ids {
		if int(id) < len(idf) && idf[id] > 0 {
			x := d.counts[i] * idf[id]
			w.ids, w.counts = append(w.ids, id), append(w.counts, x)
			sum += x * x
		}
	}
	for i := range w.counts {
		w.counts[i] /= math.Sqrt(sum)
	}
	return w
}

func product(rows []bag, b *mat.Dense) *mat.Dense {
	_, k := b.Dims()
	out := mat.NewDense(len(rows), k, nil)
	for i, r := range rows {
		to := out.RawRowView(i)
		for n, id := range r.ids {
			for j, x := range b.RawRowView(int(id)) {
				to[j] += r.counts[n] * x
			}
		}
	}
	return out
}

func transposed(rows []bag, b *mat.Dense, features int) *mat.Dense {
	_, k := b.Dims()
	out := mat.NewDense(features, k, nil)
	for i, r := range rows {
		from := b.RawRowView(i)
		for n, id := range r.ids {
			to := out.RawRowView(int(id))
			for j, x := range from {
				to[j] += r.counts[n] * x
			}
		}
	}
	return out
}

// orthonormal makes the columns orthonormal by modified Gram-Schmidt, twice
// ("twice is enough", Kahan and Parlett). A column that the earlier ones span
// becomes zero.
func orthonormal(a *mat.Dense) *mat.Dense {
	_, k := a.Dims()
	columns := make([][]float64, k)
	for j := range columns {
		columns[j] = mat.Col(nil, j, a)
		before := floats.Norm(columns[j], 2)
		for range 2 {
			for p := range j {
				floats.AddScaled(columns[j], -floats.Dot(columns[j], columns[p]), columns[p])
			}
		}
		length := floats.Norm(columns[j], 2)
		if length <= 1e-9*before {
			length = math.Inf(1)
		}
		floats.Scale(1/length, columns[j])
		a.SetCol(j, columns[j])
	}
	return a
}
