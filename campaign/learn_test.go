package campaign

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/link"
)

// lessons are n groups of one world each, with that figure.
func lessons(is, detector string, n int, value float64) []Lesson {
	var out []Lesson
	for i := range n {
		out = append(out, Lesson{World: fmt.Sprint("world ", i), Kind: "kind", Is: is, Figures: []Figure{{detector, value}}})
	}
	return out
}

func anything(Lesson) bool { return true }

func TestLearnNormal(t *testing.T) {
	d := &detector{name: "made-up", expect: expectations{campaignH: normal{-1, 1}, crowdH: normal{0, 1}, vendorH: normal{2, .5}}}
	if got := d.learn(nil, vendorH, anything); got != (normal{2, .5}) {
		t.Errorf("nothing seen: %v, want the prior", got)
	}
	if got := d.learn(nil, fleetH, anything); got != nil {
		t.Errorf("nothing seen, no prior: %v, want none", got)
	}
	// The mean of one at 2 and four at 4; four of variance .25, and 1·4/5·(4−2)².
	got := d.learn(lessons("data-vendor", "made-up", 4, 4), vendorH, anything).(normal)
	if want := math.Sqrt((4*.25 + .8*4) / 8); math.Abs(got.mean-3.6) > 1e-5 || math.Abs(got.sd-want) > 1e-5 {
		t.Errorf("got %v, want mean 3.6 and sd %g", got, want)
	}
	// A hundred groups weigh as twelve.
	got = d.learn(lessons("data-vendor", "made-up", 100, 4), vendorH, anything).(normal)
	if want := (2. + 12*4) / 13; math.Abs(got.mean-want) > 1e-5 {
		t.Errorf("mean %g, want %g", got.mean, want)
	}
	// Ten groups of one kind in one world weigh as one.
	ten := lessons("data-vendor", "made-up", 10, 4)
	for i := range ten {
		ten[i].World = "one"
	}
	got = d.learn(ten, vendorH, anything).(normal)
	if want := (2. + 4) / 2; math.Abs(got.mean-want) > 1e-5 {
		t.Errorf("mean %g, want %g", got.mean, want)
	}
}

func TestLearnClasses(t *testing.T) {
	d := &detector{name: "made-up", expect: expectations{campaignH: classes{.5, .5}, crowdH: classes{.9, .1}}}
	got := d.learn(lessons("evaluation", "made-up", 4, 1), evaluationH, anything).(classes)
	if math.Abs(got[0]-.45) > 1e-9 || math.Abs(got[1]-.55) > 1e-9 {
		t.Errorf("got %v: half the crowd's prior, half four groups of class 1", got)
	}
}

// TestLearnBroad: what a campaign asks that sends what people send starts from
// people's law, the rest from a campaign's.
func TestLearnBroad(t *testing.T) {
	e := expectations{campaignH: normal{-1, 1}, crowdH: normal{0, 1}}
	asked, done := &detector{name: "made-up", family: link.Content, expect: e}, &detector{name: "made-up", family: link.Timing, expect: e}
	if got := asked.learn(nil, broadH, anything); got != (normal{0, 1}) {
		t.Errorf("content: %v, want the crowd's law", got)
	}
	if got := done.learn(nil, broadH, anything); got != (normal{-1, 1}) {
		t.Errorf("timing: %v, want a campaign's law", got)
	}
	if got := e.of(broadH); got != (normal{-1, 1}) {
		t.Errorf("without a law of its own the form is %v, want the campaign's", got)
	}
}

// TestLearnWritesWhatIsCommitted holds the committed table to the detectors
// there are: each has its laws, in the form that its prior has.
func TestLearnWritesWhatIsCommitted(t *testing.T) {
	text, err := Learn(lessons("campaign", "lengths", 3, -.5)).Source()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), `"lengths": {`) {
		t.Errorf("not a table:\n%s", text)
	}
	if len(learnt) != len(detectors) {
		t.Errorf("laws of %d detectors are learnt, there are %d: run proving/fit/rivals", len(learnt), len(detectors))
	}
	for _, d := range detectors {
		for h, law := range learnt[d.name] {
			if c, ok := law.(classes); ok && len(c) != len(d.expect[crowdH].(classes)) {
				t.Errorf("%s under %s has %d classes", d.name, hypothesisKeys[h], len(c))
			}
		}
		if _, ok := learnt[d.name][campaignH].(either); !ok {
			t.Errorf("%s has no law of campaigns", d.name)
		}
	}
}
