package campaign

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/profile"
)

// fixture is where a detector must speak for a campaign, and where it must not.
type fixture struct {
	fires    string     // a group of the scene
	over     hypothesis // over which it must speak for a campaign
	silent   string     // the group for which it must not,
	overThis hypothesis // over this hypothesis
}

var fixtures = map[string]fixture{
	"followups":        {"campaign", crowdH, "people", crowdH},
	"lengths":          {"campaign", crowdH, "people", crowdH},
	"style":            {"campaign", crowdH, "people", crowdH},
	"repeats":          {"campaign", evaluationH, "evaluation", evaluationH},
	"across":           {"campaign", crowdH, "people", crowdH},
	"breadth":          {"campaign", resellerH, "reseller", resellerH},
	"one-pool":         {"campaign", crowdH, "people", crowdH},
	"intents":          {"campaign", crowdH, "people", crowdH},
	"decoding":         {"campaign", crowdH, "people", crowdH},
	"co-occurrence":    {"campaign", crowdH, "nine o'clock", usersH},
	"known-sets":       {"set askers", crowdH, "people", crowdH},
	"totals":           {"campaign", crowdH, "people", crowdH},
	"daily":            {"campaign", crowdH, "people", crowdH},
	"hand-over":        {"queue", crowdH, "people", crowdH},
	"self-succession":  {"in turn", crowdH, "people", crowdH},
	"clock":            {"queue", crowdH, "timer", evaluationH},
	"joint":            {"late pool", crowdH, "people", crowdH},
	"successors":       {"failover", crowdH, "banned", crowdH},
	"pivot":            {"movers", crowdH, "people", crowdH},
	"replay":           {"replayers", crowdH, "gateway", resellerH},
	"pooled":           {"replayers", resellerH, "gateway", resellerH},
	"burst":            {"campaign", crowdH, "people", crowdH},
	"full-use":         {"campaign", crowdH, "ripening", crowdH},
	"payer":            {"campaign", organisationH, "organisation", organisationH},
	"crossed":          {"campaign", appH, "people", appH},
	"one-organisation": {"campaign", organisationH, "organisation", organisationH},
	"exits":            {"campaign", campusH, "campus", campusH},
	"tools":            {"campaign", fleetH, "agent-fleet", fleetH},
	"declared":         {"promising", evaluationH, "evaluation", evaluationH},
}

// fixtureScene is the scene with two groups more that only detectors meet.
func fixtureScene(t *testing.T) (*view, map[string][]int32) {
	t.Helper()
	w := newWorld(3)
	w.crowd(1500)
	w.campaign("campaign", 60)
	w.organisation(30)
	w.campus(30)
	w.reseller(40)
	w.fleet(40)
	w.evaluation(30)
	w.each("ripening", 40, w.human, func(_ int, _ int32, a *profile.Account) { // new people, who try it out first
		a.Exchanges, a.FirstDays, a.Facts.Created = 200, 4, start-day
	})
	w.campaign("promising", 60)
	for _, p := range w.groups["promising"] {
		w.accounts[p].Facts.Declared = "an assistant for agents"
	}
	w.timed()
	w.written()
	ix, s := w.build(t)
	c := newCalibrator(ix, s, nil, Options{})
	w.groups["people"] = w.groups["people"][:60]
	return &view{s: s, ix: ix, pop: c.pop}, w.groups
}

