//go:build !race

package main

// underRace tells that the race detector makes everything ten times slower.
const underRace = false
