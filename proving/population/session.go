package population

import (
	"math"

	"github.com/stillhunt/stillhunt/proving/grammar"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// memory is how many earlier turns a request repeats.
const memory = 2

var topicWeights = []float64{.7, .17, .09, .04}

// connect fills in where a person's request comes from and with what software.
func (p *person) connect(w *World, e Event, v *Voice, x *wire.Exchange) {
	day := int((e.At - w.First.UnixMilli()) / dayMillis)
	at, host := p.where(w, v.d, day, e.Session)
	x.Address = w.net.address(x.Address, at, host)
	x.ASN = w.net.asn(at)
	v.d.start(e.Session, 5)
	x.Client = p.clients[0]
	if v.d.chance(.25) {
		x.Client = p.clients[1]
	}
	x.Model = modelLarge
	if p.plan == planFree || v.d.chance(float64(p.small)) {
		x.Model = modelSmall
	} else if released := p.adopts(w, e, v.d); released != "" {
		x.Model = released
	}
	if p.program {
		p.parameters(x)
		return
	}
	x.Conversation = code(append(x.Conversation, "conv_"...), 20, e.Session, 6)
	x.Stream = 1
}

// parameters fills in what a program sets that a browser does not.
func (p *person) parameters(x *wire.Exchange) {
	x.MaxTokens = int(p.maxTokens)
	x.Temperature = []int{wire.Absent, 0, 20, 70, 100}[p.seed%5]
	x.Stream = int8(p.seed >> 5 & 1)
}

// converse fills in what a person says in one turn, with the turns before it,
// and the answer.
func (p *person) converse(w *World, e Event, v *Voice, x *wire.Exchange) {
	d, g := v.d, w.Text.People[p.lang]
	d.start(e.Session, 7)
	topic := g.Topic(int(p.topics[d.weighted(topicWeights)]))
	viral := d.chance(.02) && p.lang == 0
	talk := w.people.draw(p, d)
	turn, work := int(e.Turn), p.works(e.Session)
	dialogue(d, e, x, func(dst []byte, t int) []byte {
		if talk != nil && t < len(talk.turns) {
			if t == turn {
				talk.count()
			}
			return p.quote(dst, d, g, topic, talk.turns[t], talk.common[t])
		}
		if viral && t == 0 {
			dst = append(w.Text.Viral.Expand(dst, d.Rand, 0, nil, "frame"), ' ')
		}
		size := p.size(d)
		if work && t == 0 {
			size = p.order(d)
		}
		return g.Message(dst, d.Rand, p.manner, topic, size, t > 0)
	}, func(dst []byte) []byte { return g.Answer(dst, d.Rand, topic, 20+d.IntN(100)) })
	if work {
		usage(d, x, float64(p.piece))
	} else {
		usage(d, x, float64(p.answer))
	}
}

// dialogue fills in the last turns of a conversation: say words what is asked in
// one, answer what comes back. Both follow from conversation and turn alone, so
// that a later request repeats them.
func dialogue(d dice, e Event, x *wire.Exchange, say func(dst []byte, turn int) []byte, answer func(dst []byte) []byte) {
	for t := max(0, int(e.Turn)-memory); t <= int(e.Turn); t++ {
		d.start(e.Session, 8, uint64(t))
		x.Add("user", func(dst []byte) []byte { return say(dst, t) })
		d.start(e.Session, 9, uint64(t))
		if t < int(e.Turn) {
			x.Add("assistant", answer)
		} else {
			x.Output = answer(x.Output)
		}
	}
}

// framed fills in a conversation whose first message somebody else worded in
// part; the rest is the person's own.
func (p *person) framed(e Event, v *Voice, x *wire.Exchange, g *grammar.Grammar, topic *grammar.Section, first func(dst []byte) []byte) {
	d := v.d
	dialogue(d, e, x, func(dst []byte, t int) []byte {
		if t == 0 {
			return first(dst)
		}
		return g.Message(dst, d.Rand, p.manner, topic, p.size(d), true)
	}, func(dst []byte) []byte { return g.Answer(dst, d.Rand, topic, 120) })
	usage(d, x, 250)
}

// quote appends a pool's prompt as this person would have put it, so that two
// people who draw the same one do not say the same. A common prompt begins as
// others in the pool do, so something of the person's own goes before it.
func (p *person) quote(dst []byte, d dice, g *grammar.Grammar, topic *grammar.Section, text string, common bool) []byte {
	own := common || d.chance(.8)
	before := common || d.chance(.6)
	if own && before {
		if d.chance(.5) {
			dst = g.Expand(dst, d.Rand, p.manner.Voice, topic, "hello")
			dst = append(dst, ", "...)
		}
		dst = g.Expand(dst, d.Rand, p.manner.Voice, topic, "detail")
		dst = append(dst, ". "...)
	}
	dst = p.manner.Perturb(dst, d.Rand, text, .85)
	if own && !before {
		dst = append(dst, ' ')
		dst = g.Expand(dst, d.Rand, p.manner.Voice, topic, "detail")
	}
	return dst
}

// size draws the size of a message in bytes.
func (p *person) size(d dice) int {
	return int(min(math.Exp(float64(p.mu)+float64(p.within)*d.NormFloat64()), 5000))
}

// order draws the size of a message that orders a piece of work: longer, and more
// like the others of its kind.
func (p *person) order(d dice) int {
	return int(min(math.Exp(float64(p.brief)+.3*float64(p.within)*d.NormFloat64()), 5000))
}

// answerSpread is the standard deviation of the log of an answer's length; a test
// compares it with the fitted one.
const answerSpread = .86

// usage fills in tokens and duration: about four bytes a token; answers have a
// log-normal length whose spread is that of conversation traffic
// (arrival/laws.yaml).
func usage(d dice, x *wire.Exchange, median float64) {
	x.InputTokens = 4 + x.InputSize()/4
	x.OutputTokens = 1 + int(median*math.Exp(answerSpread*d.NormFloat64()))
	x.Finish = "stop"
	if x.MaxTokens > 0 && x.OutputTokens >= x.MaxTokens {
		x.OutputTokens, x.Finish = x.MaxTokens, "length"
	}
	x.Duration = 250 + int(float64(x.OutputTokens)*11*d.spread(.3))
}
