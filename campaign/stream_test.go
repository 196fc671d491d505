package campaign

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/profile"
)

// streams are what accounts of a made-up world send in each frame besides what
// they send otherwise: an account that sent that and nothing else.
type streams map[uint64]map[int32]profile.Account

// fold answers as the lake does.
func (st streams) fold(w *world) folder {
	return func(_ context.Context, frames []uint64) (*profile.Set, error) {
		sums := map[int32]profile.Account{}
		for _, f := range frames {
			for place, x := range st[f] {
				sums[place] = sumOf(sums[place], x)
			}
		}
		var out []profile.Account
		for _, place := range sortedKeys(sums) {
			a := sums[place]
			whole := &w.accounts[place]
			a.Account, a.ID, a.Facts = whole.Account, whole.ID, whole.Facts
			out = append(out, a)
		}
		return profile.New(out), nil
	}
}

// sumOf adds what single exchanges show.
func sumOf(a, x profile.Account) profile.Account {
	a.Exchanges += x.Exchanges
	a.WithContent += x.WithContent
	a.FollowUps += x.FollowUps
	a.Conversations += x.Conversations
	a.FirstLengthSum += x.FirstLengthSum
	a.FirstLengthSquares += x.FirstLengthSquares
	for k := range a.Style {
		a.Style[k] += x.Style[k]
	}
	a.IntentHits[0] += x.IntentHits[0]
	a.Codes = append(slices.Clone(a.Codes), x.Codes...)
	return a
}

// send lets an account send one exchange more, in a frame.
func (st streams) send(w *world, frame uint64, place int32, how func() manner) {
	m := how()
	m.exchanges = 1
	other := &world{rng: w.rng, shows: map[string]map[uint64]map[int32]int64{}}
	other.add(m)
	other.accounts[0].Exchanges = 1 // keeping time rounds up
	if st[frame] == nil {
		st[frame] = map[int32]profile.Account{}
	}
	st[frame][place] = sumOf(st[frame][place], other.accounts[0])
	a := &w.accounts[place]
	a.Exchanges++
	a.WithContent++
	a.Conversations++
	w.show("head", frame, place, 1)
}

// harvest is the manner of a stream in a few frames: what the tasks differ in is
// short.
func (w *world) harvest() manner {
	m := w.script()
	m.spread = .3
	for i := range m.style {
		m.style[i] = []float64{.002, .998, .02}[i%3]
	}
	return m
}

// network is a reseller with the means of an operator: exits by the handful,
// cards in clusters, a sign-up burst. Its accounts carry customers.
func (w *world) network(name string, n int) {
	exits, cards, client := w.some(n/5+1), w.some(n/15+1), w.fresh()
	customers := func() manner {
		m := w.human()
		m.exchanges = int64(400 * math.Exp(.1*w.rng.NormFloat64()))
		m.style, m.length, m.spread, m.follow, m.topic = crowdStyle(), 4.5, 1.36, .5, w.crowdTopic
		return m
	}
	w.each(name, n, customers, func(i int, p int32, a *profile.Account) {
		w.show("network", exits[i/5], p, a.Exchanges)
		w.show("client", client, p, a.Exchanges)
		a.Facts.Card = cards[i/15]
		a.Facts.Created = start - 2*day - w.rng.Int64N(4*day)
	})
}

// harvested is a world with a network of n accounts: of all but every sixth,
// one exchange in 25 is the operator's.
func harvested(seed uint64, n int) (w *world, st streams, mixed []int32, sent int64) {
	w, st = newWorld(seed), streams{}
	w.crowd(2000)
	w.network("network", n)
	w.lookAlikes()
	frames := w.some(5)
	for i, p := range w.groups["network"] {
		if i%6 == 0 {
			continue
		}
		mixed = append(mixed, p)
		for range w.accounts[p].Exchanges / 25 {
			st.send(w, frames[w.rng.IntN(len(frames))], p, w.harvest)
			sent++
		}
	}
	return w, st, mixed, sent
}

