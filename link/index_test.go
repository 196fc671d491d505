package link

import (
	"context"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/profile"
)

func TestTraits(t *testing.T) {
	names := map[string]bool{}
	for _, x := range Traits {
		if names[x.Name] || x.Plain == "" || len(x.Needs) == 0 {
			t.Errorf("the trait %q is named twice or lacks words or needs", x.Name)
		}
		names[x.Name] = true
		if !(x.Share > 0 && x.Share <= 1) || !(Caps[x.Family] > 0) || !slices.Contains(Families, x.Family) {
			t.Errorf("%s: share %v, family %q with the cap %v", x.Name, x.Share, x.Family, Caps[x.Family])
		}
		if inLake[x.Name] != slices.Contains(lake.Traits, x.Name) {
			t.Errorf("%s: asked of the lake %v, which answers %v", x.Name, inLake[x.Name], slices.Contains(lake.Traits, x.Name))
		}
		if x.Counted != inLake[x.Name] {
			t.Errorf("%s: facts are not counted, traffic is", x.Name)
		}
	}
}

func TestEveryFactIsRead(t *testing.T) {
	f := profile.Facts{Card: 1, BIN: 2, Domain: 3, Shape: 4, Device: 5, SignupNet: 6, Created: 7 * dayMicros}
	seen := map[uint64]string{}
	for _, x := range Traits {
		if inLake[x.Name] || x.Name == "pool" { // discovery by text finds pools
			continue
		}
		if fact(x.Name, &profile.Facts{}) != 0 {
			t.Errorf("%s of nothing is something", x.Name)
		}
		k := fact(x.Name, &f)
		if k == 0 || seen[k] != "" {
			t.Errorf("%s reads %d, as %q does", x.Name, k, seen[k])
		}
		seen[k] = x.Name
	}
}

// TestWeight holds the surprise against its formula, log(s·(N−1)/(d−1)).
func TestWeight(t *testing.T) {
	accounts, tr := people(1000), traffic{}
	tr.show("client", 1, 5, 1, 2)                 // rare: at the cap
	tr.show("client", 2, 5, numbers(1, 101)...)   // .5·999/100
	tr.show("network", 3, 5, numbers(1, 31)...)   // .3·999/30
	tr.show("network", 4, 5, numbers(1, 166)...)  // .3·999/165
	tr.show("network", 5, 5, numbers(1, 167)...)  // more than a sixth: not read
	tr.show("skeleton", 6, 90, numbers(1, 51)...) // most of what they send, so not public
	for i := range accounts[:10] {
		accounts[i].Facts.Card = 7
	}
	for i := range accounts[:100] { // only 100 pay at all
		if i >= 10 {
			accounts[i].Facts.Card = uint64(100 + i)
		}
	}
	for i := range accounts[:167] {
		accounts[i].Facts.Domain = 8
	}
	ix := index(t, accounts, tr)
	for _, c := range []struct {
		trait   string
		key     uint64
		holders int
		want    float64
	}{
		{"client", 1, 2, Caps[Client]},
		{"client", 2, 101, math.Log(.5 * 999 / 100)},
		{"network", 3, 31, math.Log(.3 * 999 / 30)},
		{"network", 4, 166, math.Log(.3 * 999 / 165)},
		{"skeleton", 6, 51, math.Log(.3 * 999 / 50)},
		{"card", 7, 10, math.Log(.1 * 99 / 9)}, // N is who the trait is known of
	} {
		v := ix.value(c.trait, c.key)
		if v == nil || len(v.Holders) != c.holders || math.Abs(v.Weight-c.want) > 1e-9 {
			t.Errorf("%s %d: %+v, want %d holders at %v nats", c.trait, c.key, v, c.holders, c.want)
		}
	}
	if ix.value("network", 5) != nil || ix.value("email_domain", 8) != nil {
		t.Error("a value that a sixth of the accounts show was read")
	}
	if v := ix.value("card", 100+10); v != nil {
		t.Errorf("a value of one account was kept")
	}
}

func TestWeightIsNeverNegative(t *testing.T) {
	accounts := people(60)
	for i := range accounts {
		accounts[i].Facts.Shape = uint64(1 + i%2)
	}
	ix := index(t, accounts, traffic{})
	for _, v := range ix.Values {
		if v.Weight < 0 || v.Weight > Caps[Traits[v.Trait].Family] {
			t.Errorf("%s weighs %v", Traits[v.Trait].Name, v.Weight)
		}
	}
	if v := ix.value("email_shape", 1); v == nil || v.Weight != 0 {
		t.Errorf("a shape that half of all share weighs something: %+v", v)
	}
}

