package baseline

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/internal/words"
	"pgregory.net/rapid"
)

const day = 86400 * 1e6

// crowd makes n accounts that have nothing in common; their prompts are random.
func crowd(n int) *Traffic {
	t := &Traffic{}
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		a := Account{ID: fmt.Sprintf("a%04d", i), Exchanges: 30, Busiest: 3, First: 400 * day,
			Facts: exchange.Facts{PaymentFingerprint: fmt.Sprint("c", i), Device: fmt.Sprint("d", i), Created: day}}
		for range 30 {
			a.Vectors = append(a.Vectors, random(rng, nil))
		}
		t.Accounts = append(t.Accounts, a)
		for k := range 30 {
			t.Acts = append(t.Acts, Act{Time: int64(k) * day, Account: int32(i), Frame: uint64(1000*i + k + 1), Network: uint64(i + 1)})
		}
	}
	t.sort()
	return t
}

// random is a unit vector, near a centre if one is given.
func random(rng *rand.Rand, centre *Vector) Vector {
	var v Vector
	var square float64
	for i := range v {
		v[i] = float32(rng.NormFloat64())
		if centre != nil {
			v[i] = 10*centre[i] + .2*v[i]
		}
		square += float64(v[i]) * float64(v[i])
	}
	for i := range v {
		v[i] /= float32(math.Sqrt(square))
	}
	return v
}

// gang makes the first n accounts of a crowd one operator's: each change on its own.
func gang(change func(t *Traffic, i int)) *Traffic {
	t := crowd(200)
	for i := range 20 {
		change(t, i)
	}
	t.sort()
	return t
}

// TestRules: each rule puts the accounts that do what it looks for above its
// published threshold and above all others, and a crowd below it.
func TestRules(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	centre := random(rng, nil)
	together := func(times int) func(*Traffic, int) {
		return func(t *Traffic, i int) {
			for k := range times {
				t.Acts = append(t.Acts, Act{Time: int64(k)*day + int64(i)*1e6, Account: int32(i), Frame: 7, Network: uint64(i + 1)})
			}
		}
	}
	for _, c := range []struct {
		rule   Rule
		change func(t *Traffic, i int)
	}{
		{perAccountLimit, func(t *Traffic, i int) { t.Accounts[i].Busiest = 500 }},
		{prada, func(t *Traffic, i int) { // half of the prompts are repeats: two heaps of distances
			for k := range 15 {
				t.Accounts[i].Vectors[15+k] = t.Accounts[i].Vectors[k]
			}
		}},
		{seat, func(t *Traffic, i int) {
			for k := range t.Accounts[i].Vectors {
				t.Accounts[i].Vectors[k] = random(rng, &centre)
			}
		}},
		{mmd, func(t *Traffic, i int) {
			for k := range t.Accounts[i].Vectors {
				t.Accounts[i].Vectors[k] = random(rng, &centre)
			}
		}},
		{evilCohort, func(t *Traffic, i int) {
			for k := range t.Acts {
				if t.Acts[k].Account == int32(i) {
					t.Acts[k].Network = uint64(5000 + k%3)
				}
			}
		}},
		{synchroTrap1, together(1)},
		{synchroTrap3, together(3)},
		{cardOrDevice, func(t *Traffic, i int) { t.Accounts[i].Facts.PaymentFingerprint = "one" }},
		{fraudar, func(t *Traffic, i int) {
			for k := range 40 {
				t.Acts = append(t.Acts, Act{Time: int64(k) * day, Account: int32(i), Frame: uint64(1e6 + k), Network: uint64(1e6 + k)})
			}
		}},
		{signalSum, func(t *Traffic, i int) {
			a := &t.Accounts[i]
			a.Facts.PaymentFingerprint, a.Facts.Device, a.Facts.Created = "one", "one", a.First-day
			a.Eliciting, a.Maximal, a.Library, a.Busiest = 30, 30, 30, 500
		}},
	} {
		scores := c.rule.Score(gang(c.change))[0]
		least, most, above := math.Inf(1), math.Inf(-1), 0
		for i, s := range scores {
			if i < 20 {
				least = math.Min(least, s)
				if s >= c.rule.Published {
					above++
				}
			} else {
				most = math.Max(most, s)
			}
		}
		if above != 20 || least <= most {
			t.Errorf("%s: %d of 20 at the published threshold; the least of them %g, the most of the crowd %g", c.rule.Name, above, least, most)
		}
	}
}

// TestSynchroTrapCounts: two meetings are not three.
func TestSynchroTrapCounts(t *testing.T) {
	traffic := gang(func(t *Traffic, i int) {
		for k := range 2 {
			t.Acts = append(t.Acts, Act{Time: int64(k)*day + int64(i)*1e6, Account: int32(i), Frame: 7})
		}
	})
	if one, three := synchroTrap1.Score(traffic)[0][0], synchroTrap3.Score(traffic)[0][0]; one != 20 || three != 1 {
		t.Errorf("components of %g and %g", one, three)
	}
}

