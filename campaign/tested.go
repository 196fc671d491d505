package campaign

import "github.com/stillhunt/stillhunt/link"

// Tested is one candidate of a hunt: what its p-value is of. With the null groups
// and all other candidates it gives the q-value again. Nothing is rounded.
type Tested struct {
	ID     string  // of its campaign or group; empty if it is no more alike than a crowd
	Size   int     // of the null groups that it was compared with; 0 if there were none
	Topics bool    // these were drawn from accounts that are alike in topic
	Score  float64 // nats of behaviour for a campaign over a crowd
	P      float64
}

// Weight is what one detector says of a group for a campaign over one rival, in
// nats, before its family's bound. Summed by family within FamilyLimit, and the
// families added up, they are the log-odds over that rival.
type Weight struct {
	Family   string // empty: what the choice between two forms of a campaign costs
	Detector string
	Figure   float64 // as the detector measured it
	Rival    string  // a name of Hypotheses, or Crowd
	Nats     float64
}

// FamilyLimit bounds, on both sides, what the detectors of a family say together,
// in nats.
const FamilyLimit = familyLimit

// Crowd is the hypothesis that the accounts are unrelated people: the null, and no
// rival.
const Crowd = "crowd"

// TwoForms names the cost of having chosen between two forms of a campaign.
const TwoForms = "two-forms"

// weights lists what the group's findings say over a crowd and over these
// hypotheses.
func (g *group) weights(over []hypothesis) []Weight {
	var out []Weight
	for _, h := range append([]hypothesis{crowdH}, over...) {
		for _, family := range link.Families { // as against adds them up
			for _, f := range g.findings {
				if f.detector.family == family {
					out = append(out, Weight{string(family), f.detector.name, f.figure, hypothesisNames[h], f.nats[h]})
				}
			}
		}
		if g.formChoice > 0 {
			out = append(out, Weight{"", TwoForms, 0, hypothesisNames[h], -g.formChoice})
		}
	}
	return out
}
