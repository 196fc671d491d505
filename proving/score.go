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
// at least one half. An account whose truth is customer is innocent, though it
// sits in a campaign's network.
type Scoreboard struct {
	Precision       Proportion      `json:"account_precision"`    // accused accounts that are a campaign's
	Recall          Proportion      `json:"account_recall"`       // campaign accounts that are accused
	StrictPrecision Proportion      `json:"account_precision_90"` // the same of those accused with probability .9
	StrictRecall    Proportion      `json:"account_recall_90"`
	Campaigns       []CampaignScore `json:"campaigns"`         // true ones, by name
	Missed          []string        `json:"missed"`            // true campaigns with less than half of their accounts accused
	Split           []string        `json:"split"`             // true campaigns of which two found ones accuse a tenth each
	Merged          []string        `json:"merged"`            // found campaigns with a tenth of the accounts of two operators
	Unmatched       []string        `json:"unmatched"`         // found campaigns that no true one matches, by id
	Innocents       []GroupScore    `json:"innocents"`         // by class and group
	Wrongful        RateBound       `json:"wrongful_verdicts"` // per million days from an innocent's first exchange to its last
	Clustering      Clustering      `json:"clustering"`        // by operator
	Languages       []LanguageScore `json:"languages"`
	Calibration     Reliability     `json:"calibration"`
	Held            HeldScore       `json:"held_labels"`
	Daily           *Daily          `json:"daily,omitempty"`
}

// GroupScore counts the innocents of one class and group.
type GroupScore struct {
	Class    string    `json:"class"`
	Group    string    `json:"group"`
	Accounts int       `json:"accounts"`
	Accused  int       `json:"accused"`
	Wrongful RateBound `json:"wrongful_verdicts"`
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

// guilty reports whether the account is a campaign's own. The customers of its
// network are not.
func (t *Truth) guilty() bool {
	return t.Class == population.Campaign && t.Role != campaign.RoleCustomer
}

// class is the class that an innocent is counted under.
func (t *Truth) class() string {
	if t.Class == population.Campaign {
		return campaign.RoleCustomer
	}
	return t.Class
}

// by is the operator that a campaign account is clustered under.
func (t *Truth) by() string {
	if t.Operator != "" {
		return t.Operator
	}
	return t.Group
}

// charge is the accusation of one account.
type charge struct {
	campaign    string // id
	probability float64
}

func score(rows []Truth, result *campaign.Result) (Scoreboard, error) {
	accused, err := accusations(rows, result)
	if err != nil {
		return Scoreboard{}, err
	}
	b := Scoreboard{Campaigns: []CampaignScore{}, Missed: []string{}, Split: []string{}, Merged: []string{}, Unmatched: []string{},
		Innocents: []GroupScore{}, Languages: []LanguageScore{}}
	var guilty int
	var caught, wrongful [2]int // at probability .5 and at .9
	var days int64
	var items []item
	innocents, languages := map[[2]string]*GroupScore{}, map[string][2]int{}
	for i := range rows {
		t := &rows[i]
		found, is := accused[t.Account]
		if t.guilty() {
			guilty++
			countCharge(&caught, found, is)
			items = append(items, item{t.by(), found.campaign})
			continue
		}
		g := innocents[[2]string{t.class(), t.Group}]
		if g == nil {
			g = &GroupScore{Class: t.class(), Group: t.Group}
			innocents[[2]string{t.class(), t.Group}] = g
		}
		lang := languages[t.Language]
		g.Accounts++
		lang[1]++
		g.Wrongful.Exposure += span(t)
		days += span(t)
		countCharge(&wrongful, found, is)
		if is {
			g.Accused++
			lang[0]++
			items = append(items, item{"", found.campaign})
		}
		languages[t.Language] = lang
	}
	b.Precision, b.Recall = proportion(caught[0], caught[0]+wrongful[0]), proportion(caught[0], guilty)
	b.StrictPrecision, b.StrictRecall = proportion(caught[1], caught[1]+wrongful[1]), proportion(caught[1], guilty)
	b.Wrongful = rateBound(wrongful[0], days)
	b.Clustering = clustering(items, len(rows))
	for _, g := range innocents {
		g.Wrongful = rateBound(g.Accused, g.Wrongful.Exposure)
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
	forecast := forecasts(result)
	b.Calibration = reliability(rows, result, forecast)
	b.Held = held(rows, accused, forecast)
	return b, b.match(rows, result, accused)
}

// countCharge counts an accusation at both levels.
func countCharge(n *[2]int, c charge, is bool) {
	if is {
		n[0]++
		if c.probability >= strict {
			n[1]++
		}
	}
}

// strict is the probability of the second pair of precision and recall.
const strict = .9

// accusations maps each accused account to its campaign. Of two campaigns that
// accuse one account, the more probable counts, and of equals the first.
func accusations(rows []Truth, result *campaign.Result) (map[string]charge, error) {
	known := make(map[string]bool, len(rows))
	for i := range rows {
		known[rows[i].Account] = true
	}
	accused := map[string]charge{}
	for _, c := range result.Campaigns {
		for _, m := range c.Members {
			if !known[m.Account] {
				return nil, fmt.Errorf("campaign %s names an account that truth.jsonl does not have: score a hunt of this range, made without --ids keyed", c.ID)
			}
			if before, twice := accused[m.Account]; m.Accused() && (!twice || m.Probability > before.probability) {
				accused[m.Account] = charge{c.ID, m.Probability}
			}
		}
	}
	return accused, nil
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
