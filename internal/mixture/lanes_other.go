//go:build !amd64

package mixture

func falls(z, mean, precision, log []float64) { fallsPlain(z, mean, precision, log) }

func squares(z, center, sum []float64) { squaresPlain(z, center, sum) }

func firstMoment(x, spread, old, known, off []float64, weight, noise float64) {
	firstMomentPlain(x, spread, old, known, off, weight, noise)
}

func secondMoment(x, spread, mean, next []float64, weight, noise float64) {
	secondMomentPlain(x, spread, mean, next, weight, noise)
}
