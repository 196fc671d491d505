package main

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestPagesAreCurrent(t *testing.T) {
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	made, err := generate(root)
	if err != nil {
		t.Fatalf("doc blocks are incomplete:\n%v", err)
	}
	if len(made) < 20 {
		t.Fatalf("only %d pages: the blocks were not found", len(made))
	}
	old, err := written(root)
	if err != nil {
		t.Fatal(err)
	}
	names := maps.Clone(made)
	maps.Copy(names, old)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if made[name] != old[name] {
			t.Errorf("%s/%s is not what the code says: go run ./internal/docs", folder, name)
		}
	}
}

func TestGenerateIsDeterministic(t *testing.T) {
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	a, errA := generate(root)
	b, errB := generate(root)
	if errA != nil || errB != nil || !maps.Equal(a, b) {
		t.Fatalf("two runs differ (%v, %v)", errA, errB)
	}
}

const whole = `package campaign

// Detector: pace
// Family: timing
// Measures: how fast
// it goes.
// Formula: a|b
// Unit: nats
// Fooled by: sleep
// Source: none yet
// Needs: time, created
var pace = detector{name: "pace", family: link.Timing, needs: []string{"time", "created"}, behaviour: true}
`

func TestReadFile(t *testing.T) {
	blocks, err := readFile("pace.go", whole, detector, "campaign/detect_pace.go")
	if err != nil {
		t.Fatal(err)
	}
	b := blocks[0]
	if b.text["Measures"] != "how fast it goes." || b.line != 3 || !b.behaviour || b.file() != "detector-pace.md" {
		t.Errorf("read %+v", b)
	}
	p := page(b)
	for _, want := range []string{"# pace\n", `a\|b`, "`time`, `created`", "detector of behaviour", "../../campaign/detect_pace.go"} {
		if !strings.Contains(p, want) {
			t.Errorf("the page lacks %q:\n%s", want, p)
		}
	}
}

func TestReadFileRefuses(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"no block", "// Detector: pace", "// Pace", "this one has 0"},
		{"a field missing", "// Fooled by: sleep\n", "", "lacks Fooled by"},
		{"a field empty", "// Unit: nats", "// Unit:", "lacks Unit"},
		{"a field twice", "// Unit: nats", "// Unit: nats\n// Unit: bits", "Unit twice"},
		{"no name", "Detector: pace", "Detector:", "not one plain word"},
		{"an unknown family", "Family: timing", "Family: luck", `"luck"`},
		{"another family than the code's", "link.Timing", "link.Client", `the code "client"`},
		{"another name than the code's", `name: "pace"`, `name: "peace"`, `the code "peace"`},
		{"other needs than the code's", "Needs: time, created", "Needs: time", `says needs "time"`},
		{"no Go", "package campaign", "pack", "reading doc blocks"},
	} {
		src := strings.Replace(whole, c.old, c.new, 1)
		if src == whole {
			t.Fatalf("%s: the case changes nothing", c.name)
		}
		_, err := readFile("pace.go", src, detector, "campaign/detect_pace.go")
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func TestSignalsNeedNoDetector(t *testing.T) {
	src := strings.Replace(strings.Replace(whole, "Detector:", "Signal:", 1), "Family: timing", "Family: none", 1)
	blocks, err := readFile("pace.go", src, signal, "observe/pace.go")
	if err != nil || len(blocks) != 1 || blocks[0].what() != "signal" {
		t.Fatalf("%v, %v", blocks, err)
	}
}

// TestEverySignalHasABlock reads the list that the observer runs.
func TestEverySignalHasABlock(t *testing.T) {
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	code, err := os.ReadFile(filepath.Join(root, "observe", "observer.go"))
	if err != nil {
		t.Fatal(err)
	}
	_, list, found := strings.Cut(string(code), "var signals = []signal{")
	list, _, closed := strings.Cut(list, "\n}")
	if !found || !closed {
		t.Fatal("observe/observer.go has no list of signals")
	}
	blocks, err := read(root)
	if err != nil {
		t.Fatal(err)
	}
	described := map[string]bool{}
	for _, b := range blocks {
		if b.kind == signal {
			described[b.name] = true
		}
	}
	run := regexp.MustCompile(`\{"([a-z-]+)",`).FindAllStringSubmatch(list, -1)
	for _, m := range run {
		if !described[m[1]] {
			t.Errorf("the signal %s has no doc block (// Signal: %s, and its fields)", m[1], m[1])
		}
		delete(described, m[1])
	}
	for _, name := range slices.Sorted(maps.Keys(described)) {
		t.Errorf("the doc block of %s describes a signal that the observer does not run", name)
	}
}
