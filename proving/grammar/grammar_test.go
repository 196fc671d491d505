package grammar

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

func load(t testing.TB) *Library {
	t.Helper()
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestParseErrorsNameTheLine(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"a: {b}", "refers to b, which is missing"},
		{"a: x {b}\nb: {a}", "refers to itself"},
		{"a: x\n\nno colon here", "f.gram:3: a rule is written"},
		{"a: x {", "f.gram:1: a { without its }"},
		{"a: {9-2}", "f.gram:1: {9-2} is no range"},
		{"[x\na: y", "f.gram:1: a topic is written"},
		{"  | x", "f.gram:1: a continuation without"},
		{"a: x\na: y", "f.gram:2: rule a is given twice"},
		{"a: {b}\n[t]\nc: d", `topic "t": rule a refers to b`},
	} {
		_, err := Parse("f.gram", c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Parse(%q) = %v, want an error with %q", c.text, err, c.want)
		}
	}
}

func TestTopicHidesTheGeneralRule(t *testing.T) {
	g, err := Parse("f", "say: {x^} {7-7}\nx: general\n[t]\nx: own\n[u]\ny: z")
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	if got := string(g.Expand(nil, r, 0, g.Find("t"), "say")); got != "Own 7" {
		t.Errorf("topic t says %q", got)
	}
	if got := string(g.Expand(nil, r, 0, g.Find("u"), "say")); got != "General 7" {
		t.Errorf("topic u says %q", got)
	}
}

// Messages of people must not be a template: among many first messages of one
// length, hardly any two start with the same eight words.
func TestPeopleAreNoTemplate(t *testing.T) {
	l := load(t)
	for i, g := range l.People {
		heads := map[string]int{}
		const n = 2000
		long := 0
		for k := range uint64(n) {
			r := rand.New(rand.NewPCG(k, 9))
			m := Manner{Voice: Voice(k/4 + 1), Chat: .4, Typos: .01}
			text := g.Message(nil, r, m, g.Topic(r.IntN(g.Topics())), 200, false)
			if !utf8.Valid(text) {
				t.Fatalf("%s: invalid UTF-8 in %q", Languages[i], text)
			}
			if len(text) < 150 || strings.ContainsAny(string(text), "{}|") {
				t.Fatalf("%s: odd message %q", Languages[i], text)
			}
			head := strings.Fields(string(text))
			if len(head) > 8 {
				head = head[:8]
			}
			heads[strings.Join(head, " ")]++
			long++
		}
		if share := float64(len(heads)) / n; share < .8 {
			t.Errorf("%s: only %.2f of the openings differ", Languages[i], share)
		}
	}
}

func TestMessageReachesItsSize(t *testing.T) {
	g := load(t).People[0]
	r := rand.New(rand.NewPCG(3, 4))
	for _, size := range []int{20, 100, 400, 3000} {
		var sum float64
		for range 200 {
			sum += float64(len(g.Message(nil, r, Manner{Voice: 7}, g.Topic(r.IntN(g.Topics())), size, false)))
		}
		if mean := sum / 200; math.Abs(mean/float64(size)-1) > .9 {
			t.Errorf("size %d gives %.0f bytes on average", size, mean)
		}
	}
}

func TestVoiceHasFavourites(t *testing.T) {
	g, err := Parse("f", "w: a | b | c | d | e | f | g | h | i | j")
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 6))
	count := map[string]int{}
	for range 1000 {
		count[string(g.Expand(nil, r, 42, nil, "w"))]++
	}
	top := 0
	for _, n := range count {
		top = max(top, n)
	}
	if top < 250 || len(count) != 10 {
		t.Errorf("a voice of ten words uses %d, the favourite %d of 1000 times; want all ten, the favourite about 316", len(count), top)
	}
}

// Two strangers who take one prompt from a pool must not share their words.
func TestPerturbSeparatesStrangers(t *testing.T) {
	text := "Write a function that takes a list of numbers and returns the total of each pair, and explain how you would test it if the list has 250 entries."
	a := string(Manner{Voice: 1}.Perturb(nil, rand.New(rand.NewPCG(1, 1)), text, .8))
	b := string(Manner{Voice: 2}.Perturb(nil, rand.New(rand.NewPCG(2, 2)), text, .8))
	if a == b || a == text {
		t.Fatalf("no change: %q", a)
	}
	shingles := func(s string) map[string]bool {
		w, out := strings.Fields(s), map[string]bool{}
		for i := 0; i+3 <= len(w); i++ {
			out[strings.Join(w[i:i+3], " ")] = true
		}
		return out
	}
	x, y, both := shingles(a), shingles(b), 0
	for s := range x {
		if y[s] {
			both++
		}
	}
	if j := float64(both) / float64(len(x)+len(y)-both); j > .5 {
		t.Errorf("Jaccard of three-word shingles %.2f:\n%s\n%s", j, a, b)
	}
}

func BenchmarkMessage(b *testing.B) {
	g := load(b).People[0]
	pcg := rand.NewPCG(1, 2)
	r := rand.New(pcg)
	var buf []byte
	for b.Loop() {
		buf = g.Message(buf[:0], r, Manner{Voice: 5, Typos: .01, Chat: .3}, g.Topic(r.IntN(g.Topics())), 300, false)
	}
	b.SetBytes(int64(len(buf)))
}
