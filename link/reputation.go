package link

import (
	"github.com/stillhunt/stillhunt/profile"
)

// Template reputation, in its first form: a prompt that has spread through
// unrelated people belongs to nobody. A prompt from a video, a library or a
// textbook is shared by strangers; what tells it from an operator's frame is
// that each holder sends such prompts now and then, among his own, and that
// the holders came at all times.
const (
	spreadFrom   = 8   // holders from which a spread can be told
	spreadShare  = .25 // of a holder's exchanges in shared prompts: below it they are only one of his things
	spreadMonths = .3  // chance that two holders signed up in one month: strangers show .1
)

// framed is, for each account, how many of its exchanges carry a value of a
// trait that spreadFrom accounts or more show.
func (ix *Index) framed(trait int) []int64 {
	out := make([]int64, ix.Accounts)
	for i := range ix.Values {
		if v := &ix.Values[i]; v.Trait == trait && len(v.Holders) >= spreadFrom {
			for _, h := range v.Holders {
				out[h.Account] += int64(h.Exchanges)
			}
		}
	}
	return out
}

// reputation is between 0 (public: links nobody) and 1 (unknown). framed is
// that of the value's trait.
func reputation(s *profile.Set, v *Value, framed []int64) float64 {
	if Traits[v.Trait].Family != Content || len(v.Holders) < spreadFrom {
		return 1
	}
	var sent, all int64
	months := map[int64]int{}
	dated := 0
	for _, h := range v.Holders {
		a := &s.Accounts[h.Account]
		sent += framed[h.Account]
		all += a.Exchanges
		if a.Facts.Created > 0 {
			months[a.Facts.Created/(30*dayMicros)]++
			dated++
		}
	}
	if float64(sent) >= spreadShare*float64(all) {
		return 1
	}
	if dated < spreadFrom {
		return .5 // casual use by many, and nothing known of when they came
	}
	same := 0
	for _, n := range months {
		same += n * (n - 1)
	}
	if collision := float64(same) / float64(dated*(dated-1)); collision < spreadMonths {
		return 0
	}
	return 1
}
