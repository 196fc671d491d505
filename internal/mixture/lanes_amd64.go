package mixture

import "golang.org/x/sys/cpu"

// wide says that the processor computes four numbers at a time.
var wide = cpu.X86.HasAVX

//go:noescape
func fallsAVX(z, mean, precision, log []float64)

//go:noescape
func squaresAVX(z, center, sum []float64)

//go:noescape
func firstMomentAVX(x, spread, old, known, off []float64, weight, noise float64)

//go:noescape
func secondMomentAVX(x, spread, mean, next []float64, weight, noise float64)

func falls(z, mean, precision, log []float64) {
	if n := len(log) * len(z); !wide || len(mean) < n || len(precision) < n {
		fallsPlain(z, mean, precision, log) // which says what is wrong
		return
	}
	fallsAVX(z, mean, precision, log)
}

func squares(z, center, sum []float64) {
	if !wide || len(center) < len(sum)*len(z) {
		squaresPlain(z, center, sum)
		return
	}
	squaresAVX(z, center, sum)
}

// The kernels take four dimensions at a time; the rest is done one by one.

func firstMoment(x, spread, old, known, off []float64, weight, noise float64) {
	n := len(x)
	spread, old, known, off = spread[:n], old[:n], known[:n], off[:n]
	at := 0
	if wide {
		firstMomentAVX(x, spread, old, known, off, weight, noise)
		at = n &^ 3
	}
	firstMomentPlain(x[at:], spread[at:], old[at:], known[at:], off[at:], weight, noise)
}

func secondMoment(x, spread, mean, next []float64, weight, noise float64) {
	n := len(x)
	spread, mean, next = spread[:n], mean[:n], next[:n]
	at := 0
	if wide {
		secondMomentAVX(x, spread, mean, next, weight, noise)
		at = n &^ 3
	}
	secondMomentPlain(x[at:], spread[at:], mean[at:], next[at:], weight, noise)
}
