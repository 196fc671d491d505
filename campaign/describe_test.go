package campaign

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/link"
)

func TestIdentity(t *testing.T) {
	o := options(t)
	members := []Member{{"a", 1, RoleOperator}, {"b", .9, RoleMixed}, {"c", .9, RoleCustomer}, {"d", .2, RoleOperator}}
	id := identity(o, members)
	if len(id) != 12 || identity(o, members) != id {
		t.Fatalf("%q is not twelve digits, always the same", id)
	}
	same := slices.Clone(members)
	same[0].Probability, same[2].Probability = .6, .1 // accused as before
	if identity(o, same) != id {
		t.Error("the id depends on more than who is accused")
	}
	if identity(o, members[:2]) != id {
		t.Error("the id depends on who is not accused")
	}
	if identity(o, members[:1]) == id {
		t.Error("another set of accounts has the same id")
	}
	if identity(o, []Member{{"ab", 1, RoleOperator}, {"c", 1, RoleOperator}}) == identity(o, []Member{{"a", 1, RoleOperator}, {"bc", 1, RoleOperator}}) {
		t.Error("ids run into each other")
	}
	other, err := key.FromBytes([]byte(strings.Repeat("k", key.Size)))
	if err != nil {
		t.Fatal(err)
	}
	if identity(Options{Key: other}, members) == id {
		t.Error("the id can be told without the key")
	}
}

