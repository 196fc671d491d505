package check

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// crowd makes accounts who draw their conversations from own topics with this
// chance, else from one pool.
func crowd(n, each int, own float64) []*account {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	var out []*account
	for i := range n {
		a := newAccount()
		a.id = fmt.Sprintf("a%04d", i)
		for range each {
			c := uint16(r.IntN(1000))
			if r.Float64() < own {
				c = uint16(1000 + i)
			}
			a.codes[c]++
		}
		out = append(out, a)
	}
	return out
}

func TestTheta(t *testing.T) {
	for _, c := range []struct{ own, want float64 }{{0, 0}, {.3, .09}, {1, 1}} {
		for _, each := range []int{2, 20, 80} { // unbiased at any number
			if got := theta(crowd(2000, each, c.own), -1); math.Abs(got-c.want) > .015 {
				t.Errorf("own share %g, %d conversations: θ %.4f, want %.4f", c.own, each, got, c.want)
			}
		}
	}
	one := crowd(1, 20, .5)
	if got := theta(one, -1); got != 0 {
		t.Errorf("one account has θ %g", got)
	}
}

func TestTopicsJudgeOnlyMany(t *testing.T) {
	var all []*account
	for i, a := range crowd(100, 10, .5) {
		a.class, a.lines, a.browsing, a.language = "benign", 10, 10, "en"
		if i < 10 {
			a.language = "fr"
		}
		all = append(all, a)
	}
	got := topics(all)
	if len(got) != 2 || got[0].Language != "en" || !got[0].Judged || got[1].Judged {
		t.Fatalf("%+v", got)
	}
	if got[0].Error <= 0 || got[0].Error > .05 {
		t.Errorf("error %g", got[0].Error)
	}
}
