package claim

// span is a claim's value and its bounds; those of a claim without are its value.
type span struct {
	value, low, high float64
	bounded          bool
}

func spanOf(value float64, low, high *float64) span {
	if low == nil || high == nil {
		return span{value, value, value, false}
	}
	return span{value, *low, *high, true}
}

// with combines two spans: the bounds are the least and the largest of what the
// operation makes of theirs.
func (a span) with(b span, op func(x, y float64) float64) span {
	low := op(a.low, b.low)
	out := span{op(a.value, b.value), low, low, a.bounded || b.bounded}
	for _, x := range []float64{op(a.low, b.high), op(a.high, b.low), op(a.high, b.high)} {
		out.low, out.high = min(out.low, x), max(out.high, x)
	}
	return out
}

func (a span) whole() bool { return whole(a.value) && whole(a.low) && whole(a.high) }

// take makes a span the result; its bounds, if it has any.
func (r *Result) take(s span) {
	r.Value = s.value
	if s.bounded {
		r.Low, r.High = &s.low, &s.high
	}
}

// combine adds or multiplies claims, in their order.
func combine(r *Result, of []span, start float64, op func(x, y float64) float64) {
	sum := span{start, start, start, false}
	r.Exact = true
	for _, x := range of {
		sum, r.Exact = sum.with(x, op), r.Exact && x.whole()
	}
	r.Exact = r.Exact && sum.whole()
	r.take(sum)
}

// ratio has no bounds if what it is over may be zero.
func ratio(r *Result, a, b span) {
	if b.low <= 0 && b.high >= 0 {
		a, b = span{value: a.value, low: a.value, high: a.value}, span{value: b.value, low: b.value, high: b.value}
	}
	r.take(a.with(b, func(x, y float64) float64 { return x / y }))
}
