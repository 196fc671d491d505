// Package rooms checks that imports only go downward, from a room on a higher
// floor to one below it, or left to right on the same floor.
package rooms

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/stillhunt/stillhunt/"

// floors are the rooms from the ground up; within a floor a package may import
// those to its left. "internal/" stands for every package under it; a room
// holds its sub-packages unless they are named themselves.
var floors = [][]string{
	{"internal/", "exchange", "verdict"},
	{"importer/body", "importer/join", "importer/table", "importer/stream",
		"importer/access", "importer/batch", "importer/fieldmap", "importer/helicone", "importer/langfuse", "importer/litellm", "importer/native", "importer/otlp", "importer/pairs",
		"importer", "observe"},
	{"lake", "lake/contract", "lake/duck", "lake/click"},
	{"profile", "link", "campaign/calibrate", "campaign"},
	{"hunt", "policy"},
	{"gateway", "report", "dossier", "share", "store", "proving"},
	{"console", "app"},
	{"cmd/"},
}

// order maps each room to its place; a package belongs to its longest match.
func order(pkg string) (int, string, bool) {
	place, best, found := 0, "", false
	n := 0
	for _, floor := range floors {
		for _, room := range floor {
			n++
			if pkg == strings.TrimSuffix(room, "/") || strings.HasPrefix(pkg, strings.TrimSuffix(room, "/")+"/") {
				if len(room) > len(best) {
					place, best, found = n, room, true
				}
			}
		}
	}
	return place, best, found
}

func TestImportsGoDownward(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "../../...").Output()
	if err != nil {
		t.Fatal(err)
	}
	packages := 0
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		packages++
		from := strings.TrimPrefix(p.ImportPath, module)
		place, room, ok := order(from)
		if !ok {
			t.Errorf("%s is in no room: give it one in DESIGN.md and here", from)
			continue
		}
		for _, i := range p.Imports {
			to, ours := strings.CutPrefix(i, module)
			if !ours {
				continue
			}
			below, into, ok := order(to)
			if ok && below > place {
				t.Errorf("%s (%s) imports %s (%s), which is above it", from, room, to, into)
			}
			if room == "internal/" && into == "exchange" {
				t.Errorf("%s imports %s: internal packages know no word of the domain", from, to)
			}
		}
	}
	if packages < 10 {
		t.Fatalf("go list found %d packages; the check saw nothing", packages)
	}
}

func TestOrderKnowsUpFromDown(t *testing.T) {
	high, _, _ := order("cmd/stillhunt")
	low, room, _ := order("internal/stat")
	if high <= low || room != "internal/" {
		t.Fatalf("cmd is at %d, internal/stat at %d in %q", high, low, room)
	}
	if _, room, _ := order("lake/duck"); room != "lake/duck" {
		t.Fatalf("lake/duck is in %q", room)
	}
}
