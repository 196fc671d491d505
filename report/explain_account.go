package report

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/hunt"
)

// accountAnswer explains one account.
type accountAnswer struct {
	Kind          string              `json:"kind"` // account
	Account       string              `json:"account"`
	Org           string              `json:"org,omitempty"`
	Group         *membership         `json:"group,omitempty"`
	Exchanges     int64               `json:"exchanges"`
	First         string              `json:"first"`
	Last          string              `json:"last"`
	ActiveDays    int64               `json:"active_days"`
	Conversations int64               `json:"conversations"`
	FollowUps     int64               `json:"follow_ups"`
	Networks      int64               `json:"networks"`
	Skeletons     int64               `json:"skeletons"`
	LengthSpread  *float64            `json:"length_spread,omitempty"` // absent: not computable
	StyleEntropy  *float64            `json:"style_entropy,omitempty"`
	Evidence      []campaign.Evidence `json:"evidence"`
	Shared        []sharedValue       `json:"shared"`
}

// membership is an account's place in a campaign or group.
type membership struct {
	ID          string  `json:"id"`
	Name        string  `json:"name"`
	Kind        string  `json:"kind"`
	Hypothesis  string  `json:"hypothesis,omitempty"`
	Role        string  `json:"role"`
	Probability float64 `json:"probability"`
	Accused     bool    `json:"accused"`
	likelihood  string
}

func (h Hunt) explainAccount(ctx context.Context, a hunt.AccountRecord) (answer, error) {
	out := accountAnswer{
		Kind: "account", Account: a.Account, Org: a.Org, Exchanges: a.Exchanges, First: stamp(a.First), Last: stamp(a.Last),
		ActiveDays: a.ActiveDays, Conversations: a.Conversations, FollowUps: a.FollowUps, Networks: a.Networks, Skeletons: a.Skeletons,
		LengthSpread: computed(a.LengthSpread), StyleEntropy: computed(a.StyleEntropy),
		Evidence: []campaign.Evidence{}, Shared: []sharedValue{},
	}
	if a.Reasons != "" {
		if err := json.Unmarshal([]byte(a.Reasons), &out.Evidence); err != nil {
			return nil, fmt.Errorf("accounts.parquet: the reasons of this account are not readable (hunt again with this version): %w", err)
		}
	}
	if g := h.groupOf(a.Group); g != nil {
		m := campaign.Member{Role: a.Role, Probability: a.Probability}
		out.Group = &membership{g.ID, g.Name, g.Kind, g.Hypothesis, a.Role, a.Probability, g.Kind == "campaign" && m.Accused(), g.Likelihood}
	}
	if a.Group == "" { // links are kept of groups
		return out, nil
	}
	for r, err := range h.Tables.Links(ctx, Filter{Account: a.Account, Groups: []string{a.Group}}) {
		if err != nil {
			return nil, fmt.Errorf("reading the evidence graph: %w", err)
		}
		out.Shared = append(out.Shared, sharedValue{r.Family, r.Trait, traitWords(r.Trait), r.Value, max(0, r.Holders-1), r.Nats})
	}
	sortShared(out.Shared)
	return out, nil
}

// sharedListed is how many shared values of a family the text names.
const sharedListed = 4

func (a accountAnswer) write(t *text) {
	t.line(t.bold(Printable(a.Account)))
	t.para("", a.standing())
	t.line("")
	t.para("  ", fmt.Sprintf("%s in %s · %s, %s · %s", count(a.Exchanges, "exchange"), count(a.Conversations, "conversation"), window(a.First, a.Last), count(a.ActiveDays, "active day"), count(a.FollowUps, "follow-up")))
	figures := []string{count(a.Networks, "network"), count(a.Skeletons, "prompt skeleton"),
		"spread of prompt lengths " + figure(a.LengthSpread, ""), "variety of style " + figure(a.StyleEntropy, " bits")}
	if a.Org != "" {
		figures = append([]string{"organisation " + Printable(a.Org)}, figures...)
	}
	t.para("  ", strings.Join(figures, " · "))
	if len(a.Evidence) > 0 {
		t.line("")
		t.line(t.bold("Evidence, by family"))
		t.evidence(a.Evidence)
	}
	t.line("")
	if len(a.Shared) == 0 {
		if a.Group == nil {
			t.para("", "What an account shares with others is kept only for members of a campaign or group.")
		} else {
			t.para("", "It shows no value that another member shows and that would say anything about a common operator.")
		}
		return
	}
	t.line(t.bold("What it shares with others") + t.dim("  (nats for one operator, between two holders)"))
	t.sharedValues(a.Shared)
}

// sharedValues writes shared values, the strongest of each family.
func (t *text) sharedValues(values []sharedValue) {
	listed := map[string]int{}
	rest := 0
	for _, v := range values {
		if listed[v.Family] == sharedListed {
			rest++
			continue
		}
		listed[v.Family]++
		t.para(fmt.Sprintf("  %6s nats  ", natsWords(v.Nats)), fmt.Sprintf("%s %s (%s), %s", v.What, shortValue(v.Trait, v.Value), strings.ToLower(familyWords(v.Family)), others(v.Others)))
	}
	if rest > 0 {
		t.line(t.dim(fmt.Sprintf("               and %s of the same families", count(rest, "more value"))))
	}
}

// others says who else shows a value.
func others(n int64) string {
	switch n {
	case 0:
		return "which nobody else shows"
	case 1:
		return "as does 1 other account"
	}
	return "as do " + count(n, "other account")
}

// standing says what the hunt holds of the account.
func (a accountAnswer) standing() string {
	m := a.Group
	switch {
	case m == nil:
		return "In no campaign and no coordinated group. Nothing is held against it."
	case m.Kind == "group":
		return fmt.Sprintf("In %s, a group that acts together and is no campaign: %s. It is not accused.", Printable(m.Name), hypothesisWords(m.Hypothesis))
	case m.Accused:
		return fmt.Sprintf("In the campaign %s, itself assessed as %s: with %s probability it belongs to the operator (%s).", Printable(m.Name), likelihoodWords(m.likelihood), chance(m.Probability), roleWords(m.Role))
	case m.Role == campaign.RoleCustomer:
		return fmt.Sprintf("It shares what the operator of %s uses, but does not harvest: a customer. It is not accused.", Printable(m.Name))
	}
	return fmt.Sprintf("Near the campaign %s, but only with %s probability of its operator. It is not accused.", Printable(m.Name), chance(m.Probability))
}

func figure(x *float64, unit string) string {
	if x == nil {
		return "not computable"
	}
	return decimal(*x) + unit
}

// computed is nil for what hunt writes as negative: not computable.
func computed(x float64) *float64 {
	if x < 0 {
		return nil
	}
	return &x
}

// shortValue is enough of a keyed hash to tell values apart by eye, or the day
// that the value is.
func shortValue(trait, v string) string {
	if trait == "signup_day" {
		if n, err := strconv.ParseInt(v, 16, 64); err == nil {
			return dayDate(n - 1) // days since 1970, from 1: zero is no value
		}
	}
	return v[:min(6, len(v))]
}

func stamp(micros int64) string { return time.UnixMicro(micros).UTC().Format(time.RFC3339) }
