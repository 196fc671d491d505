package exchange

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestHash(t *testing.T) {
	hash := func(l string) uint64 {
		var x Exchange
		if err := NewDecoder().Decode([]byte(l), &x); err != nil {
			t.Fatal(err)
		}
		return Hash(&x, 42)
	}
	want := hash(full)
	keys := splitKeys(full)
	r := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		r.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
		if hash("{ "+strings.Join(keys, " ,\t")+" }") != want {
			t.Fatal("the order of keys changes the hash")
		}
	}
	for i, k := range keys { // each key that is known counts
		name := strings.Split(k, `"`)[1]
		if name == "time" || name == "user.id" || name == "extra" || name == ignored {
			continue
		}
		without := append(append([]string{}, keys[:i]...), keys[i+1:]...)
		if hash("{"+strings.Join(without, ",")+"}") == want {
			t.Errorf("%s is not in the hash", name)
		}
	}
	if hash(string(line(`"gen_ai.input.messages":"a"`))) != hash(string(line(`"gen_ai.input.messages":[{"role":"user","parts":[{"type":"text","content":"a"}]}]`))) {
		t.Error("two forms of one message differ")
	}
	if hash(string(line(`"gen_ai.input.messages":"a"`))) == hash(string(line(`"gen_ai.output.messages":"a"`))) {
		t.Error("a question and an answer are the same")
	}
}

// splitKeys cuts a flat object at its top-level commas.
func splitKeys(l string) (keys []string) {
	depth, quoted, start := 0, false, 1
	for i := 1; i < len(l)-1; i++ {
		switch c := l[i]; {
		case c == '"' && l[i-1] != '\\':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			depth--
		case c == ',' && depth == 0:
			keys = append(keys, l[start:i])
			start = i + 1
		}
	}
	return append(keys, l[start:len(l)-1])
}
