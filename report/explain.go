package report

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/hunt"
)

// Hunt is a hunt directory that answers questions.
type Hunt struct {
	Result    campaign.Result
	Tables    Tables
	Skeletons map[string]string // texts that the operator asked to be kept, by value
	Pasts     map[string]string // what earlier hunts knew of campaigns and groups, by id

	members map[string][]byte // JSON, by group, where Result is without them
}

// ExplainOptions say how an answer is written.
type ExplainOptions struct {
	JSON   bool
	Width  int // of the terminal
	Colour bool
}

// UnknownName is the error for a name that is neither a campaign nor a group
// nor an account of the hunt.
type UnknownName struct {
	Name    string
	Nearest []string // names that are there, the most similar first
}

func (e *UnknownName) Error() string {
	return fmt.Sprintf("nothing in this hunt is called %q", e.Name)
}

// Hint says what to do.
func (e *UnknownName) Hint() string {
	if len(e.Nearest) == 0 {
		return "name a campaign of campaigns.json, by name or by the first letters of its id, or an account of the log"
	}
	return "the nearest names are " + list(e.Nearest)
}

// Explain answers why. One name is a campaign or group (its name, its id, or
// the first four or more characters of its id) or an account; two names are
// accounts, and the answer is the path of evidence between them.
func Explain(ctx context.Context, w io.Writer, h Hunt, names []string, o ExplainOptions) error {
	answer, err := h.answer(ctx, names)
	if err != nil {
		return err
	}
	if o.JSON {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(answer)
	}
	t := newText(w, o.Width, o.Colour)
	answer.write(t)
	return t.err
}

// answer is what Explain says; it is written as text or as JSON.
type answer interface{ write(t *text) }

func (h Hunt) answer(ctx context.Context, names []string) (answer, error) {
	if g, err := h.group(ctx, strings.Join(names, " ")); g != nil || err != nil {
		return g, err // a name of several words, with or without quotes
	}
	switch len(names) {
	case 1:
		a, err := h.account(ctx, names[0])
		if err != nil {
			return nil, err
		}
		return h.explainAccount(ctx, a)
	case 2:
		a, err := h.account(ctx, names[0])
		if err != nil {
			return nil, err
		}
		b, err := h.account(ctx, names[1])
		if err != nil {
			return nil, err
		}
		return h.explainPath(ctx, a, b)
	}
	near, err := h.nearest(ctx, strings.Join(names, " "))
	if err != nil {
		return nil, err
	}
	return nil, &UnknownName{strings.Join(names, " "), near}
}

// prefixLength is from how many characters on an id may be cut short.
const prefixLength = 4

// group finds a campaign or group; nil if name is none.
func (h Hunt) group(ctx context.Context, name string) (answer, error) {
	var found []groupAnswer
	for _, g := range h.groups() {
		if g.ID == name || g.Name == name {
			return h.whole(ctx, g)
		}
		if len(name) >= prefixLength && strings.HasPrefix(g.ID, name) {
			found = append(found, g)
		}
	}
	switch len(found) {
	case 0:
		return nil, nil
	case 1:
		return h.whole(ctx, found[0])
	}
	return nil, fmt.Errorf("%d campaigns and groups have an id that begins with %q: write more of it", len(found), name)
}

// whole adds the members, and the prompts that the hunt was asked to keep.
func (h Hunt) whole(ctx context.Context, g groupAnswer) (answer, error) {
	if members := h.members[g.ID]; members != nil {
		if err := json.Unmarshal(members, &g.Members); err != nil {
			return nil, fmt.Errorf("reading the members of %s: %w", g.ID, err)
		}
	}
	if len(h.Skeletons) == 0 {
		return g, nil
	}
	var rows []hunt.LinkRecord
	for r, err := range h.Tables.Links(ctx, Filter{Groups: []string{g.ID}}) {
		if err != nil {
			return nil, fmt.Errorf("reading the links of the hunt: %w", err)
		}
		rows = append(rows, r)
	}
	g.Skeletons = skeletons(rows, h.Skeletons)
	return g, nil
}

// account finds an account, or says which names are like it.
func (h Hunt) account(ctx context.Context, name string) (hunt.AccountRecord, error) {
	for a, err := range h.Tables.Accounts(ctx, Filter{Account: name}) {
		if err != nil {
			return hunt.AccountRecord{}, fmt.Errorf("reading the accounts of the hunt: %w", err)
		}
		return a, nil
	}
	near, err := h.nearest(ctx, name)
	if err != nil {
		return hunt.AccountRecord{}, err
	}
	return hunt.AccountRecord{}, &UnknownName{name, near}
}

// groups are the campaigns and the groups of the hunt.
func (h Hunt) groups() []groupAnswer {
	var out []groupAnswer
	for _, g := range h.Result.Campaigns {
		out = append(out, groupAnswer{Kind: "campaign", Group: g, Past: h.Pasts[g.ID]})
	}
	for _, g := range h.Result.Groups {
		out = append(out, groupAnswer{Kind: "group", Group: g, Past: h.Pasts[g.ID]})
	}
	return out
}

// groupOf finds the group with an id; nil if there is none.
func (h Hunt) groupOf(id string) *groupAnswer {
	for _, g := range h.groups() {
		if g.ID == id {
			return &g
		}
	}
	return nil
}
