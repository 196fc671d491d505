package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// measureGenerator makes the letter at a scale (1 is the published size), as the
// range's user would, counts what was made, and takes it away again.
func measureGenerator(ctx context.Context, binary, dir string, scale float64) (figures, error) {
	out := filepath.Join(dir, "letter")
	defer os.RemoveAll(out)
	f, err := measure(ctx, dir, binary, "range", "generate", "letter", "--scale", strconv.FormatFloat(scale, 'g', -1, 64), "-o", out, "--quiet")
	if err != nil {
		return f, err
	}
	truth, err := os.Open(filepath.Join(out, "truth.jsonl"))
	if err != nil {
		return f, err
	}
	defer truth.Close()
	for d := json.NewDecoder(truth); ; {
		var row struct {
			Exchanges int64 `json:"exchanges"`
			Harvest   int64 `json:"harvest_exchanges"`
		}
		if err := d.Decode(&row); errors.Is(err, io.EOF) {
			return f, nil
		} else if err != nil {
			return f, fmt.Errorf("reading the truth: %w", err)
		}
		f.exchanges += row.Exchanges
		f.harvest += row.Harvest
	}
}

// measure runs a program with a configuration of its own.
func measure(ctx context.Context, dir, program string, args ...string) (figures, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), "XDG_CONFIG_HOME="+dir)
	cmd.Stderr = os.Stderr
	began := time.Now()
	if err := cmd.Run(); err != nil {
		return figures{}, fmt.Errorf("%s %s: %w", program, args[0], err)
	}
	f := figures{took: time.Since(began), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		f.memory = u.Maxrss << 10
	}
	return f, nil
}
