package check

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/valyala/fastjson"
)

// Marks are what means nothing in honest traffic: the form of ids, the order of
// keys, the last digits of times, which facts happen to be missing, the order of
// lines. Fields that the account's own program decides on (conversation,
// organisation, decoding, tools, headers) are behaviour and no marks.

// Places of the marks that are no field's presence.
const (
	keysOutOfOrder = iota
	timeEndsInZero
	timeEndsInZeros
	timeThousandth
	timeDecimals
	createdSecond
	createdDecimals
	placeInAccounts
	lineBeforeItsTime
	placeAmongEqualTimes
	accountID
	exchangeID = accountID + idMarks
	factIDs    = exchangeID + idMarks
	talkID     = factIDs + idMarks
	plainMarks = talkID + idMarks
	idMarks    = 5
)

var (
	idNames = [idMarks]string{"length", "digits", "vowels", "mean letter", "first letter"}
	plain   = [...]string{"keys out of order", "times that end in 0", "times that end in 00", "thousandths of times", "decimals of times", "seconds of created", "decimals of created",
		"place in accounts.jsonl", "lines before their time", "place among lines of one time"}
	// factKeys and lineKeys may be missing for anybody.
	factKeys  = [...]string{"created", "plan", "price_month", "verification", "email.domain", "email.shape", "device", "signup.address", "region"}
	lineKeys  = [...]string{"stillhunt.exchange.id", "gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model", "gen_ai.input.messages", "gen_ai.usage.input_tokens", "gen_ai.response.id", "gen_ai.response.model", "http.response.status_code", "stillhunt.duration_ms", "client.address", "stillhunt.client.asn", "user_agent.original", "stillhunt.client.ja4", "stillhunt.client.http2"}
	markNames = names()
)

func names() []string {
	out := append([]string(nil), plain[:]...)
	for _, of := range []string{"account id", "exchange id", "card and device", "conversation id"} {
		for _, n := range idNames {
			out = append(out, of+": "+n)
		}
	}
	for _, k := range factKeys {
		out = append(out, "fact "+k+" is there")
	}
	for _, k := range lineKeys {
		out = append(out, k+" is there")
	}
	return out
}

// marks are the values of one line, or of one account's facts; NaN where there
// is none.
type marks []float64

func newMarks() marks {
	m := make(marks, len(markNames))
	for i := range m {
		m[i] = math.NaN()
	}
	return m
}

// over is m with the values of the facts in the gaps.
func (m marks) over(facts marks) marks {
	out := slices.Clone(facts)
	for i, v := range m {
		if !math.IsNaN(v) {
			out[i] = v
		}
	}
	return out
}

// id adds the form of an identifier.
func (m marks) id(mark int, s []byte) {
	if len(s) == 0 {
		return
	}
	var digits, vowels, sum float64
	for _, c := range s {
		switch {
		case '0' <= c && c <= '9':
			digits++
		case c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u':
			vowels++
		}
		sum += float64(c)
	}
	n := float64(len(s))
	for i, v := range []float64{n, digits / n, vowels / n, sum / n, float64(s[min(len(s)-1, prefix(s))])} {
		m[mark+i] = v
	}
}

// prefix is where an id begins after a word and an underscore.
func prefix(s []byte) int {
	for i, c := range s {
		if c == '_' {
			return i + 1
		}
	}
	return 0
}

// facts adds a line of accounts.jsonl.
func (m marks) facts(v *fastjson.Object, place float64, created string) {
	m[placeInAccounts] = place
	for i, k := range factKeys {
		m[plainMarks+i] = yes(v.Get(k) != nil)
	}
	for _, k := range []string{"payment.fingerprint", "device"} {
		if s := v.Get(k); s != nil {
			m.id(factIDs, s.GetStringBytes())
		}
	}
	if at, err := time.Parse(time.RFC3339Nano, created); err == nil {
		m[createdSecond] = float64(at.Second())
		m[createdDecimals] = float64(len(created))
	}
}

// line adds a line of traffic.
func (m marks) line(v *fastjson.Object, x *exchange.Exchange, order *keyOrder) {
	m[keysOutOfOrder] = float64(order.see(v))
	milli := x.Time / 1000 % 1000
	m[timeEndsInZero] = yes(milli%10 == 0)
	m[timeEndsInZeros] = yes(milli%100 == 0)
	m[timeThousandth] = float64(milli)
	m[timeDecimals] = float64(len(v.Get("time").GetStringBytes()))
	m.id(exchangeID, []byte(x.ID))
	m.id(talkID, []byte(x.Conversation))
	for i, k := range lineKeys {
		m[plainMarks+len(factKeys)+i] = yes(v.Get(k) != nil)
	}
}

// keyOrder is the usual order of keys, pair by pair, learnt from one file.
type keyOrder struct {
	forms  map[string]int    // lines by the sequence of their keys
	before map[[2]string]int // how often the first key stood before the second
	wrong  map[string]int    // neighbours the other way round, by sequence
	buf    []byte
}

func newKeyOrder() keyOrder {
	return keyOrder{map[string]int{}, map[[2]string]int{}, map[string]int{}, nil}
}

// form is the sequence of a line's keys.
func (o *keyOrder) form(v *fastjson.Object) []byte {
	o.buf = o.buf[:0]
	v.Visit(func(key []byte, _ *fastjson.Value) {
		o.buf = append(append(o.buf, key...), '\n')
	})
	return o.buf
}

func (o *keyOrder) learn(v *fastjson.Object) { o.forms[string(o.form(v))]++ }

// learned counts the pairs of all lines seen.
func (o *keyOrder) learned() {
	for form, n := range o.forms {
		keys := strings.Fields(form)
		for i, a := range keys {
			for _, b := range keys[i+1:] {
				o.before[[2]string{a, b}] += n
			}
		}
	}
}

// see counts the neighbours in a line that mostly stand the other way round.
func (o *keyOrder) see(v *fastjson.Object) int {
	form := o.form(v)
	if n, ok := o.wrong[string(form)]; ok {
		return n
	}
	n := 0
	keys := strings.Fields(string(form))
	for i := 1; i < len(keys); i++ {
		if a, b := keys[i-1], keys[i]; o.before[[2]string{b, a}] > o.before[[2]string{a, b}] {
			n++
		}
	}
	o.wrong[string(form)] = n
	return n
}

func yes(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
