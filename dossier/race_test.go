//go:build race

package dossier

const raced = true