func TestStrengthCounts(t *testing.T) {
	accounts, tr := people(500), traffic{}
	tr.show("head", 1, 1, 1)
	tr.show("head", 1, 99, 2)
	accounts[0].Facts.Device, accounts[1].Facts.Device = 9, 9
	ix := index(t, accounts, tr)
	v := ix.value("head", 1)
	for _, h := range v.Holders {
		if want := v.Weight * float64(h.Exchanges) / float64(h.Exchanges+1); math.Abs(v.Strength(h)-want) > 1e-12 {
			t.Errorf("shown %d times it says %v of %v", h.Exchanges, v.Strength(h), v.Weight)
		}
	}
	if v.Strength(v.Holders[0]) >= v.Strength(v.Holders[1]) {
		t.Error("a frame seen once says as much as one seen often")
	}
	if d := ix.value("device", 9); d.Strength(d.Holders[0]) != d.Weight {
		t.Error("a fact is weakened by a count")
	}
}

func TestHolder(t *testing.T) {
	v := Value{Holders: []Holder{{1, 5}, {4, 6}, {9, 7}}}
	for account, want := range map[int32]int64{1: 5, 4: 6, 9: 7} {
		if h, ok := v.Holder(account); !ok || int64(h.Exchanges) != want {
			t.Errorf("account %d: %v, %v", account, h, ok)
		}
	}
	for _, account := range []int32{0, 2, 10} {
		if h, ok := v.Holder(account); ok {
			t.Errorf("account %d shows %v", account, h)
		}
	}
}

func TestReputation(t *testing.T) {
	for _, c := range []struct {
		name   string
		trait  string
		sent   int64 // of 100 exchanges each
		n      uint64
		change func(a *profile.Account)
		want   float64
	}{
		{"a prompt from a video, sent once by people of all times", "head", 1, 40, nil, 0},
		{"an agent's prompt, some of what each sends", "system", 20, 40, nil, 0},
		{"a campaign's frame, most of what they send", "head", 80, 40, nil, 1},
		{"a frame sent now and then by accounts of one month", "head", 5, 40, func(a *profile.Account) { a.Facts.Created = 500 * month }, 1},
		{"casual use, and nobody knows when they came", "head", 5, 40, func(a *profile.Account) { a.Facts.Created = 0 }, .5},
		{"too few to tell a spread", "head", 1, spreadFrom - 1, nil, 1},
		{"no text: a network has no template", "network", 1, 40, nil, 1},
	} {
		accounts, tr := people(500), traffic{}
		tr.show(c.trait, 1, c.sent, numbers(1, c.n)...)
		for i := range accounts[:c.n] {
			if c.change != nil {
				c.change(&accounts[i])
			}
		}
		ix := index(t, accounts, tr)
		v := ix.value(c.trait, 1)
		if got := reputation(profile.New(accounts), v, ix.framed(v.Trait)); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		if (v.Weight > 0) != (c.want > 0) {
			t.Errorf("%s: weighs %v", c.name, v.Weight)
		}
	}
}

func TestBuild(t *testing.T) {
	ix, groups := planted(t, 400, 30, 20)
	if ix.Accounts != 400 || len(ix.ByAccount) != 400 {
		t.Fatalf("%d accounts, %d rows", ix.Accounts, len(ix.ByAccount))
	}
	for a, values := range ix.ByAccount {
		if !slices.IsSorted(values) {
			t.Errorf("the values of account %d are not sorted", a)
		}
		for _, v := range values {
			if _, ok := ix.Values[v].Holder(int32(a)); !ok {
				t.Errorf("account %d lists value %d, which does not list it", a, v)
			}
		}
	}
	for _, v := range ix.Values {
		if len(v.Holders) < 2 || !slices.IsSortedFunc(v.Holders, func(x, y Holder) int { return int(x.Account - y.Account) }) {
			t.Errorf("%s has the holders %v", Traits[v.Trait].Name, v.Holders)
		}
	}
	again, _ := planted(t, 400, 30, 20)
	if !reflect.DeepEqual(ix, again) {
		t.Error("two indices of one world differ")
	}
	if len(groups[0]) == 0 {
		t.Error("nothing planted")
	}
}

func TestBuildReportsTheLake(t *testing.T) {
	_, err := Build(context.Background(), answers{fail: errBroken}, profile.New(people(3)))
	if !errors.Is(err, errBroken) || !strings.Contains(err.Error(), "exit network") {
		t.Errorf("%v does not say what was asked", err)
	}
}

func TestBuildOfNothing(t *testing.T) {
	ix := index(t, nil, traffic{})
	if len(ix.Values) != 0 || len(ix.Edges()) != 0 || len(Communities(0, nil, 3)) != 0 {
		t.Error("out of nothing came something")
	}
}
