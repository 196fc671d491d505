package report

import (
	"fmt"
	"strings"

	"github.com/stillhunt/stillhunt/campaign"
)

// groupAnswer explains a campaign or a group.
type groupAnswer struct {
	Kind string `json:"kind"` // campaign or group
	campaign.Group
	Past      string   `json:"past,omitempty"`      // what earlier hunts knew of it
	Skeletons []string `json:"skeletons,omitempty"` // prompts without their particulars, if they were kept
}

// membersListed is how many members the answer names.
const membersListed = 10

func (g groupAnswer) write(t *text) {
	t.printf("%s  %s\n", t.bold(Printable(g.Name)), t.dim(g.ID))
	if g.Kind == "campaign" {
		t.para("", fmt.Sprintf("We assess it as %s, with %s confidence, that one operator runs these accounts and harvests the model (%s).", likelihoodWords(g.Likelihood), g.Confidence, qPhrase(g.QValue)))
	} else {
		t.para("", "Not a campaign. "+whyNot(g.Group))
	}
	if g.Past != "" {
		t.para("", g.Past)
	}
	t.line("")
	t.para("  ", fmt.Sprintf("%s · %s · %s · %s an account and day", count(g.Accounts, "account"), count(g.Exchanges, "exchange"), window(g.First, g.Last), rate(g.PerAccountDay)))
	if g.Kind == "campaign" {
		t.para("  ", fmt.Sprintf("sent by the operator: about %s exchanges%s · innocent customers: about %s%s",
			whole(g.ExchangesAttributed.Estimate), within(g.ExchangesAttributed), whole(g.InnocentAccounts.Estimate), within(g.InnocentAccounts)))
	}
	if s := targetWords(g.Targets); s != "" {
		t.para("  ", "asks for: "+s)
	}
	t.line("")
	t.line(t.bold("Evidence, by family"))
	t.evidence(g.Families)
	if len(g.Skeletons) > 0 {
		t.line("")
		t.line(t.bold("Prompts that many of them sent, without their particulars"))
		for _, s := range g.Skeletons {
			t.para("  ", s)
		}
	}
	t.rivals(g.Hypotheses)
	t.members(g.Members)
}

// evidence writes families with their nats and reasons.
func (t *text) evidence(families []campaign.Evidence) {
	if len(families) == 0 {
		t.line("  none")
		return
	}
	for _, f := range byWeight(families) {
		t.printf("  %6s nats  %s\n", natsWords(f.Nats), t.bold(familyWords(f.Family)))
		for _, r := range strongest(f.Reasons) {
			t.para(fmt.Sprintf("  %6s         ", natsWords(r.Nats)), Printable(r.Text))
		}
	}
}

func (t *text) rivals(rivals []campaign.Rival) {
	if len(rivals) == 0 {
		return
	}
	t.line("")
	t.line(t.bold("Rival hypotheses") + t.dim("  (evidence for a campaign over each)"))
	for i, r := range byCloseness(rivals) {
		side := "for a campaign"
		if r.LogOdds < 0 {
			side = "for this"
		}
		note := ""
		if i == 0 {
			note = t.dim("  came closest")
		}
		t.printf("  %6s nats  %s%s %s%s\n", natsWords(r.LogOdds), pad(hypothesisShort(r.Name), 18), odds(r.LogOdds), side, note)
	}
}

func (t *text) members(members []campaign.Member) {
	if len(members) == 0 {
		return
	}
	roles := map[string]int{}
	doubtful := 0
	for _, m := range members {
		if m.Probability < .5 {
			doubtful++
		} else {
			roles[m.Role]++
		}
	}
	var parts []string
	for _, role := range []string{campaign.RoleOperator, campaign.RoleMixed, campaign.RoleCustomer} {
		if n := roles[role]; n > 0 {
			parts = append(parts, Thousands(n)+" "+roleWords(role))
		}
	}
	if doubtful > 0 {
		parts = append(parts, Thousands(doubtful)+" below one half")
	}
	t.line("")
	t.line(t.bold("Accounts") + t.dim("  "+strings.Join(parts, " · ")))
	for i, m := range ranked(members) {
		if i == membersListed {
			t.line(t.dim(fmt.Sprintf("  … and %s: see campaigns.json", Thousands(len(members)-i))))
			break
		}
		t.printf("  %8s  %s  %s\n", chance(m.Probability), pad(Printable(m.Account), 20), t.dim(roleWords(m.Role)))
	}
}

// within is an estimate's bounds in brackets, or nothing.
func within(i campaign.Interval) string {
	if b := bounds(i); b != "" {
		return " (" + b + ")"
	}
	return ""
}
