package twin

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"
)

// plan is a world composed of people and campaigns.
type plan struct {
	people     int
	campaigns  int // each of size accounts
	size, n    int
	camouflage float64
}

// compose draws the accounts; of says which campaign each is of, 0 for people.
// People have some of forty interests, and a taste of their own in each.
func (p plan) compose(seed uint64) (accounts []Account, of []int) {
	rng := rand.New(rand.NewPCG(seed, 9))
	interest := func() law {
		s := law{make([]float64, codewords)}
		for range 40 {
			s.weights[rng.IntN(codewords)] += rng.ExpFloat64()
		}
		floats.Scale(1/floats.Sum(s.weights), s.weights)
		return s
	}
	interests := make([]law, 40)
	for i := range interests {
		interests[i] = interest()
	}
	person := func(n int, counts map[uint16]int32) {
		for range 2 {
			interests[rng.IntN(len(interests))].own(rng, 10).add(rng, (n+1)/2, counts)
		}
	}
	for range p.people {
		counts := map[uint16]int32{}
		person(int(math.Min(8+20*rng.ExpFloat64(), 300)), counts)
		accounts, of = append(accounts, Account{Hash: rng.Uint64(), Counts: sorted(counts)}), append(of, 0)
	}
	for c := range p.campaigns {
		tasks := interest()
		for range p.size {
			counts := map[uint16]int32{}
			own := int(p.camouflage * float64(p.n))
			tasks.add(rng, p.n-own, counts)
			if own > 0 {
				person(own, counts)
			}
			accounts, of = append(accounts, Account{Hash: rng.Uint64(), Counts: sorted(counts)}), append(of, c+1)
		}
	}
	return accounts, of
}

// places are centroids with no meaning: every codeword its own direction.
func places() [][]float64 {
	rng := rand.New(rand.NewPCG(4, 4))
	out := make([][]float64, codewords)
	for k := range out {
		out[k] = make([]float64, 56)
		for d := range out[k] {
			out[k][d] = rng.NormFloat64()
		}
		floats.Scale(1/floats.Norm(out[k], 2), out[k])
	}
	return out
}

