package campaign

import (
	"testing"

	"github.com/stillhunt/stillhunt/profile"
)

// Accounts that send nothing but one prompt are one pool, and no division by
// nothing.
func TestOneCodewordIsOnePool(t *testing.T) {
	s := &profile.Set{}
	v := &view{s: s}
	for i := range int32(7) {
		s.Accounts = append(s.Accounts, profile.Account{Codes: []profile.Code{{Code: 3, Conversations: 10 + int32(i)}}})
		v.accounts = append(v.accounts, i)
	}
	if x, ok := excessCollision(v); x != 0 || !ok {
		t.Errorf("θ = %v, %v; want 0", x, ok)
	}
}
