package graph

// source is SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). It is our own
// because an answer must not change with the library that draws the numbers.
type source uint64

func (s *source) next() uint64 {
	*s += 0x9e3779b97f4a7c15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// order returns 0 to n−1 shuffled (Fisher and Yates). The remainder's bias is
// below n/2^64 and does not matter for an order of visits.
func (s *source) order(n int) []int32 {
	order := identity(n)
	for i := n - 1; i > 0; i-- {
		j := s.next() % uint64(i+1)
		order[i], order[j] = order[j], order[i]
	}
	return order
}
