package twin

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distmv"
	"pgregory.net/rapid"
)

// law draws conversations over a few codewords.
type law struct{ weights []float64 }

// own is an account's law of topics around another, as a Dirichlet of the
// given precision makes it; infinite precision is that itself.
func (s law) own(rng *rand.Rand, precision float64) law {
	if math.IsInf(precision, 1) {
		return s
	}
	var alpha []float64
	var codes []int
	for k, x := range s.weights {
		if x > 0 {
			alpha, codes = append(alpha, precision*x), append(codes, k)
		}
	}
	out := law{make([]float64, len(s.weights))}
	for i, x := range distmv.NewDirichlet(alpha, rng).Rand(nil) {
		out.weights[codes[i]] = x
	}
	return out
}

// add draws n conversations into counts.
func (s law) add(rng *rand.Rand, n int, counts map[uint16]int32) {
	sums := cumulate(s.weights)
	for range n {
		counts[uint16(climb(sums, rng.Float64()))]++
	}
}

func (s law) counts(rng *rand.Rand, n int) []Count {
	counts := map[uint16]int32{}
	s.add(rng, n, counts)
	return sorted(counts)
}

// even is the law of k codewords.
func even(k int) law {
	s := law{make([]float64, k)}
	for i := range s.weights {
		s.weights[i] = 1 / float64(k)
	}
	return s
}

func group(bags []bag) (*pool, []part) {
	p := newPool()
	var parts []part
	for i := range bags {
		p.add(&bags[i], 1)
		parts = append(parts, part{Point: int32(i), Weight: 1})
	}
	return p, parts
}

func standardError(p *pool, bags []bag, parts []part) float64 {
	within, between, pairs, ok := p.chances()
	if !ok {
		return math.Inf(1)
	}
	return p.error(bags, parts, within, between, pairs)
}

// TestThetaIsUnbiased: accounts of a Dirichlet-multinomial of precision s have
// θ = 1/(1+s), whatever they draw; one pool has none. The standard error is that
// of repeated worlds.
func TestThetaIsUnbiased(t *testing.T) {
	for _, c := range []struct {
		name      string
		precision float64
		least, to int
	}{
		{"one pool, few conversations", math.Inf(1), 2, 6},
		{"one pool, many", math.Inf(1), 20, 200},
		{"people, few", 12, 2, 6},
		{"people, many", 12, 20, 200},
		{"taste", 400, 30, 90},
	} {
		t.Run(c.name, func(t *testing.T) {
			const worlds = 300
			rng := rand.New(rand.NewPCG(1, 1))
			want, sum, squares, errors := 1/(1+c.precision), 0.0, 0.0, 0.0
			for range worlds {
				bags := make([]bag, 40)
				for i := range bags {
					n := c.least + rng.IntN(c.to-c.least)
					bags[i] = newBag(even(30).own(rng, c.precision).counts(rng, n))
				}
				p, parts := group(bags)
				theta, ok := p.theta()
				if !ok {
					t.Fatal("no θ of 40 accounts")
				}
				sum += theta
				squares += theta * theta
				errors += standardError(p, bags, parts)
			}
			mean := sum / worlds
			deviation := math.Sqrt(squares/worlds - mean*mean)
			if math.Abs(mean-want) > 4*deviation/math.Sqrt(worlds) {
				t.Errorf("θ is %v on average, want %v ± %v", mean, want, deviation/math.Sqrt(worlds))
			}
			if ratio := errors / worlds / deviation; ratio < .75 || ratio > 1.35 {
				t.Errorf("the standard error is %.2f times the deviation", ratio)
			}
		})
	}
}

func TestCamouflageRaisesThetaByItsSquare(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	bags := make([]bag, 2000)
	for i := range bags {
		counts := map[uint16]int32{}
		even(30).add(rng, 140, counts)
		even(30).own(rng, 5).add(rng, 60, counts)
		bags[i] = newBag(sorted(counts))
	}
	p, parts := group(bags)
	theta, _ := p.theta()
	// A fixed number of each makes the share's own variance a little less than c².
	if want := .3 * .3 / 6; math.Abs(theta-want) > 5*standardError(p, bags, parts)+.002 {
		t.Errorf("θ of 30 %% camouflage is %v, want %v", theta, want)
	}
}

func drawBags(t *rapid.T) []bag {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) bag {
		counts := map[uint16]int32{}
		for range rapid.IntRange(2, 30).Draw(t, "n") {
			counts[rapid.Uint16Range(0, 40).Draw(t, "code")]++
		}
		return newBag(sorted(counts))
	}), 4, 20).Draw(t, "accounts")
}

func TestPoolsMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bags := drawBags(t)
		cut := rapid.IntRange(0, len(bags)).Draw(t, "cut")
		whole, _ := group(bags)
		left, _ := group(bags[:cut])
		right, _ := group(bags[cut:])
		right.merge(left)
		a, okA := whole.theta()
		b, okB := right.theta()
		if okA != okB || math.Abs(a-b) > 1e-12 {
			t.Fatalf("θ of parts %v, of the whole %v", b, a)
		}
	})
}

func TestInfluenceIsADerivative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bags := drawBags(t)
		at := rapid.IntRange(0, len(bags)-1).Draw(t, "account")
		with := func(part float64) float64 {
			p := newPool()
			for i := range bags {
				if i == at {
					p.add(&bags[i], part)
				} else {
					p.add(&bags[i], 1)
				}
			}
			theta, _ := p.theta()
			return theta
		}
		p, _ := group(bags)
		within, between, pairs, ok := p.chances()
		if !ok || between > .98 {
			t.Skip("nothing to derive")
		}
		const h = 1e-5
		want := (with(1+h) - with(1-h)) / (2 * h)
		if got := p.pull(&bags[at], 1, within, between, pairs); math.Abs(got-want) > 1e-5*(1+math.Abs(want)) {
			t.Fatalf("influence %v, derivative %v", got, want)
		}
	})
}

func TestThetaOfNothing(t *testing.T) {
	one := newBag([]Count{{3, 5}})
	p := newPool()
	p.add(&one, 1)
	if _, ok := p.theta(); ok {
		t.Error("one account has a θ")
	}
	p.add(&one, 1)
	if theta, ok := p.theta(); !ok || theta != 0 {
		t.Errorf("θ of one codeword is %v, %v", theta, ok)
	}
}
