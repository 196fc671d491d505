package population

import (
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/proving/scenario"
)

// Look-alikes that come of an event: a hackathon, a release, a video.

func TestHackathon(t *testing.T) {
	spec := small(scenario.Hackathon)
	spec.Accounts = 100
	w := world(t, 19)
	h := newHackathon(w, spec, "g", 0)
	for i := range h.who {
		if made := h.Account(i).Facts.Created; made.Before(w.First.AddDate(0, 0, h.day)) || !made.Before(w.First.AddDate(0, 0, h.day+1)) {
			t.Fatalf("an account is made at %v", made)
		}
	}
	there := portion(spoken(h), func(s utterance) bool { return sameNet(w, s.address, h.hall) })
	if there < .8 || there == 1 {
		t.Errorf("%.2f of the exchanges come from the hall; some go on at home", there)
	}
}

func TestReleaseRush(t *testing.T) {
	w := releasing(t, 20)
	spec := small(scenario.ReleaseRush)
	spec.Accounts, spec.PerDay = 400, 4
	r := newRush(w, spec, "g", 0)
	moved, active := map[int32]bool{}, map[int32]bool{}
	for _, s := range spoken(r) {
		fresh := s.model == r.release.Model
		if fresh && s.At < r.at {
			t.Fatal("a model is used before it is out")
		}
		if s.At >= r.at+24*3600*1000 && !fresh {
			t.Fatal("somebody in the rush stays with the old model")
		}
		if s.At >= r.at && s.At < r.at+24*3600*1000 {
			active[s.Account] = true
			moved[s.Account] = moved[s.Account] || fresh
		}
	}
	n := 0
	for _, m := range moved {
		if m {
			n++
		}
	}
	if n < 200 || float64(n) < .9*float64(len(active)) {
		t.Errorf("%d of %d active accounts move within a day", n, len(active))
	}
}

func TestViralPrompt(t *testing.T) {
	spec := small(scenario.ViralPrompt)
	spec.Accounts, spec.PerDay = 400, 1
	r := newViral(world(t, 21), spec, "g", 0)
	who := map[int32]int{}
	nets := map[string]bool{}
	for _, s := range spoken(r) {
		if s.Task != 0 && s.Turn == 0 {
			if !strings.HasPrefix(s.first, string(r.video)) {
				t.Fatal("a viewer words the prompt in his own way")
			}
			who[s.Account]++
			nets[s.address] = true
		}
	}
	total := 0
	for _, n := range who {
		total += n
	}
	if len(who) < 360 || total > 2*len(who) || len(nets) < 250 {
		t.Errorf("%d of 400 paste the prompt %d times from %d addresses", len(who), total, len(nets))
	}
}
