package twin

import (
	"context"
	"fmt"
	"math"

	"github.com/stillhunt/stillhunt/internal/pieces"
	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

// Read asks the lake for the accounts of a slice, by hash; those that have
// nothing in it are left out. Only of first turns, or of single ones, does each
// conversation count once, as θ needs it.
func Read(ctx context.Context, l lake.Lake, s lake.Slice) ([]Account, error) {
	var out []Account
	var run []Count // of the account at hand
	var counts pieces.Of[Count]
	end := func() {
		if len(run) > 0 {
			out[len(out)-1].Counts, run = counts.Copy(run), run[:0]
		}
	}
	for row, err := range l.SliceCodes(ctx, s) {
		if err != nil {
			return nil, fmt.Errorf("reading the topics of accounts: %w", err)
		}
		if n := len(out); n == 0 || out[n-1].Hash != row.Account {
			end()
			out = append(out, Account{Hash: row.Account})
		}
		run = append(run, Count{row.Code, int32(min(row.Conversations, math.MaxInt32))})
	}
	end()
	return out, nil
}

// Centroids are the unit vectors of the shipped codebook, by codeword.
func Centroids() ([][]float64, error) {
	out := make([][]float64, codewords)
	for k := range out {
		v, err := observe.Centroid(uint16(k))
		if err != nil {
			return nil, err
		}
		out[k] = v[:]
	}
	return out, nil
}
