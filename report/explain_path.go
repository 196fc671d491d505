package report

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/stillhunt/stillhunt/hunt"
)

// pathAnswer explains how two accounts are connected by evidence.
type pathAnswer struct {
	Kind      string  `json:"kind"` // path
	From      string  `json:"from"`
	To        string  `json:"to"`
	SameGroup string  `json:"same_group,omitempty"` // name of the group that holds both
	Steps     []step  `json:"steps"`
	Nats      float64 `json:"nats"` // of the weakest step; 0 if there is no path
}

// step is one link of the path.
type step struct {
	From     string        `json:"from"`
	To       string        `json:"to"`
	Nats     float64       `json:"nats"` // families within their caps
	Families []familyTotal `json:"families"`
	Shared   []sharedValue `json:"shared"`
}

func (h Hunt) explainPath(ctx context.Context, a, b hunt.AccountRecord) (answer, error) {
	out := pathAnswer{Kind: "path", From: a.Account, To: b.Account, Steps: []step{}}
	if a.Account == b.Account {
		return nil, fmt.Errorf("both names are the account %q: name two accounts", a.Account)
	}
	where := Filter{}
	if g := h.groupOf(a.Group); g != nil && a.Group == b.Group {
		out.SameGroup = g.Name
		where = Filter{Groups: []string{a.Group}} // a group is connected by what its own members share
	}
	chain, graph, err := h.chain(ctx, where, a.Account, b.Account)
	if err == nil && chain == nil && len(where.Groups) > 0 {
		chain, graph, err = h.chain(ctx, Filter{}, a.Account, b.Account)
	}
	if err != nil {
		return nil, err
	}
	for i := 1; i < len(chain); i++ {
		s := step{From: chain[i-1], To: chain[i], Shared: graph.between(chain[i-1], chain[i])}
		s.Families, s.Nats = familyNats(s.Shared)
		if i == 1 || s.Nats < out.Nats {
			out.Nats = s.Nats
		}
		out.Steps = append(out.Steps, s)
	}
	return out, nil
}

func (h Hunt) chain(ctx context.Context, where Filter, from, to string) ([]string, *evidenceGraph, error) {
	g, err := newEvidenceGraph(h.Tables.Links(ctx, where))
	if err != nil {
		return nil, nil, fmt.Errorf("reading the evidence graph: %w", err)
	}
	return g.path(from, to), g, nil
}

func (p pathAnswer) write(t *text) {
	t.printf("%s  and  %s\n", t.bold(Printable(p.From)), t.bold(Printable(p.To)))
	if p.SameGroup != "" {
		t.para("", fmt.Sprintf("Both are in %s.", Printable(p.SameGroup)))
	}
	switch n := len(p.Steps); n {
	case 0:
		t.para("", "There is no path of evidence between them: nothing that they show, and nothing that others show, connects the two.")
		return
	case 1:
		t.para("", fmt.Sprintf("They share %s: %s nats, %s evidence for one operator.", count(len(p.Steps[0].Shared), "value"), natsWords(p.Nats), strength(p.Nats)))
	default:
		t.para("", fmt.Sprintf("They share nothing directly that is stronger than this: a path over %s. It is as strong as its weakest step, %s nats: %s evidence.", count(n-1, "account"), natsWords(p.Nats), strength(p.Nats)))
	}
	for i, s := range p.Steps {
		t.line("")
		t.printf("%s %s → %s\n", t.dim(fmt.Sprintf("%d", i+1)), Printable(s.From), Printable(s.To))
		t.sharedValues(s.Shared)
		var parts []string
		for _, f := range s.Families {
			parts = append(parts, strings.ToLower(familyWords(f.Family))+" "+natsWords(f.Nats))
		}
		if math.Abs(s.Nats-sum(s.Shared)) > .05 {
			parts = append(parts, "each within its cap")
		}
		t.para(fmt.Sprintf("  %6s nats  ", natsWords(s.Nats)), "in all: "+strings.Join(parts, ", "))
	}
}

func sum(values []sharedValue) (total float64) {
	for _, v := range values {
		total += v.Nats
	}
	return total
}
