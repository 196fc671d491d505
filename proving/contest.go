package proving

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/stillhunt/stillhunt/proving/baseline"
)

// RuleScore is what somebody else's rule does in one world.
type RuleScore struct {
	Rule      string           `json:"rule"`
	Form      string           `json:"form,omitempty"` // of a rule that has several
	Setting   baseline.Setting `json:"setting"`
	Hits      int              `json:"hits"` // campaign accounts accused
	Guilty    int              `json:"guilty"`
	Wrong     int              `json:"wrong"` // innocents accused
	Innocents int              `json:"innocents"`
}

// opinion is what every rule says of the accounts of one world: by rule, form
// and account, with who is innocent.
type opinion struct {
	scores   [][][]float64
	innocent []bool
}

// consider reads a range directory and asks every rule.
func consider(ctx context.Context, dir string) (*opinion, error) {
	rows, err := readTruth(filepath.Join(dir, truthFile))
	if err != nil {
		return nil, err
	}
	guilty := map[string]bool{}
	for i := range rows {
		guilty[rows[i].Account] = rows[i].guilty()
	}
	traffic, err := baseline.Read(ctx, dir)
	if err != nil {
		return nil, err
	}
	o := &opinion{}
	for i := range traffic.Accounts {
		o.innocent = append(o.innocent, !guilty[traffic.Accounts[i].ID])
	}
	for _, rule := range baseline.Rules() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		o.scores = append(o.scores, rule.Score(traffic))
	}
	return o, nil
}

// contest runs the rules on a world, each at the threshold that training worlds
// of the same scenario and other seeds gave it.
func (r *runner) contest(ctx context.Context, w World, seed uint64, settings []baseline.Setting) ([]RuleScore, error) {
	o, identity, err := r.options(w, seed)
	if err != nil {
		return nil, err
	}
	var out []RuleScore
	kept := r.slot("rules", identity, contested(), settings)
	if kept.load(&out) {
		return out, nil
	}
	if err := r.generate(ctx, o, identity); err != nil {
		return nil, err
	}
	here, err := consider(ctx, o.Out)
	if err != nil {
		return nil, err
	}
	for k, rule := range baseline.Rules() {
		score := RuleScore{Rule: rule.Name, Setting: settings[k]}
		if rule.Forms != nil {
			score.Form = rule.Forms[settings[k].Form]
		}
		for i, innocent := range here.innocent {
			accused := settings[k].Accuses(here.scores[k][settings[k].Form][i])
			switch {
			case innocent:
				score.Innocents++
				score.Wrong += one(accused)
			default:
				score.Guilty++
				score.Hits += one(accused)
			}
		}
		out = append(out, score)
	}
	return out, kept.keep(out)
}

// train tunes every rule on the training worlds.
func (r *runner) train(ctx context.Context, s Suite, w World) ([]baseline.Setting, error) {
	if len(s.Training) == 0 {
		return nil, fmt.Errorf("the suite %s names no training seeds for the baselines", s.Name)
	}
	_, identity, err := r.options(w, 0)
	if err != nil {
		return nil, err
	}
	settings, ok := r.settings[identity]
	if ok {
		return settings, nil
	}
	kept := r.slot("settings", identity, contested(), s.Training)
	if kept.load(&settings) {
		return settings, nil
	}
	rules := baseline.Rules()
	examples := make([][][]baseline.Example, len(rules)) // by rule and form
	for _, seed := range s.Training {
		o, identity, err := r.options(w, seed)
		if err != nil {
			return nil, err
		}
		if err := r.generate(ctx, o, identity); err != nil {
			return nil, err
		}
		seen, err := consider(ctx, o.Out)
		if err != nil {
			return nil, err
		}
		for k, forms := range seen.scores {
			if examples[k] == nil {
				examples[k] = make([][]baseline.Example, len(forms))
			}
			for form, scores := range forms {
				for i, innocent := range seen.innocent {
					examples[k][form] = append(examples[k][form], baseline.Example{Score: scores[i], Innocent: innocent})
				}
			}
		}
	}
	for k, rule := range rules {
		settings = append(settings, rule.Tune(examples[k]))
	}
	r.settings[identity] = settings
	return settings, kept.keep(settings)
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
