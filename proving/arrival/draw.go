package arrival

import (
	"math"
	"math/rand/v2"
)

// Steps is the number of intervals between the quantiles of a law.
const Steps = 20

// Quantiles are the values of a law at 0, 1/n, 2/n … 1.
type Quantiles []float64

// At is the value at probability u, between two quantiles by the log where both
// are positive, else in a straight line.
func (q Quantiles) At(u float64) float64 {
	x := min(max(u, 0), 1) * float64(len(q)-1)
	i := min(int(x), len(q)-2)
	a, b, f := q[i], q[i+1], x-float64(i)
	if a > 0 {
		return a * math.Pow(b/a, f)
	}
	return a + f*(b-a)
}

// Draw draws a value.
func (q Quantiles) Draw(r *rand.Rand) float64 { return q.At(r.Float64()) }

// Client is how one program sends.
type Client struct {
	Rate  float64 // over the geometric mean of all
	CV    float64 // of the gaps while it runs
	Duty  float64 // share of the time that it runs
	Night float64 // share of its requests before six o'clock
}

// Draw draws a program: each law by itself, together by a Gaussian copula.
func (c *Clients) Draw(r *rand.Rand) Client {
	var z, u [4]float64
	for i := range z {
		z[i] = r.NormFloat64()
	}
	for i := range u {
		s := 0.0
		for j := range i + 1 {
			s += c.root[i][j] * z[j]
		}
		u[i] = .5 * math.Erfc(-s/math.Sqrt2)
	}
	return Client{c.Rate.At(u[0]), c.CV.At(u[1]), c.Duty.At(u[2]), c.Night.At(u[3])}
}

// Scaled turns a drawn Rate into a factor of mean 1 whose log has this standard
// deviation, with the shape of the measured law.
func (c *Clients) Scaled(spread float64) func(rate float64) float64 {
	const points = 400
	var n, sum, squares float64
	for i := range points {
		l := math.Log(c.Rate.At((float64(i) + .5) / points))
		n, sum, squares = n+1, sum+l, squares+l*l
	}
	power := spread / math.Sqrt(squares/n-sum/n*sum/n)
	mean := 0.0
	for i := range points {
		mean += math.Pow(c.Rate.At((float64(i)+.5)/points), power) / points
	}
	return func(rate float64) float64 { return math.Pow(rate, power) / mean }
}

// Window is the length of time over which Duty and CV were measured, as a share
// of a day.
const Window = 1.0 / 144

// Times appends the times of n requests of a day, as shares of it in [0, 1),
// in no order. The program runs in windows: as many as its duty says, from the
// hour at which its work begins; inside them the gaps are gamma-distributed
// with its coefficient of variation.
func (c Client) Times(r *rand.Rand, n int, begin float64, dst []float64) []float64 {
	if n == 0 {
		return dst
	}
	span := max(c.Duty, Window)
	if n > 1 && span < 1 { // a long job now and then, a short one mostly
		span = min(1, span*math.Exp(.4*r.NormFloat64()))
	}
	shape := 1 / max(c.CV*c.CV, .25)
	at, first := 0.0, len(dst)
	for range n {
		at += Gamma(r, shape)
		dst = append(dst, at)
	}
	// The gap before the first and after the last is one of them, cut anywhere.
	whole := at + Gamma(r, shape)
	if whole <= 0 { // all gaps of a very small shape can round to 0
		whole = 1
	}
	for i := first; i < len(dst); i++ {
		share := dst[i] / whole * span
		dst[i] = math.Mod(begin+share, 1)
	}
	return dst
}

// Gamma draws from the gamma law of this shape and scale 1 (Marsaglia and Tsang
// 2000; a shape below 1 by their power of a uniform).
func Gamma(r *rand.Rand, shape float64) float64 {
	boost := 1.0
	if shape < 1 {
		boost = math.Pow(1-r.Float64(), 1/shape)
		shape++
	}
	d := shape - 1.0/3
	k := 1 / math.Sqrt(9*d)
	for {
		x := r.NormFloat64()
		v := 1 + k*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-r.Float64()) < .5*x*x+d-d*v+d*math.Log(v) {
			return boost * d * v
		}
	}
}

// Hour draws the hour of the day, from 0 to 24, from the curve of all programs
// that keep hours.
func (l *Laws) Hour(r *rand.Rand) float64 {
	u := r.Float64()
	for h, share := range l.Hours {
		if u < share || h == len(l.Hours)-1 {
			return float64(h) + min(u/share, .999999)
		}
		u -= share
	}
	return 0
}
