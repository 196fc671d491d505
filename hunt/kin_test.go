package hunt

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// crewOf makes a crew of the accounts from..to.
func crewOf(id, kind string, ranges ...int) crew[int] {
	c := crew[int]{Kin: Kin{ID: id, Name: "the " + id, Kind: kind}}
	for i := 0; i+1 < len(ranges); i += 2 {
		for a := ranges[i]; a <= ranges[i+1]; a++ {
			c.accounts = append(c.accounts, a)
		}
	}
	c.Accounts = len(c.accounts)
	return c
}

func TestFollow(t *testing.T) {
	c, g := KindCampaign, KindGroup
	for _, x := range []struct {
		name        string
		before, now []crew[int]
		want        map[string]string // id now → relation and ancestors
		heirs       map[string]string // id now → id before
		ended       []string
	}{
		{"the same accounts", []crew[int]{crewOf("a", c, 1, 40)}, []crew[int]{crewOf("b", c, 1, 40)},
			map[string]string{"b": "same a"}, map[string]string{"b": "a"}, nil},
		{"one account alone", []crew[int]{crewOf("a", g, 1, 1)}, []crew[int]{crewOf("a", g, 1, 1)},
			map[string]string{"a": "same a"}, map[string]string{"a": "a"}, nil},
		{"one went and one came", []crew[int]{crewOf("a", c, 1, 40)}, []crew[int]{crewOf("b", c, 2, 41)},
			map[string]string{"b": "same a"}, map[string]string{"b": "a"}, nil},
		{"more accounts", []crew[int]{crewOf("a", c, 1, 40)}, []crew[int]{crewOf("b", c, 1, 300)},
			map[string]string{"b": "grew a"}, map[string]string{"b": "a"}, nil},
		{"fewer accounts", []crew[int]{crewOf("a", c, 1, 40)}, []crew[int]{crewOf("b", c, 1, 5)},
			map[string]string{"b": "shrank a"}, map[string]string{"b": "a"}, nil},
		{"two become one", []crew[int]{crewOf("a", c, 1, 40), crewOf("b", c, 41, 60)}, []crew[int]{crewOf("m", c, 1, 70)},
			map[string]string{"m": "merged a b"}, map[string]string{"m": "a"}, nil},
		{"a small one is swallowed", []crew[int]{crewOf("a", c, 1, 4000), crewOf("b", g, 5000, 5009)}, []crew[int]{crewOf("m", c, 1, 4000, 5000, 5009)},
			map[string]string{"m": "merged a b"}, map[string]string{"m": "a"}, nil},
		{"one becomes two", []crew[int]{crewOf("a", c, 1, 60)}, []crew[int]{crewOf("p", c, 1, 20), crewOf("q", c, 21, 60)},
			map[string]string{"p": "split a", "q": "split a"}, map[string]string{"q": "a"}, nil},
		{"a small one is shed", []crew[int]{crewOf("a", c, 1, 4000)}, []crew[int]{crewOf("p", c, 11, 4000), crewOf("q", g, 1, 10)},
			map[string]string{"p": "split a", "q": "split a unnamed"}, map[string]string{"p": "a"}, nil},
		{"a part changes sides", []crew[int]{crewOf("a", c, 1, 60), crewOf("b", c, 61, 80)}, []crew[int]{crewOf("p", c, 1, 35), crewOf("q", c, 36, 80)},
			map[string]string{"p": "split a", "q": "merged a b"}, map[string]string{"p": "a", "q": "b"}, nil},
		{"a remnant is none", []crew[int]{crewOf("a", c, 1, 40)}, []crew[int]{crewOf("b", c, 1, 12, 100, 160)},
			map[string]string{"b": "new"}, nil, []string{"a"}},
		{"one shared account is none", []crew[int]{crewOf("a", c, 1, 3)}, []crew[int]{crewOf("b", c, 3, 5)},
			map[string]string{"b": "new"}, nil, []string{"a"}},
		{"a third is enough", []crew[int]{crewOf("a", c, 1, 30)}, []crew[int]{crewOf("b", c, 21, 60)},
			map[string]string{"b": "grew a"}, map[string]string{"b": "a"}, nil},
		{"ended and new", []crew[int]{crewOf("a", c, 1, 30)}, []crew[int]{crewOf("b", c, 31, 60)},
			map[string]string{"b": "new"}, nil, []string{"a"}},
		{"named", []crew[int]{crewOf("a", g, 1, 30)}, []crew[int]{crewOf("a", c, 1, 30)},
			map[string]string{"a": "same a named"}, map[string]string{"a": "a"}, nil},
		{"unnamed", []crew[int]{crewOf("a", c, 1, 30)}, []crew[int]{crewOf("b", g, 1, 31)},
			map[string]string{"b": "grew a unnamed"}, map[string]string{"b": "a"}, nil},
		{"a group joins a campaign", []crew[int]{crewOf("a", c, 1, 30), crewOf("b", g, 31, 50)}, []crew[int]{crewOf("m", c, 1, 50)},
			map[string]string{"m": "merged a b"}, map[string]string{"m": "a"}, nil},
		{"nothing before", nil, []crew[int]{crewOf("a", c, 1, 30)}, map[string]string{"a": "new"}, nil, nil},
		{"nothing now", []crew[int]{crewOf("a", c, 1, 30)}, nil, map[string]string{}, nil, []string{"a"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			h := follow(x.before, x.now)
			got, heirs := described(h), map[string]string{}
			for i, before := range h.heirs {
				if before >= 0 {
					heirs[x.now[i].ID] = x.before[before].ID
				}
			}
			if !maps.Equal(got, x.want) {
				t.Errorf("relations %v, want %v", got, x.want)
			}
			if !maps.Equal(heirs, x.heirs) {
				t.Errorf("heirs %v, want %v", heirs, x.heirs)
			}
			if !slices.Equal(ids(h.ended), x.ended) {
				t.Errorf("ended %v, want %v", ids(h.ended), x.ended)
			}
		})
	}
}

