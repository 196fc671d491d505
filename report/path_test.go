package report

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/stillhunt/stillhunt/hunt"
)

func graphOf(t interface{ Fatal(...any) }, links []hunt.LinkRecord) *evidenceGraph {
	g, err := newEvidenceGraph(filtered(links, func(hunt.LinkRecord) bool { return true }))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestPath(t *testing.T) {
	row := func(account, value string, nats float64) hunt.LinkRecord {
		return hunt.LinkRecord{Account: account, Family: "payment", Trait: "card", Value: value, Holders: 2, Nats: nats}
	}
	g := graphOf(t, []hunt.LinkRecord{
		row("a", "1", 5), row("b", "1", 5), // a–b strong
		row("b", "2", 5), row("c", "2", 5), // b–c strong
		row("a", "3", .1), row("c", "3", .1), // a–c direct, but weak
		row("d", "4", 4), row("e", "4", 4), // apart
		row("a", "5", 0), row("d", "5", 0), // says nothing
	})
	for _, c := range []struct {
		from, to string
		want     []string
	}{
		{"a", "b", []string{"a", "b"}},
		{"a", "c", []string{"a", "b", "c"}}, // two strong steps rather than one that anybody could share
		{"a", "d", nil},
		{"a", "x", nil},
	} {
		if got := g.path(c.from, c.to); !slices.Equal(got, c.want) {
			t.Errorf("path %s to %s is %v, want %v", c.from, c.to, got, c.want)
		}
	}
}

// The path costs what the cheapest chain costs (all chains tried), whichever
// way it is asked for.
func TestPathIsCheapest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const accounts = 6
		var links []hunt.LinkRecord
		for v := range rapid.IntRange(0, 7).Draw(t, "values") {
			nats := float64(rapid.IntRange(1, 9).Draw(t, "nats"))
			for a := range accounts {
				if rapid.Bool().Draw(t, "holds") {
					links = append(links, hunt.LinkRecord{Account: fmt.Sprint(a), Trait: "card", Value: fmt.Sprint(v), Nats: nats, Holders: accounts})
				}
			}
		}
		g := graphOf(t, links)
		var cost [accounts][accounts]float64 // Floyd and Warshall
		for i := range cost {
			for j := range cost {
				if cost[i][j] = math.Inf(1); i == j {
					cost[i][j] = 0
				}
			}
		}
		step := func(a, b string) float64 {
			least := math.Inf(1)
			for _, v := range g.between(a, b) {
				least = math.Min(least, 1+1/v.Nats)
			}
			return least
		}
		for i := range cost {
			for j := range cost {
				_, okI := g.at[fmt.Sprint(i)]
				_, okJ := g.at[fmt.Sprint(j)]
				if i != j && okI && okJ {
					cost[i][j] = step(fmt.Sprint(i), fmt.Sprint(j))
				}
			}
		}
		for k := range cost {
			for i := range cost {
				for j := range cost {
					cost[i][j] = math.Min(cost[i][j], cost[i][k]+cost[k][j])
				}
			}
		}
		for j := 1; j < accounts; j++ {
			there, back := g.path("0", fmt.Sprint(j)), g.path(fmt.Sprint(j), "0")
			for _, p := range [][]string{there, back} {
				if math.IsInf(cost[0][j], 1) {
					if p != nil {
						t.Fatalf("a path %v where there is none", p)
					}
					continue
				}
				total := 0.0
				for i := 1; i < len(p); i++ {
					total += step(p[i-1], p[i])
				}
				if len(p) < 2 || math.Abs(total-cost[0][j]) > 1e-9 {
					t.Fatalf("path %v costs %g, the cheapest %g", p, total, cost[0][j])
				}
			}
		}
	})
}

func TestFamilyNatsAreCapped(t *testing.T) {
	families, total := familyNats([]sharedValue{{Family: "content", Nats: 4}, {Family: "network", Nats: 3}, {Family: "network", Nats: 4}})
	want := []familyTotal{{"network", 5}, {"content", 4}}
	if !slices.Equal(families, want) || total != 9 {
		t.Errorf("got %v and %g, want %v and 9", families, total, want)
	}
}
