package observe

import (
	"errors"

	"github.com/zeebo/xxh3"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/internal/asn"
	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/internal/sketch"
	"github.com/stillhunt/stillhunt/internal/textmodel"
	"github.com/stillhunt/stillhunt/internal/words"
	"github.com/stillhunt/stillhunt/observe/cue"
)

// Options say what the observer may use.
type Options struct {
	Key   key.Key
	ASN   *asn.DB // nil: the class of a network is not computable
	Keyed bool    // account and organisation ids leave the observer keyed
}

// Observer turns exchanges into observations. It is safe for many workers.
type Observer struct {
	key   key.Key
	asn   *asn.DB
	keyed bool
	seed  seeds
	lang  lexicon
	style lexicon

	text    *textmodel.Model
	grammar *cue.Grammar
}

// New makes an observer. The key must not be the zero key.
func New(opt Options) (*Observer, error) {
	if opt.Key == (key.Key{}) {
		return nil, errors.New("the observer has no deployment key: load or make one first")
	}
	text, err := model()
	if err != nil {
		return nil, err
	}
	return &Observer{
		key:   opt.Key,
		asn:   opt.ASN,
		keyed: opt.Keyed,
		seed:  newSeeds(opt.Key),
		lang:  newLexicon(functionWords),
		style: newLexicon(styleWords),

		text:    text,
		grammar: cue.New(),
	}, nil
}

// WithoutNetworks is the observer without its table of networks.
func (ob *Observer) WithoutNetworks() *Observer {
	o := *ob
	o.asn = nil
	return &o
}

// Name is an account's or organisation's id as a hunt writes it down: as the
// operator wrote it, or keyed. Kind is "account" or "org".
func (ob *Observer) Name(kind, id string) string {
	if ob.keyed {
		return ob.key.Hex(kind, id)
	}
	return id
}

// signal computes a part of the observation from the exchange.
type signal struct {
	name string
	run  func(w *Worker, x *exchange.Exchange, o *Observation)
}

// signals lists them all, in the order they run. One may read what an earlier
// one wrote.
var signals = []signal{
	{"identity", identity},
	{"decoding", decoding},
	{"usage", usage},
	{"conversation", conversation},
	{"reasoning", reasoning},
	{"skeleton", skeleton},
	{"frame", frame},
	{"system", system},
	{"minhash", minhash},
	{"simhash", simhash},
	{"language", language},
	{"style", style},
	{"length", length},
	{"network", network},
	{"client", client},
	{"contradiction", contradiction}, // by what client has gathered
	{"intent", intent},
	{"semantic", semantic},
	{"target", target},
}

// Worker observes one exchange after the other and keeps what that needs. It
// belongs to one goroutine.
type Worker struct {
	*Observer

	hasPrompt bool         // there is a user message
	last      int          // its place in the input
	prompt    string       // its text, cut at words.Limit
	marks     words.Marks  // which marks occur in it
	words     []words.Word // of prompt
	slots     []slot       // what fills each word's place, by word
	shape     []int32      // the skeleton: places in words, or slotMark

	hmac    *key.Hasher   // under the first key of a chain
	later   []*key.Change // to the keys after it
	scratch []byte
	hashes  []uint64
	bins    sketch.MinHash
	dense   sketch.MinHash
	bag     sketch.SimHash

	cues    cue.Set // of the prompt and the system instructions
	own     []words.Word
	reader  *textmodel.Reader
	reading textmodel.Reading // of the prompt

	systemWords []words.Word
	systemSlots []slot
	systemShape []int32

	account, address xxh3.Uint128 // keys of the caches
	named            struct{ account, org bool }
	touched          uint64

	accounts, orgs, systems, manners, clients, ja4s cache[uint64]
	contradictions                                  cache[uint64]
	agents                                          cache[string]
	networks                                        cache[origin]
	labels                                          labels
}

// Worker returns a new worker.
func (ob *Observer) Worker() *Worker {
	return &Worker{
		Observer:       ob,
		hmac:           ob.key.Until(1).Hasher(),
		later:          ob.key.Steps(1),
		bins:           sketch.NewMinHash(minhashBins),
		dense:          sketch.NewMinHash(minhashBins),
		accounts:       newCache[uint64](1 << 16),
		orgs:           newCache[uint64](1 << 12),
		systems:        newCache[uint64](1 << 12),
		manners:        newCache[uint64](1 << 12),
		clients:        newCache[uint64](1 << 12),
		ja4s:           newCache[uint64](1 << 12),
		contradictions: newCache[uint64](1 << 12),
		agents:         newCache[string](1 << 10),
		networks:       newCache[origin](1 << 16),
		labels:         labels{},
		reader:         ob.text.Reader(),
	}
}

// Observe fills o with what is kept of x; nothing in o points into x. What o
// held before is overwritten, its slices are used again.
func (w *Worker) Observe(x *exchange.Exchange, o *Observation) {
	*o = Observation{
		Time:      x.Time,
		Code:      NoCode,
		Length:    exchange.Absent,
		Issued:    o.Issued[:0],
		Presented: o.Presented[:0],
	}
	w.reach(x)
	w.read(x)
	for i := range signals {
		signals[i].run(w, x, o)
	}
	w.rekey(o)
}

// reach asks the two large caches for what they have of x: it comes from the
// memory while the prompt is read.
func (w *Worker) reach(x *exchange.Exchange) {
	w.account = xxh3.HashString128Seed(x.Account, w.seed.cache)
	w.address = xxh3.HashString128Seed(x.Address, w.seed.cache)
	w.touched += w.accounts.at(w.account).key.Lo + w.networks.at(w.address).key.Lo
}

// New reports whether the account and the organisation of the exchange observed
// last may not have been observed since Forget. They are not if it says so.
func (w *Worker) New() (account, org bool) { return w.named.account, w.named.org }

// Forget makes every account and organisation new.
func (w *Worker) Forget() {
	clear(w.accounts.slots)
	clear(w.orgs.slots)
}

// read finds the prompt, the text of the last user message, and scans it once
// for all signals.
func (w *Worker) read(x *exchange.Exchange) {
	w.last = lastUser(x.Input)
	w.hasPrompt, w.prompt = w.last >= 0, ""
	if w.hasPrompt {
		w.prompt = x.Input[w.last].Text
	}
	w.prompt = w.prompt[:min(len(w.prompt), words.Limit)]
	w.words, w.marks = words.Survey(w.words[:0], w.prompt)
	w.slots = fillSlots(w.slots[:0], w.prompt, w.words)
	w.shape = appendShape(w.shape[:0], w.slots)
}

// lastUser is the place of the last message that the user wrote, or −1.
func lastUser(messages []exchange.Message) int {
	for i := len(messages) - 1; i >= 0; i-- {
		if fromUser(&messages[i]) {
			return i
		}
	}
	return -1
}

// fromUser reports whether the user wrote the message. Some vendors send a
// tool's result under the user's role.
func fromUser(m *exchange.Message) bool {
	return m.Role == "user" && (m.Text != "" || !m.ToolData)
}
