package lessons

import (
	"fmt"
	"testing"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/proving"
)

// TestJudge says what groups of a world are, by the truth of their accounts.
func TestJudge(t *testing.T) {
	for _, c := range []struct {
		name     string
		accounts []proving.Truth
		is       string
		ok       bool
	}{
		{"a rush", []proving.Truth{{Class: "look-alike", Group: "release-rush-2"}}, "release-rush", true},
		{"a video's viewers", []proving.Truth{{Class: "look-alike", Group: "viral-prompt-1"}}, "users", true},
		{"an operator", []proving.Truth{{Class: "campaign", Group: "letter"}}, "campaign", true},
		{"people", []proving.Truth{{Class: "benign"}}, "customers", true},
		{"half and half", []proving.Truth{{Class: "benign"}, {Class: "look-alike", Group: "release-rush-1"}}, "", false},
	} {
		var g campaign.Assessed
		truth := map[string]proving.Truth{}
		for i := range 10 {
			id := fmt.Sprint("account ", i)
			truth[id] = c.accounts[i%len(c.accounts)]
			g.Members = append(g.Members, campaign.Member{Account: id, Probability: 1, Role: "operator"})
		}
		if _, is, ok := judge(g, truth); is != c.is || ok != c.ok {
			t.Errorf("%s: %q, %v; want %q, %v", c.name, is, ok, c.is, c.ok)
		}
	}
}