func discover(t testing.TB, accounts []Account) ([]Group, Seen) {
	t.Helper()
	groups, seen, err := Discover(t.Context(), accounts, places(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return groups, seen
}

// TestCampaignsAreFound composes campaigns that share nothing but their tasks.
func TestCampaignsAreFound(t *testing.T) {
	for _, c := range []struct {
		name string
		plan plan
	}{
		{"plain", plan{1500, 2, 80, 60, 0}},
		{"camouflage", plan{1500, 2, 80, 120, .3}},
		{"few conversations", plan{1500, 1, 150, 15, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			accounts, of := c.plan.compose(11)
			groups, seen := discover(t, accounts)
			if !(seen.Threshold > 0) || seen.Accounts+seen.Few != len(accounts) {
				t.Errorf("seen %+v", seen)
			}
			for want := 1; want <= c.plan.campaigns; want++ {
				recall, purity := 0.0, 0.0
				for _, g := range groups {
					hits := 0.0
					for _, m := range g.Members {
						if of[m.Account] == want {
							hits++
						}
					}
					if hits/float64(c.plan.size) > recall {
						recall, purity = hits/float64(c.plan.size), hits/float64(len(g.Members))
					}
				}
				if recall < .9 || purity < .9 {
					t.Errorf("campaign %d is found to %.2f with purity %.2f", want, recall, purity)
				}
			}
			for _, g := range groups {
				if g.Theta+g.SE > seen.Threshold || g.Core < smallest || g.Core > len(g.Members) || g.P > level {
					t.Errorf("a group of %d, core %d, has θ %v ± %v, p %v, over the threshold %v", len(g.Members), g.Core, g.Theta, g.SE, g.P, seen.Threshold)
				}
			}
		})
	}
}

// TestPeopleAreNoCampaign: crowds of like-minded people are below the threshold
// no oftener than the level says.
func TestPeopleAreNoCampaign(t *testing.T) {
	named, components := 0, 0
	for seed := range uint64(4) {
		accounts, _ := plan{people: 1500}.compose(100 + seed)
		groups, seen := discover(t, accounts)
		named += len(groups)
		components += seen.Components
	}
	if most := level * float64(components); float64(named) > most {
		t.Errorf("%d of %d crowds are named, at most %.0f should be", named, components, most)
	}
}

func TestCoresAndOrderChangeNothing(t *testing.T) {
	accounts, _ := plan{700, 1, 60, 60, .2}.compose(3)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	groups, seen := discover(t, accounts)
	if len(groups) == 0 {
		t.Fatal("nothing to compare")
	}
	runtime.GOMAXPROCS(2)
	again, seenAgain := discover(t, accounts)
	if !reflect.DeepEqual(groups, again) || !reflect.DeepEqual(seen, seenAgain) {
		t.Error("the groups depend on the number of cores")
	}
	order := rand.New(rand.NewPCG(8, 8)).Perm(len(accounts))
	shuffled := make([]Account, len(accounts))
	for to, from := range order {
		shuffled[to] = accounts[from]
	}
	other, seenOther := discover(t, shuffled)
	for _, g := range other {
		for k := range g.Members {
			g.Members[k].Account = order[g.Members[k].Account]
		}
		slices.SortFunc(g.Members, func(a, b Member) int { return cmp.Compare(a.Account, b.Account) })
	}
	nearest := make([]int32, len(accounts))
	for to, from := range order {
		nearest[from] = seenOther.Nearest[to]
	}
	seenOther.Nearest = nearest
	if !reflect.DeepEqual(groups, other) || !reflect.DeepEqual(seen, seenOther) {
		t.Error("the groups depend on the order of the accounts")
	}
}

// TestCellsFindWhatOneMixtureFinds takes the way of large populations.
func TestCellsFindWhatOneMixtureFinds(t *testing.T) {
	if testing.Short() {
		t.Skip("8,000 accounts take seconds")
	}
	accounts, of := plan{7800, 1, 200, 40, .2}.compose(5)
	groups, seen := discover(t, accounts)
	if seen.Accounts <= perCell*3/2 {
		t.Fatalf("%d accounts are one mixture", seen.Accounts)
	}
	best := 0
	for _, g := range groups {
		hits := 0
		for _, m := range g.Members {
			if of[m.Account] == 1 {
				hits++
			}
		}
		if 10*hits >= 9*len(g.Members) {
			best = max(best, hits)
		}
	}
	if best < 160 {
		t.Errorf("%d of 200 accounts are found", best)
	}
}

func TestDiscoverRefuses(t *testing.T) {
	accounts, _ := plan{people: 300}.compose(1)
	for name, run := range map[string]func() error{
		"centroids": func() error { _, _, err := Discover(t.Context(), accounts, places()[:9], Options{}); return err },
		"least":     func() error { _, _, err := Discover(t.Context(), accounts, places(), Options{Least: 1}); return err },
		"code": func() error {
			bad := append(slices.Clone(accounts), Account{Counts: []Count{{codewords, 1}}})
			_, _, err := Discover(t.Context(), bad, places(), Options{})
			return err
		},
		"context": func() error {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			_, _, err := Discover(ctx, accounts, places(), Options{})
			return err
		},
	} {
		if run() == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if groups, seen := discover(t, accounts[:150]); len(groups) != 0 || seen.Accounts != 150 {
		t.Errorf("150 accounts: %d groups, %+v", len(groups), seen)
	}
}

// TestOneThingEach: accounts that send one thing each, the same or not, have no
// scatter of their own to compare with.
func TestOneThingEach(t *testing.T) {
	for _, kinds := range []int{1, 9} {
		var accounts []Account
		for i := range 300 {
			accounts = append(accounts, Account{Hash: uint64(i), Counts: []Count{{uint16(i % kinds), 20}}})
		}
		if groups, seen := discover(t, accounts); len(groups) != 0 || seen.Accounts != 300 {
			t.Errorf("%d things: %d groups, %+v", kinds, len(groups), seen)
		}
	}
}

// TestBoundsKnowWhatHides: more conversations say more, camouflage says less.
func TestBoundsKnowWhatHides(t *testing.T) {
	accounts, _ := plan{people: 1500}.compose(2)
	_, seen := discover(t, accounts)
	if len(seen.Bounds) != 36 {
		t.Fatalf("%d rows", len(seen.Bounds))
	}
	for _, b := range seen.Bounds {
		if b.Conversations == 200 && b.Camouflage == 0 && (b.Nats < 20 || b.Smallest == 0) {
			t.Errorf("a plain campaign could not have been seen: %+v", b)
		}
		if b.Camouflage == .8 && b.Conversations == 13 && b.Smallest != 0 {
			t.Errorf("80 %% camouflage could have been seen: %+v", b)
		}
	}
}

func TestCentroidsOfTheCodebook(t *testing.T) {
	c, err := Centroids()
	if err != nil || len(c) != codewords {
		t.Fatalf("%d centroids, %v", len(c), err)
	}
	for k, v := range c {
		if math.Abs(floats.Norm(v, 2)-1) > 1e-9 {
			t.Fatalf("codeword %d has length %v", k, floats.Norm(v, 2))
		}
	}
}

func BenchmarkDiscover(b *testing.B) {
	accounts, _ := plan{4800, 1, 200, 60, .2}.compose(1)
	b.ReportAllocs()
	for b.Loop() {
		discover(b, accounts)
	}
}
