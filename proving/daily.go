package proving

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/proving/baseline"
)

// Daily says what was lost before the campaigns were named, by a hunt after
// each day in all that came until then.
type Daily struct {
	Days      int           `json:"days"` // hunts made
	Campaigns []Containment `json:"campaigns"`
}

// Containment tells how long one true campaign went unnamed.
type Containment struct {
	Name     string  `json:"name"`
	Accounts int     `json:"accounts"`
	Named    string  `json:"named"`          // last day of the first hunt that accused half of all its accounts; empty if none did
	After    int     `json:"after_days"`     // from its first exchange to the end of that day; 0 if never
	Lost     int64   `json:"lost_exchanges"` // harvest sent until then; all of it if never
	Harvest  int64   `json:"harvest_exchanges"`
	Share    float64 `json:"lost_share"`
}

// ScoreDaily hunts in a range directory after each of its days and says what was
// lost until half of a campaign's accounts were named. It works in dir, which it
// leaves with the lake and the last hunt. An account's harvest is spread over
// its exchanges evenly: the traffic does not say which of them harvest.
func ScoreDaily(ctx context.Context, rangeDir, dir string) (*Daily, error) {
	rows, err := readTruth(filepath.Join(rangeDir, truthFile))
	if err != nil {
		return nil, err
	}
	sent, err := sentByDay(ctx, rangeDir, rows)
	if err != nil {
		return nil, err
	}
	key, err := rangeKey(dir)
	if err != nil {
		return nil, err
	}
	daily := &Daily{}
	for _, name := range sent.names() {
		all := sent.total(name, sent.last)
		daily.Campaigns = append(daily.Campaigns, Containment{Name: name, Accounts: sent.accounts[name], Lost: all, Harvest: all})
	}
	for d := sent.first; d <= sent.last; d++ {
		if !slices.ContainsFunc(daily.Campaigns, func(c Containment) bool { return c.Named == "" }) {
			break
		}
		to := time.Unix((d+1)*86400, 0).UTC()
		o := huntOptions(rangeDir, filepath.Join(dir, "daily"), key)
		o.To = to
		out, err := hunt.Run(ctx, o)
		if err != nil {
			return nil, fmt.Errorf("the hunt until %s: %w", to.Format(time.DateOnly), err)
		}
		daily.Days++
		accused, err := accusations(rows, &out.Result)
		if err != nil {
			return nil, err
		}
		hits := map[string]int{}
		for i := range rows {
			if _, is := accused[rows[i].Account]; is && rows[i].guilty() {
				hits[rows[i].Group]++
			}
		}
		for i := range daily.Campaigns {
			daily.Campaigns[i].after(d, hits, sent)
		}
	}
	for i := range daily.Campaigns {
		if c := &daily.Campaigns[i]; c.Harvest > 0 {
			c.Share = round(float64(c.Lost) / float64(c.Harvest))
		}
	}
	return daily, nil
}

// after takes in the hunt after day d, which accused so many accounts of each
// campaign.
func (c *Containment) after(d int64, hits map[string]int, sent *days) {
	if c.Named == "" && 2*hits[c.Name] >= c.Accounts {
		c.Named = time.Unix(d*86400, 0).UTC().Format(time.DateOnly)
		c.After = int(d-sent.begin[c.Name]) + 1
		c.Lost = sent.total(c.Name, d)
	}
}

// days holds the harvest of campaigns by day.
type days struct {
	first, last int64                        // of the range, in days since 1970 UTC
	begin       map[string]int64             // first day, by campaign
	accounts    map[string]int               // by campaign
	harvest     map[string]map[int64]float64 // by campaign and day
}

func (s *days) names() []string { return slices.Sorted(maps.Keys(s.accounts)) }

// total is the harvest of a campaign until the end of a day.
func (s *days) total(name string, until int64) int64 {
	var sum float64
	for d := s.first; d <= until; d++ {
		sum += s.harvest[name][d]
	}
	return int64(sum + .5)
}

func sentByDay(ctx context.Context, dir string, rows []Truth) (*days, error) {
	s := &days{begin: map[string]int64{}, accounts: map[string]int{}, harvest: map[string]map[int64]float64{}}
	campaigns := map[string]*Truth{}
	for i := range rows {
		if t := &rows[i]; t.guilty() {
			campaigns[t.Account] = t
			s.accounts[t.Group]++
			s.harvest[t.Group] = map[int64]float64{}
		}
	}
	err := baseline.Each(ctx, dir, func(x *exchange.Exchange) {
		d := x.Time / (86400 * 1e6)
		if s.first == 0 || d < s.first {
			s.first = d
		}
		s.last = max(s.last, d)
		t := campaigns[x.Account]
		if t == nil {
			return
		}
		if first, ok := s.begin[t.Group]; !ok || d < first {
			s.begin[t.Group] = d
		}
		s.harvest[t.Group][d] += float64(t.Harvest) / float64(max(1, t.Exchanges))
	})
	return s, err
}

// rangeKey writes the one deployment key that all hunts of the range use, so
// that their figures can be had again.
func rangeKey(dir string) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("making the directory to hunt in: %w", err)
	}
	path := filepath.Join(dir, "key")
	if err := os.WriteFile(path, []byte(strings.Repeat("5a", 32)+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("making the range's key: %w", err)
	}
	return path, nil
}
