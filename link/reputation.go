package link

import (
	"github.com/stillhunt/stillhunt/profile"
)

// Template reputation, in its first form: a prompt that has spread through
// unrelated people belongs to nobody. A coding agent's own system prompt, a
// prompt from a video, a textbook question are all shared by strangers; what
// tells them from an operator's frame is that each holder sends it now and
// then, among his own, and that the holders came at all times.
const (
	spreadFrom   = 8   // holders from which a spread can be told
	spreadShare  = .25 // of a holder's exchanges: below it the value is only one of his things
	spreadMonths = .3  // chance that two holders signed up in one month: strangers show .1
)

// reputation is between 0 (public: links nobody) and 1 (unknown).
func (ix *Index) reputation(s *profile.Set, v *Value) float64 {
	if Traits[v.Trait].Family != Content || len(v.Holders) < spreadFrom {
		return 1
	}
	var sent, all int64
	months := map[int64]int{}
	dated := 0
	for _, h := range v.Holders {
		a := &s.Accounts[h.Account]
		sent += h.Exchanges
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
	collision := float64(same) / float64(dated*(dated-1))
	if collision < spreadMonths {
		return 0
	}
	return 1
}
