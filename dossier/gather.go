package dossier

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/lake/duck"
)

// NoCampaign is the error for a campaign that a hunt does not have.
type NoCampaign struct{ Name, Dir string }

func (e *NoCampaign) Error() string {
	return fmt.Sprintf("no campaign %q is in %s", e.Name, e.Dir)
}

// Hint says what to do.
func (e *NoCampaign) Hint() string {
	return "name it by its name, its id or the beginning of its id, as stillhunt explain shows them; a group that is no campaign is not sealed"
}

// gathered is what a hunt directory gives for a case, in the order of its records.
type gathered struct {
	Case
	accounts []Account
	hashes   []uint64 // of accounts, ascending
	links    []Link
	exchange int64 // of all members
}

// gather reads what a hunt directory has of a campaign of its result.
func gather(ctx context.Context, o *SealOptions, s *secrets, l lake.Lake, result campaign.Result, of campaign.Group) (*gathered, error) {
	g := &gathered{}
	g.Campaign, g.Result = of, result
	g.Result.Campaigns, g.Result.Groups = withoutMembers(result.Campaigns), withoutMembers(result.Groups)
	table := &tables{ctx, o.Dir, g.Campaign.ID}
	if err := table.calibration(g); err != nil {
		return nil, err
	}
	if err := table.reasons(g); err != nil {
		return nil, err
	}
	if err := table.members(g, s, l); err != nil {
		return nil, err
	}
	return g, g.tell(ctx, l)
}

// holdsLake keeps a misspelt directory from becoming an empty lake.
func holdsLake(where string) error {
	if strings.Contains(where, "://") {
		return nil
	}
	if _, err := os.Stat(filepath.Join(where, "observations")); err != nil {
		return fmt.Errorf("%s holds no lake: name what the hunt's --lake named with --lake", where)
	}
	return nil
}

// find looks for a campaign by its name, its id or the beginning of its id.
func find(campaigns []campaign.Group, name string) (campaign.Group, error) {
	var found []campaign.Group
	for _, c := range campaigns {
		if c.ID == name || strings.EqualFold(c.Name, name) {
			return c, nil
		}
		if len(name) >= 4 && strings.HasPrefix(c.ID, name) {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		return campaign.Group{}, errors.New("none, or several")
	}
	return found[0], nil
}

func withoutMembers(groups []campaign.Group) []campaign.Group {
	out := slices.Clone(groups)
	for i := range out {
		out[i].Members = nil
	}
	return out
}

// tables reads the tables of one campaign.
type tables struct {
	ctx   context.Context
	dir   string
	group string
}

func (t *tables) ours() duck.Where { return duck.Where{Column: "grp", Is: t.group} }

// read reads the rows of a table.
func read[T any](t *tables, file string, each func(T), where ...duck.Where) error {
	path := filepath.Join(t.dir, file)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s has no %s: an older version hunted there; hunt again with this one", t.dir, file)
	}
	for row, err := range duck.ReadTable[T](t.ctx, path, where...) {
		if err != nil {
			return err
		}
		each(row)
	}
	return nil
}

// calibration reads null groups and candidates, in an order that says nothing of
// them.
func (t *tables) calibration(g *gathered) error {
	err := read(t, hunt.NullsFile, func(r hunt.NullRecord) {
		g.Nulls = append(g.Nulls, Null{int(r.Size), r.Topics == 1, r.Score})
	})
	if err != nil {
		return err
	}
	own := 0
	err = read(t, hunt.TestedFile, func(r hunt.CandidateRecord) {
		c := Candidate{r.Group == t.group, int(r.Size), r.Topics == 1, r.Score, r.P}
		if c.Own {
			own++
		}
		g.Candidates = append(g.Candidates, c)
	})
	if err == nil && own != 1 {
		err = fmt.Errorf("%s names the campaign %d times: hunt again", hunt.TestedFile, own)
	}
	return err
}

// reasons makes a reason of each detector, and of each family's links.
func (t *tables) reasons(g *gathered) error {
	type at struct{ family, detector string }
	places := map[at]int{}
	texts := map[at]string{}
	for _, f := range g.Campaign.Families {
		for _, r := range f.Reasons {
			texts[at{f.Family, r.Code}] = r.Text
		}
	}
	err := read(t, hunt.WeightsFile, func(r hunt.WeightRecord) {
		k := at{r.Family, r.Detector}
		i, ok := places[k]
		if !ok {
			i = len(g.Reasons)
			places[k] = i
			reason := Reason{Family: r.Family, Code: r.Detector, Nats: map[string]float64{}, Text: texts[k]}
			if r.Family != "" {
				figure := r.Figure
				reason.Figure, reason.Cap = &figure, campaign.FamilyLimit
			} else {
				reason.Text = "the form of campaign was chosen out of two"
			}
			g.Reasons = append(g.Reasons, reason)
		}
		g.Reasons[i].Nats[r.Rival] = r.Nats
	}, t.ours())
	if err != nil {
		return err
	}
	for _, f := range g.Campaign.Families {
		for _, r := range f.Reasons {
			if _, ok := places[at{f.Family, r.Code}]; ok {
				continue
			}
			reason := Reason{Family: f.Family, Code: r.Code, Links: r.Nats, Text: r.Text}
			if text, ok := unnamed[r.Code]; ok {
				reason.Text = text
			}
			g.Reasons = append(g.Reasons, reason)
		}
	}
	for _, r := range g.Campaign.Hypotheses {
		g.Rivals = append(g.Rivals, Rival{r.Name, r.LogOdds})
	}
	return nil
}

