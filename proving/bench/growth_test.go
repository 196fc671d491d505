package main

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/importer"
	"github.com/stillhunt/stillhunt/proving"
)

// TestMain lets the test's own program be the ones that the bench starts: the
// writer of a replay, and a stillhunt without a page.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "-write":
			main()
			return
		case "hunt":
			_, err := hunt.Run(context.Background(), hunt.Options{Inputs: os.Args[2:3], Accounts: os.Args[4], Out: os.Args[6], FDR: hunt.DefaultFDR, MaxReject: hunt.DefaultMaxReject})
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			return
		case "version", "explain":
			fmt.Println("stillhunt of the test")
			return
		}
	}
	os.Exit(m.Run())
}

// smallBlock puts two days of a few lines where a block is looked for.
func smallBlock(t *testing.T, b *bench) (lines int64) {
	t.Helper()
	out := block(b.dir, b.block).Out
	if _, err := proving.Generate(t.Context(), proving.Options{Scenario: "letter", Out: out, Scale: .0005, Benign: 20, Days: 2}); err != nil {
		t.Fatal(err)
	}
	if err := unpack(t.Context(), filepath.Join(out, "traffic"), filepath.Join(out, "whole")); err != nil {
		t.Fatal(err)
	}
	inputs, err := importer.Expand([]string{filepath.Join(out, "whole")})
	if err := errors.Join(err, os.Mkdir(place(out).path, 0o755)); err != nil {
		t.Fatal(err)
	}
	for _, in := range inputs {
		var kept []byte
		err := blocks(t.Context(), in, func(b importer.Block) error {
			for number, line := range b.Lines() {
				if number%100 == 0 {
					kept = append(append(kept, line...), '\n')
					lines++
				}
			}
			return nil
		})
		if err := errors.Join(err, os.WriteFile(filepath.Join(place(out).path, filepath.Base(in.Path)), kept, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return lines
}

func TestParts(t *testing.T) {
	b := bench{program: os.Args[0], dir: t.TempDir(), block: 1000, window: 9, plot: filepath.Join(t.TempDir(), "growth.svg"), page: filepath.Join(t.TempDir(), "page.md")}
	n := smallBlock(t, &b)
	b.sizes, b.large = sizes{n, 3 * n}, sizes{2 * n}
	page := ""
	for _, part := range []string{"growth", "large", "incremental", "formats"} {
		page += fmt.Sprintf("<!-- make bench: %s: from here -->\nold\n<!-- make bench: %s: to here -->\n", part, part)
	}
	if err := os.WriteFile(b.page, []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := b.run(t.Context(), []string{"growth", "large", "incremental"}); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(b.page)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Of stillhunt of the test, on ", "\n| exchanges | " + millions(n) + " | " + millions(3*n) + " | budget |\n", "\n| exchanges | " + millions(2*n) + " | budget |\n",
		", 9 | |", "\n| replicas; campaigns named | 1; 0 | 3; 0 |", "| reading, s |", "| twins, s |", "an exponent of ", "(growth.svg)", "| again, after the last has come | ", "formats: from here -->\nold\n",
	} {
		if !strings.Contains(string(got), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if t.Failed() {
		t.Logf("%s", got)
	}
	checkDrawing(t, b.plot, 2)
	if left, err := filepath.Glob(filepath.Join(b.dir, "hunt*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if err := b.run(t.Context(), []string{"growth", "speed"}); err == nil || !strings.Contains(err.Error(), "speed") {
		t.Errorf("a part that there is not: %v", err)
	}
}

func checkDrawing(t *testing.T, path string, points int) {
	t.Helper()
	drawn, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	dots := 0
	for d := xml.NewDecoder(bytes.NewReader(drawn)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "circle" {
			dots++
		}
	}
	if dots != points {
		t.Errorf("%d points of %d", dots, points)
	}
}

func TestExponent(t *testing.T) {
	var all []hunted
	for _, n := range []int64{1e6, 3e6, 1e7, 3e7} {
		h := hunted{}
		h.exchanges = n
		h.took = time.Duration(20 * math.Pow(float64(n)/1e6, 1.04) * float64(time.Second))
		all = append(all, h)
	}
	if got := exponent(all); math.Abs(got-1.04) > 1e-6 {
		t.Errorf("%g", got)
	}
	path := filepath.Join(t.TempDir(), "growth.svg")
	if err := draw(path, all); err != nil {
		t.Fatal(err)
	}
	checkDrawing(t, path, 4)
	if drawn, err := os.ReadFile(path); err != nil || !strings.Contains(string(drawn), "with the power 1.040") || !strings.Contains(string(drawn), ">50 M<") {
		t.Errorf("%v: %s", err, drawn)
	}
}

func TestSizes(t *testing.T) {
	var s sizes
	if err := s.Set("1000000,30"); err != nil || s.String() != "1000000,30" {
		t.Errorf("%s, %v", s.String(), err)
	}
	for _, wrong := range []string{"", "1M", "0", "1,,2"} {
		if err := s.Set(wrong); err == nil {
			t.Errorf("%q: no error", wrong)
		}
	}
}
