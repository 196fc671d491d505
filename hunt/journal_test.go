package hunt

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stillhunt/stillhunt/importer"
)

const sampleJournal = `{"schema":"stillhunt.journal/v2","observer":"me"}
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
		{"all the same", sampleJournal, "me", []importer.Input{a, b}, 2},
		{"torn in mid-line", sampleJournal + `{"segment":"thr`, "me", []importer.Input{a, b}, 2},
		{"another observer", sampleJournal, "you", []importer.Input{a, b}, 0},
		{"an input has grown: its part goes as a whole", sampleJournal, "me", []importer.Input{a, larger}, 1},
		{"an input is not asked for", sampleJournal, "me", []importer.Input{a}, 1},
		{"what the second part follows on is gone", sampleJournal, "me", []importer.Input{b}, 0},
		{"no journal", "", "me", []importer.Input{a}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, JournalFile), []byte(c.text), 0o644); err != nil {
				t.Fatal(err)
			}
			for range 2 { // what is rewritten reads the same
				j, err := openJournal(dir, c.observer, c.inputs)
				if err != nil {
					t.Fatal(err)
				}
				if len(j.parts) != c.want {
					t.Errorf("%d parts, want %d", len(j.parts), c.want)
				}
				if err := j.close(); err != nil {
					t.Error(err)
				}
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

func FuzzReadJournal(f *testing.F) {
	f.Add([]byte(sampleJournal))
	f.Add([]byte("{\"schema\":\"stillhunt.journal/v2\",\"observer\":\"me\"}\n{\"segment\":\"s\",\"spans\":[null]}\n"))
	f.Add([]byte("{\"schema\":\"stillhunt.journal/v2\",\"observer\":\"me\"}\n{\"segment\":\"0\",\"spans\":[{}]}\n"))
	path := filepath.Join(f.TempDir(), JournalFile)
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		parts, err := readJournal(path, "me")
		if err != nil {
			return
		}
		for _, p := range current(parts, []importer.Input{{Path: "a", Size: 9, ModTime: 5}}) {
			for _, s := range p.Spans {
				if s.Path != "a" {
					t.Errorf("a span of %q was kept", s.Path)
				}
			}
		}
	})
}