func described(h heirs) map[string]string {
	out := map[string]string{}
	for _, r := range h.now {
		s := r.Relation
		for _, a := range r.From {
			s += " " + a.ID
		}
		if r.Moved != "" {
			s += " " + r.Moved
		}
		out[r.ID] = s
	}
	return out
}

func ids(list []Kin) (out []string) {
	for _, k := range list {
		out = append(out, k.ID)
	}
	return out
}

// drawn is a hunt's crews: no account is in two of them.
func drawn(t *rapid.T, label string) []crew[int] {
	in := rapid.SliceOfN(rapid.IntRange(0, 6), 60, 60).Draw(t, label) // the crew of each account; 0 is none
	var out []crew[int]
	for n := 1; n <= 6; n++ {
		c := crew[int]{Kin: Kin{ID: fmt.Sprint(label, n), Kind: []string{KindCampaign, KindGroup}[n%2]}}
		for a, of := range in {
			if of == n {
				c.accounts = append(c.accounts, a)
			}
		}
		if c.Accounts = len(c.accounts); c.Accounts > 0 {
			out = append(out, c)
		}
	}
	return out
}

// Whatever became of them: nothing is lost, nothing is counted twice, and the
// order in which the crews are given does not matter.
func TestFollowLosesNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, now := drawn(t, "before"), drawn(t, "now")
		h := follow(before, now)
		heard := map[string]bool{}
		for i, r := range h.now {
			for _, a := range r.From {
				heard[a.ID] = true
				if a.Shared > min(a.Accounts, r.Accounts) {
					t.Fatalf("%s shares %d accounts with %s", r.ID, a.Shared, a.ID)
				}
			}
			if fresh := r.Relation == Fresh; fresh != (len(r.From) == 0) || fresh && h.heirs[i] >= 0 {
				t.Fatalf("%s is %s, comes from %d and is the heir of %d", r.ID, r.Relation, len(r.From), h.heirs[i])
			}
		}
		for _, k := range h.ended {
			if heard[k.ID] {
				t.Fatalf("%s ended, and something comes from it", k.ID)
			}
			heard[k.ID] = true
		}
		if len(heard) != len(before) {
			t.Fatalf("%d crews before, %d are told of", len(before), len(heard))
		}
		given := map[int]bool{}
		for _, b := range h.heirs {
			if b >= 0 && given[b] {
				t.Fatalf("crew %d has two heirs", b)
			}
			given[b] = true
		}
		shuffle := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 1))
		want, mixed := described(h), slices.Clone(now)
		shuffle.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		shuffle.Shuffle(len(before), func(i, j int) { before[i], before[j] = before[j], before[i] })
		if got := described(follow(before, mixed)); !maps.Equal(got, want) {
			t.Fatalf("in another order %v, before %v", got, want)
		}
	})
}

// A hunt that finds what the one before found has nothing but the same.
func TestFollowItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := drawn(t, "all")
		h := follow(all, all)
		for i, r := range h.now {
			if r.Relation != Same || r.Moved != "" || h.heirs[i] != i {
				t.Fatalf("%+v, heir of %d", r, h.heirs[i])
			}
		}
		if len(h.ended) > 0 {
			t.Fatalf("ended: %v", h.ended)
		}
	})
}
