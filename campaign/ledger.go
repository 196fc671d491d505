package campaign

import (
	"fmt"
	"math"

	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// leastBlocks is the number of presented reasoning blocks with a known issuer
// from which a group's shares of them are told.
const leastBlocks = 50

// ledgerShares says where the reasoning blocks that the group presented were
// issued, as shares of those with a known issuer: moved to another account and
// out of their place, and continued under another account. What accounts of one
// organisation share, and what an account presents of its own, is neither. No
// account counts for more than 50 blocks.
func ledgerShares(v *view) (moved, continued float64, ok bool) {
	var known, weight float64
	v.each(func(a *profile.Account) {
		n := float64(a.Ledger.Known())
		if n == 0 {
			return
		}
		var m, c float64
		for _, r := range a.Ledger.Others {
			if !r.Org {
				m, c = m+float64(r.Moved), c+float64(r.Continued)
			}
		}
		w := math.Min(n, 50)
		known, weight = known+n, weight+w
		moved, continued = moved+w*m/n, continued+w*c/n
	})
	if known < leastBlocks {
		return 0, 0, false
	}
	return moved / weight, continued / weight, true
}

// partnerShare is the chance that two accounts of one operator that replays
// exchange a block: s of the surprise weight.
const partnerShare = .5

// bonds is what the ledger says of two accounts of the group having one
// operator, in nats, mean over its accounts of the strongest direction: a block
// is known to nobody but the account it was issued to, so whoever presents it
// has its answers. With d partners of N accounts it is log(s·(N−1)/d), as of a
// shared value, within the family's cap. Blocks inside one organisation are
// that organisation's own.
func bonds(v *view) (nats float64, bound int) {
	in := make(map[int32]bool, len(v.accounts))
	for _, i := range v.accounts {
		in[i] = true
	}
	type side struct{ blocks, partners float64 }
	given, taken := map[int32]side{}, map[int32]side{}
	for _, i := range v.accounts {
		for _, r := range v.s.Accounts[i].Ledger.Others {
			n := float64(r.Continued) + float64(r.Moved)
			if r.Org || n == 0 {
				continue
			}
			t := taken[i]
			t.partners++
			if in[r.Issuer] {
				t.blocks += n
				g := given[r.Issuer]
				given[r.Issuer] = side{g.blocks + n, g.partners + 1}
			}
			taken[i] = t
		}
	}
	worth := func(s side) float64 {
		if s.blocks == 0 {
			return 0
		}
		w := math.Log(partnerShare * float64(len(v.s.Accounts)-1) / s.partners)
		return math.Max(0, math.Min(w, link.Caps[link.Replay])) * s.blocks / (s.blocks + 1)
	}
	for _, i := range v.accounts {
		if w := math.Max(worth(given[i]), worth(taken[i])); w > 0 {
			nats += w
			bound++
		}
	}
	return nats / float64(len(v.accounts)), bound
}

// bondsInWords says what bonds measured.
func bondsInWords(v *view) string {
	_, bound := bonds(v)
	return fmt.Sprintf("%s of its accounts present reasoning that another of them was issued, or were issued what another presents", percent(float64(bound)/float64(len(v.accounts))))
}
