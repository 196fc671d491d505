package link

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/stillhunt/stillhunt/internal/graph"
)

func TestEdgesAreThinAndConnect(t *testing.T) {
	for _, size := range []int{2, 3, 4, 5, 16, 17, 64, 100, 150} {
		ix, groups := planted(t, 12_000, size)
		edges := ix.Edges()
		if most := float64(size) * math.Ceil(math.Log2(float64(size))); float64(len(edges)) > most {
			t.Errorf("%d accounts are joined by %d edges, more than %v", size, len(edges), most)
		}
		uf := graph.NewUnionFind(ix.Accounts)
		degree := map[int32]int{}
		for i, e := range edges {
			if e.A >= e.B || e.Nats < Threshold {
				t.Errorf("the edge %+v", e)
			}
			if i > 0 && (edges[i-1].A > e.A || edges[i-1].A == e.A && edges[i-1].B >= e.B) {
				t.Errorf("%+v comes after %+v", e, edges[i-1])
			}
			uf.Union(e.A, e.B)
			degree[e.A]++
			degree[e.B]++
		}
		for _, a := range groups[0] {
			if uf.Find(a) != uf.Find(groups[0][0]) {
				t.Errorf("of %d accounts, %d is cut off", size, a)
			}
			if d := degree[a]; d > 2*int(math.Ceil(math.Log2(float64(size)))) || d == 0 {
				t.Errorf("of %d accounts, %d has degree %d", size, a, d)
			}
			delete(degree, a)
		}
		if len(degree) != 0 {
			t.Errorf("strangers are linked: %v", degree)
		}
	}
}

func TestEdgesNeedTwoFamilies(t *testing.T) {
	accounts, tr := people(2000), traffic{}
	tr.show("head", 1, 90, 1, 2, 3) // one family, however strong
	tr.show("tail", 1, 90, 1, 2, 3)
	tr.show("skeleton", 1, 90, 1, 2, 3)
	tr.show("network", 2, 90, 4, 5) // two families, but of one account each
	tr.show("head", 3, 90, 5, 6)
	tr.show("network", 4, 90, numbers(11, 310)...) // two families that say little
	tr.show("client", 5, 90, numbers(11, 310)...)
	if edges := index(t, accounts, tr).Edges(); len(edges) != 0 {
		t.Errorf("linked: %v", edges)
	}
	tr.show("network", 6, 90, 1, 2) // the second family for two of the three
	edges := index(t, accounts, tr).Edges()
	if len(edges) != 1 || edges[0].A != 0 || edges[0].B != 1 {
		t.Errorf("linked: %v, want accounts 1 and 2", edges)
	}
}

func TestBetween(t *testing.T) {
	accounts, tr := people(2000), traffic{}
	tr.show("head", 1, 1, 1) // seen once by one of the two
	tr.show("head", 1, 99, 2)
	tr.show("tail", 2, 99, 1, 2) // the same family: the best counts
	tr.show("network", 3, 99, 1, 2)
	tr.show("client", 4, 99, 1, 3)
	ix := index(t, accounts, tr)
	want := ix.value("tail", 2).Weight*.99 + ix.value("network", 3).Weight*.99
	if got := ix.Between(0, 1); math.Abs(got-want) > 1e-9 || ix.Between(1, 0) != got {
		t.Errorf("accounts 1 and 2 share %v nats, turned round %v, want %v", got, ix.Between(1, 0), want)
	}
	if got := ix.Between(1, 2); got != 0 {
		t.Errorf("accounts that share nothing share %v nats", got)
	}
}

// TestCommunitiesStayWhole: however many share one pair of values, the thinned
// links hold them together.
func TestCommunitiesStayWhole(t *testing.T) {
	for _, size := range []int{10, 20, 32, 60, 100, 128, 200, 256} {
		ix, groups := planted(t, 50*size, size)
		if got := Communities(ix.Accounts, ix.Edges(), 2); !reflect.DeepEqual(got, groups) {
			t.Errorf("a group of %d became %d communities", size, len(got))
		}
	}
}

func TestStrongestBoundsAFamily(t *testing.T) {
	accounts, tr := people(500), traffic{}
	for v := range uint64(40) {
		tr.show("skeleton", v+1, 50, 1, v+2)
	}
	tr.show("network", 1, 50, 1, 2)
	ix := index(t, accounts, tr)
	top := ix.strongest(0, nil)
	if len(top) != perFamily+1 {
		t.Errorf("%d values of two families, one with forty", len(top))
	}
	for i := 1; i < len(top); i++ {
		if top[i].nats > top[i-1].nats {
			t.Error("not the strongest first")
		}
	}
}

