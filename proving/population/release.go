package population

import (
	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// moved is the move of a campaign's traffic to a released model.
type moved struct {
	to string
	at int64 // milliseconds since 1970 UTC; 0: never
}

// movedShare is the share of a pivoting campaign's conversations that go to the
// new model; where accounts have tastes, its mean over them.
const movedShare = .5

// moves says when a campaign moves to a model: 2 to 20 hours after it is out.
func (w *World) moves(releases []scenario.Release, model string, seed uint64) moved {
	for _, r := range releases {
		if model != "" && r.Model == model {
			return moved{model, r.Time(w.First).UnixMilli() + 2*hourMillis + newDice(seed, 75).Int64N(18*hourMillis)}
		}
	}
	return moved{}
}

// model gives the model of one conversation of an account that moves this share.
func (m moved) model(e Event, d dice, share float64) string {
	if m.at > 0 && e.At >= m.at {
		if d.start(e.Session, 119); d.chance(share) {
			return m.to
		}
	}
	return modelLarge
}

// adopters is the share of people who take up a new model for some of what they
// ask, the first within hours of its release, three days after it on average.
const adopters = .35

// adopts gives the released model that a person uses in a conversation, if any.
func (p *person) adopts(w *World, e Event, d dice) string {
	model := ""
	for _, r := range w.Releases {
		d.start(p.seed, 122, text(r.Model))
		if !d.chance(adopters) {
			continue
		}
		at := r.Time(w.First).UnixMilli() + int64(3*dayMillis*d.ExpFloat64())
		share := .1 + .8*d.Float64()
		if d.start(e.Session, 123); e.At >= at && d.chance(share) {
			model = r.Model
		}
	}
	return model
}

// seal lets a campaign that replays reasoning present what another account was
// issued. Every exchange of it issues a block; where the service keeps the
// history, none is presented.
func (c *campaign) seal(e Event, x *wire.Exchange) {
	if c.spec.Replay == 0 {
		return
	}
	x.Issued = append(x.Issued, digest(e.Session, int(e.Turn)))
	if e.Source != 0 && len(x.Conversation) == 0 {
		x.Presented = append(x.Presented, digest(e.Source, 0))
	}
}
