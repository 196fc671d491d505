package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"
)

// figures is what one measured run gives.
type figures struct {
	exchanges int64
	harvest   int64 // of the generator's
	took      time.Duration
	cpu       time.Duration
	memory    int64 // peak resident bytes
	lakeBytes int64
}

func (f figures) rate() float64 { return float64(f.exchanges) / f.took.Seconds() }

// million is CPU-seconds a million exchanges.
func (f figures) million() float64 { return f.cpu.Seconds() / float64(f.exchanges) * 1e6 }

// measureHunt runs the binary on the traffic, as its user would.
func measureHunt(ctx context.Context, binary, dir string, t traffic) (figures, error) {
	out := filepath.Join(dir, "hunt")
	if err := os.RemoveAll(out); err != nil {
		return figures{}, err
	}
	return huntAgain(ctx, binary, dir, out, t)
}

// huntAgain does the same in a directory that may hold an earlier hunt.
func huntAgain(ctx context.Context, binary, dir, out string, t traffic) (figures, error) {
	f, err := measure(ctx, dir, binary, "hunt", t.path, "--accounts", t.accounts, "--out", out, "--quiet")
	if err != nil {
		return f, err
	}
	f.exchanges = t.exchanges
	f.lakeBytes, err = lakeBytes(out)
	return f, err
}

// lakeBytes is what the lake of a hunt takes on disk.
func lakeBytes(hunt string) (int64, error) {
	var m struct {
		LakeBytes int64 `json:"lake_bytes"`
	}
	b, err := os.ReadFile(filepath.Join(hunt, "manifest.json"))
	if err == nil {
		err = json.Unmarshal(b, &m)
	}
	return m.LakeBytes, err
}

// measure runs a program with a configuration of its own.
func measure(ctx context.Context, dir, program string, args ...string) (figures, error) {
	p, err := launch(ctx, dir, nil, program, args...)
	if err != nil {
		return figures{}, err
	}
	return p.wait()
}

// running is a program that is being measured.
type running struct {
	cmd   *exec.Cmd
	began time.Time
}

// launch starts a program that reads from in.
func launch(ctx context.Context, dir string, in *os.File, program string, args ...string) (*running, error) {
	// The kernel counts what this process has held at most as if the child had.
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		return nil, fmt.Errorf("forgetting the own peak of memory: %w", err)
	}
	r := &running{cmd: exec.CommandContext(ctx, program, args...), began: time.Now()}
	r.cmd.Env = append(os.Environ(), "XDG_CONFIG_HOME="+dir)
	r.cmd.Stderr = os.Stderr
	if in != nil {
		r.cmd.Stdin = in
	}
	return r, r.cmd.Start()
}

func (r *running) wait() (figures, error) {
	err := r.cmd.Wait()
	if err != nil {
		return figures{}, fmt.Errorf("%s %s: %w", r.cmd.Path, r.cmd.Args[1], err)
	}
	f := figures{took: time.Since(r.began), cpu: r.cmd.ProcessState.UserTime() + r.cmd.ProcessState.SystemTime()}
	if u, ok := r.cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		f.memory = u.Maxrss << 10
	}
	return f, nil
}
