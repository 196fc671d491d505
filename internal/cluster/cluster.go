// Package cluster runs real ClickHouse nodes on loopback, for tests: each is a
// process of its own with a directory of its own, and can be killed and
// started again.
//
// The nodes are ClickHouse as libchdb ships it. They have no ZooKeeper and so
// no replicas; everything else that a sharded cluster does, they do.
package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// Folder is the environment variable that names what scripts/clickhouse made.
const Folder = "STILLHUNT_CLICKHOUSE"

// Options say where a cluster lives and how large it is.
type Options struct {
	Dir    string // of the nodes' data and logs
	LibDir string // what scripts/clickhouse made
	Nodes  int
}

// Cluster is a set of running nodes.
type Cluster struct {
	options Options
	nodes   []*node
}

// node is one process and its place.
type node struct {
	dir      string
	port     int
	command  *exec.Cmd
	lifeline *os.File // the writing end; the child ends when it closes
	ended    chan struct{}
}

// Start starts the nodes and waits until each answers.
func Start(ctx context.Context, o Options) (*Cluster, error) {
	if o.LibDir == "" {
		return nil, fmt.Errorf("no ClickHouse to start: run scripts/clickhouse FOLDER and set %s to the folder", Folder)
	}
	dir, err := filepath.Abs(o.Dir) // a node runs in its own
	if err != nil {
		return nil, err
	}
	c := &Cluster{options: o}
	for i := range o.Nodes {
		n := &node{dir: filepath.Join(dir, "node"+strconv.Itoa(i))}
		if err := n.settle(); err != nil {
			return nil, errors.Join(err, c.Close())
		}
		c.nodes = append(c.nodes, n)
		if err := c.Restart(ctx, i); err != nil {
			return nil, errors.Join(err, c.Close())
		}
	}
	return c, nil
}

// Addresses are the nodes' native addresses, in their order.
func (c *Cluster) Addresses() []string {
	all := make([]string, len(c.nodes))
	for i, n := range c.nodes {
		all[i] = n.address()
	}
	return all
}

// Kill ends a node as a power cut would, without a word to it.
func (c *Cluster) Kill(i int) error { return c.nodes[i].kill() }

// Restart starts a node that was killed, with its data and at its address.
func (c *Cluster) Restart(ctx context.Context, i int) error {
	n := c.nodes[i]
	if err := n.start(c.options.LibDir); err != nil {
		return err
	}
	return n.wait(ctx)
}

// Close kills what runs. The data stays.
func (c *Cluster) Close() error {
	var errs []error
	for _, n := range c.nodes {
		errs = append(errs, n.kill())
	}
	return errors.Join(errs...)
}

func (n *node) address() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(n.port)) }

// configuration keeps a node small: tests run several of them beside others'
// work.
const configuration = `<clickhouse>
  <max_server_memory_usage>2000000000</max_server_memory_usage>
  <mark_cache_size>33554432</mark_cache_size>
  <background_pool_size>2</background_pool_size>
  <background_schedule_pool_size>4</background_schedule_pool_size>
</clickhouse>
`

// settle makes the node's directory and finds it a free port.
func (n *node) settle() error {
	if err := os.MkdirAll(n.dir, 0o755); err != nil {
		return fmt.Errorf("making the node's directory: %w", err)
	}
	if err := os.WriteFile(n.path("config.xml"), []byte(configuration), 0o644); err != nil {
		return fmt.Errorf("writing the node's configuration: %w", err)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("finding a free port: %w", err)
	}
	n.port = free.Addr().(*net.TCPAddr).Port
	return free.Close()
}

func (n *node) path(name string) string { return filepath.Join(n.dir, name) }

func (n *node) start(lib string) error {
	output, err := os.OpenFile(n.path("log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return fmt.Errorf("opening the node's log: %w", err)
	}
	defer output.Close()
	theirs, ours, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("starting a node: %w", err)
	}
	defer theirs.Close()
	cmd := exec.Command(filepath.Join(lib, "launcher"),
		"--config-file", n.path("config.xml"), "--path", n.path("data"))
	cmd.Env = append(os.Environ(), "LISTEN="+n.address(), "LIBCHDB="+filepath.Join(lib, "node_modules/@chdb/lib-linux-x64-gnu/libchdb.so"))
	cmd.Dir, cmd.Stdout, cmd.Stderr = n.dir, output, output
	// Not Pdeathsig, which follows the thread that forked rather than the process.
	cmd.ExtraFiles = []*os.File{theirs}
	if err := cmd.Start(); err != nil {
		return errors.Join(fmt.Errorf("starting a node (run scripts/clickhouse %s again): %w", lib, err), ours.Close())
	}
	n.command, n.lifeline, n.ended = cmd, ours, make(chan struct{})
	go func() {
		defer close(n.ended)
		_ = cmd.Wait() // a killed process ends with an error
	}()
	return nil
}

// wait returns when the node takes connections.
func (n *node) wait(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if conn, err := net.Dial("tcp", n.address()); err == nil {
			return conn.Close()
		}
		select {
		case <-n.ended:
			text, _ := os.ReadFile(n.path("log")) // without it the error says as much as it can
			return fmt.Errorf("the node at %s ended at once: %s", n.address(), bytes.TrimSpace(text[max(0, len(text)-500):]))
		case <-ctx.Done():
			return fmt.Errorf("the node at %s does not answer: read %s: %w", n.address(), n.path("log"), ctx.Err())
		case <-tick.C:
		}
	}
}

func (n *node) kill() error {
	if n.command == nil {
		return nil
	}
	err := n.command.Process.Kill()
	<-n.ended
	n.command = nil
	if errors.Is(err, os.ErrProcessDone) {
		err = nil
	}
	return errors.Join(err, n.lifeline.Close())
}
