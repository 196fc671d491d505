package twin

import (
	"context"
	"math"

	"github.com/stillhunt/stillhunt/internal/mixture"
	"github.com/stillhunt/stillhunt/internal/parallel"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// directions is the number of dimensions in which accounts are compared: with
// 16 the prototype lost 10 to 40 points of recall.
const directions = 40

// space is the accounts' mean topics in the directions in which accounts differ
// most against the scatter of their own conversations.
type space struct {
	points *mixture.Points
	lambda []float64 // variance between accounts along each direction, noise included
}

// discriminate makes the space: account-LDA. An account is a source of as many
// vectors as it has conversations, and a full one counts once. The population's
// mean is the origin.
func (w *world) discriminate(ctx context.Context) (*space, error) {
	dims := len(w.centroids[0])
	center := make([]float64, dims)
	err := w.means(ctx, func(from int, means *mat.Dense) {
		for k := range rows(means) {
			floats.AddScaled(center, w.bags[from+k].weight/w.all.weight, means.RawRowView(k))
		}
	})
	if err != nil {
		return nil, err
	}
	between, within, err := w.scatters(ctx, center)
	if err != nil {
		return nil, err
	}
	projection, lambda, err := mixture.Discriminant(between, within, min(directions, dims))
	if err != nil {
		return nil, err
	}
	return w.project(ctx, projection, lambda, center)
}

// stretch is how many accounts' means are held at a time.
const stretch = 8192

// means calls use with the mean vectors of the accounts, a stretch at a time, in
// their order.
func (w *world) means(ctx context.Context, use func(from int, means *mat.Dense)) error {
	dims := len(w.centroids[0])
	for from := 0; from < len(w.bags); from += stretch {
		bags := w.bags[from:min(len(w.bags), from+stretch)]
		means := mat.NewDense(len(bags), dims, nil)
		err := parallel.Run(ctx, len(bags), 512, func(lo, hi int) {
			for i := lo; i < hi; i++ {
				b, m := &bags[i], means.RawRowView(i)
				for _, c := range b.counts {
					floats.AddScaled(m, float64(c.Conversations)/b.n, w.centroids[c.Code])
				}
			}
		})
		if err != nil {
			return err
		}
		use(from, means)
	}
	return nil
}

func rows(m *mat.Dense) int { n, _ := m.Dims(); return n }

// scatters gives the scatter of the accounts' means, and that of conversations
// within accounts: Σ_i w_i/(n_i−1) (Σ_k x_ik φ_k φ_kᵀ − n_i m_i m_iᵀ), which
// needs one sum a codeword and one a mean.
func (w *world) scatters(ctx context.Context, center []float64) (between, within *mat.SymDense, err error) {
	dims := len(center)
	between, within = mat.NewSymDense(dims, nil), mat.NewSymDense(dims, nil)
	topics := make([]float64, codewords)
	for i := range w.bags {
		b := &w.bags[i]
		for _, c := range b.counts {
			topics[c.Code] += b.weight / (b.n - 1) * float64(c.Conversations)
		}
	}
	seen := mat.NewDense(codewords, dims, nil)
	for k, x := range topics {
		floats.AddScaled(seen.RawRowView(k), math.Sqrt(x), w.centroids[k])
	}
	within.SymOuterK(1/w.all.weight, seen.T())
	err = w.means(ctx, func(from int, means *mat.Dense) {
		off := mat.NewDense(rows(means), dims, nil)
		for k := range rows(means) {
			b, m, o := &w.bags[from+k], means.RawRowView(k), off.RawRowView(k)
			copy(o, m)
			floats.Sub(o, center)
			floats.Scale(math.Sqrt(b.weight), o)
			floats.Scale(math.Sqrt(b.weight*b.n/(b.n-1)), m)
		}
		within.SymRankK(within, -1/w.all.weight, means.T())
		between.SymRankK(between, 1/w.all.weight, off.T())
	})
	return between, within, err
}

// shy is how many conversations' worth an account's own scatter is drawn towards
// that of everybody.
const shy = 10

// project puts the accounts in the space, each with its noise: the scatter of
// its own conversations over their number.
func (w *world) project(ctx context.Context, projection *mat.Dense, lambda, center []float64) (*space, error) {
	dims := len(lambda)
	topics := mat.NewDense(codewords, dims, nil)
	all := mat.NewDense(codewords, len(center), nil)
	for k, v := range w.centroids {
		all.SetRow(k, v)
		floats.Sub(all.RawRowView(k), center)
	}
	topics.Mul(all, projection)
	lengths := make([]float64, codewords)
	for k := range lengths {
		row := topics.RawRowView(k)
		lengths[k] = floats.Dot(row, row)
	}
	n := len(w.bags)
	s := &space{points: &mixture.Points{Dims: dims, At: make([]float64, n*dims), Noise: make([]float64, n)}, lambda: lambda}
	err := parallel.Run(ctx, n, 512, func(from, to int) {
		for i := from; i < to; i++ {
			b, at := &w.bags[i], s.points.Row(i)
			squares := 0.0
			for _, c := range b.counts {
				x := float64(c.Conversations)
				floats.AddScaled(at, x/b.n, topics.RawRowView(int(c.Code)))
				squares += x * lengths[c.Code]
			}
			own := (squares - b.n*floats.Dot(at, at)) / float64(dims) // (n−1) times the variance in a direction
			s.points.Noise[i] = math.Max((own+shy)/(b.n-1+shy), .05) / b.n
		}
	})
	return s, err
}
