package population

import (
	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// rush are unrelated people and programs who move to a new model within a day
// of its release and try it out: the same benchmark puzzle that everybody
// passes round, then their usual work. What makes it look like a campaign: the
// pivot to a release, thousands at once, and one opening in many accounts.
// What a careful detector can see: nothing else is shared; the accounts are of
// all ages, from everywhere, each with topics and rates of its own.
type rush struct {
	people
	group   string
	release scenario.Release
	at      int64   // of the release, milliseconds
	moves   []int64 // by account
	puzzles [][]byte
}

func newRush(w *World, spec scenario.Population, group string, number int) *rush {
	r := &rush{group: group, release: w.Releases[number%len(w.Releases)]}
	r.w = w
	r.at = r.release.Time(w.First).UnixMilli()
	seed := join(w.Seed, text(spec.Kind), uint64(number))
	d := newDice(seed, 50)
	g := w.Text.Viral
	for range 3 {
		r.puzzles = append(r.puzzles, g.Expand(nil, d.Rand, 0, nil, "puzzle"))
	}
	for i := range spec.Accounts {
		own := join(seed, uint64(i))
		d.start(own, 51)
		created, from, until := w.lifetime(d)
		if d.chance(.15) { // signs up for it
			created = min(r.at+int64(20*3600*1000*d.Float64()), w.midnight(w.Days)-dayMillis/2)
			from = int((created - w.First.UnixMilli()) / dayMillis)
			until = w.Days
		}
		p := w.newPerson(own, habits{perDay: spec.PerDay, spread: spec.Spread, lang: -1, created: created, from: from, until: until})
		r.who = append(r.who, p)
		hours := 4 * d.ExpFloat64()
		r.moves = append(r.moves, r.at+int64(min(hours, 24)*3600*1000))
	}
	return r
}

func (r *rush) Account(i int) Account {
	a := r.who[i].account(r.w)
	a.Class, a.Group = Lookalike, r.group
	return a
}

// Plan is a person's own, and a few attempts more after the move.
func (r *rush) Plan(day int, plan []Event) []Event {
	d := newDice(0)
	for i := range r.who {
		p := &r.who[i]
		plan = p.sends(r.w, d, day, int32(i), plan)
		if m := r.moves[i]; m >= r.w.midnight(day) && m < r.w.midnight(day+1) && m > p.created && day < int(p.until) {
			d.start(p.seed, 53)
			for at := m; at < r.w.midnight(day+1); {
				plan = append(plan, Event{At: at, Session: d.Uint64(), Task: 1, Account: int32(i)})
				if at += 20000 + int64(90000*d.ExpFloat64()); d.chance(.5) {
					break
				}
			}
		}
	}
	return plan
}

func (r *rush) Say(e Event, v *Voice, x *wire.Exchange) {
	who := &r.who[e.Account]
	who.connect(r.w, e, v, x)
	if e.At >= r.moves[e.Account] {
		x.Model = r.release.Model
	}
	if e.Task == 0 {
		who.converse(r.w, e, v, x)
		return
	}
	v.d.start(e.Session, 54)
	puzzle := r.puzzles[v.d.IntN(len(r.puzzles))]
	g := r.w.Text.People[who.lang]
	who.framed(e, v, x, g, g.Topic(int(who.topics[0])), func(dst []byte) []byte { return append(dst, puzzle...) })
}
