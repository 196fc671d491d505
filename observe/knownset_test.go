package observe

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func knownSet(t *testing.T, key byte, name, text string) KnownSet {
	t.Helper()
	ob, err := New(Options{Key: testKey(t, key)})
	if err != nil {
		t.Fatal(err)
	}
	set, err := ob.MakeKnownSet(name, "prompt", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

const someTasks = `"Natalia sold clips to forty-eight of her friends in April, and half as many in May."
{"prompt":"Write a poem about the colour of the sea in winter, in four lines.","answer":"no"}

"Write a poem about the colour of the sea in winter, in four lines."
"two words"
`

// A prompt of a set has the keys in the set that an exchange with it has.
func TestKnownSetKnowsItsPrompts(t *testing.T) {
	set := knownSet(t, 7, "tasks", someTasks)
	if len(set.Prompts) != 2 {
		t.Fatalf("%d prompts of two that differ and have three words", len(set.Prompts))
	}
	o := observed(t, asked("Write a poem about the colour of the sea in winter, in four lines."))
	if !slices.Contains(set.Prompts, o.Band) {
		t.Error("an exchange with a prompt of the set does not have its keys")
	}
	if o := observed(t, asked("What should I cook for six people on a Friday?")); slices.Contains(set.Prompts, o.Band) {
		t.Error("another prompt has the keys of one of the set")
	}
	if other := knownSet(t, 8, "tasks", someTasks); slices.Contains(other.Prompts, o.Band) {
		t.Error("under another key the keys are the same")
	}
}

func TestKnownSetsThereAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var file bytes.Buffer
		want := map[string][][Bands]uint32{}
		var names []string
		for range rapid.IntRange(1, 5).Draw(t, "sets") {
			s := KnownSet{Name: rapid.SampledFrom([]string{"a", "b", "c d"}).Draw(t, "name")}
			for range rapid.IntRange(1, 20).Draw(t, "prompts") {
				s.Prompts = append(s.Prompts, [Bands]uint32(rapid.SliceOfN(rapid.Uint32(), Bands, Bands).Draw(t, "bands")))
			}
			if err := s.Write(&file, "k"); err != nil {
				t.Fatal(err)
			}
			if want[s.Name] == nil {
				names = append(names, s.Name)
			}
			want[s.Name] = append(want[s.Name], s.Prompts...)
		}
		got, err := ReadKnownSets(&file, "k")
		if err != nil || len(got) != len(names) {
			t.Fatalf("%d sets of %d, %v", len(got), len(names), err)
		}
		for i, s := range got {
			if s.Name != names[i] || !slices.Equal(s.Prompts, want[s.Name]) {
				t.Fatalf("set %d is %s with %d prompts", i, s.Name, len(s.Prompts))
			}
		}
	})
}

// The index and the errors hold no text of a prompt.
func TestKnownSetHoldsNoText(t *testing.T) {
	var file bytes.Buffer
	if err := knownSet(t, 7, "tasks", someTasks).Write(&file, "k"); err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"Natalia", "clips", "poem", "winter"} {
		if strings.Contains(file.String(), word) {
			t.Errorf("the index holds %q", word)
		}
	}
	ob, err := New(Options{Key: testKey(t, 7)})
	if err != nil {
		t.Fatal(err)
	}
	for text, says := range map[string]string{
		"\"a b c d\"\n{\"question\":\"secret\"}\n": `line 2 has no text under "prompt"`,
		"\"a b c d\"\n\n[\"secret\"]":              "line 3 is neither",
		"secret":                                   "line 1 is neither",
		"{\"prompt\":[\"secret\"]}":                `line 1 has no text under "prompt"`,
		"\"secret\"\n":                             "no prompt of three words",
		"":                                         "no prompt of three words",
	} {
		_, err := ob.MakeKnownSet("x", "prompt", strings.NewReader(text))
		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v, want %q", text, err, says)
		}
	}
}

func TestReadKnownSetsSaysWhatIsWrong(t *testing.T) {
	var good bytes.Buffer
	if err := knownSet(t, 7, "tasks", someTasks).Write(&good, "k"); err != nil {
		t.Fatal(err)
	}
	changed := func(key string, value any) string {
		var m map[string]any
		if err := json.Unmarshal(good.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		m[key] = value
		b, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%s%s\n", good.String(), b)
	}
	for text, says := range map[string]string{
		"":                       "there is no known set",
		"prompt":                 "line 1 is no known set",
		changed("schema", "x/9"): "line 2 is no known set",
		changed("key", "other"):  "line 2 was made under the key other",
		changed("prompts", 3):    "line 2 is cut short",
		changed("prompts", 0):    "line 2 is cut short",
		changed("bands", "AAAA"): "line 2 is cut short",
		changed("name", ""):      "line 2 is cut short",
	} {
		if _, err := ReadKnownSets(strings.NewReader(text), "k"); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
}

// FuzzReadKnownSets: whatever a file holds, it is read as sets with prompts or
// refused with a reason that does not repeat it.
func FuzzReadKnownSets(f *testing.F) {
	f.Add([]byte(`{"schema":"stillhunt.known-set/1","name":"a","key":"k","prompts":1,"bands":"AAAAAAAAAAAAAAAAAAAAAA=="}`))
	f.Add([]byte("{}\n\r\n[1]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		sets, err := ReadKnownSets(bytes.NewReader(text), "k")
		if err == nil && len(sets) == 0 {
			t.Error("no set and no error")
		}
		for _, s := range sets {
			if s.Name == "" {
				t.Error("a set has no name")
			}
		}
	})
}