// TestShapiroWilk uses the example of Shapiro and Wilk (1965), the weights of
// eleven men, whose W by AS R94 is .7888.
func TestShapiroWilk(t *testing.T) {
	w := shapiroWilk([]float64{148, 154, 158, 160, 161, 162, 166, 170, 182, 195, 236})
	if math.Abs(w-.7888) > .0003 {
		t.Errorf("W = %.5f", w)
	}
	if w := shapiroWilk(make([]float64, 30)); w != 1 {
		t.Errorf("thirty equal values: %g", w)
	}
}

// TestTune: the threshold is the lowest that keeps to the rate, and there is
// none if the most suspicious are innocent.
func TestTune(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 3000).Draw(t, "innocents")
		scores := rapid.SliceOfN(rapid.Float64Range(0, 10), 1, 50).Draw(t, "guilty")
		var training []Example
		for i := range n {
			training = append(training, Example{float64(i%97) / 10, true})
		}
		for _, s := range scores {
			training = append(training, Example{s, false})
		}
		rule := Rule{Published: 3}
		s := rule.Tune([][]Example{training})
		wrong, hit := 0, 0
		for _, e := range training {
			if s.Accuses(e.Score) {
				if e.Innocent {
					wrong++
				} else {
					hit++
				}
			}
		}
		if s.Tuned && float64(wrong) > Rate*float64(n) || s.Tuned && wrong+hit == 0 || !s.Tuned && s.Threshold != 3 {
			t.Fatalf("%+v accuses %d of %d innocents", s, wrong, n)
		}
	})
	if s := (Rule{Published: 3}).Tune([][]Example{{{9, true}, {8, false}}}); s.Tuned || s.Threshold != 3 {
		t.Errorf("the most suspicious is innocent: %+v", s)
	}
}

func TestEmbed(t *testing.T) {
	var a, b, c Vector
	a, _ = embed("Explain the proof of Fermat's little theorem", new([]words.Word))
	b, _ = embed("explain the proof of Fermat's last theorem", new([]words.Word))
	c, _ = embed("my sourdough does not rise, what can i do", new([]words.Word))
	if a.dot(&b) < .6 || a.dot(&c) > .5 || math.Abs(float64(a.dot(&a))-1) > 1e-5 {
		t.Errorf("near %g, far %g, itself %g", a.dot(&b), a.dot(&c), a.dot(&a))
	}
	if _, ok := embed("… !!", new([]words.Word)); ok {
		t.Error("a text without words has a vector")
	}
}

// TestTuneTakesTheBestForm: the second form finds two, the first and third one.
func TestTuneTakesTheBestForm(t *testing.T) {
	form := func(scores ...float64) []Example {
		return []Example{{scores[0], false}, {scores[1], false}, {scores[2], true}}
	}
	s := (Rule{Published: 3}).Tune([][]Example{form(9, 1, 5), form(9, 8, 4), form(9, 1, 2)})
	if s != (Setting{Form: 1, Threshold: 6, Tuned: true}) {
		t.Errorf("%+v", s)
	}
}

// TestForms: every rule gives a number to each account in each form that it names.
func TestForms(t *testing.T) {
	for _, r := range Rules() {
		scores := r.Score(crowd(30))
		if len(scores) != max(1, len(r.Forms)) {
			t.Errorf("%s: %d forms, %d names", r.Name, len(scores), len(r.Forms))
		}
		for form, s := range scores {
			if len(s) != 30 {
				t.Errorf("%s, form %d: %d numbers", r.Name, form, len(s))
			}
		}
	}
}

func TestShown(t *testing.T) {
	got := shown(&Traffic{
		Accounts: []Account{{Facts: exchange.Facts{Device: "d"}}, {Facts: exchange.Facts{Device: "d"}}},
		Acts:     []Act{{Account: 0, Network: 1}, {Account: 0, Network: 1, Frame: 1}, {Account: 1, Network: 1}, {Account: 1}, {Account: 1, Frame: 2}},
	})
	if want := []column{{anExit, []int32{0, 1}}, {aDevice, []int32{0, 1}}}; !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
}

// TestNearest: algorithm 3 of the paper by hand. The second prompt is 2 from the
// first and joins; distances of the set are 0 and 2, so the bar is 1 − 1. The
// third is the second again, at 0: above the bar is only what is more.
func TestNearest(t *testing.T) {
	var a, b, c Vector
	a[0], b[0], c[1] = 1, -1, 1
	want := []float64{2, 0, math.Sqrt2}
	got := nearest([]Vector{a, b, b, c})
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-6 {
			t.Fatalf("%v, want %v", got, want)
		}
	}
	far := append(make([]float64, 30), 9)
	if n := len(withoutOutliers(far)); n != 30 {
		t.Errorf("%d of 31 are no outliers", n)
	}
}
