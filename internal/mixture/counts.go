package mixture

import "math"

// Product is a product of positive numbers that may leave the range of a
// float64: a logarithm is taken once in a while and not for each factor. Start
// with NewProduct.
type Product struct{ now, log float64 }

// NewProduct is 1.
func NewProduct() Product { return Product{now: 1} }

// Rise multiplies by Γ(a+x)/Γ(a) = a·(a+1)···(a+x−1), for a > 0 and a count x.
func (p *Product) Rise(a float64, x int64) {
	if x > 24 {
		high, _ := math.Lgamma(a + float64(x))
		low, _ := math.Lgamma(a)
		p.log += high - low
		return
	}
	for i := range x {
		p.now *= a + float64(i)
		if p.now > 1e200 || p.now < 1e-200 {
			p.log += math.Log(p.now)
			p.now = 1
		}
	}
}

// Log is the logarithm of the product.
func (p *Product) Log() float64 { return p.log + math.Log(p.now) }
