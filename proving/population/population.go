// Package population makes the accounts of a range and what they do: one kind
// of population a file. Everything about an account follows from the seed, so
// nothing is held but who there is.
package population

import (
	"time"

	"github.com/stillhunt/stillhunt/proving/arrival"
	"github.com/stillhunt/stillhunt/proving/grammar"
	"github.com/stillhunt/stillhunt/proving/pool"
	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// Population is a set of accounts of one kind. Its methods may be called by
// several goroutines at once; none changes it.
type Population interface {
	// Len is the number of accounts.
	Len() int
	// Account says who account i is.
	Account(i int) Account
	// Plan appends what the accounts send on a day, in no order.
	Plan(day int, plan []Event) []Event
	// Say fills in what one planned exchange says. The exchange is reset, its
	// time and identity are filled in by the caller.
	Say(e Event, v *Voice, x *wire.Exchange)
}

// Event is one planned exchange.
type Event struct {
	At      int64  // milliseconds since 1970 UTC
	Session uint64 // seed of the conversation
	Task    int64  // running number of a harvest's task; below 0: what innocent -1-Task said
	Source  uint64 // seed of another conversation whose reasoning is presented; 0: none
	Account int32  // within its population
	Turn    int16  // of the conversation, from 0
	Retry   int8   // how often the same request failed before
	Harvest bool
}

// Classes of accounts in the truth.
const (
	Benign    = "benign"
	Lookalike = "look-alike"
	Campaign  = "campaign"
)

// Account is the identity and the truth of one account.
type Account struct {
	ID, Org  string
	Class    string
	Group    string // campaign or look-alike group, or empty
	Operator string
	Role     string
	Language string
	Region   string
	Facts    Facts
}

// World is what all populations of a range share.
type World struct {
	Seed    uint64
	First   time.Time // first day, 00:00 UTC
	Days    int
	Text    *grammar.Library
	Pools   *pool.Set
	Clients *Catalogue
	// Releases are the models that come out during the range; set by Build.
	Releases []scenario.Release
	// norms are the exchanges a day of the campaigns' accounts; innocents who
	// work as much are drawn around them. Set by Build.
	norms   []float64
	laws    *arrival.Laws
	net     network
	people  peoplePool
	harvest harvestPool
}

// NewWorld prepares what the populations share. Benign is the number of people
// and API customers; networks are as large as they need. Pools may be nil.
func NewWorld(seed uint64, first time.Time, days, benign int, text *grammar.Library, pools *pool.Set) *World {
	if pools == nil {
		pools = &pool.Set{}
	}
	laws, err := arrival.Load()
	if err != nil {
		panic(err) // embedded; a test loads it
	}
	return &World{laws: laws, Seed: seed, First: first, Days: days, Text: text, Pools: pools, Clients: newCatalogue(),
		net: newNetwork(seed, benign), people: newPeoplePool(pools), harvest: newHarvestPool(pools)}
}

// Reuse is how often a prompt of the pools was drawn, over those drawn at least
// once: of people and of harvests. It is 0 without pools.
func (w *World) Reuse() (people, harvest float64) { return w.people.reuse(), w.harvest.reuse() }

// midnight is the begin of a day in milliseconds since 1970 UTC.
func (w *World) midnight(day int) int64 { return w.First.UnixMilli() + int64(day)*dayMillis }

const dayMillis = 24 * 60 * 60 * 1000

// models on offer; the names mean nothing.
const (
	modelLarge = "aurora-4-large"
	modelSmall = "aurora-4-mini"
	modelCode  = "aurora-4-code"
)
