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
	for _, spec := range s.Populations {
		switch spec.Kind {
		case scenario.People:
			all = append(all, newPeople(w, spec, share(benign, spec.Share)))
		case scenario.API:
			all = append(all, newCustomers(w, spec, share(benign, spec.Share)))
		default:
			groups := max(1, int(math.Round(float64(benign)/float64(spec.Every))))
			for n := range groups {
				group := fmt.Sprintf("%s-%d", spec.Kind, n+1)
				switch spec.Kind {
				case scenario.CampusNAT:
					all = append(all, newCampus(w, spec, group, n))
				case scenario.AgentFleet:
					all = append(all, newFleet(w, spec, group, n))
				case scenario.Reseller:
					all = append(all, newReseller(w, spec, group, n))
				}
			}
		}
	}
	for i, c := range s.Campaigns {
		for _, name := range c.Tasks {
			if w.Text.Tasks.Find(name) == nil {
				return nil, fmt.Errorf("campaign %s: there are no tasks %q; known are %s", c.Name, name, topicNames(w))
			}
		}
		all = append(all, newCampaign(w, c, c.Scaled(scale), i, len(s.Campaigns)))
	}
	return all, nil
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
