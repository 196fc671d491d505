package campaign

import (
	"math/rand/v2"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/profile"
)

// mixed plants accounts of an operator who marks .8 of what he sends: n that
// carry nothing else, and as many that carry their holders' traffic too.
func mixed(seed uint64, n int) (g *group, s *profile.Set, truth float64) {
	rng := rand.New(rand.NewPCG(seed, 3))
	g = &group{}
	var accounts []profile.Account
	for i := range 2 * n {
		exchanges := 50 + rng.Int64N(900)
		own := exchanges
		if i >= n {
			own = int64(float64(exchanges) * (.05 + .6*rng.Float64()))
		}
		var marked int64
		for range own {
			if rng.Float64() < .8 {
				marked++
			}
		}
		accounts = append(accounts, profile.Account{AccountRow: lake.AccountRow{Account: uint64(i) + 1, Exchanges: exchanges}})
		g.members = append(g.members, belonging{account: int32(i), probability: .995, frames: float64(marked) / float64(exchanges)})
		truth += float64(own)
	}
	return g, profile.New(accounts), truth
}

func TestAttributedContainsTheTruth(t *testing.T) {
	for seed := range uint64(20) {
		g, s, truth := mixed(seed, 60)
		x := g.attributed(s, g.frames())
		if truth < x.Low || truth > x.High || x.Estimate < x.Low || x.Estimate > x.High {
			t.Errorf("seed %d: the operator sent %.0f, estimated %v", seed, truth, x)
		}
		if wide := (x.High - x.Low) / x.Estimate; wide > .15 {
			t.Errorf("seed %d: the interval is %.2f wide", seed, wide)
		}
	}
}

func TestAttributedWithoutFrames(t *testing.T) {
	g, s, _ := mixed(1, 20)
	var all float64
	for i := range g.members {
		g.members[i].frames, g.members[i].probability = 0, 1
		all += float64(s.Accounts[i].Exchanges)
	}
	if f := g.frames(); f != 0 {
		t.Fatalf("accounts that carry no frame have frames in %v", f)
	}
	x := g.attributed(s, 0)
	if x.Estimate < .999*all || x.Estimate > 1.001*all {
		t.Errorf("where frames do not tell, all %.0f exchanges count; estimated %v", all, x)
	}
	if len(g.members) == 0 || (&group{}).frames() != 0 {
		t.Error("nobody carries frames")
	}
}

func TestRole(t *testing.T) {
	for _, c := range []struct {
		frames, typical float64
		want            string
	}{
		{.8, .8, RoleOperator},
		{1, .8, RoleOperator},
		{.4, .8, RoleOperator},
		{.3, .8, RoleMixed},
		{.02, .8, RoleMixed},
		{.01, .8, RoleCustomer},
		{0, .8, RoleCustomer},
		{0, 0, RoleOperator}, // frames do not tell
	} {
		if got := (belonging{frames: c.frames, framed: 50}).role(c.typical); got != c.want {
			t.Errorf("frames in %v of an account, in %v of the operator's: %s, want %s", c.frames, c.typical, got, c.want)
		}
		if x := (belonging{frames: c.frames}).share(c.typical); x < 0 || x > 1 {
			t.Errorf("the operator sent %v of an account", x)
		}
	}
}

// TestCustomer is about members whom nothing but ties makes suspect.
func TestCustomer(t *testing.T) {
	for name, c := range map[string]struct {
		b       belonging
		typical float64
	}{
		"asks what others ask":                 {belonging{frames: .8, framed: 50, foreign: -4}, .8},
		"asks what others ask, without frames": {belonging{foreign: -4}, 0},
		"four prompts that may be planted":     {belonging{frames: .8, framed: planted - 1}, .8},
	} {
		if got := c.b.role(c.typical); got != RoleCustomer {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestInnocent(t *testing.T) {
	sure := Member{"a", 1, RoleOperator}
	for _, c := range []struct {
		name    string
		members []Member
		want    Interval
	}{
		{"nobody", nil, Interval{}},
		{"all sure", []Member{sure, sure}, Interval{}},
		{"two customers", []Member{sure, {"b", .9, RoleCustomer}, {"c", .6, RoleCustomer}}, Interval{2, 2, 2}},
		{"a customer by name only", []Member{sure, {"b", .1, RoleCustomer}}, Interval{}},
		{"one that may be", []Member{sure, {"b", .75, RoleMixed}}, Interval{.25, 0, 2}}, // .25 ± 1.96·√.1875
		{"not accused does not count", []Member{sure, {"b", .4, RoleOperator}}, Interval{}},
		{"a customer and a doubt", []Member{{"b", .8, RoleCustomer}, {"c", .5, RoleOperator}}, Interval{1.5, 1, 3}},
	} {
		if got := Innocents(c.members); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestAccused(t *testing.T) {
	for _, c := range []struct {
		m    Member
		want bool
	}{
		{Member{"a", .5, RoleOperator}, true},
		{Member{"a", .5, RoleMixed}, true},
		{Member{"a", .4999, RoleOperator}, false},
		{Member{"a", 1, RoleCustomer}, false},
	} {
		if c.m.Accused() != c.want {
			t.Errorf("%+v: accused %v", c.m, !c.want)
		}
	}
}
