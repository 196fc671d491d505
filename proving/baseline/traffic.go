package baseline

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/bits"
	"path/filepath"
	"slices"
	"strings"

	"github.com/zeebo/xxh3"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/internal/words"
	"github.com/stillhunt/stillhunt/observe"
)

// Dims is the number of dimensions of the hashed embedding.
const Dims = 64

// sampled is how many prompts of an account are embedded: its first ones.
const sampled = 100

// Vector is a prompt's words, each hashed to a dimension and a sign, scaled to
// length 1 (Weinberger et al., "Feature Hashing for Large Scale Multitask
// Learning", ICML 2009).
type Vector [Dims]float32

// Account is what the rules know of one account.
type Account struct {
	ID                 string
	Facts              exchange.Facts
	Exchanges          int
	Busiest            int // exchanges of its busiest day
	First              int64
	Eliciting, Maximal int // exchanges that ask for reasoning; with max_tokens of 4096 or more
	Library            int // exchanges of an SDK
	Vectors            []Vector

	day, onDay int64
}

// Act is one exchange.
type Act struct {
	Time    int64 // microseconds since 1970 UTC
	Account int32
	Network uint64
	Frame   uint64 // opening and closing of the prompt together; 0 if it is too short to have both
}

// Traffic is a range directory as the rules see it.
type Traffic struct {
	Accounts []Account // by id
	Acts     []Act     // by time

	met    []pair // of synchronous acts, once they are counted
	framed []int  // acts with a frame, by account
}

// Read reads a range directory. It needs about 32 bytes an exchange and 25 KB
// an account.
func Read(ctx context.Context, dir string) (*Traffic, error) {
	k, err := key.FromBytes([]byte(strings.Repeat("\x5a", key.Size)))
	if err != nil {
		return nil, fmt.Errorf("making the baselines' key: %w", err)
	}
	observer, err := observe.New(observe.Options{Key: k})
	if err != nil {
		return nil, err
	}
	w := observer.Worker()
	t := &Traffic{}
	place := map[string]int32{}
	var o observe.Observation
	var scratch []words.Word
	if err := Each(ctx, dir, func(x *exchange.Exchange) {
		i, ok := place[x.Account]
		if !ok {
			i = int32(len(t.Accounts))
			id := strings.Clone(x.Account)
			place[id] = i
			t.Accounts = append(t.Accounts, Account{ID: id, First: x.Time})
		}
		w.Observe(x, &o)
		t.Acts = append(t.Acts, Act{o.Time, i, o.Network, frame(o.Head, o.Tail)})
		a := &t.Accounts[i]
		a.add(&o)
		if len(a.Vectors) < sampled {
			if v, ok := embed(prompt(x), &scratch); ok {
				a.Vectors = append(a.Vectors, v)
			}
		}
	}); err != nil {
		return nil, err
	}
	facts, err := exchange.LoadFacts(ctx, filepath.Join(dir, "accounts.jsonl"), func(r *exchange.Rejection) error { return r })
	if err != nil {
		return nil, err
	}
	for i := range t.Accounts {
		t.Accounts[i].Facts = facts[t.Accounts[i].ID]
	}
	t.sort()
	return t, nil
}

// sort brings accounts into the order of their ids, and acts into that of time.
func (t *Traffic) sort() {
	order := make([]int32, len(t.Accounts))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return strings.Compare(t.Accounts[a].ID, t.Accounts[b].ID) })
	to := make([]int32, len(order))
	sorted := make([]Account, len(order))
	for at, from := range order {
		sorted[at], to[from] = t.Accounts[from], int32(at)
	}
	t.Accounts = sorted
	for i := range t.Acts {
		t.Acts[i].Account = to[t.Acts[i].Account]
	}
	slices.SortStableFunc(t.Acts, func(a, b Act) int { return cmp.Compare(a.Time, b.Time) })
}

// frame is what a template keeps around the text that it is filled with. Alone,
// an opening or a closing is shared by thousands of strangers.
func frame(head, tail uint64) uint64 {
	if head == 0 || tail == 0 {
		return 0
	}
	return max(1, head^bits.RotateLeft64(tail, 32))
}

// eliciting is the intent score, of 255, from which a prompt asks for reasoning.
const eliciting = 128

func (a *Account) add(o *observe.Observation) {
	a.Exchanges++
	if d := o.Time / (86400 * 1e6); d != a.day {
		a.day, a.onDay = d, 0
	}
	a.onDay++
	a.Busiest = max(a.Busiest, int(a.onDay))
	if o.Intent[observe.IntentReasoning] >= eliciting {
		a.Eliciting++
	}
	if o.MaxTokens >= 4096 {
		a.Maximal++
	}
	if o.Agent != "" && o.Agent != "browser" {
		a.Library++
	}
}

// prompt is the last thing that the user said.
func prompt(x *exchange.Exchange) string {
	for i := len(x.Input) - 1; i >= 0; i-- {
		if x.Input[i].Role == "user" {
			return x.Input[i].Text
		}
	}
	return ""
}

// embed gives no vector for a text without words.
func embed(text string, scratch *[]words.Word) (Vector, bool) {
	var v Vector
	*scratch = words.Scan((*scratch)[:0], text)
	for _, w := range *scratch {
		h := xxh3.HashSeed([]byte{byte(w.Hash), byte(w.Hash >> 8), byte(w.Hash >> 16), byte(w.Hash >> 24), byte(w.Hash >> 32), byte(w.Hash >> 40)}, Dims)
		if h>>63 == 0 {
			v[h%Dims]++
		} else {
			v[h%Dims]--
		}
	}
	var square float64
	for _, x := range v {
		square += float64(x) * float64(x)
	}
	if square == 0 {
		return v, false
	}
	norm := float32(1 / math.Sqrt(square))
	for i := range v {
		v[i] *= norm
	}
	return v, true
}

// dot is the cosine of two vectors.
func (v *Vector) dot(u *Vector) float32 {
	var s float32
	for i := range v {
		s += v[i] * u[i]
	}
	return s
}

// distance is the Euclidean distance of two vectors of length 1.
func (v *Vector) distance(u *Vector) float64 { return math.Sqrt(math.Max(0, 2-2*float64(v.dot(u)))) }
