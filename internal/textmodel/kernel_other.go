//go:build !amd64

package textmodel

const vectors = false

func addRows(*[rowBytes]int32, *[lanes]uint64, *uint32, int) {}

func dots(*[4]float64, *[Dims]float64, *quad) {}
