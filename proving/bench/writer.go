package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"strconv"
	"time"

	"golang.org/x/sys/unix"

	"github.com/stillhunt/stillhunt/proving/bench/replay"
)

// Traffic is replayed by a process of its own, so that its CPU is known and its
// memory, of a block, is not taken for the hunt's: a child is charged with what
// its parent held when it began.

// replayed is what the writer says of itself.
type replayed struct {
	Exchanges int64
	Accounts  int
	Days      int
	CPU       time.Duration // of the writing alone
}

// replica is what that process writes: replicas of the block in a folder.
type replica struct {
	dir, accounts    string
	replicas, window int
}

// write reads the block, writes the facts of all accounts into a file, says that
// it is ready, waits for a line or the end of in, and writes the traffic.
func (w *replica) write(ctx context.Context, in io.Reader, out *os.File, says io.Writer) error {
	t := place(w.dir)
	b, err := replay.Read(ctx, t.path, t.accounts)
	if err != nil {
		return err
	}
	f, err := os.Create(w.accounts)
	if err != nil {
		return err
	}
	if err := errors.Join(b.WriteAccounts(f, w.replicas, w.window), f.Close()); err != nil {
		return err
	}
	debug.FreeOSMemory()
	fmt.Fprintln(says, "ready")
	if _, err := bufio.NewReader(in).ReadString('\n'); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	before, err := cpuTime()
	if err != nil {
		return err
	}
	if err := b.Write(spliced(out), w.replicas, w.window); err != nil {
		return err
	}
	after, err := cpuTime()
	if err != nil {
		return err
	}
	return json.NewEncoder(says).Encode(replayed{Exchanges: int64(w.replicas * b.Exchanges), Accounts: w.replicas * b.Accounts,
		Days: b.Span(w.replicas, w.window), CPU: after - before})
}

// source is a running writer.
type source struct {
	traffic *os.File // comes once begin was called
	cmd     *exec.Cmd
	in      io.Closer
	says    *bufio.Reader
}

// start starts the writer and waits until it is ready.
func (w *replica) start(ctx context.Context) (*source, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	from, to, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer to.Close()
	s := &source{traffic: from, cmd: exec.CommandContext(ctx, self, "-write", w.dir, "-write-accounts", w.accounts,
		"-replicas", strconv.Itoa(w.replicas), "-window", strconv.Itoa(w.window))}
	if err := s.start(to); err != nil {
		return nil, errors.Join(err, from.Close())
	}
	return s, nil
}

func (s *source) start(to *os.File) error {
	// As large as anybody may make it, so that the two seldom wait for each other.
	if _, err := unix.FcntlInt(to.Fd(), unix.F_SETPIPE_SZ, 1<<20); err != nil {
		return fmt.Errorf("enlarging the pipe: %w", err)
	}
	s.cmd.Stdout = to
	says, err := s.cmd.StderrPipe()
	if err != nil {
		return err
	}
	if s.in, err = s.cmd.StdinPipe(); err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	s.says = bufio.NewReader(says)
	if line, err := s.says.ReadString('\n'); line != "ready\n" {
		rest, _ := io.ReadAll(s.says)
		return errors.Join(fmt.Errorf("replaying: %s%s", line, rest), err, s.cmd.Wait())
	}
	return nil
}

// begin lets the traffic come.
func (s *source) begin() error { return s.in.Close() }

// end waits for the writer, and gives what it says of itself.
func (s *source) end() (replayed, error) {
	var done replayed
	b, err := io.ReadAll(s.says)
	if err = errors.Join(err, s.cmd.Wait()); err != nil {
		return done, fmt.Errorf("replaying: %w: %s", err, b)
	}
	return done, json.Unmarshal(b, &done)
}
