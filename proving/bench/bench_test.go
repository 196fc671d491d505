package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stillhunt/stillhunt/importer"
	"github.com/stillhunt/stillhunt/proving"
)

func TestTrafficIsMadeOnceAndMeasured(t *testing.T) {
	small := proving.Options{Scenario: "letter", Out: t.TempDir(), Scale: .001, Benign: 20, Days: 1}
	made, err := makeTraffic(t.Context(), small)
	if err != nil {
		t.Fatal(err)
	}
	if made.exchanges < 1000 || made.people < 20 {
		t.Errorf("%d exchanges of %d accounts", made.exchanges, made.people)
	}
	if size := made.bytes / made.exchanges; size < 1000 || size > 2500 {
		t.Errorf("a line has %d bytes", size)
	}
	if again, err := makeTraffic(t.Context(), small); err != nil || again != made {
		t.Errorf("found again: %+v, %v, not %+v", again, err, made)
	}
	floor, err := measureFloor(t.Context(), made)
	if err != nil || floor.took <= 0 || floor.cpu <= 0 {
		t.Errorf("the floor: %+v, %v", floor, err)
	}
}

// What is written in the other formats are the same exchanges.
func TestFormats(t *testing.T) {
	made, err := makeTraffic(t.Context(), proving.Options{Scenario: "letter", Out: t.TempDir(), Scale: .001, Benign: 20, Days: 1})
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range formats {
		path := filepath.Join(t.TempDir(), f.file)
		if _, err := convert(t.Context(), made.path, path, f.write); err != nil {
			t.Fatal(err)
		}
		inputs, err := importer.Expand([]string{path})
		if err != nil {
			t.Fatal(err)
		}
		if inputs, err = importer.Resolve(t.Context(), inputs, importer.As{}); err != nil {
			t.Fatal(err)
		}
		s, err := importer.NewSurveyor().Read(t.Context(), inputs[0], nil)
		if want := []string{"native", "litellm", "otlp", "otlp"}[i]; err != nil || s.Format != want || s.Exchanges != made.exchanges || s.Rejected != 0 {
			t.Errorf("%s: %s, %d exchanges of %d, %d rejected %v, %v", f.name, s.Format, s.Exchanges, made.exchanges, s.Rejected, s.Worst, err)
		}
	}
}

func TestFloorRefusesWhatIsNoJSON(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.jsonl")
	if err := os.WriteFile(path, []byte("not json\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := measureFloor(t.Context(), traffic{path: path}); err == nil {
		t.Error("no error")
	}
}

func TestMeasure(t *testing.T) {
	// The test's own program, which leaves nothing running: the go command goes on
	// writing counters into its configuration after it has ended.
	f, err := measure(t.Context(), t.TempDir(), os.Args[0], "-test.list", "^$")
	if err != nil || f.took <= 0 || f.cpu <= 0 || f.memory < 1<<20 {
		t.Errorf("%+v, %v", f, err)
	}
	if _, err := measure(t.Context(), t.TempDir(), os.Args[0], "-test.no-such-flag"); err == nil {
		t.Error("no error for a program that fails")
	}
}
