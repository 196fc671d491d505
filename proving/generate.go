package proving

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/stillhunt/stillhunt/proving/grammar"
	"github.com/stillhunt/stillhunt/proving/pool"
	"github.com/stillhunt/stillhunt/proving/population"
	"github.com/stillhunt/stillhunt/proving/scenario"
	"golang.org/x/sync/errgroup"
)

// Generate writes a range directory. The same options give the same bytes,
// whatever the number of cores; a day is made in memory as a plan of about 50
// bytes an exchange and written line by line.
func Generate(ctx context.Context, o Options) (Report, error) {
	s, err := complete(&o)
	if err != nil {
		return Report{}, err
	}
	pools, err := pool.Read(ctx, o.Prompts, o.HeldOut)
	if err != nil {
		return Report{}, err
	}
	text, err := grammar.Load()
	if err != nil {
		return Report{}, err
	}
	if err := prepare(o.Out, resolved{Scenario: *s, Generator: generatorVersion, Seed: o.Seed, Scale: o.Scale, Labels: o.Labels, HeldOut: o.HeldOut, Prompts: pools.Files}); err != nil {
		return Report{}, err
	}
	w := population.NewWorld(o.Seed, s.First(), s.Days, s.Benign, text, pools)
	all, err := population.Build(w, s, s.Benign, o.Scale)
	if err != nil {
		return Report{}, err
	}
	g := &generator{options: o, world: w, days: s.Days}
	for _, p := range all {
		g.casts = append(g.casts, newCast(p))
	}
	if err := g.traffic(ctx); err != nil {
		return Report{}, err
	}
	report := Report{Scenario: s.Name, Dir: o.Out, Seed: o.Seed, Scale: o.Scale, From: s.First(), To: s.First().AddDate(0, 0, s.Days),
		Campaigns: len(s.Campaigns), Releases: len(s.Releases), Files: s.Days, Bytes: g.bytes, PoolSkipped: pools.Skipped}
	for _, c := range pools.People {
		report.PoolPrompts += len(c.Turns)
	}
	for _, h := range pools.Harvest {
		report.PoolPrompts += len(h.Texts)
	}
	report.PeopleReuse, report.HarvestReuse = w.Reuse()
	if err := g.releases(s.Releases); err != nil {
		return Report{}, err
	}
	return report, g.accounts(ctx, &report)
}

// complete fills in what the options leave open and gives the scenario as it
// will be generated.
func complete(o *Options) (*scenario.Scenario, error) {
	found, err := find(o.Scenario)
	if err != nil {
		return nil, err
	}
	s := *found
	if o.Scale == 0 {
		o.Scale = 1
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	switch {
	case o.Out == "":
		return nil, errors.New("name the directory to write with -o")
	case o.Scale < 0 || o.Scale > 1000:
		return nil, fmt.Errorf("the scale %g does not lie between 0 and 1000", o.Scale)
	case o.Days < 0 || o.Days > 400:
		return nil, fmt.Errorf("%d days do not lie between 1 and 400", o.Days)
	case o.Benign < 0 || o.Benign > 20e6:
		return nil, fmt.Errorf("%d benign accounts do not lie between 1 and 20 million", o.Benign)
	}
	if o.Days > 0 {
		s.Days = o.Days
	}
	for _, c := range s.Campaigns {
		if c.From >= s.Days {
			return nil, fmt.Errorf("campaign %s begins on day %d; %d days would not show it", c.Name, c.From, s.Days)
		}
	}
	if o.Benign > 0 {
		s.Benign = o.Benign
	}
	if s.Benign == 0 {
		s.Benign = max(12000, 4*s.CampaignAccounts(o.Scale))
	}
	return &s, nil
}

type generator struct {
	options Options
	world   *population.World
	days    int
	casts   []*cast

	mu        sync.Mutex
	exchanges int64
	bytes     int64
	written   int
}

// traffic writes every day, as many at once as there are cores.
func (g *generator) traffic(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for day := range g.days {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			date := g.world.First.AddDate(0, 0, day).Format("2006-01-02")
			return g.day(ctx, day, filepath.Join(g.options.Out, trafficDir, "day-"+date+".jsonl.zst"))
		})
	}
	return group.Wait()
}

// advance reports progress.
func (g *generator) advance(exchanges int64, bytes int64, days int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.exchanges += exchanges
	g.bytes += bytes
	g.written += days
	if g.options.Progress != nil {
		g.options.Progress(Progress{Exchanges: g.exchanges, Days: g.written, TotalDays: g.days})
	}
}