// unnamed are the words of reasons whose own name others than the campaign: whom the
// operator knows, and other groups of the hunt, which are no matter of whoever gets
// the dossier.
var unnamed = map[string]string{
	"known":       "some of its accounts are known to the operator",
	"shared-with": "it has evidence in common with another group of the hunt: one operator, one source of both, or one shows what the other is known by",
}

// members reads the accounts of the campaign, what is known of them and what links
// them.
func (t *tables) members(g *gathered, s *secrets, l lake.Lake) error {
	member := map[string]*Account{} // by id as the hunt writes it
	err := read(t, hunt.AccountsFile, func(r hunt.AccountRecord) {
		a := &Account{Account: s.keyed("account", r.Account), Role: r.Role, Probability: r.Probability,
			Exchanges: r.Exchanges, First: r.First, Last: r.Last, Days: days(r.First, r.Last)}
		a.Accused = campaign.Member{Probability: a.Probability, Role: a.Role}.Accused()
		if r.Org != "" {
			a.Org = s.keyed("org", r.Org)
		}
		var own []campaign.Evidence
		if json.Unmarshal([]byte(r.Reasons), &own) == nil {
			for _, e := range own {
				for _, reason := range e.Reasons {
					a.Reasons = append(a.Reasons, OwnReason{e.Family, reason.Code, reason.Nats, reason.Text})
				}
			}
		}
		member[r.Account] = a
	}, t.ours())
	if err == nil {
		err = t.facts(member, s)
	}
	if err != nil {
		return err
	}
	type at struct {
		hash uint64
		id   string
	}
	var order []at
	for row, err := range l.Named(t.ctx) {
		if err != nil {
			return err
		}
		if member[row.ID] != nil {
			order = append(order, at{row.Account, row.ID})
		}
	}
	if len(order) != len(member) {
		return fmt.Errorf("the lake knows %d of the campaign's %d accounts: name the lake of this hunt with --lake", len(order), len(member))
	}
	slices.SortFunc(order, func(a, b at) int { return cmp.Compare(a.hash, b.hash) })
	place := map[string]int{}
	for i, o := range order {
		place[o.id] = i
		g.accounts, g.hashes = append(g.accounts, *member[o.id]), append(g.hashes, o.hash)
		g.exchange += member[o.id].Exchanges
	}
	return t.links(g, s, place)
}

func (t *tables) facts(member map[string]*Account, s *secrets) error {
	salter := s.salter()
	value := func(hex string) string {
		v, err := strconv.ParseUint(hex, 16, 64)
		if err != nil {
			return ""
		}
		return salter.value(v)
	}
	return read(t, hunt.FactsFile, func(f hunt.FactRecord) {
		a := member[f.Account]
		if a == nil {
			return
		}
		a.Created, a.Suspended, a.Plan, a.PriceMonth, a.Verified = f.Created, f.Suspended, f.Plan, f.Price, f.Verification
		a.Card, a.BIN, a.Domain, a.Shape = value(f.Card), value(f.BIN), value(f.Domain), value(f.Shape)
		a.Device, a.SignupNet = value(f.Device), value(f.SignupNet)
	})
}

// links are sorted as accounts are.
func (t *tables) links(g *gathered, s *secrets, place map[string]int) error {
	salter := s.salter()
	var at []int
	err := read(t, hunt.LinksFile, func(r hunt.LinkRecord) {
		v, err := strconv.ParseUint(r.Value, 16, 64)
		i, ok := place[r.Account]
		if err != nil || !ok {
			return
		}
		g.links = append(g.links, Link{g.accounts[i].Account, r.Family, r.Trait, salter.value(v), r.Holders, r.Nats})
		at = append(at, i)
	}, t.ours())
	order := make([]int, len(at))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(at[a], at[b]) })
	links := make([]Link, len(order))
	for i, k := range order {
		links[i] = g.links[k]
	}
	g.links = links
	return err
}

// window is what the hunt's manifest cut out, in microseconds.
func window(m *hunt.Manifest) (from, to int64, err error) {
	for _, c := range []struct {
		text string
		into *int64
	}{{m.From, &from}, {m.To, &to}} {
		if c.text == "" {
			continue
		}
		at, err := time.Parse(time.RFC3339, c.text)
		if err != nil {
			return 0, 0, fmt.Errorf("%s: %w", hunt.ManifestFile, err)
		}
		*c.into = at.UnixMicro()
	}
	return from, to, nil
}
