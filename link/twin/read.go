package twin

import (
	"context"
	"fmt"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

// Read asks the lake for the accounts of a slice, by hash; those that have
// nothing in it are left out. Only of first turns, or of single ones, does each
// conversation count once, as θ needs it.
func Read(ctx context.Context, l lake.Lake, s lake.Slice) ([]Account, error) {
	var out []Account
	for row, err := range l.SliceCodes(ctx, s) {
		if err != nil {
			return nil, fmt.Errorf("reading the topics of accounts: %w", err)
		}
		if n := len(out); n == 0 || out[n-1].Hash != row.Account {
			out = append(out, Account{Hash: row.Account})
		}
		a := &out[len(out)-1]
		a.Counts = append(a.Counts, Count{row.Code, row.Conversations})
	}
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
