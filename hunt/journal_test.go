package hunt

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stillhunt/stillhunt/importer"
	"github.com/stillhunt/stillhunt/lake"
)

const oldJournal = `{"schema":"stillhunt.journal/v2","observer":"me"}
{"segment":"one","spans":[{"path":"a","size":9,"mtime":5,"format":"native","start":{"Offset":0,"Line":0},"end":{"Offset":4,"Line":1}}],"rows":1}
{"segment":"two","spans":[{"path":"a","size":9,"mtime":5,"format":"native","start":{"Offset":4,"Line":1},"end":{"Offset":9,"Line":2},"finished":true},{"path":"b","size":1,"mtime":5}],"rows":1}
`

func TestJournalKeepsWhatIsStillSo(t *testing.T) {
	a, b := importer.Input{Path: "a", Size: 9, ModTime: 5}, importer.Input{Path: "b", Size: 1, ModTime: 5}
	larger := b
	larger.Size++
	for _, c := range []struct {
		name, text, observer string
		inputs               []importer.Input
		want                 int
	}{
		{"all the same", oldJournal, "me", []importer.Input{a, b}, 2},
		{"torn in mid-line", oldJournal + `{"segment":"thr`, "me", []importer.Input{a, b}, 2},
		{"another observer", oldJournal, "you", []importer.Input{a, b}, 0},
		{"an input has grown: its part goes as a whole", oldJournal, "me", []importer.Input{a, larger}, 1},
		{"an input is not asked for", oldJournal, "me", []importer.Input{a}, 1},
		{"what the second part follows on is gone", oldJournal, "me", []importer.Input{b}, 0},
		{"no journal", "", "me", []importer.Input{a}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			parts, err := readOldJournal([]byte(c.text), c.observer)
			if err != nil {
				t.Fatal(err)
			}
			if got := current(parts, c.inputs); len(got) != c.want {
				t.Errorf("%d parts, want %d", len(got), c.want)
			}
			slices.Reverse(parts)
			if got := current(parts, c.inputs); len(got) != c.want {
				t.Errorf("%d parts in another order, want %d", len(got), c.want)
			}
		})
	}
}

func TestStandardInputIsNeverKnown(t *testing.T) {
	in := importer.Input{Path: importer.Stdin, Size: -1}
	if (&span{Path: importer.Stdin, Size: -1}).of(in) {
		t.Error("standard input was taken for what was read before")
	}
}

func FuzzReadNote(f *testing.F) {
	f.Add([]byte(`{"schema":"stillhunt.part/v1","observer":"me","reading":"","segment":"one","spans":[{"path":"a","size":9,"mtime":5,"start":{"Offset":0,"Line":0},"end":{"Offset":4,"Line":1}}],"rows":1}`))
	f.Add([]byte(`{"schema":"stillhunt.part/v1","segment":"one","spans":[null]}`))
	f.Add([]byte(`{"schema":"stillhunt.part/v1","segment":"one"}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := readNote(lake.Committed{Name: "one", Note: data})
		if err != nil {
			return
		}
		for _, p := range current([]*part{n.part, n.part}, []importer.Input{{Path: "a", Size: 9, ModTime: 5}}) {
			for _, s := range p.Spans {
				if s.Path != "a" {
					t.Errorf("a span of %q was kept", s.Path)
				}
			}
		}
		if _, err := json.Marshal(n); err != nil {
			t.Error(err)
		}
	})
}

func FuzzReadOldJournal(f *testing.F) {
	f.Add([]byte(oldJournal))
	f.Add([]byte("{\"schema\":\"stillhunt.journal/v2\",\"observer\":\"me\"}\n{\"segment\":\"s\",\"spans\":[null]}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		parts, err := readOldJournal(data, "me")
		if err != nil {
			return
		}
		current(parts, []importer.Input{{Path: "a", Size: 9, ModTime: 5}})
	})
}
