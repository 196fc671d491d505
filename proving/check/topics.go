package check

import (
	"math"
	"slices"

	"github.com/stillhunt/stillhunt/proving/population"
)

// Topic is how much people of one language keep to topics of their own.
type Topic struct {
	Language string  `json:"language"`
	Accounts int     `json:"accounts"` // with two conversations or more
	Theta    float64 `json:"theta"`
	Error    float64 `json:"error"`  // standard, by leaving out a twentieth
	Judged   bool    `json:"judged"` // enough accounts to be judged by
}

// leastAccounts is the fewest people of a language to be judged by.
const leastAccounts = 30

// topics measures θ of people, those with browsers, by language.
func topics(all []*account) []Topic {
	by := map[string][]*account{}
	for _, a := range all {
		if a.class == population.Benign && a.group == "" && a.kind() == browser && a.conversations() >= 2 {
			by[a.language] = append(by[a.language], a)
		}
	}
	var languages []string
	for l := range by {
		languages = append(languages, l)
	}
	slices.Sort(languages)
	var out []Topic
	for _, l := range languages {
		t := Topic{Language: l, Accounts: len(by[l]), Theta: theta(by[l], -1), Judged: len(by[l]) >= leastAccounts}
		var spread float64
		for g := range parts {
			d := theta(by[l], g) - t.Theta
			spread += d * d
		}
		t.Error = math.Sqrt(spread * (parts - 1) / parts)
		out = append(out, t)
	}
	return out
}

const parts = 20

func (a *account) conversations() int {
	n := 0
	for _, k := range a.codes {
		n += k
	}
	return n
}

// theta is the excess collision probability (W − B)/(1 − B) of accounts: W the
// chance that two conversations of one account share a codeword, B of two
// accounts, an account weighing min(n, 50)/50. Accounts of one part are left
// out; a negative part leaves out none.
func theta(all []*account, without int) float64 {
	sums := map[uint16]float64{}
	var within, weight, weight2, self float64
	for i, a := range all {
		if i%parts == without {
			continue
		}
		n := float64(a.conversations())
		if n < 2 {
			continue
		}
		w := min(n, 50) / 50
		pairs := 0.0
		for _, c := range codes(a.codes) {
			x := float64(a.codes[c])
			pairs += x * (x - 1)
			sums[c] += w * x / n
			self += w * w * x / n * x / n
		}
		within += w * pairs / (n * (n - 1))
		weight += w
		weight2 += w * w
	}
	between := 0.0
	for _, c := range codes(sums) {
		between += sums[c] * sums[c]
	}
	if weight*weight <= weight2 {
		return 0
	}
	b := (between - self) / (weight*weight - weight2)
	return (within/weight - b) / (1 - b)
}

func codes[V any](m map[uint16]V) []uint16 {
	out := make([]uint16, 0, len(m))
	for c := range m {
		out = append(out, c)
	}
	slices.Sort(out)
	return out
}
