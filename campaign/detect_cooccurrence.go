package campaign

import (
	"fmt"
	"math"

	"github.com/stillhunt/stillhunt/internal/stat"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// Detector: co-occurrence
// Family: timing
// Measures: whether accounts send the same opening of a prompt in the same hour,
// again and again, and whether that is more than the opening's own rate brings.
// An operator's accounts meet in his frames at all hours and by chance; people of
// one place, and jobs on one timer, meet because their hours are the same.
// Formula: over openings of which the group sent at least half: O the meetings
// (another account sent it in the same hour of the clock), E = Σ hₐ(H − hₐ)·Σw²/(Σw)²
// with hₐ the account's hours with the opening, H everybody's, w the accounts at
// work in each hour from the opening's first to its last. Classes: under a fifth
// of the accounts met in three hours or more; more of them, and log((O+1)/(E+1))
// below .45; below 1; above
// Unit: class
// Fooled by: a frame a request, which meets nowhere; an operator who keeps office
// hours; the hour of the clock cuts some meetings in two.
// Source: SynchroTrap (Cao et al., CCS 2014), with the surprise against the
// value's own rate; on training worlds campaigns −.7 to −.05, offices and users
// of one application 1.2 to 1.5, evaluation 2.2 to 3.4
// Needs: time, gen_ai.input.messages
var coOccurrence = detector{
	name: "co-occurrence", family: link.Timing, needs: []string{"time", "gen_ai.input.messages"},
	measure: func(v *view) (float64, bool) {
		m, ok := meet(v)
		switch {
		case !ok:
			return 0, false
		case m.again < .2:
			return 0, true
		case m.excess() < .45:
			return 1, true
		case m.excess() < 1:
			return 2, true
		}
		return 3, true
	},
	expect: expectations{
		campaignH: classes{.35, .45, .12, .08}, crowdH: classes{.7, .14, .08, .08}, organisationH: classes{.3, .15, .2, .35},
		resellerH: classes{.45, .4, .1, .05}, campusH: classes{.4, .2, .25, .15}, fleetH: classes{.25, .45, .2, .1},
		evaluationH: classes{.1, .1, .2, .6}, vendorH: classes{.15, .3, .4, .15},
		appH:   classes{.3, .45, .15, .1},
		usersH: classes{.3, .1, .15, .45},
	},
	reason: func(v *view, x float64) string {
		m, _ := meet(v)
		if x == 0 {
			return "few of its accounts send the same opening of a prompt in the same hour again and again"
		}
		text := fmt.Sprintf("%s of its accounts sent the opening of a prompt in the same hour as another, three times or more", percent(m.again))
		if x == 1 || m.surprise() < 3 {
			return text + ", which the rate of these prompts explains"
		}
		return text + fmt.Sprintf(", %.1f times as often as the rate of these prompts explains (a surprise of %.0f nats)", math.Exp(m.excess()), m.surprise())
	},
}

// meetings are how often a group's accounts met in its own frames.
type meetings struct {
	observed, expected float64 // each pair twice
	again              float64 // share of the accounts that met in repeatedly hours or more
}

// repeatedly is the number of hours from which meeting is no accident of one day.
const repeatedly = 3

// excess is the log of observed over expected.
func (m meetings) excess() float64 { return math.Log((m.observed + 1) / (m.expected + 1)) }

// surprise is the nats of meeting that often or more, if meetings were a Poisson
// process. They come several in one hour, which it does not know: it is said in
// words, and never weighed.
func (m meetings) surprise() float64 {
	return -stat.PoissonUpperLog(int64(math.Round(m.observed/2)), m.expected/2)
}

func meet(v *view) (meetings, bool) {
	var written int64
	own := map[int32]int64{} // the group's hours of each frame
	v.each(func(a *profile.Account) {
		written += a.WithContent
		for _, u := range a.Frames {
			own[u.Frame] += int64(u.Hours)
		}
	})
	if !v.s.Rhythm.Known() || written < leastMoments || len(v.accounts) < 5 {
		return meetings{}, false
	}
	var m meetings
	again := 0
	v.each(func(a *profile.Account) {
		met := 0
		for _, u := range a.Frames {
			f := &v.s.Frames[u.Frame]
			if 2*own[u.Frame] < f.Hours {
				continue // others' more than the group's
			}
			met += int(u.Met)
			m.observed += float64(u.Meetings)
			m.expected += float64(u.Hours) * float64(f.Hours-int64(u.Hours)) * v.s.Rhythm.Meet(f.First, f.Last)
		}
		if met >= repeatedly {
			again++
		}
	})
	m.again = float64(again) / float64(len(v.accounts))
	return m, true
}
