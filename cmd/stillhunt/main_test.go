package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/hunt"
)

// The tests of this package start the program as its user does: every run is a
// process of its own. They share one range, one key and one finished hunt.

func TestMain(m *testing.M) {
	testscript.Main(suite{m}, map[string]func(){"stillhunt": main})
}

// sharedVar names the directory that the tests share.
const sharedVar = "STILLHUNT_TEST_SHARED"

type suite struct{ m *testing.M }

func (s suite) Run() int {
	dir, err := os.MkdirTemp("", "stillhunt-acceptance")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	err = os.Setenv(sharedVar, dir)
	if raced { // the detector makes a process tenfold slower: one test runs it so, the others run the program as it is built
		err = errors.Join(err, build(filepath.Join(dir, "bin")))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return s.m.Run()
}

// build puts the program, built without the race detector, first on the path.
func build(bin string) error {
	if out, err := exec.Command("go", "build", "-o", bin+"/", ".").CombinedOutput(); err != nil {
		return fmt.Errorf("building the program: %w: %s", err, out)
	}
	return os.Setenv("PATH", bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
}

// The whole program runs under the race detector once.
func TestRaces(t *testing.T) {
	if !raced {
		t.Skip("go test was not told -race")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(self, filepath.Join(dir, "stillhunt")); err != nil { // TestMain knows the program by its name
		t.Fatal(err)
	}
	log := write(t, filepath.Join(dir, "log"), small(5000))
	c := program{}.command("hunt", log, "--accounts", write(t, filepath.Join(dir, "accounts"), people(7)), "--out", filepath.Join(dir, "out"))
	c.Path = filepath.Join(dir, "stillhunt")
	if out, err := c.CombinedOutput(); err != nil || bytes.Contains(out, []byte("DATA RACE")) {
		t.Errorf("%v: %s", err, out)
	}
}

func shared(name string) string { return filepath.Join(os.Getenv(sharedVar), name) }

var makeRange = sync.OnceValue(func() error {
	_, err := program{}.start("range", "generate", "quickstart", "-o", shared("range"), "--quiet")
	return err
})

// quickstart is the directory of the quickstart range.
func quickstart(t testing.TB) string {
	t.Helper()
	if err := makeRange(); err != nil {
		t.Fatal(err)
	}
	return shared("range")
}

func accounts(t testing.TB) string { return filepath.Join(quickstart(t), "accounts.jsonl") }

var makeHunt = sync.OnceValue(func() error {
	_, err := program{}.start("hunt", shared("range"), "--accounts", shared("range/accounts.jsonl"), "--out", shared("hunt"), "--quiet")
	return err
})

// reference is the directory of a hunt in the quickstart range. Nobody writes to it.
func reference(t testing.TB) string {
	t.Helper()
	quickstart(t)
	if err := makeHunt(); err != nil {
		t.Fatal(err)
	}
	return shared("hunt")
}

// program is one run of stillhunt.
type program struct {
	dir   string   // where it runs
	env   []string // beside the shared ones
	stdin io.Reader
	user  uint32 // 0 is whoever runs the tests
}

// outcome is what a run left.
type outcome struct {
	out, err string
	code     int
}

func (p program) command(args ...string) *exec.Cmd {
	c := exec.Command("stillhunt", args...)
	c.Dir, c.Stdin = p.dir, p.stdin
	c.Env = append(append(os.Environ(), "HOME="+shared("home"), "XDG_CONFIG_HOME="+shared("config"), "COLUMNS=300"), p.env...)
	if p.user != 0 {
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: p.user, Gid: p.user}}
	}
	return c
}

// start runs the program to its end; it is an error if that is not exit code 0.
func (p program) start(args ...string) (outcome, error) {
	var out, errs bytes.Buffer
	c := p.command(args...)
	c.Stdout, c.Stderr = &out, &errs
	err := c.Run()
	o := outcome{out.String(), errs.String(), c.ProcessState.ExitCode()}
	if err != nil {
		err = fmt.Errorf("stillhunt %s: %w: %s", strings.Join(args, " "), err, o.err)
	}
	return o, err
}

// run runs the program to its end, whatever its exit code.
func (p program) run(t testing.TB, args ...string) outcome {
	t.Helper()
	o, err := p.start(args...)
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	for _, never := range []string{"panic:", "goroutine ", "runtime error", "DATA RACE", "SIGSEGV"} {
		if strings.Contains(o.out+o.err, never) {
			t.Errorf("stillhunt %s prints %q:\n%s%s", strings.Join(args, " "), never, o.out, o.err)
		}
	}
	return o
}

// ok runs the program and expects exit code 0.
func (p program) ok(t testing.TB, args ...string) outcome {
	t.Helper()
	o := p.run(t, args...)
	if o.code != 0 {
		t.Fatalf("stillhunt %s: exit %d: %s", strings.Join(args, " "), o.code, o.err)
	}
	return o
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func write(t testing.TB, path string, b []byte) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// found is campaigns.json of a hunt directory, as it is and decoded.
func found(t testing.TB, dir string) ([]byte, campaign.Result) {
	t.Helper()
	b := read(t, filepath.Join(dir, hunt.CampaignsFile))
	var r campaign.Result
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatal(err)
	}
	return b, r
}

// readNow is how many exchanges the last hunt in dir read from its inputs, by
// its log.
func readNow(t testing.TB, dir string) int64 {
	t.Helper()
	n := int64(-1)
	for line := range bytes.Lines(read(t, filepath.Join(dir, hunt.LogFile))) {
		var l struct {
			Msg  string `json:"msg"`
			Read int64  `json:"read_now"`
		}
		if err := json.Unmarshal(line, &l); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if l.Msg == "read" {
			n = l.Read
		}
	}
	if n < 0 {
		t.Fatalf("%s does not say what was read", dir)
	}
	return n
}
