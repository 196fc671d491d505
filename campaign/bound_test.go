package campaign

import (
	"context"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/link/twin"
)

// seenTwins is what a discovery that could have found anything from that many
// accounts on says, but nothing at a camouflage of .6.
func seenTwins(w *world, smallest int) *twin.Finding {
	f := &twin.Finding{Seen: twin.Seen{Accounts: len(w.accounts)}}
	for i := range w.accounts {
		f.Looked = append(f.Looked, w.accounts[i].Account)
		f.Seen.Nearest = append(f.Seen.Nearest, int32(i%9))
	}
	for _, n := range []int{13, 50, 200} {
		for _, share := range []float64{0, .3, .6, .8} {
			b := twin.Bound{Conversations: n, Camouflage: share, Smallest: smallest}
			if share >= .6 {
				b.Smallest = 0
			}
			f.Seen.Bounds = append(f.Seen.Bounds, b)
		}
	}
	return f
}

func boundOf(t *testing.T, people, tests, smallest int) Bound {
	t.Helper()
	w := newWorld(5)
	w.crowd(people)
	ix, s := w.build(t)
	f := seenTwins(w, smallest)
	return newCalibrator(ix, s, nil, Options{Twins: f}).bound(tests, .01, f)
}

func TestBound(t *testing.T) {
	unraced(t)
	b := boundOf(t, 2500, 9, 80)
	if b.Why != "" || math.Abs(b.PNeeded-.001) > 1e-12 || len(b.Rows) != len(boundSizes) || b.Conversations != 50 {
		t.Fatalf("%+v", b)
	}
	for _, r := range b.Rows {
		if r.PLeast == nil || len(r.Camouflage) != 3 {
			t.Fatalf("%d accounts: %+v", r.Accounts, r)
		}
		for _, x := range r.Camouflage {
			if x.Means == nil || x.Tasks == nil || *x.Means < 0 || *x.Means > 1 {
				t.Fatalf("%d accounts, %v: %+v", r.Accounts, x.Share, x)
			}
			if r.Accounts < 80 && *x.Tasks != 0 || x.Share >= .6 && *x.Tasks != 0 {
				t.Errorf("%d accounts, camouflage %v: text cannot find them, and tasks are seen in %v", r.Accounts, x.Share, *x.Tasks)
			}
		}
		if r.MeansHarvest != nil && (*r.MeansHarvest < .1 || *r.MeansHarvest > 1) {
			t.Errorf("%d accounts: a harvest of %v", r.Accounts, *r.MeansHarvest)
		}
	}
	large, small := b.Rows[3], b.Rows[0]
	if *large.Camouflage[0].Means < .9 || large.MeansHarvest == nil {
		t.Errorf("300 accounts without camouflage that share everything: %v named", *large.Camouflage[0].Means)
	}
	if m := *large.Camouflage[2].Means; m > *large.Camouflage[0].Means {
		t.Errorf("camouflage helps to be seen: %v", m)
	}
	if *small.Camouflage[2].Means > *large.Camouflage[2].Means {
		t.Errorf("ten accounts are seen sooner than 300: %v, %v", *small.Camouflage[2].Means, *large.Camouflage[2].Means)
	}
	if again := boundOf(t, 2500, 9, 80); !reflect.DeepEqual(b, again) {
		t.Error("two runs differ")
	}
}

// TestBoundFollowsTheLevel holds that more candidates ask for more.
func TestBoundFollowsTheLevel(t *testing.T) {
	unraced(t)
	few, many := boundOf(t, 1200, 1, 10), boundOf(t, 1200, 100_000, 10)
	for i := range few.Rows {
		x, y := few.Rows[i].NatsNeeded, many.Rows[i].NatsNeeded
		if x == nil || y != nil && *y <= *x {
			t.Errorf("%d accounts: %v nats for one test, %v for a hundred thousand", few.Rows[i].Accounts, x, y)
		}
	}
}

func TestBoundIsNotComputable(t *testing.T) {
	b := boundOf(t, 40, 3, 10)
	if !strings.Contains(b.Why, "nothing was calibrated") || b.Rows == nil || len(b.Rows) != 0 {
		t.Errorf("40 people: %+v", b)
	}
	w := newWorld(5)
	w.crowd(600)
	ix, s := w.build(t)
	b = newCalibrator(ix, s, nil, Options{}).bound(3, .01, nil)
	for _, r := range b.Rows {
		if r.TasksHarvest != nil || slices.ContainsFunc(r.Camouflage, func(x BoundSee) bool { return x.Tasks != nil || x.Means == nil }) {
			t.Errorf("discovery by text did not run, and %d accounts: %+v", r.Accounts, r)
		}
	}
}

// TestComposed asks that what is composed has the harvest that was asked for.
func TestComposed(t *testing.T) {
	w := newWorld(6)
	w.crowd(800)
	ix, s := w.build(t)
	m := newCalibrator(ix, s, nil, Options{}).composer()
	last := -1.
	for _, tenths := range []int{10, 7, 4, 1} {
		g := m.compose(withMeans, 64, tenths, 0)
		for _, f := range g.findings {
			if f.detector == &followups {
				if f.figure <= last && last > -1 {
					t.Errorf("%d tenths of harvest: follow-ups %v, with more %v", tenths, f.figure, last)
				}
				if tenths == 10 && f.figure > -6 {
					t.Errorf("a whole harvest goes on with conversations: %v", f.figure)
				}
				last = f.figure
			}
			if f.detector == &intents && tenths == 10 {
				if want, _ := m.c.pop.loud(&intents); math.Abs(f.figure-want) > .5 {
					t.Errorf("intents %v, expected of a harvest %v", f.figure, want)
				}
			}
			if f.detector == &lengths && tenths == 10 {
				if want, _ := m.c.pop.loud(&lengths); math.Abs(f.figure-want) > .2 {
					t.Errorf("lengths %v, expected of a harvest %v", f.figure, want)
				}
			}
			if f.detector == &style && tenths == 10 {
				if want, _ := m.c.pop.loud(&style); math.Abs(f.figure-want) > .35 {
					t.Errorf("style %v, expected of a harvest %v", f.figure, want)
				}
			}
		}
	}
	if g := m.compose(tasksOnly, 64, 10, 0); g.means() || g.pool == nil || g.payers != 64 {
		t.Error("tasks only, and they share means")
	}
}

// TestBoundIsWritten asks that every hunt carries the table.
func TestBoundIsWritten(t *testing.T) {
	w := newWorld(2)
	w.crowd(700)
	ix, s := w.build(t)
	a, err := Assess(context.Background(), ix, s, options(t))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(a.Bound)
	if err != nil || !strings.Contains(string(text), `"accounts":1000`) {
		t.Errorf("%s, %v", text, err)
	}
}
