package population

import (
	"fmt"

	"github.com/stillhunt/stillhunt/proving/scenario"
)

// lookalike makes group number of a kind that only seems coordinated.
func lookalike(w *World, spec scenario.Population, group string, number int) Population {
	switch spec.Kind {
	case scenario.CampusNAT:
		return newCampus(w, spec, group, number)
	case scenario.AgentFleet:
		return newFleet(w, spec, group, number)
	case scenario.Reseller:
		return newReseller(w, spec, group, number)
	case scenario.EvalHouse:
		return newEvalHouse(w, spec, group, number)
	case scenario.Office:
		return newNineOClock(w, spec, group, number)
	case scenario.LabellingFirm:
		return newLabelling(w, spec, group, number)
	case scenario.MultiAgent:
		return newMultiAgent(w, spec, group, number)
	case scenario.ShowYourWork:
		return newTutoring(w, spec, group, number)
	case scenario.PoolingGateway:
		return newGateway(w, spec, group, number)
	case scenario.Hackathon:
		return newHackathon(w, spec, group, number)
	case scenario.ReleaseRush:
		return newRush(w, spec, group, number)
	case scenario.ViralPrompt:
		return newViral(w, spec, group, number)
	}
	panic(fmt.Sprintf("no population kind %q", spec.Kind)) // Parse refuses it
}
