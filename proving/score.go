package proving

import (
	"fmt"
	"path/filepath"
	"sort"
	"time"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/proving/population"
)

// Scoreboard is what a hunt is worth on a range. An account is accused if it is
// in a campaign's members with a role other than customer and a probability of
// at least one half.
type Scoreboard struct {
	Precision  Proportion      `json:"account_precision"` // accused accounts that are a campaign's
	Recall     Proportion      `json:"account_recall"`    // campaign accounts that are accused
	Campaigns  []CampaignScore `json:"campaigns"`         // true ones, by name
	Unmatched  []string        `json:"unmatched"`         // found campaigns that no true one matches, by id
	Innocents  []GroupScore    `json:"innocents"`         // by class and group
	Wrongful   RateBound       `json:"wrongful_verdicts"` // per million days from an innocent's first exchange to its last
	Clustering Clustering      `json:"clustering"`
	Languages  []LanguageScore `json:"languages"`
}

// CampaignScore tells how one true campaign was found.
type CampaignScore struct {
	Name          string     `json:"name"`
	Operator      string     `json:"operator"`
	Accounts      int        `json:"accounts"`
	Found         string     `json:"found"`     // id of the found campaign with most of its accounts; empty if none has any
	Precision     Proportion `json:"precision"` // of that campaign's accused
	Recall        Proportion `json:"recall"`    // accounts accused in that campaign
	Accused       int        `json:"accused"`   // accounts accused in any campaign
	FirstDayError int        `json:"first_day_error"`
	LastDayError  int        `json:"last_day_error"` // found less true, in days
	Harvest       int64      `json:"harvest_exchanges"`
	Inside        bool       `json:"inside_interval"` // Harvest lies in exchanges_attributed
	Width         float64    `json:"relative_width"`  // (high − low)/estimate
	Estimate      float64    `json:"estimate"`
}

// GroupScore counts the innocents of one class and group.
type GroupScore struct {
	Class    string `json:"class"`
	Group    string `json:"group"`
	Accounts int    `json:"accounts"`
	Accused  int    `json:"accused"`
}

// LanguageScore is the false-positive rate among innocents who write in one
// language. It says something only where the hunt finds campaigns at all, so it
// is absent where recall is under one half.
type LanguageScore struct {
	Language string     `json:"language"`
	Rate     Proportion `json:"false_positive_rate"`
}

// Score compares campaigns.json of a hunt directory with truth.jsonl of a range
// directory.
func Score(truthDir, huntDir string) (Scoreboard, error) {
	rows, err := readTruth(filepath.Join(truthDir, truthFile))
	if err != nil {
		return Scoreboard{}, err
	}
	result, err := readResult(filepath.Join(huntDir, "campaigns.json"))
	if err != nil {
		return Scoreboard{}, err
	}
	return score(rows, result)
}

func score(rows []Truth, result *campaign.Result) (Scoreboard, error) {
	accused, err := accusations(rows, result)
	if err != nil {
		return Scoreboard{}, err
	}
	b := Scoreboard{Campaigns: []CampaignScore{}, Unmatched: []string{}, Innocents: []GroupScore{}, Languages: []LanguageScore{}}
	var guilty, caught, wrongful int
	var days int64
	var items []item
	innocents, languages := map[[2]string]*GroupScore{}, map[string][2]int{}
	groups := map[string][]int{}
	for i := range rows {
		t := &rows[i]
		found, is := accused[t.Account]
		if t.Class == population.Campaign {
			guilty++
			if is {
				caught++
			}
			groups[t.Group] = append(groups[t.Group], i)
			items = append(items, item{t.Group, found})
			continue
		}
		g := innocents[[2]string{t.Class, t.Group}]
		if g == nil {
			g = &GroupScore{Class: t.Class, Group: t.Group}
			innocents[[2]string{t.Class, t.Group}] = g
		}
		lang := languages[t.Language]
		g.Accounts++
		lang[1]++
		days += span(t)
		if is {
			g.Accused++
			lang[0]++
			wrongful++
			items = append(items, item{"", found})
		}
		languages[t.Language] = lang
	}
	b.Precision, b.Recall = proportion(caught, caught+wrongful), proportion(caught, guilty)
	b.Wrongful = rateBound(wrongful, days)
	b.Clustering = clustering(items)
	for _, g := range innocents {
		b.Innocents = append(b.Innocents, *g)
	}
	sort.Slice(b.Innocents, func(i, j int) bool {
		x, y := b.Innocents[i], b.Innocents[j]
		return x.Class < y.Class || x.Class == y.Class && x.Group < y.Group
	})
	if b.Recall.Value >= .5 {
		for lang, n := range languages {
			b.Languages = append(b.Languages, LanguageScore{lang, proportion(n[0], n[1])})
		}
		sort.Slice(b.Languages, func(i, j int) bool { return b.Languages[i].Language < b.Languages[j].Language })
	}
	return b, b.match(rows, groups, result, accused)
}