func assessStreams(t *testing.T, w *world, st streams) *Assessment {
	t.Helper()
	ix, s := w.build(t)
	o := options(t)
	o.Part = st.fold(w)
	a, err := Assess(context.Background(), ix, s, o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestNetworkIsToldFromItsCustomers(t *testing.T) {
	unraced(t)
	for seed := uint64(1); seed <= 3; seed++ {
		w, st, mixed, sent := harvested(seed, 120)
		a := assessStreams(t, w, st)
		if len(a.Campaigns) != 1 {
			t.Errorf("seed %d: %d campaigns named", seed, len(a.Campaigns))
			continue
		}
		c := &a.Campaigns[0]
		if got := c.accused(); !slices.Equal(got, mixed) {
			t.Errorf("seed %d: %d accounts are accused, %d carry the harvest", seed, len(got), len(mixed))
		}
		var customers float64
		for i, m := range c.Members {
			harvests := slices.Contains(mixed, c.Accounts[i])
			if want := map[bool]string{true: RoleMixed, false: RoleCustomer}[harvests]; m.Role != want {
				t.Errorf("seed %d: %s is called %s, it is %s", seed, m.Account, m.Role, want)
			}
			if !harvests && m.Probability >= .5 {
				customers++
			}
		}
		if truth := float64(len(w.groups["network"]) - len(mixed)); customers < truth || c.InnocentAccounts.Low > customers || c.InnocentAccounts.High < customers {
			t.Errorf("seed %d: %v customers of %v, counted %v", seed, customers, truth, c.InnocentAccounts)
		}
		x := c.ExchangesAttributed
		if float64(sent) < x.Low || float64(sent) > x.High || x.High-x.Low > x.Estimate/3 {
			t.Errorf("seed %d: the operator sent %d, attributed %v", seed, sent, x)
		}
		lookedAt(t, seed, w, a)
	}
}

// TestInnocentStreams has networks that carry no operator: nobody is accused.
func TestInnocentStreams(t *testing.T) {
	unraced(t)
	for name, add := range map[string]func(w *world, st streams){
		"customers only": func(*world, streams) {},
		"a customer's template, on a few accounts": func(w *world, st streams) {
			frame := w.fresh()
			for _, p := range w.groups["network"][:11] {
				for range 20 {
					st.send(w, frame, p, w.harvest)
				}
			}
		},
		"a public prompt": func(w *world, st streams) {
			frame := w.fresh()
			for _, name := range []string{"network", "people"} {
				for _, p := range w.groups[name][:100] {
					for range 5 {
						st.send(w, frame, p, w.harvest)
					}
				}
			}
		},
		"an opening that people go on from": func(w *world, st streams) {
			frame := w.fresh()
			for _, p := range w.groups["network"] {
				for range 8 {
					st.send(w, frame, p, w.human)
				}
			}
		},
		"a customer's template, on all accounts of a reseller at one place": func(w *world, st streams) {
			frame := w.fresh()
			for _, p := range w.groups["reseller"] {
				for range 20 {
					st.send(w, frame, p, w.harvest)
				}
			}
		},
	} {
		w, st := newWorld(5), streams{}
		w.crowd(2000)
		w.network("network", 120)
		w.lookAlikes()
		add(w, st)
		a := assessStreams(t, w, st)
		for _, c := range a.Campaigns {
			t.Errorf("%s: %d accounts are accused", name, c.Group.Accounts)
		}
		docked := 0
		for _, g := range a.Groups {
			for _, p := range g.accused() {
				if slices.Contains(w.groups["network"], p) {
					docked++
				}
			}
		}
		if docked < 100 {
			t.Errorf("%s: only %d accounts of the network were in a group", name, docked)
		}
	}
}

// TestStreamsLeaveCampaignsAlone has a campaign all of whose exchanges are in
// its frames: it is one as a whole, with or without the lake.
func TestStreamsLeaveCampaignsAlone(t *testing.T) {
	unraced(t)
	w := newWorld(3)
	w.crowd(1500)
	w.campaign("campaign", 80)
	without := assess(t, w)
	with := assessStreams(t, w, streams{})
	if len(without.Campaigns) != 1 || len(with.Campaigns) != 1 || !slices.Equal(without.Campaigns[0].accused(), with.Campaigns[0].accused()) {
		t.Errorf("%d campaigns without streams, %d with them", len(without.Campaigns), len(with.Campaigns))
	}
}

func TestStreamsReportTheLake(t *testing.T) {
	w, _, _, _ := harvested(1, 120)
	ix, s := w.build(t)
	broken := errors.New("broken")
	o := options(t)
	o.Part = func(context.Context, []uint64) (*profile.Set, error) { return nil, broken }
	if _, err := Assess(context.Background(), ix, s, o); !errors.Is(err, broken) {
		t.Errorf("a lake that does not answer: %v", err)
	}
}

func TestRoleInANetwork(t *testing.T) {
	var whole, part []profile.Account
	for i, n := range []int64{0, 1, 60} {
		a := profile.Account{AccountRow: lake.AccountRow{Account: uint64(i) + 1, Exchanges: 100}}
		whole = append(whole, a)
		if a.Exchanges = n; n > 0 {
			part = append(part, a)
		}
	}
	st := &stream{part: profile.New(part), whole: profile.New(whole), edge: 5}
	for i, want := range []string{RoleCustomer, RoleMixed, RoleOperator} {
		if got := st.role(int32(i)); got != want {
			t.Errorf("account %d with %d exchanges in the stream is called %s, not %s", i, st.sent(int32(i)), got, want)
		}
	}
	x := st.attributed([]belonging{{account: 0, probability: 1}, {account: 1, probability: 1}, {account: 2, probability: 1}})
	if want := (Interval{61, 61 - .05*61, 61 + .05*61 + 5}); math.Abs(x.Low-want.Low)+math.Abs(x.High-want.High) > 1e-4 || x.Estimate != 61 {
		t.Errorf("attributed %v, want %v", x, want)
	}
}
