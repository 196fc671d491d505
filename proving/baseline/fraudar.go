package baseline

import (
	"github.com/zeebo/xxh3"

	"github.com/stillhunt/stillhunt/internal/graph"
)

// fraudar finds the densest block of accounts against what they share: exits,
// prompt frames, cards, devices, each worth 1/ln(holders + 5). Hooi et al.,
// "FRAUDAR: Bounding Graph Fraud in the Face of Camouflage", KDD 2016. The
// number is the block's density for those in it; the paper accuses the densest
// block, whatever its density.
var fraudar = Rule{
	Name: "FRAUDAR", Source: "KDD 2016; the densest block", Published: 1e-9,
	Score: func(t *Traffic) []float64 {
		edges, columns := holdings(t)
		block := graph.Peel(len(t.Accounts), columns, edges, nil, graph.LogWeight)
		out := make([]float64, len(t.Accounts))
		for _, r := range block.Rows {
			out[r] = block.Density
		}
		return out
	},
}

// Kinds of values that accounts share.
const (
	anExit = iota
	aCard
	aDevice
	aFrame
)

type value struct {
	kind uint8
	hash uint64
}

// holdings joins accounts (rows) with what they show (columns), each pair once.
func holdings(t *Traffic) ([]graph.Edge, int) {
	columns := map[value]int32{}
	seen := map[[2]int32]bool{}
	var edges []graph.Edge
	hold := func(row int32, kind uint8, hash uint64) {
		if hash == 0 {
			return
		}
		c, ok := columns[value{kind, hash}]
		if !ok {
			c = int32(len(columns))
			columns[value{kind, hash}] = c
		}
		if e := [2]int32{row, c}; !seen[e] {
			seen[e] = true
			edges = append(edges, graph.Edge{A: row, B: c, W: 1})
		}
	}
	for i := range t.Accounts {
		f := &t.Accounts[i].Facts
		hold(int32(i), aCard, hash(f.PaymentFingerprint))
		hold(int32(i), aDevice, hash(f.Device))
	}
	for _, a := range t.Acts {
		hold(a.Account, anExit, a.Network)
		hold(a.Account, aFrame, a.Frame)
	}
	return edges, len(columns)
}

// hash is 0 for what is not known.
func hash(s string) uint64 {
	if s == "" {
		return 0
	}
	return xxh3.HashString(s)
}
