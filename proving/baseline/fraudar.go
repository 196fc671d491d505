package baseline

import (
	"slices"

	"github.com/zeebo/xxh3"

	"github.com/stillhunt/stillhunt/internal/graph"
)

// fraudar finds the densest block of accounts against what they show, each
// value worth 1/ln(holders + 5), then the densest of what is left, and so on, as
// its authors' program does. Hooi et al., "FRAUDAR: Bounding Graph Fraud in the
// Face of Camouflage", KDD 2016. The number is the density of an account's first
// block; the paper accuses the densest one, whatever its density. Its graph is
// of users and what they review, for which the nearest thing is the prompt
// frame; exits, cards and devices are tried too.
var fraudar = Rule{
	Name: "FRAUDAR", Source: "KDD 2016; the densest block", Published: 1e-9,
	Forms: []string{"the densest by frames", "by frames", "by frames, exits, cards, devices", "by exits", "by cards and devices"},
	Score: func(t *Traffic) [][]float64 {
		columns := shown(t)
		out := [][]float64{nil}
		for _, kinds := range []uint{1 << aFrame, 1<<aFrame | 1<<anExit | 1<<aCard | 1<<aDevice, 1 << anExit, 1<<aCard | 1<<aDevice} {
			dense, first := blocks(len(t.Accounts), columns, kinds)
			if out[0] == nil {
				out[0] = first
			}
			out = append(out, dense)
		}
		return out
	},
}

// rounds is how many blocks are looked for.
const rounds = 8

// blocks gives each account the density of its first block, and 0 if it is in
// none, and the same with the densest block alone.
func blocks(accounts int, columns []column, kinds uint) (dense, first []float64) {
	var edges []graph.Edge
	n := int32(0)
	for _, c := range columns {
		if kinds&(1<<c.kind) != 0 {
			for _, a := range c.accounts {
				edges = append(edges, graph.Edge{A: a, B: n, W: 1})
			}
			n++
		}
	}
	dense = make([]float64, accounts)
	for k := range rounds {
		b := graph.Peel(accounts, int(n), edges, nil, graph.LogWeight)
		if len(b.Rows) == 0 || len(b.Cols) == 0 {
			break
		}
		rows, cols := make([]bool, accounts), make([]bool, n)
		for _, r := range b.Rows {
			rows[r] = true
			if dense[r] == 0 {
				dense[r] = b.Density
			}
		}
		for _, c := range b.Cols {
			cols[c] = true
		}
		edges = slices.DeleteFunc(edges, func(e graph.Edge) bool { return rows[e.A] && cols[e.B] })
		if k == 0 {
			first = slices.Clone(dense)
		}
	}
	if first == nil {
		first = dense
	}
	return dense, first
}

// Kinds of values that accounts show.
const (
	anExit = iota
	aCard
	aDevice
	aFrame
)

// shown lists what two accounts or more show. A value of one account makes no
// block denser than 1/ln 6.
func shown(t *Traffic) []column {
	var of []holding
	hold := func(account int32, kind uint8, hash uint64) {
		if hash != 0 {
			of = append(of, holding{kind, hash, account})
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
	return columns(of)
}

// hash is 0 for what is not known.
func hash(s string) uint64 {
	if s == "" {
		return 0
	}
	return xxh3.HashString(s)
}
