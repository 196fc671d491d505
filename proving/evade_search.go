package proving

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/stillhunt/stillhunt/proving/baseline"
	"github.com/stillhunt/stillhunt/proving/scenario"
)

// Evasion is a search for the cheapest way past the detectors.
type Evasion struct {
	World World // its scenario is the letter; efforts are laid over it
	Seeds []uint64
	Train []uint64 // the rules' training seeds
	Goal  float64  // harvested exchanges that the prices are of
	Days  int      // in which they are to be had
}

// DefaultEvasion is the search of docs/evasion.md: a million exchanges of the
// letter, tried out on a small world.
func DefaultEvasion() Evasion {
	return Evasion{World: World{Scenario: "letter", Scale: .004, Benign: 2500, Days: 7}, Seeds: []uint64{1, 2}, Train: []uint64{101}, Goal: 1e6, Days: 45}
}

// Attempt is one effort with what each detector makes of it.
type Attempt struct {
	Effort Effort
	Cost   float64
	Named  map[string]float64 // share of the campaign's accounts that are named, by detector, mean over seeds
}

// ours names Stillhunt among the detectors.
const ours = "Stillhunt"

// allOfThem names all detectors together.
const allOfThem = "all of them"

// unnamed is the share of accounts below which a campaign counts as not named.
const unnamed = .5

// evades reports whether the detector, or all of them, leave the campaign unnamed.
func (a *Attempt) evades(detector string) bool {
	if detector != allOfThem {
		return a.Named[detector] < unnamed
	}
	for _, share := range a.Named {
		if share >= unnamed {
			return false
		}
	}
	return true
}

// Frontier is the outcome of a search.
type Frontier struct {
	Evasion   Evasion
	Attempts  []Attempt           // all that were tried, the cheapest first
	Detectors []string            // Stillhunt, the rules, all of them
	Cheapest  map[string]*Attempt // that stays unnamed, by detector; nil if none was found
}

// Evade searches, for each detector and for all of them, the cheapest effort
// that stays unnamed. It begins with every dial at its quietest and turns one
// back at a time, the dearest first, as long as the campaign stays unnamed: what
// it finds cannot be made cheaper by turning back any one dial, and may still
// not be the cheapest there is.
func Evade(ctx context.Context, e Evasion, p Prices, o RunOptions, tried func(Attempt)) (*Frontier, error) {
	r, err := newRunner(ctx, o)
	if err != nil {
		return nil, err
	}
	s := &search{Evasion: e, runner: r, prices: p, known: map[Effort]*Attempt{}, tried: tried}
	if s.settings, err = r.train(ctx, Suite{Name: "evade", Training: e.Train}, e.World); err != nil {
		return nil, err
	}
	f := &Frontier{Evasion: e, Detectors: []string{ours}, Cheapest: map[string]*Attempt{}}
	for _, rule := range baseline.Rules() {
		f.Detectors = append(f.Detectors, rule.Name)
	}
	f.Detectors = append(f.Detectors, allOfThem)
	for _, detector := range f.Detectors {
		if f.Cheapest[detector], err = s.descend(ctx, detector); err != nil {
			return nil, err
		}
	}
	for _, a := range s.known {
		f.Attempts = append(f.Attempts, *a)
	}
	slices.SortFunc(f.Attempts, func(a, b Attempt) int {
		return cmp.Or(cmp.Compare(a.Cost, b.Cost), slices.Compare(a.Effort[:], b.Effort[:]))
	})
	for _, detector := range f.Detectors { // one search may have stumbled on what another did not find
		for i := range f.Attempts {
			if a := &f.Attempts[i]; a.evades(detector) {
				f.Cheapest[detector] = a
				break
			}
		}
	}
	return f, nil
}

// search holds what is known so far.
type search struct {
	Evasion
	runner   *runner
	prices   Prices
	settings []baseline.Setting
	known    map[Effort]*Attempt
	tried    func(Attempt)
}

