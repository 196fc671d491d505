package main

import (
	"math"
	"path/filepath"

	"github.com/stillhunt/stillhunt/proving/arrival"
)

// tokens fits the lengths of requests and answers of a chat and a coding service.
func tokens(dir string, l *arrival.Laws) error {
	l.Tokens = map[string]arrival.Tokens{}
	for _, kind := range []struct{ name, file string }{{"conversation", "azure2023_conv.csv"}, {"code", "azure2023_code.csv"}} {
		var in, out []float64
		var sum, squares float64
		n, err := rows(filepath.Join(dir, kind.file), func(r *row) error {
			in, out = append(in, r.number("ContextTokens")), append(out, r.number("GeneratedTokens"))
			v := math.Log(max(1, out[len(out)-1]))
			sum, squares = sum+v, squares+v*v
			return r.err
		})
		if err != nil {
			return err
		}
		mean := sum / float64(n)
		l.Tokens[kind.name] = arrival.Tokens{Input: quantiles(in), Output: quantiles(out), Spread: round(math.Sqrt(squares/float64(n) - mean*mean))}
		l.Sources = append(l.Sources, arrival.Source{Name: "Azure LLM inference trace 2023, " + kind.name + " (one hour)", Licence: "CC-BY-4.0", Rows: n, Gives: "lengths of requests and answers"})
	}
	return nil
}
