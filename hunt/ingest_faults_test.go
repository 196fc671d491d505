package hunt

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"go.uber.org/goleak"
	"golang.org/x/sys/unix"

	"github.com/stillhunt/stillhunt/importer"
	"github.com/stillhunt/stillhunt/lake/duck"
)

func TestIngestGoesOnAfterACancel(t *testing.T) {
	log, dir := trafficLog(t), t.TempDir()
	_, want := ingest(t, t.TempDir(), inputs(t, log), nil)
	l := openLake(t, dir)
	ignore := goleak.IgnoreCurrent()
	var r IngestReport
	for stops := 0; ; stops++ {
		ctx, cancel := context.WithCancel(t.Context())
		o := options(t, dir, l, inputs(t, log))
		steps := 0
		o.Progress = func(Progress) {
			if steps++; steps > 2+stops%3 {
				cancel()
			}
		}
		var err error
		r, err = Ingest(ctx, o)
		cancel()
		if err == nil {
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		if stops > 50 {
			t.Fatal("it never gets anywhere")
		}
	}
	if err := goleak.Find(ignore); err != nil {
		t.Error(err)
	}
	if got := contents(t, l, r); got != want {
		t.Errorf("after cancels\n%s\nwant\n%s", got, want)
	}
}

// TestKilledChild is the child of TestIngestSurvivesKills: it kills itself after so many
// blocks.
func TestKilledChild(t *testing.T) {
	dir, log := os.Getenv("HUNT_TEST_DIR"), os.Getenv("HUNT_TEST_LOG")
	if dir == "" {
		t.Skip("only run as a child")
	}
	after, err := strconv.Atoi(os.Getenv("HUNT_TEST_BLOCKS"))
	if err != nil {
		t.Fatal(err)
	}
	ingest(t, dir, inputs(t, log), func(o *IngestOptions) {
		steps := 0
		o.Progress = func(Progress) {
			if steps++; steps == after {
				if err := syscall.Kill(os.Getpid(), syscall.SIGKILL); err != nil {
					t.Error(err)
				}
			}
		}
	})
}

func TestIngestSurvivesKills(t *testing.T) {
	log, dir := trafficLog(t), t.TempDir()
	_, want := ingest(t, t.TempDir(), inputs(t, log), nil)
	for _, blocks := range []string{"1", "3", "3"} {
		c := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilledChild$")
		c.Env = append(os.Environ(), "HUNT_TEST_DIR="+dir, "HUNT_TEST_LOG="+log, "HUNT_TEST_BLOCKS="+blocks)
		out, err := c.CombinedOutput()
		var exit *exec.ExitError
		if err == nil {
			break // everything is in
		}
		if !errors.As(err, &exit) || exit.Exited() {
			t.Fatalf("the child was not killed: %v\n%s", err, out)
		}
	}
	put(t, filepath.Join(dir, "segments", "torn.json.tmp"), []byte(`{"schema":"stillhunt.seg`)) // as a kill in mid-write leaves it
	r, got := ingest(t, dir, inputs(t, log), nil)
	if got != want {
		t.Errorf("after kills\n%s\nwant\n%s", got, want)
	}
	if r.Read == 0 || r.Read == r.Exchanges {
		t.Errorf("read %d of %d after the kills, want some", r.Read, r.Exchanges)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*", "*.tmp"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}

func TestRejectedLines(t *testing.T) {
	log, dir := t.TempDir(), t.TempDir()
	canary := "canary-5f1e"
	bad := fmt.Sprintf(`{"user.id":"%s"}`+"\n"+`not json %s`+"\n", canary, canary)
	put(t, filepath.Join(log, "b.jsonl"), slices.Concat(lines(0, 50), []byte(bad), lines(50, 50)))
	put(t, filepath.Join(log, "a.jsonl"), slices.Concat([]byte("\n"), lines(100, 100), []byte("[]\n")))
	l := openLake(t, dir)
	o := options(t, dir, l, inputs(t, log))
	_, err := Ingest(t.Context(), o)
	var many *TooManyRejected
	if !errors.As(err, &many) || many.Rejected != 3 || many.Lines != 203 {
		t.Fatalf("got %v", err)
	}
	o.MaxRejected = .02
	r, err := Ingest(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if r.Read != 0 || r.Rejected != 3 || r.Exchanges != 200 {
		t.Errorf("%+v", r)
	}
	var places []string
	for _, w := range r.Worst {
		places = append(places, fmt.Sprintf("%s:%d", filepath.Base(w.File), w.Line))
	}
	if want := []string{"a.jsonl:102", "b.jsonl:51", "b.jsonl:52"}; !slices.Equal(places, want) {
		t.Errorf("rejected at %v, want %v", places, want)
	}
	list, err := os.ReadFile(filepath.Join(dir, RejectedFile))
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(list, []byte{'\n'}); n != 3 {
		t.Errorf("%d lines are listed", n)
	}
	for line := range bytes.Lines(list) {
		var w map[string]any
		if err := json.Unmarshal(line, &w); err != nil || w["file"] == "" || w["reason"] == "" || w["hint"] == "" {
			t.Errorf("%s: %v", line, err)
		}
	}
	if err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(canary)) {
			t.Errorf("%s holds what a rejected line said", path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func TestDamagedInputs(t *testing.T) {
	whole := gzipped(t, lines(0, 3000))
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"truncated", whole[:len(whole)*3/4], "ends too early"},
		{"binary", []byte("\x00\x01\x02"), "not text"},
		{"no format", []byte("{\"a\":1}\n"), "no format is recognised"},
	} {
		t.Run(c.name, func(t *testing.T) {
			log, dir := t.TempDir(), t.TempDir()
			path := put(t, filepath.Join(log, "x.jsonl.gz"), c.data)
			o := options(t, dir, openLake(t, dir), inputs(t, path))
			_, err := Ingest(t.Context(), o)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) {
				t.Fatalf("got %v", err)
			}
			put(t, path, whole)
			r, err := Ingest(t.Context(), options(t, dir, o.Lake, inputs(t, path)))
			if err != nil || r.Exchanges != 3000 {
				t.Errorf("once it is whole: %d exchanges, %v", r.Exchanges, err)
			}
		})
	}
}

func TestDiskIsCheckedBefore(t *testing.T) {
	if err := enough("/somewhere", 5<<30, 4<<30); err != nil {
		t.Error(err)
	}
	err := enough("/somewhere", 3<<30, 4<<30)
	if err == nil || !strings.Contains(err.Error(), "/somewhere has 3.0 GiB free") || !strings.Contains(err.Error(), "4.0 GiB") {
		t.Errorf("got %v", err)
	}
	dir := t.TempDir()
	plain := put(t, filepath.Join(dir, "plain"), lines(0, 100))
	packed := put(t, filepath.Join(dir, "packed"), gzipped(t, lines(0, 100)))
	for _, in := range inputs(t, plain, packed) {
		want := in.Size
		if in.Path == plain {
			want /= plainShare
		}
		if got := (stretch{Input: in}).lakeSize(); got != want {
			t.Errorf("%s of %d bytes: %d expected in the lake, want %d", in.Path, in.Size, got, want)
		}
	}
	huge := []stretch{{Input: importer.Input{Path: plain, Size: 1 << 60}}}
	if err := checkDisk(dir, huge); err == nil {
		t.Error("an exbibyte has room")
	}
}

func TestAFullDiskIsSaidAndSurvived(t *testing.T) {
	small := t.TempDir()
	if err := unix.Mount("tmpfs", small, "tmpfs", 0, "size=300k"); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(small, 0); err != nil {
			t.Error(err)
		}
	})
	log, dir := trafficLog(t), t.TempDir()
	_, want := ingest(t, t.TempDir(), inputs(t, log), nil)
	l, err := duck.Open(filepath.Join(small, "lake"), duck.Options{Memory: 256 << 20})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, err = Ingest(t.Context(), options(t, dir, l, inputs(t, log)))
	if !errors.Is(err, duck.ErrFull) || !strings.Contains(err.Error(), "run the same command again") {
		t.Fatalf("got %v", err)
	}
	if err := unix.Mount("tmpfs", small, "tmpfs", unix.MS_REMOUNT, "size=30m"); err != nil {
		t.Fatal(err)
	}
	r, err := Ingest(t.Context(), options(t, dir, l, inputs(t, log)))
	if err != nil {
		t.Fatal(err)
	}
	if r.Read == r.Exchanges {
		t.Error("nothing of the first attempt was kept")
	}
	if got := contents(t, l, r); got != want {
		t.Errorf("after a full disk\n%s\nwant\n%s", got, want)
	}
}