func TestDetectors(t *testing.T) {
	v, groups := fixtureScene(t)
	seen := map[string]bool{}
	for _, d := range detectors {
		seen[d.name] = true
		f, ok := fixtures[d.name]
		if !ok {
			t.Errorf("%s has no fixture: give it a group on which it fires and one on which it must not", d.name)
			continue
		}
		nats := func(group string, over hypothesis) float64 {
			at := *v
			at.accounts = groups[group]
			found := find(&at, func(x *detector) bool { return x == d })
			if len(found) != 1 {
				t.Errorf("%s is not computable for %s", d.name, group)
				return math.NaN()
			}
			if text := d.reason(&at, found[0].figure); text == "" {
				t.Errorf("%s has no words for %s", d.name, group)
			}
			return found[0].nats[over]
		}
		if x := nats(f.fires, f.over); !(x > 0) {
			t.Errorf("%s says %.2f nats for %s being a campaign over %s, which is too little", d.name, x, f.fires, hypothesisNames[f.over])
		}
		if x := nats(f.silent, f.overThis); !(x < 0) {
			t.Errorf("%s says %.2f nats for %s being a campaign over %s, which it must not", d.name, x, f.silent, hypothesisNames[f.overThis])
		}
	}
	for _, name := range sortedKeys(fixtures) {
		if !seen[name] {
			t.Errorf("there is a fixture for %s, and no such detector", name)
		}
	}
}

// TestNotComputable takes one field away from everybody: a detector that needs
// it must say so, never find somebody clean.
func TestNotComputable(t *testing.T) {
	strip := map[string]func(a *profile.Account){
		"gen_ai.input.messages": func(a *profile.Account) {
			a.WithContent, a.FollowUps, a.ToolTurns, a.FirstLengthSum, a.FirstLengthSquares = 0, 0, 0, 0, 0
			a.Style, a.IntentHits, a.Codes = [len(a.Style)]int64{}, [len(a.IntentHits)]int64{}, nil
		},
		"client.address":                func(a *profile.Account) { a.Networks = 0 },
		"created":                       func(a *profile.Account) { a.Facts.Created = 0 },
		"payment.fingerprint":           func(a *profile.Account) { a.Facts.Card = 0 },
		"stillhunt.org.id":              func(a *profile.Account) { a.OrgID, a.Facts.Org = "", "" },
		"declared_use":                  func(a *profile.Account) { a.Facts.Declared = "" },
		"suspended_at":                  func(a *profile.Account) { a.Facts.Suspended = 0 },
		"stillhunt.reasoning.presented": func(a *profile.Account) { a.Ledger = profile.Ledger{} },
		"stillhunt.reasoning.issued":    func(a *profile.Account) { a.Ledger = profile.Ledger{Unknown: a.Ledger.Known()} },
		"gen_ai.request.max_tokens":     func(a *profile.Account) { a.Habit.MaxTokens = -1 },
		"gen_ai.request.temperature":    func(a *profile.Account) { a.Habit.Temperature = -1 },
		"gen_ai.request.model":          func(a *profile.Account) { a.Adopted = nil },
	}
	for _, field := range sortedKeys(strip) {
		w := newWorld(4)
		w.crowd(300)
		w.campaign("campaign", 40)
		w.evaluation(30)
		w.timed()
		w.written()
		for i := range w.accounts {
			strip[field](&w.accounts[i])
		}
		if field == "client.address" {
			delete(w.shows, "network")
		}
		if field == "gen_ai.input.messages" {
			delete(w.shows, "head")
			delete(w.shows, "skeleton")
		}
		ix, s := w.build(t)
		c := newCalibrator(ix, s, nil, Options{})
		fields := recordKeys(t)
		fields[field] = 0
		missing := map[string]bool{}
		for _, n := range notComputable(s, fields) {
			missing[n.Detector] = slices.Contains(n.Missing, field)
		}
		touched := 0
		for _, d := range detectors {
			if !slices.Contains(d.needs, field) {
				continue
			}
			touched++
			for _, group := range []string{"campaign", "evaluation", "failover", "movers", "replayers"} {
				v := &view{s: s, ix: ix, pop: c.pop, accounts: w.groups[group]}
				if x, ok := d.measure(v); ok {
					t.Errorf("%s measures %v for %s without %s", d.name, x, group, field)
				}
			}
			if !missing[d.name] {
				t.Errorf("%s is not listed as not computable without %s", d.name, field)
			}
		}
		if touched == 0 {
			t.Errorf("no detector needs %s", field)
		}
	}
}