func (s *search) descend(ctx context.Context, detector string) (*Attempt, error) {
	loudest, err := s.try(ctx, Effort{})
	if err != nil || loudest.evades(detector) {
		return loudest, err
	}
	at, err := s.try(ctx, quietest())
	if err != nil || !at.evades(detector) {
		return nil, err
	}
	type step struct {
		axis   int
		effort Effort
		cost   float64
	}
	var failed [len(at.Effort)]bool // what was named from a quieter effort is tried last
	for {
		var steps []step
		for i := range axes {
			if at.Effort[i] > 0 {
				next := at.Effort
				next[i]--
				c, err := s.campaign(next)
				if err != nil {
					return nil, err
				}
				steps = append(steps, step{i, next, s.prices.Cost(c.spec, c.perDay, s.Days, s.Goal)})
			}
		}
		slices.SortFunc(steps, func(a, b step) int {
			return cmp.Or(cmp.Compare(one(failed[a.axis]), one(failed[b.axis])), cmp.Compare(a.cost, b.cost))
		})
		moved := false
		for _, next := range steps {
			a, err := s.try(ctx, next.effort)
			if err != nil {
				return nil, err
			}
			if a.evades(detector) {
				at, moved = a, true
				break
			}
			failed[next.axis] = true
		}
		if !moved {
			return at, nil
		}
	}
}

// priced is an effort's campaign with what its accounts may be expected to harvest
// a day; path is its scenario.
type priced struct {
	spec   *scenario.Campaign
	perDay float64
	path   string
}

// campaign puts the effort's scenario into the working directory and reads it.
func (s *search) campaign(e Effort) (priced, error) {
	path := s.runner.at("effort-" + e.code() + ".yaml")
	if err := os.WriteFile(path, []byte(e.yaml()), 0o644); err != nil {
		return priced{}, fmt.Errorf("writing an effort's scenario: %w", err)
	}
	full, err := find(path)
	if err != nil {
		return priced{}, err
	}
	p := priced{spec: &full.Campaigns[0], path: path}
	p.perDay = p.spec.Rate()
	if p.spec.Dials.Rates == scenario.PeoplesRates {
		for _, people := range full.Populations {
			if people.Kind == scenario.People {
				p.perDay = people.PerDay
			}
		}
	}
	p.perDay *= 1 - p.spec.Dials.Camouflage
	return p, nil
}

// try hunts in the effort's worlds and asks every rule, once. The price is that
// of what the accounts harvested in these worlds.
func (s *search) try(ctx context.Context, e Effort) (*Attempt, error) {
	if a := s.known[e]; a != nil {
		return a, nil
	}
	c, err := s.campaign(e)
	if err != nil {
		return nil, err
	}
	a := &Attempt{Effort: e, Named: map[string]float64{}}
	w := s.World
	w.Scenario = c.path
	var harvest, accountDays float64
	for _, seed := range s.Seeds {
		t, err := s.runner.trial(ctx, w, seed, false)
		if err != nil {
			return nil, fmt.Errorf("%s, seed %d: %w", e, seed, err)
		}
		for _, x := range t.Score.Campaigns {
			harvest += float64(x.Harvest)
			accountDays += float64(x.Accounts * w.Days)
		}
		a.Named[ours] += t.Score.Recall.Value / float64(len(s.Seeds))
		scores, err := s.runner.contest(ctx, w, seed, s.settings)
		if err != nil {
			return nil, fmt.Errorf("%s, seed %d: %w", e, seed, err)
		}
		for _, x := range scores {
			a.Named[x.Rule] += float64(x.Hits) / float64(max(1, x.Guilty)) / float64(len(s.Seeds))
		}
		s.runner.clear()
	}
	if harvest == 0 {
		return nil, fmt.Errorf("%s: nothing was harvested at this scale: make it larger with --scale or --days", e)
	}
	a.Cost = s.prices.Cost(c.spec, harvest/accountDays, s.Days, s.Goal)
	s.known[e] = a
	s.tried(*a)
	return a, nil
}
