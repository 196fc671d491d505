package proving

import (
	"fmt"
	"maps"
	"slices"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/proving/population"
)

// CampaignScore tells how one true campaign was found. Where a found campaign
// holds several pools of one operator, dates and volume are compared with all
// of them together.
type CampaignScore struct {
	Name          string     `json:"name"`
	Operator      string     `json:"operator"`
	Accounts      int        `json:"accounts"`
	Found         string     `json:"found"`     // id of the found campaign with most of its accounts; empty if none has any
	Precision     Proportion `json:"precision"` // accused of that campaign who are the operator's
	Recall        Proportion `json:"recall"`    // accounts accused in that campaign
	Accused       int        `json:"accused"`   // accounts accused in any campaign
	FirstDayError int        `json:"first_day_error"`
	LastDayError  int        `json:"last_day_error"` // found less true, in days
	Harvest       int64      `json:"harvest_exchanges"`
	Inside        bool       `json:"inside_interval"` // the harvest lies in exchanges_attributed
	Width         float64    `json:"relative_width"`  // (high − low)/estimate
	Estimate      float64    `json:"estimate"`
	// Collateral is given for a network that carries its customers' exchanges too.
	Collateral *Collateral `json:"collateral,omitempty"`
}

// match is a true campaign while it is matched.
type match struct {
	CampaignScore
	sent, caught, carried int64 // harvest of all; harvest and others' exchanges of the accused
	first, last           string
	parts                 map[string]int // accused, by found campaign
}

// Collateral scores a network of customers exchange by exchange.
type Collateral struct {
	Customers        int     `json:"customers"`         // accounts that harvest nothing
	CustomersAccused int     `json:"customers_accused"` // wrongful
	Mixed            int     `json:"mixed"`             // accounts that carry both
	MixedAccused     int     `json:"mixed_accused"`
	Harvest          int64   `json:"harvest_exchanges"`     // sent by accused accounts to harvest
	Carried          int64   `json:"customers_exchanges"`   // sent by accused accounts for somebody else
	Ratio            float64 `json:"attributed_to_harvest"` // estimate over the network's harvest; 1 is right
}

// part is the share of its accounts that makes a found campaign a part of a
// true one.
const part = .1

// match gives each true campaign the found one that accuses most of its
// accounts; of equals the one whose id comes first.
func (b *Scoreboard) match(rows []Truth, result *campaign.Result, accused map[string]charge) error {
	truths, size, operators := map[string]*match{}, map[string]int{}, map[string]int{}
	hits := map[[2]string]int{} // accused, by operator and found campaign
	for i := range rows {
		t := &rows[i]
		c, is := accused[t.Account]
		if is {
			size[c.campaign]++
		}
		if t.Class == population.Campaign {
			if truths[t.Group] == nil {
				truths[t.Group] = &match{CampaignScore: CampaignScore{Name: t.Group, Operator: t.Operator}, parts: map[string]int{}}
			}
			truths[t.Group].count(t, c.campaign)
		}
		if t.guilty() {
			operators[t.by()]++
			if is {
				hits[[2]string{t.by(), c.campaign}]++
			}
		}
	}
	names := slices.Sorted(maps.Keys(truths))
	for _, name := range names {
		s := truths[name]
		for _, id := range slices.Sorted(maps.Keys(s.parts)) {
			if s.parts[id] > s.parts[s.Found] {
				s.Found = id
			}
		}
	}
	byID, matched := map[string]*campaign.Group{}, map[string]bool{}
	for i := range result.Campaigns {
		byID[result.Campaigns[i].ID] = &result.Campaigns[i]
	}
	for _, name := range names {
		s := truths[name]
		s.Recall = proportion(s.parts[s.Found], s.Accounts)
		operator := (&Truth{Operator: s.Operator, Group: s.Name}).by()
		s.Precision = proportion(hits[[2]string{operator, s.Found}], size[s.Found])
		if s.Found != "" {
			matched[s.Found] = true
			whole := *s
			for _, other := range names {
				if o := truths[other]; other != name && o.Found == s.Found && o.Operator == s.Operator && s.Operator != "" {
					whole.sent += o.sent
					whole.first, whole.last = min(whole.first, o.first), max(whole.last, o.last)
				}
			}
			if err := s.compare(byID[s.Found], &whole); err != nil {
				return err
			}
		}
		if s.Collateral != nil {
			s.Collateral.Harvest, s.Collateral.Carried = s.caught, s.carried
		}
		if 2*s.Accused < s.Accounts {
			b.Missed = append(b.Missed, name)
		}
		if s.pieces() > 1 {
			b.Split = append(b.Split, name)
		}
		b.Campaigns = append(b.Campaigns, s.CampaignScore)
	}
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		of := 0
		for operator, n := range operators {
			if float64(hits[[2]string{operator, id}]) >= part*float64(n) {
				of++
			}
		}
		if of > 1 {
			b.Merged = append(b.Merged, id)
		}
		if !matched[id] {
			b.Unmatched = append(b.Unmatched, id)
		}
	}
	return nil
}

// count adds an account of the campaign, accused in the found one unless that
// is empty.
func (s *match) count(t *Truth, found string) {
	if t.Role == campaign.RoleCustomer || t.Role == campaign.RoleMixed {
		if s.Collateral == nil {
			s.Collateral = &Collateral{}
		}
		of, hit := &s.Collateral.Customers, &s.Collateral.CustomersAccused
		if t.Role == campaign.RoleMixed {
			of, hit = &s.Collateral.Mixed, &s.Collateral.MixedAccused
		}
		*of++
		if found != "" {
			*hit++
		}
	}
	s.Harvest += t.Harvest
	s.sent += t.Harvest
	if found != "" {
		s.caught += t.Harvest
		s.carried += t.Exchanges - t.Harvest
	}
	if !t.guilty() {
		return
	}
	s.Accounts++
	if s.first == "" || t.First < s.first {
		s.first = t.First
	}
	s.last = max(s.last, t.Last)
	if found != "" {
		s.Accused++
		s.parts[found]++
	}
}

// pieces is the number of found campaigns that hold a part of it.
func (s *match) pieces() int {
	n := 0
	for _, k := range s.parts {
		if float64(k) >= part*float64(s.Accounts) {
			n++
		}
	}
	return n
}

// compare fills in dates and volume, against all that the found campaign holds
// of the operator.
func (s *match) compare(found *campaign.Group, whole *match) error {
	var err error
	if s.FirstDayError, err = daysApart(found.First, whole.first); err != nil {
		return fmt.Errorf("campaign %s, first: %w", found.ID, err)
	}
	if s.LastDayError, err = daysApart(found.Last, whole.last); err != nil {
		return fmt.Errorf("campaign %s, last: %w", found.ID, err)
	}
	x := found.ExchangesAttributed
	s.Estimate = x.Estimate
	s.Inside = x.Low <= float64(whole.sent) && float64(whole.sent) <= x.High
	if x.Estimate > 0 {
		s.Width = round((x.High - x.Low) / x.Estimate)
	}
	if s.Collateral != nil && whole.sent > 0 {
		s.Collateral.Ratio = round(x.Estimate / float64(whole.sent))
	}
	return nil
}
