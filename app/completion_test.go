package app

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func run(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs strings.Builder
	if code := Main(context.Background(), args, Streams{Out: &out, Err: &errs, Getenv: func(string) string { return "" }}); code != exitDone {
		t.Fatalf("%v: exit %d: %s", args, code, errs.String())
	}
	return out.String()
}

// Every command and flag that help shows can be completed.
func TestCompletionKnowsEverything(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish"} {
		script := run(t, "completion", shell)
		for _, want := range []string{"hunt", "diff", "explain", "version", "completion", "max-rejected", "keep-skeletons"} {
			if !strings.Contains(script, want) {
				t.Errorf("%s: %s is missing", shell, want)
			}
		}
	}
}

func TestCompletionInBash(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not installed")
	}
	file := filepath.Join(t.TempDir(), "stillhunt.bash")
	if err := os.WriteFile(file, []byte(run(t, "completion", "bash")), 0o600); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"stillhunt ":                     "hunt explain",
		"stillhunt hu":                   "hunt",
		"stillhunt hunt --fd":            "--fdr",
		"stillhunt hunt di":              "diff",
		"stillhunt hunt diff --":         "--json --help",
		"stillhunt completion f":         "fish",
		"stillhunt hunt --out x --keep-": "--keep-skeletons",
	} {
		words := strings.Split(line, " ")
		var quoted []string
		for _, w := range words {
			quoted = append(quoted, "'"+w+"'")
		}
		script := ". " + file + `; COMP_WORDS=(` + strings.Join(quoted, " ") + `); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _stillhunt; echo "${COMPREPLY[*]}"`
		out, err := exec.Command(bash, "--norc", "-c", script).CombinedOutput()
		if err != nil {
			t.Fatalf("%q: %v: %s", line, err, out)
		}
		if !strings.HasPrefix(string(out), want) {
			t.Errorf("%q completes to %q, want %q", line, out, want)
		}
	}
}
