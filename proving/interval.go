package proving

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Proportion is a count out of a number of trials with its exact 95 % interval
// (Clopper and Pearson 1934). With no trials the value is 0 and the interval
// all of [0, 1].
type Proportion struct {
	Hits  int     `json:"hits"`
	Of    int     `json:"of"`
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

func proportion(hits, of int) Proportion {
	p := Proportion{Hits: hits, Of: of, High: 1}
	if of == 0 {
		return p
	}
	k, n := float64(hits), float64(of)
	p.Value = k / n
	if hits > 0 {
		p.Low = distuv.Beta{Alpha: k, Beta: n - k + 1}.Quantile(.025)
	}
	if hits < of {
		p.High = distuv.Beta{Alpha: k + 1, Beta: n - k}.Quantile(.975)
	}
	return p.rounded()
}

func (p Proportion) rounded() Proportion {
	p.Value, p.Low, p.High = round(p.Value), round(p.Low), round(p.High)
	return p
}

// RateBound is a count over an exposure, per million, with the one-sided exact
// 95 % upper bound of a Poisson mean (Garwood 1936); for a count of 0 that is
// the rule of three.
type RateBound struct {
	Count    int     `json:"count"`
	Exposure int64   `json:"account_days"`
	Rate     float64 `json:"per_million"`
	Upper    float64 `json:"upper_95"`
}

func rateBound(count int, exposure int64) RateBound {
	r := RateBound{Count: count, Exposure: exposure}
	if exposure == 0 {
		return r
	}
	upper := distuv.Gamma{Alpha: float64(count) + 1, Beta: 1}.Quantile(.95)
	r.Rate = round(float64(count) / float64(exposure) * 1e6)
	r.Upper = round(upper / float64(exposure) * 1e6)
	return r
}

// round keeps six significant digits, as everywhere that floats are written.
func round(v float64) float64 {
	if v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return v
	}
	scale := math.Pow(10, 6-math.Ceil(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}