// recordKeys says of every key of the record that one exchange carried it.
func recordKeys(t *testing.T) map[string]int64 {
	t.Helper()
	var schema struct{ Properties map[string]any }
	if err := json.Unmarshal(exchange.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	out := map[string]int64{}
	for key := range schema.Properties {
		out[key] = 1
	}
	return out
}

func TestEveryNeedIsAKey(t *testing.T) {
	record := recordKeys(t)
	check := func(what string, needs []string) {
		if len(needs) == 0 {
			t.Errorf("%s needs nothing", what)
		}
		for _, n := range needs {
			if _, ok := factCarriers[n]; !ok && record[n] == 0 {
				t.Errorf("%s needs %s, which is neither in the record nor told by an account's facts", what, n)
			}
		}
	}
	for _, d := range detectors {
		check(d.name, d.needs)
	}
	for _, x := range link.Traits {
		check("the trait "+x.Name, x.Needs)
	}
}

func TestExpectationsAreLaws(t *testing.T) {
	for _, d := range detectors {
		if d.expect[campaignH] == nil || d.expect[crowdH] == nil {
			t.Errorf("%s does not say what a campaign or a crowd looks like", d.name)
			continue
		}
		for h, law := range d.expect {
			switch x := law.(type) {
			case classes:
				total := 0.
				for _, p := range x {
					total += p
				}
				if math.Abs(total-1) > 1e-9 || len(x) != len(d.expect[campaignH].(classes)) || slices.Min(x) <= 0 {
					t.Errorf("%s: the classes of %s are %v", d.name, hypothesisNames[h], x)
				}
			case normal:
				if !(x.sd > 0) {
					t.Errorf("%s: %s has the deviation %v", d.name, hypothesisNames[h], x.sd)
				}
			}
		}
		for h := crowdH; h < hypotheses; h++ {
			if x := d.expect.against(campaignH, h, 1, detectorLimit); math.Abs(x) > detectorLimit {
				t.Errorf("%s says %v nats, over its limit", d.name, x)
			}
		}
	}
}

func TestNormalNeverDecidesAlone(t *testing.T) {
	e := expectations{campaignH: normal{0, .1}, crowdH: normal{1, .1}}
	for _, x := range []float64{-1e6, -1, 0, 1, 1e6} {
		got := e.against(campaignH, crowdH, x, detectorLimit)
		if math.IsNaN(got) || math.Abs(got) > detectorLimit {
			t.Errorf("at %v: %v nats", x, got)
		}
	}
	if e.against(campaignH, crowdH, 0, detectorLimit) <= 0 || e.against(campaignH, crowdH, 1, detectorLimit) >= 0 || e.against(campaignH, resellerH, 1, detectorLimit) >= 0 {
		t.Error("the ratio does not follow the laws; without a law of its own a rival is a crowd")
	}
}

func TestAgainstBoundsAFamily(t *testing.T) {
	var fs []finding
	for _, d := range []*detector{&followups, &lengths, &style} { // all content
		f := finding{detector: d}
		f.nats[crowdH] = 4
		fs = append(fs, f)
	}
	if got := against(fs, crowdH); got != familyLimit {
		t.Errorf("one family says %v, more than %v", got, float64(familyLimit))
	}
	timing := finding{detector: &totals}
	timing.nats[crowdH] = -1
	if got := against(append(fs, timing), crowdH); got != familyLimit-1 {
		t.Errorf("two families say %v", got)
	}
}

// TestACampaignThatSendsWhatPeopleSend: what is asked does not tell it, and it
// is taken for the second form only where the evidence is worth the choice.
func TestACampaignThatSendsWhatPeopleSend(t *testing.T) {
	says := func(nats, broad float64) finding {
		f := finding{detector: &style}
		f.nats[crowdH], f.broad[crowdH] = nats, broad
		return f
	}
	for _, c := range []struct {
		fs   []finding
		want bool
	}{
		{nil, false},
		{[]finding{says(-3, 0)}, true},
		{[]finding{says(-.3, 0)}, false},
		{[]finding{says(-3, 0), says(4, -2)}, false},
	} {
		if got := (&group{findings: c.fs}).broad(); got != c.want {
			t.Errorf("%v: broad is %v", c.fs, got)
		}
	}
}