// accusations maps each accused account to its campaign's id.
func accusations(rows []Truth, result *campaign.Result) (map[string]string, error) {
	known := make(map[string]bool, len(rows))
	for i := range rows {
		known[rows[i].Account] = true
	}
	accused := map[string]string{}
	for _, c := range result.Campaigns {
		for _, m := range c.Members {
			if !known[m.Account] {
				return nil, fmt.Errorf("campaign %s names an account that truth.jsonl does not have: score a hunt of this range, made without --ids keyed", c.ID)
			}
			if _, twice := accused[m.Account]; m.Accused() && !twice {
				accused[m.Account] = c.ID
			}
		}
	}
	return accused, nil
}

// match gives each true campaign the found one that accuses most of its
// accounts; of equals the one whose id comes first.
func (b *Scoreboard) match(rows []Truth, groups map[string][]int, result *campaign.Result, accused map[string]string) error {
	size, byID := map[string]int{}, map[string]*campaign.Group{}
	for _, id := range accused {
		size[id]++
	}
	for i := range result.Campaigns {
		byID[result.Campaigns[i].ID] = &result.Campaigns[i]
	}
	matched := map[string]bool{}
	names := make([]string, 0, len(groups))
	for name := range groups {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		s := CampaignScore{Name: name, Accounts: len(groups[name])}
		hits := map[string]int{}
		var first, last string
		for _, i := range groups[name] {
			t := &rows[i]
			s.Operator = t.Operator
			s.Harvest += t.Harvest
			if first == "" || t.First < first {
				first = t.First
			}
			last = max(last, t.Last)
			if id, ok := accused[t.Account]; ok {
				s.Accused++
				hits[id]++
			}
		}
		for id, n := range hits {
			if n > hits[s.Found] || n == hits[s.Found] && id < s.Found {
				s.Found = id
			}
		}
		s.Recall = proportion(hits[s.Found], s.Accounts)
		s.Precision = proportion(hits[s.Found], size[s.Found])
		if s.Found != "" {
			matched[s.Found] = true
			if err := s.compare(byID[s.Found], first, last); err != nil {
				return err
			}
		}
		b.Campaigns = append(b.Campaigns, s)
	}
	for _, c := range result.Campaigns {
		if !matched[c.ID] {
			b.Unmatched = append(b.Unmatched, c.ID)
		}
	}
	sort.Strings(b.Unmatched)
	return nil
}

// compare fills in dates and volume.
func (s *CampaignScore) compare(found *campaign.Group, first, last string) error {
	var err error
	if s.FirstDayError, err = daysApart(found.First, first); err != nil {
		return fmt.Errorf("campaign %s, first: %w", found.ID, err)
	}
	if s.LastDayError, err = daysApart(found.Last, last); err != nil {
		return fmt.Errorf("campaign %s, last: %w", found.ID, err)
	}
	x := found.ExchangesAttributed
	s.Estimate = x.Estimate
	s.Inside = x.Low <= float64(s.Harvest) && float64(s.Harvest) <= x.High
	if x.Estimate > 0 {
		s.Width = round((x.High - x.Low) / x.Estimate)
	}
	return nil
}

// daysApart is the number of UTC days from b to a; either is a time or a date.
func daysApart(a, b string) (int, error) {
	x, err := day(a)
	if err != nil {
		return 0, err
	}
	y, err := day(b)
	return int(x - y), err
}

func day(s string) (int64, error) {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		if t, err = time.Parse(time.DateOnly, s); err != nil {
			return 0, fmt.Errorf("%q is neither a time nor a day", s)
		}
	}
	return t.Unix() / 86400, nil
}

// span is the number of days from an account's first exchange to its last.
func span(t *Truth) int64 {
	n, err := daysApart(t.Last, t.First)
	if err != nil {
		return 0 // read rows have valid times
	}
	return int64(n) + 1
}
