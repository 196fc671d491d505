package proving

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/goccy/go-yaml"

	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/proving/baseline"
	"github.com/stillhunt/stillhunt/proving/pool"
)

// Trial is one world with one seed, hunted in and scored.
type Trial struct {
	World     World       `json:"world"`
	Seed      uint64      `json:"seed"`
	Exchanges int64       `json:"exchanges"`
	Accounts  int         `json:"accounts"`
	Campaigns int         `json:"campaigns"` // named by the hunt
	Score     Scoreboard  `json:"score"`
	Baselines []RuleScore `json:"-"`
	Cached    bool        `json:"-"` // it was done before
}

// runner holds what the trials of a run share.
type runner struct {
	o        RunOptions
	key      string
	pools    []pool.File
	settings map[string][]baseline.Setting // of the baselines, by resolved scenario
	world    string                        // the world that is generated now, by its resolved scenario
}

func newRunner(ctx context.Context, o RunOptions) (*runner, error) {
	r := &runner{o: o, settings: map[string][]baseline.Setting{}}
	set, err := pool.Read(ctx, o.Prompts, true)
	if err != nil {
		return nil, err
	}
	r.pools = set.Files
	if r.key, err = rangeKey(o.Dir); err != nil {
		return nil, err
	}
	if o.Cache != "" {
		err = os.MkdirAll(o.Cache, 0o755)
	}
	return r, err
}

func (r *runner) at(name string) string { return filepath.Join(r.o.Dir, name) }

// options gives what to generate, and all that decides the traffic.
func (r *runner) options(w World, seed uint64) (Options, string, error) {
	o := Options{Scenario: w.Scenario, Out: r.at("world"), Scale: w.Scale, Benign: w.Benign, Days: w.Days, Seed: seed}
	var pools []pool.File
	if w.Pools && len(r.o.Prompts) > 0 {
		o.Prompts, o.HeldOut, pools = r.o.Prompts, true, r.pools
	}
	whole := o
	s, err := complete(&whole)
	if err != nil {
		return o, "", err
	}
	text, err := yaml.Marshal(resolved{Scenario: *s, Generator: generatorVersion, Seed: whole.Seed, Scale: whole.Scale, HeldOut: o.HeldOut, Prompts: pools})
	return o, string(text), err
}

// generate makes the world, unless it is the one that is there.
func (r *runner) generate(ctx context.Context, o Options, identity string) error {
	if r.world == identity {
		return nil
	}
	r.clear()
	_, err := Generate(ctx, o)
	if err == nil {
		r.world = identity
	}
	return err
}

// clear takes world and hunt away.
func (r *runner) clear() {
	r.world = ""
	os.RemoveAll(r.at("world"))
	os.RemoveAll(r.at("hunt"))
	os.RemoveAll(r.at("daily"))
}

func (r *runner) trial(ctx context.Context, w World, seed uint64, daily bool) (Trial, error) {
	o, identity, err := r.options(w, seed)
	if err != nil {
		return Trial{}, err
	}
	var t Trial
	slot := r.slot("trial", identity, judged(), daily)
	if slot.load(&t) {
		t.World, t.Cached = w, true // other words for the same world
		return t, nil
	}
	if err := r.generate(ctx, o, identity); err != nil {
		return t, err
	}
	h := huntOptions(o.Out, r.at("hunt"), r.key)
	h.Laws = r.o.Laws
	out, err := hunt.Run(ctx, h)
	if err != nil {
		return t, err
	}
	score, err := Score(o.Out, h.Out)
	if err == nil && daily {
		score.Daily, err = ScoreDaily(ctx, o.Out, r.o.Dir)
	}
	if err != nil {
		return t, err
	}
	t = Trial{World: w, Seed: seed, Exchanges: out.Result.Input.Exchanges, Accounts: int(out.Result.Input.Accounts), Campaigns: len(out.Result.Campaigns), Score: score}
	return t, slot.keep(t)
}

// huntOptions are those of a hunt in a range directory.
func huntOptions(rangeDir, out, key string) hunt.Options {
	o := hunt.Options{
		Inputs: []string{rangeDir}, Accounts: filepath.Join(rangeDir, accountsFile), Out: out, KeyFile: key,
		FDR: hunt.DefaultFDR, MaxReject: hunt.DefaultMaxReject,
	}
	if path := filepath.Join(rangeDir, ReleasesFile); exists(path) {
		o.Releases = path
	}
	return o
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
