package report

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/hunt"
)

func explain(t *testing.T, w *world, o ExplainOptions, names ...string) (string, error) {
	t.Helper()
	var b strings.Builder
	err := Explain(context.Background(), &b, Hunt{Result: w.result, Tables: w}, names, o)
	t.Log("\n" + b.String())
	return b.String(), err
}

func TestExplain(t *testing.T) {
	w := typical()
	w.result.Groups[1].Name = "two words"
	amber, alder := w.result.Campaigns[0], w.result.Groups[0]
	member, customer := amber.Members[0].Account, amber.Members[len(amber.Members)-1].Account
	loner := ""
	for _, a := range w.accounts {
		if a.Group == "" {
			loner = a.Account
			break
		}
	}
	w.accounts = append(w.accounts, hunt.AccountRecord{Account: customer, Group: amber.ID, Role: campaign.RoleCustomer, Probability: .3, Reasons: "[]", LengthSpread: -1})
	for _, c := range []struct {
		name  string
		names []string
		want  []string
	}{
		{"a campaign by name", []string{"amber-heron"}, []string{"very likely (80–95 %), with high confidence", "5.8 nats  Payment", "Reseller", "came closest", "84 accounts", "sent by the operator", "80 operator's own"}},
		{"a campaign by id", []string{amber.ID}, []string{"amber-heron"}},
		{"a campaign by the beginning of its id", []string{amber.ID[:5]}, []string{"amber-heron"}},
		{"a name of two words", []string{"two", "words"}, []string{"two words"}},
		{"a group", []string{"north-alder"}, []string{"Not a campaign", "a campus or an office", "not accused", "for this"}},
		{"a member", []string{member}, []string{"In the campaign amber-heron", "belongs to the operator", "payment instrument", "as do 13 other accounts"}},
		{"a customer", []string{customer}, []string{"a customer", "not accused", "not computable"}},
		{"a member of a group", []string{alder.Members[0].Account}, []string{"acts together and is no campaign", "not accused"}},
		{"an account of no group", []string{loner}, []string{"In no campaign and no coordinated group", "kept only for members"}},
		{"two members", []string{member, amber.Members[1].Account}, []string{"Both are in amber-heron", "They share", "payment instrument", "in all:"}},
		{"two strangers", []string{member, alder.Members[0].Account}, []string{"no path of evidence"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := explain(t, w, ExplainOptions{Width: 100}, c.names...)
			if err != nil {
				t.Fatal(err)
			}
			flat := strings.Join(strings.Fields(out), " ")
			for _, want := range c.want {
				if !strings.Contains(flat, strings.Join(strings.Fields(want), " ")) {
					t.Errorf("the answer does not say %q", want)
				}
			}
			asJSON, err := explain(t, w, ExplainOptions{JSON: true}, c.names...)
			if err != nil {
				t.Fatal(err)
			}
			var v struct {
				Kind string `json:"kind"`
			}
			if err := json.Unmarshal([]byte(asJSON), &v); err != nil || v.Kind == "" {
				t.Errorf("not JSON with a kind: %v", err)
			}
		})
	}
}

func TestExplainUnknown(t *testing.T) {
	w := typical()
	for name, want := range map[string]string{
		"amber-herom":                    "amber-heron",
		"heron":                          "amber-heron",
		w.accounts[5].Account[:16] + "#": w.accounts[5].Account,
	} {
		_, err := explain(t, w, ExplainOptions{Width: 80}, name)
		var unknown *UnknownName
		if !errors.As(err, &unknown) {
			t.Fatalf("%s: got %v, want *UnknownName", name, err)
		}
		if !slices.Contains(unknown.Nearest, want) {
			t.Errorf("%s: nearest are %q, want %q among them", name, unknown.Nearest, want)
		}
	}
	var unknown *UnknownName
	if _, err := explain(t, w, ExplainOptions{Width: 80}, "nothing at all like it"); !errors.As(err, &unknown) || len(unknown.Nearest) != 0 {
		t.Errorf("got %v, want an unknown name with nothing near", err)
	}
	a := w.accounts[0].Account
	if _, err := explain(t, w, ExplainOptions{Width: 80}, a, a); err == nil {
		t.Error("one account named twice has no path, but no error came")
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		limit int
		want  int
	}{
		{"", "", 2, 0}, {"kitten", "sitting", 5, 3}, {"kitten", "sitting", 2, 3}, {"a", "abcd", 2, 3}, {"αβγ", "αγ", 2, 1}, {"same", "same", 0, 0},
	} {
		if got := distance(c.a, c.b, c.limit); got != c.want {
			t.Errorf("distance(%q, %q, %d) = %d, want %d", c.a, c.b, c.limit, got, c.want)
		}
	}
}
