package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// root is the top of the repository, seen from this package.
const root = "../.."

// Every command of the documentation works as it is written. Blocks marked sh
// and console are run, page by page: a page is one shell, in a directory of its
// own that holds what `make demo` leaves (demo/range and demo/hunt). In a
// console block a command follows "$ " and the rest is what it prints. Blocks
// of any other mark (text, json …) are only read.
func TestDocumentedCommands(t *testing.T) {
	targets, blocks := makeTargets(t), 0
	for _, page := range documentation(t) {
		list := documented(string(read(t, page)))
		blocks += len(list)
		if len(list) == 0 {
			continue
		}
		t.Run(strings.TrimPrefix(page, root+"/"), func(t *testing.T) {
			script, runs := "set -eux\n", false
			for _, b := range list {
				script += fmt.Sprintf(": line %d\n", b.line)
				for _, line := range strings.Split(b.text, "\n") {
					if words := strings.Fields(line); len(words) > 0 && words[0] == "make" {
						checkTargets(t, b, words[1:], targets)
						continue
					}
					script += line + "\n"
					runs = runs || strings.TrimSpace(line) != ""
				}
			}
			if !runs {
				return
			}
			dir := t.TempDir()
			demo(t, dir)
			run := exec.Command("bash", "-c", script)
			run.Dir, run.Env = dir, program{}.command().Env
			if out, err := run.CombinedOutput(); err != nil {
				t.Errorf("%s: %v; the last command that was run is at fault:\n%s", page, err, out)
			}
		})
	}
	t.Logf("%d blocks of commands", blocks)
}

// documentation is README.md and all pages below docs.
func documentation(t *testing.T) []string {
	t.Helper()
	var pages []string
	if _, err := os.Stat(filepath.Join(root, "README.md")); err == nil {
		pages = append(pages, filepath.Join(root, "README.md"))
	}
	err := filepath.WalkDir(filepath.Join(root, "docs"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".md") {
			pages = append(pages, path)
		}
		return err
	})
	if err != nil || len(pages) == 0 {
		t.Fatalf("no documentation is found: %v", err)
	}
	return pages
}

// demo puts what `make demo` leaves into dir.
func demo(t *testing.T, dir string) {
	t.Helper()
	if err := os.Mkdir(filepath.Join(dir, "demo"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, from := range map[string]string{"range": quickstart(t), "hunt": reference(t)} {
		if err := os.CopyFS(filepath.Join(dir, "demo", name), os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
	}
}

// block is a run of commands.
type block struct {
	line int // of the page, its fence
	text string
}

var fence = regexp.MustCompile("^ *(```+) *([a-z]*)")

// documented are the commands of a page.
func documented(page string) []block {
	var all []block
	var open, kind string
	more := false // the last line goes on
	for i, line := range strings.Split(page, "\n") {
		if m := fence.FindStringSubmatch(line); m != nil && (open == "" || m[1] == open) {
			if open == "" {
				open, kind = m[1], m[2]
			} else {
				open, kind = "", ""
			}
			if kind == "sh" || kind == "console" {
				all = append(all, block{line: i + 1})
			}
			more = false
			continue
		}
		if kind != "sh" && kind != "console" {
			continue
		}
		if kind == "console" && !more {
			var ok bool
			if line, ok = strings.CutPrefix(line, "$ "); !ok {
				continue
			}
		}
		all[len(all)-1].text += line + "\n"
		more = strings.HasSuffix(line, "\\")
	}
	return all
}

func TestDocumented(t *testing.T) {
	page := "text `sh`\n```sh\n# comment\nmake demo\n\nstillhunt hunt x \\\n  --json\n```\n```console\n$ stillhunt version\nstillhunt 0\n$ a \\\n b\n```\n```text\nnot run\n```\n```\nnor this\n```\n"
	want := []block{{2, "# comment\nmake demo\n\nstillhunt hunt x \\\n  --json\n"}, {9, "stillhunt version\na \\\n b\n"}}
	if got := documented(page); !slices.Equal(got, want) {
		t.Errorf("found %+v, want %+v", got, want)
	}
}

// makeTargets are the targets of the Makefile.
func makeTargets(t *testing.T) map[string]bool {
	t.Helper()
	targets := map[string]bool{}
	makefile := read(t, filepath.Join(root, "Makefile"))
	for _, m := range regexp.MustCompile(`(?m)^([a-z][a-z-]*):`).FindAllSubmatch(makefile, -1) {
		targets[string(m[1])] = true
	}
	for _, line := range []string{"range generate quickstart -o demo/range", "hunt demo/range --accounts demo/range/accounts.jsonl --out demo/hunt"} {
		if !targets["demo"] || !bytes.Contains(makefile, []byte(line)) {
			t.Fatalf("make demo does not run %q, which this test stands in for", line)
		}
	}
	return targets
}

// checkTargets checks a documented call of make. It is not run: some targets
// run this test.
func checkTargets(t *testing.T, b block, words []string, targets map[string]bool) {
	t.Helper()
	for _, w := range words {
		if strings.HasPrefix(w, "#") {
			return
		}
		if !strings.Contains(w, "=") && !strings.HasPrefix(w, "-") && !targets[w] {
			t.Errorf("line %d: the Makefile has no target %s", b.line, w)
		}
	}
}