func TestCommunitiesFindWhatWasPlanted(t *testing.T) {
	ix, groups := planted(t, 3000, 60, 25, 12, 4)
	got := Communities(ix.Accounts, ix.Edges(), 10)
	var want [][]int32
	for _, g := range groups {
		if len(g) >= 10 {
			want = append(want, g)
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("found %v, planted %v", got, want)
	}
	if small := Communities(ix.Accounts, ix.Edges(), 4); len(small) != 4 {
		t.Errorf("%d communities of four or more, four were planted", len(small))
	}
}

// TestCommunitiesComeApart joins two groups by a few accounts of both.
func TestCommunitiesComeApart(t *testing.T) {
	accounts, tr := people(3000), traffic{}
	for g, members := range [][]uint64{numbers(1, 40), numbers(39, 80)} { // 39 and 40 are in both
		tr.show("network", uint64(g)+1, 90, members...)
		tr.show("head", uint64(g)+1, 90, members...)
		tr.show("client", uint64(g)+1, 90, members...)
	}
	ix := index(t, accounts, tr)
	got := Communities(ix.Accounts, ix.Edges(), 10)
	if len(got) != 2 {
		t.Fatalf("two groups that touch are %d", len(got))
	}
	for i, last := range []int32{40, 80} { // places are numbers less one
		if len(got[i]) < 38 || got[i][len(got[i])-1] >= last {
			t.Errorf("group %d is %v", i, got[i])
		}
	}
}

func TestCommunitiesDoNotSeeTheOrderOfEdges(t *testing.T) {
	ix, _ := planted(t, 2000, 50, 30)
	edges := ix.Edges()
	want := Communities(ix.Accounts, edges, 3)
	for seed := range uint64(5) {
		mixed := slices.Clone(edges)
		rand.New(rand.NewPCG(seed, 2)).Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		if got := Communities(ix.Accounts, mixed, 3); !reflect.DeepEqual(got, want) {
			t.Errorf("order %d: %v, not %v", seed, got, want)
		}
	}
}

// TestEdgesDoNotSeeTheOrderOfValues numbers the values the other way round.
func TestEdgesDoNotSeeTheOrderOfValues(t *testing.T) {
	ix, _ := planted(t, 2000, 50, 30)
	turned := &Index{Values: slices.Clone(ix.Values), ByAccount: make([][]int32, ix.Accounts), Times: make([][]int32, ix.Accounts), Carriers: ix.Carriers, Accounts: ix.Accounts}
	slices.Reverse(turned.Values)
	for v, value := range turned.Values {
		for _, h := range value.Holders {
			turned.ByAccount[h.Account] = append(turned.ByAccount[h.Account], int32(v))
			turned.Times[h.Account] = append(turned.Times[h.Account], h.Exchanges)
		}
	}
	if a, b := ix.Edges(), turned.Edges(); len(a) == 0 || !reflect.DeepEqual(a, b) {
		t.Errorf("%d edges and %d edges of one evidence differ", len(a), len(b))
	}
}

// What is listed at once changes no link.
func TestEdgesDoNotSeeTheParts(t *testing.T) {
	ix, _ := planted(t, 2000, 50, 30)
	want := meetings(ix.rings(mostEntries), len(ix.ByAccount))
	most := len(ix.entries(1, 0, int32(len(ix.Values)))) / 5
	if parts := len(ix.parts(most)) - 1; parts < 3 || len(ix.parts(mostEntries)) != 2 {
		t.Errorf("%d parts of about a fifth of the entries", parts)
	}
	if got := meetings(ix.rings(most), len(ix.ByAccount)); len(want) == 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("%d meetings in parts, and %d at once, differ", len(got), len(want))
	}
}

func TestCoreDropsWhatWasAttached(t *testing.T) {
	accounts, tr := people(3000), traffic{}
	members := numbers(1, 40)
	for i := range 4 { // frames all share; an exit for each five; a client of their own
		tr.show("head", uint64(i)+1, 45, members...)
	}
	for i := range 8 {
		tr.show("network", uint64(i)+1, 90, members[5*i:5*i+5]...)
	}
	tr.show("client", 1, 90, members...)
	poisoned := numbers(41, 48) // innocents whose networks the operator borrowed
	for i, p := range poisoned {
		tr.show("network", uint64(i)+100, 3, p, members[i])
	}
	ix := index(t, accounts, tr)
	all := make([]int32, 48)
	for i := range all {
		all[i] = int32(i)
	}
	if got := ix.Core(all); !slices.Equal(got, all[:40]) {
		t.Errorf("the core is %v, without what was attached it is 0 to 39", got)
	}
}

func TestCoreKeepsAnEvenGroup(t *testing.T) {
	ix, groups := planted(t, 2000, 40)
	if got := ix.Core(groups[0]); !slices.Equal(got, groups[0]) {
		t.Errorf("the core of an even group is %v", got)
	}
	if got := ix.Core(nil); len(got) != 0 {
		t.Errorf("the core of nobody is %v", got)
	}
}
