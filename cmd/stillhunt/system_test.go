package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/stillhunt/stillhunt/hunt"
)

// nobody is a user without rights; root's tests run as it what root may do.
const nobody = 65534

// unprivileged is a run without root's rights, in a directory that it may read
// and with a home of its own.
func unprivileged(t *testing.T) program {
	t.Helper()
	dir := t.TempDir()
	home := filepath.Join(dir, "home")
	if err := os.Mkdir(home, 0o755); err != nil {
		t.Fatal(err)
	}
	p := program{dir: dir, env: []string{"HOME=" + home, "XDG_CONFIG_HOME=" + home, "TMPDIR=" + home}}
	if os.Geteuid() != 0 {
		return p
	}
	p.user = nobody
	binary, err := exec.LookPath("stillhunt")
	if err != nil {
		t.Fatal(err)
	}
	for _, open := range []string{filepath.Dir(dir), dir, filepath.Dir(filepath.Dir(binary)), filepath.Dir(binary)} {
		if err := os.Chmod(open, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chown(home, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestWithoutPermission(t *testing.T) {
	p := unprivileged(t)
	write(t, filepath.Join(p.dir, "log"), small(60))
	write(t, filepath.Join(p.dir, "locked", "log"), small(60))
	write(t, filepath.Join(p.dir, "unreadable"), small(60))
	write(t, filepath.Join(p.dir, "key"), []byte(strings.Repeat("5a", 32)))
	for name, mode := range map[string]os.FileMode{"locked": 0, "unreadable": 0, "key": 0, ".": 0o555} {
		path := filepath.Join(p.dir, name)
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(path, 0o755) }) // else the directory cannot be removed
	}
	for _, c := range []struct {
		name string
		args []string
		env  string
		say  []string
	}{
		{name: "a folder", args: []string{"locked", "--out", "home/out"}, say: []string{"no permission to read locked: run as a user who may, or chmod it"}},
		{name: "a file", args: []string{"unreadable", "--out", "home/out"}, say: []string{"no permission to read unreadable: run as a user who may, or chmod it"}},
		{name: "the key", args: []string{"log", "--out", "home/out", "--key-file", "key"}, say: []string{"reading the key file", "permission denied"}},
		{name: "the hunt directory's parent", args: []string{"log", "--out", "out"}, say: []string{"making the hunt directory", "another can be named with --out", "permission denied"}},
		{name: "the hunt directory", args: []string{"log", "--out", "."}, say: []string{"the hunt directory", "another can be named with --out", "permission denied"}},
		{name: "the key's directory", args: []string{"log", "--out", "home/out"}, env: "XDG_CONFIG_HOME=" + p.dir, say: []string{"making the key's directory", "--key-file", "permission denied"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := p
			p.env = append(append([]string{}, p.env...), c.env)
			checkSaid(t, p.run(t, append([]string{"hunt"}, c.args...)...), bad{code: 1, say: c.say})
		})
	}
	p.ok(t, "hunt", "log", "--out", "home/out", "--quiet") // the same with what it may have
}

// A disk without room is told before it is written to, and survived when it
// fills up on the way.
func TestAFullDisk(t *testing.T) {
	disk := t.TempDir()
	if os.Geteuid() != 0 {
		t.Skip("only root can mount a small disk")
	}
	if err := unix.Mount("tmpfs", disk, "tmpfs", 0, "size=1m"); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	out := filepath.Join(disk, "out")
	checkSaid(t, program{}.run(t, "hunt", quickstart(t), "--out", out),
		bad{code: 1, say: []string{out + " has ", " free, and this log needs about 26", "free some space, or name a larger disk with --lake or --out"}})

	p := program{stdin: bytes.NewReader(traffic(t))} // nobody knows how much a pipe will bring
	checkSaid(t, p.run(t, "hunt", "-", "--out", out), bad{code: 1, say: []string{"the disk is full: free some space and run the same command again"}})
	if _, err := os.Stat(filepath.Join(out, hunt.CampaignsFile)); err == nil {
		t.Error("there is a result")
	}
	if err := unix.Mount("tmpfs", disk, "tmpfs", unix.MS_REMOUNT, "size=1g"); err != nil {
		t.Fatal(err)
	}
	program{}.ok(t, "hunt", quickstart(t), "--accounts", accounts(t), "--out", out, "--quiet")
	want, _ := found(t, reference(t))
	if got, _ := found(t, out); !bytes.Equal(got, want) {
		t.Errorf("after the disk was full:\n%s", difference(got, want))
	}
}

// Two hunts do not write to one directory; the second says so and leaves the
// first alone.
func TestTwoHuntsInOneDirectory(t *testing.T) {
	out := t.TempDir()
	in, first := io.Pipe()
	c := program{stdin: in}.command("hunt", "-", "--out", out, "--quiet")
	var errs bytes.Buffer
	c.Stderr = &errs
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		err := c.Wait()
		_ = in.CloseWithError(fmt.Errorf("the first hunt ended")) // no write waits for it
		ended <- err
	}()
	log := traffic(t)
	if _, err := first.Write(log[:8<<20]); err != nil { // more than pipes hold: it has begun
		t.Fatalf("%v: %s", err, errs.String())
	}
	checkSaid(t, program{}.run(t, "hunt", quickstart(t), "--out", out),
		bad{code: 1, say: []string{"another hunt is writing to " + out + ": wait for it, or choose another directory with --out"}})
	if _, err := first.Write(log[8<<20:]); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Fatalf("the first hunt: %v: %s", err, errs.String())
	}
	if _, r := found(t, out); r.Input.Exchanges != int64(len(lines(log))) {
		t.Errorf("the first hunt has %d exchanges, want %d", r.Input.Exchanges, len(lines(log)))
	}
}
