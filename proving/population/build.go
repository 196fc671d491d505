package population

import (
	"fmt"
	"math"

	"github.com/stillhunt/stillhunt/proving/scenario"
)

// Build makes every population of a scenario. Benign is the number of people
// and API customers, scale multiplies the accounts of campaigns.
func Build(w *World, s *scenario.Scenario, benign int, scale float64) ([]Population, error) {
	var all []Population
	var innocents *people
	w.norms = nil
	for _, c := range s.Campaigns {
		w.norms = append(w.norms, c.Rate())
	}
	w.Releases = s.Releases
	for _, spec := range s.Populations {
		switch spec.Kind {
		case scenario.People:
			innocents = newPeople(w, spec, share(benign, spec.Share))
			all = append(all, innocents)
		case scenario.API:
			all = append(all, newCustomers(w, spec, share(benign, spec.Share)))
		default:
			for n := range groups(spec, benign) {
				group := fmt.Sprintf("%s-%d", spec.Kind, n+1)
				all = append(all, lookalike(w, spec, group, n))
			}
		}
	}
	for i, c := range s.Campaigns {
		for _, name := range c.Tasks {
			if w.Text.Tasks.Find(name) == nil {
				return nil, fmt.Errorf("campaign %s: there are no tasks %q; known are %s", c.Name, name, topicNames(w))
			}
		}
		all = append(all, newCampaign(w, s, i, c.Scaled(scale), innocents))
	}
	return all, nil
}

// groups is how many groups of a look-alike there are among so many benign
// accounts: one, or two where a part of them says what it is.
func groups(spec scenario.Population, benign int) int {
	least := 1
	if spec.Confess > 0 && spec.Confess < 1 {
		least = 2
	}
	return max(least, int(math.Round(float64(benign)/float64(spec.Every))))
}

func share(n int, of float64) int { return max(1, int(float64(n)*of+.5)) }

func topicNames(w *World) string {
	out := ""
	for i := range w.Text.Tasks.Topics() {
		if i > 0 {
			out += ", "
		}
		out += w.Text.Tasks.Topic(i).Name
	}
	return out
}
