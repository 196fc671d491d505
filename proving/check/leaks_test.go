package check

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stillhunt/stillhunt/proving"
)

// made is a small range in which campaign accounts use programs, as API
// customers do.
func made(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "range")
	if _, err := proving.Generate(context.Background(), proving.Options{Scenario: "quickstart", Out: dir, Benign: 2000, Days: 4, Seed: 3, Labels: true}); err != nil {
		t.Fatal(err)
	}
	return dir
}

// plant rewrites the traffic's lines and the account facts of campaign accounts.
func plant(t *testing.T, dir string, line, fact func(string) string) {
	t.Helper()
	harvest := map[string]bool{}
	all, err := read(context.Background(), dir, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		harvest[a.id] = a.class == "campaign"
	}
	user := regexp.MustCompile(`"user.id":"([^"]*)"`)
	rewrite := func(text []byte, by func(string) string) []byte {
		var out bytes.Buffer
		sc := bufio.NewScanner(bytes.NewReader(text))
		sc.Buffer(nil, 1<<24)
		for sc.Scan() {
			l := sc.Text()
			if m := user.FindStringSubmatch(l); m != nil && harvest[m[1]] && by != nil {
				l = by(l)
			}
			out.WriteString(l + "\n")
		}
		return out.Bytes()
	}
	path := filepath.Join(dir, "accounts.jsonl")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, rewrite(text, fact))
	files, err := filepath.Glob(filepath.Join(dir, "traffic", "*.zst"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		packed, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		d, err := zstd.NewReader(nil)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := d.DecodeAll(packed, nil)
		d.Close()
		if err != nil {
			t.Fatal(err)
		}
		e, err := zstd.NewWriter(nil)
		if err != nil {
			t.Fatal(err)
		}
		write(t, f, e.EncodeAll(rewrite(plain, line), nil))
	}
}

func write(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// among finds the campaign accounts that use programs.
func among(t *testing.T, dir string) Leak {
	t.Helper()
	all, err := read(context.Background(), dir, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range leaks(all) {
		if l.Class == "campaign" && l.Kind == program {
			return l
		}
	}
	t.Fatal("no campaign accounts with programs")
	return Leak{}
}

// A leak of any kind must be found, and named.
func TestPlantedLeaks(t *testing.T) {
	whole := made(t)
	if l := among(t, whole); l.AUC-2*l.Error > GreatestLeak {
		t.Errorf("the generator itself leaks: %+v", l)
	}
	millis := regexp.MustCompile(`\.\d\d\dZ`)
	ids := regexp.MustCompile(`"x_[a-z2-7]`)
	for name, c := range map[string]struct {
		line, fact func(string) string
		by         string
	}{
		"whole seconds":   {line: func(l string) string { return millis.ReplaceAllString(l, ".000Z") }, by: "thousandths of times"},
		"other key order": {line: func(l string) string { return moveLast(l, `"gen_ai.operation.name":"chat",`) }, by: "keys out of order"},
		"id shape":        {line: func(l string) string { return ids.ReplaceAllString(l, `"x_7`) }, by: "exchange id: first letter"},
		"missing field":   {line: func(l string) string { return strings.Replace(l, `"http.response.status_code":200,`, "", 1) }, by: "http.response.status_code is there"},
		"missing fact":    {fact: func(l string) string { return regexp.MustCompile(`,"device":"[^"]*"`).ReplaceAllString(l, "") }, by: "fact device is there"},
	} {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(whole)); err != nil {
			t.Fatal(err)
		}
		plant(t, dir, c.line, c.fact)
		l := among(t, dir)
		if l.AUC-2*l.Error <= GreatestLeak {
			t.Errorf("%s: not found (AUC %.3f, error %.3f)", name, l.AUC, l.Error)
		}
		if !slices.Contains(l.By, c.by) {
			t.Errorf("%s: told by %v, want %s", name, l.By, c.by)
		}
	}
}

// moveLast puts a key of a line behind all others.
func moveLast(l, key string) string {
	if !strings.Contains(l, key) {
		return l
	}
	l = strings.Replace(l, key, "", 1)
	return strings.TrimSuffix(l, "}") + "," + strings.TrimSuffix(key, ",") + "}"
}
