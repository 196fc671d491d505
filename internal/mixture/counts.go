package mixture

import "math"

// Product is a product of positive numbers that may leave the range of a
// float64: a logarithm is taken once in a while and not for each factor. Start
// with NewProduct.
type Product struct{ now, log float64 }

// NewProduct is 1.
func NewProduct() Product { return Product{now: 1} }

// Times is the product with one more positive number.
func (p Product) Times(a float64) Product {
	if p.now *= a; p.now > 1e200 || p.now < 1e-200 {
		return p.folded()
	}
	return p
}

//go:noinline
func (p Product) folded() Product { return Product{now: 1, log: p.log + math.Log(p.now)} }

// few is the count up to which Γ(a+x)/Γ(a) is multiplied out.
const few = 24

// Rise is the product with Γ(a+x)/Γ(a) = a·(a+1)···(a+x−1), for a > 0 and a count x.
func (p Product) Rise(a float64, x int64) Product {
	if x > few {
		high, _ := math.Lgamma(a + float64(x))
		low, _ := math.Lgamma(a)
		p.log += high - low
		return p
	}
	for i := range x {
		p = p.Times(a + float64(i))
	}
	return p
}

// Log is the logarithm of the product.
func (p Product) Log() float64 { return p.log + math.Log(p.now) }

// Rises knows the logarithms of Γ(a+x)/Γ(a) for one a > 0 and many counts x.
type Rises struct {
	a, low float64
	logs   [few + 1]float64
}

// NewRises prepares for a.
func NewRises(a float64) *Rises {
	r := &Rises{a: a}
	r.low, _ = math.Lgamma(a)
	p := NewProduct()
	for x := range few {
		p = p.Times(a + float64(x))
		r.logs[x+1] = p.Log()
	}
	return r
}

// Log is what a Product of one Rise gives.
func (r *Rises) Log(x int64) float64 {
	if x <= few {
		return r.logs[x]
	}
	high, _ := math.Lgamma(r.a + float64(x))
	return high - r.low
}