func TestName(t *testing.T) {
	if got := name("000000000000", 0); got != colours[0]+" "+birds[0] {
		t.Errorf("named %q", got)
	}
	if got := name("0102ffffffff", 0); got != name("0102aaaaaaaa", 0) || got == name("0103ffffffff", 0) {
		t.Errorf("named %q: the first two bytes of the id make the name", got)
	}
	for _, id := range []string{"", "z", "0"} { // no ids: kept as they are
		if name(id, 0) != id {
			t.Errorf("%q was named %q", id, name(id, 0))
		}
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{percent(0), "0 %"},
		{percent(.0004), "less than 0.1 %"},
		{percent(.042), "4.2 %"},
		{percent(.42), "42 %"},
		{percent(1), "100 %"},
		{plural(1, "mail domain"), "one mail domain"},
		{plural(3, "mail domain"), "3 mail domains"},
		{plural(2, "opening of the prompt"), "2 openings of the prompt"},
		{stamp(start), "2024-10-04T00:00:00Z"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
	if m := median([]float64{9, 1, 5}); m != 5 {
		t.Errorf("the median of 1, 5, 9 is %v", m)
	}
	if m := median([]float64{1, 9, 5, 4}); m != 4.5 {
		t.Errorf("the median of 1, 4, 5, 9 is %v", m)
	}
}

// TestDescribedKeepsThePromises checks every group of a scene against the
// contract of campaigns.json.
func TestDescribedKeepsThePromises(t *testing.T) {
	w := newWorld(91)
	w.crowd(1500)
	w.campaign("campaign", 60)
	w.lookAlikes()
	a := assess(t, w)
	r := sample()
	r.Campaigns, r.Groups = []Group{}, []Group{}
	for _, x := range a.Campaigns {
		r.Campaigns = append(r.Campaigns, x.Group)
	}
	for _, x := range a.Groups {
		r.Groups = append(r.Groups, x.Group)
	}
	r.Calibration, r.NotComputable = a.Calibration, a.NotComputable
	if err := valid(t, compiled(t), r); err != nil {
		t.Errorf("the schema: %v", err)
	}
	if len(a.Campaigns) == 0 || len(a.Groups) == 0 {
		t.Fatalf("%d campaigns and %d groups", len(a.Campaigns), len(a.Groups))
	}
	for _, x := range slices.Concat(a.Campaigns, a.Groups) {
		if len(x.Accounts) != len(x.Members) || len(x.Evidence) != len(x.Members) {
			t.Fatalf("%s: %d members, %d places, %d rows of evidence", x.Name, len(x.Members), len(x.Accounts), len(x.Evidence))
		}
		accounts, exchanges := 0, int64(0)
		for i, m := range x.Members {
			if w.accounts[x.Accounts[i]].ID != m.Account {
				t.Errorf("%s: member %s stands at the place of %s", x.Name, m.Account, w.accounts[x.Accounts[i]].ID)
			}
			if m.Accused() {
				accounts++
				exchanges += w.accounts[x.Accounts[i]].Exchanges
			}
		}
		if accounts != x.Group.Accounts || exchanges != x.Exchanges {
			t.Errorf("%s: counts %d accounts and %d exchanges; its accused members are %d with %d", x.Name, x.Group.Accounts, x.Exchanges, accounts, exchanges)
		}
		if !slices.IsSortedFunc(x.Members, func(a, b Member) int { return strings.Compare(a.Account, b.Account) }) {
			t.Errorf("%s: members are not sorted", x.Name)
		}
		for _, e := range x.Families {
			if e.Nats > link.Caps[link.Family(e.Family)]+familyLimit {
				t.Errorf("%s: %s says %v nats, over its caps", x.Name, e.Family, e.Nats)
			}
		}
	}
	text, err := json.Marshal(a.Campaigns[0].Group)
	if err != nil || !strings.Contains(string(text), `"role":"operator"`) {
		t.Errorf("%s, %v", text, err)
	}
}

func TestDeclaredKind(t *testing.T) {
	for use, want := range map[string]int{
		"": 0, "writing": 0, "medieval history": 0, "private beta": 0, "unlabelled": 0,
		"model evaluation": 1, "benchmarks": 1, "red-team exercise": 1, "a red team": 1,
		"data labelling": 2, "annotation of images": 2,
		"resale": 3, "api aggregator": 3, "llm-gateway": 3,
		"university teaching": 4, "education": 4, "students": 4,
		"ai-agents": 5, "workflow automation": 5,
	} {
		if got := declaredKind(use); got != want {
			t.Errorf("%q is of kind %d, want %d", use, got, want)
		}
	}
}

func TestKnown(t *testing.T) {
	members := []Member{{"a", 1, RoleOperator}, {"b", 1, RoleOperator}, {"c", 1, RoleOperator}, {"d", 1, RoleCustomer}}
	for _, c := range []struct {
		name  string
		known map[string]Known
		want  string // hypothesis
		told  int
	}{
		{"nobody", nil, "", 0},
		{"the operator's own fleet", map[string]Known{"a": {"robots", "own"}, "b": {"robots", "own"}}, "organisation", 1},
		{"an evaluation partner", map[string]Known{"a": {"house", "evaluation"}, "b": {"house", "evaluation"}}, "evaluation", 1},
		{"a vendor", map[string]Known{"a": {"label", "partner"}, "b": {"label", "partner"}}, "data-vendor", 1},
		{"a confirmed case", map[string]Known{"a": {"case 7", "case"}, "b": {"case 7", "case"}}, "", 1},
		{"one of three", map[string]Known{"a": {"robots", "own"}}, "", 1},
		{"a customer of it", map[string]Known{"d": {"robots", "own"}}, "", 0},
		{"two names", map[string]Known{"a": {"y", "own"}, "b": {"x", "evaluation"}}, "", 2},
	} {
		a := Assessed{Group: Group{Accounts: 3, Members: members}}
		a.known(Options{Known: c.known})
		told := 0
		for _, f := range a.Families {
			told += len(f.Reasons)
		}
		if a.Hypothesis != c.want || told != c.told || len(a.Families) > 1 {
			t.Errorf("%s: hypothesis %q, %d told in %d families; want %q, %d", c.name, a.Hypothesis, told, len(a.Families), c.want, c.told)
		}
	}
}

func TestNoTwoAreCalledTheSame(t *testing.T) {
	ids := []string{"010200000000", "010200000000", "010203000000", "010203040000", "0102"}
	var list []Assessed
	for _, id := range ids {
		list = append(list, Assessed{Group: Group{ID: id}})
	}
	call(list[:2], list[2:])
	seen := map[string]bool{}
	for _, g := range list {
		if seen[g.Name] || g.Name == "" {
			t.Errorf("%s is called %q", g.ID, g.Name)
		}
		seen[g.Name] = true
	}
	if list[0].Name != name(ids[0], 0) || list[2].Name == name(ids[2], 0) {
		t.Errorf("the first is %q, the third %q", list[0].Name, list[2].Name)
	}
}
