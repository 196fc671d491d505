// Package duck is the lake on DuckDB: Parquet files by day, written and asked
// in this process.
//
// It stands on DuckDB's C interface (duckdb-go-bindings, the lower half of
// duckdb-go) rather than on database/sql: columns are filled and read in place,
// and an answer is streamed, so that its size is not held in memory.
package duck

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"

	"github.com/stillhunt/stillhunt/lake"
)

// Options tune the engine; the zero value is good.
type Options struct {
	Memory  int64 // bytes the engine may hold before it spills to disk; 0 is 1 GiB
	Threads int   // 0 is GOMAXPROCS
}

// Lake is a lake in one directory:
//
//	observations/day=2026-01-31/SEGMENT.….parquet
//	dictionary/SEGMENT.….parquet
//	segments/SEGMENT.json
//
// A file is complete or absent, and counts once the last of the three names it.
// Segments may be written from several goroutines at once, each segment from
// one; questions may be asked from several goroutines between two Selects.
type Lake struct {
	dir    string
	spill  string // where the engine puts what it cannot hold in memory
	engine *engine
	admin  *conn // the connection that makes views and tables

	folding  bool
	mu       sync.Mutex // guards admin and what follows
	held     string     // the trait whose holders the table held has
	ground   *ground    // what answers are made of; nil: of all rows
	foldLock *os.File   // held while this process uses the folds
}

var _ lake.Lake = (*Lake)(nil)

// Open opens the lake in dir, or makes one there.
func Open(dir string, o Options) (*Lake, error) {
	if err := plainPath(dir); err != nil {
		return nil, err
	}
	for _, sub := range []string{observations, dictionary, segments} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			return nil, fmt.Errorf("making the lake's directory: %w", err)
		}
	}
	spill, err := os.MkdirTemp(dir, spillPrefix)
	if err != nil {
		return nil, fmt.Errorf("making the lake's directory: %w", err)
	}
	if o.Threads <= 0 {
		o.Threads = runtime.GOMAXPROCS(0)
	}
	l := &Lake{dir: dir, spill: spill}
	if err := l.start(o); err != nil {
		return nil, errors.Join(fmt.Errorf("opening the lake %s: %w", dir, err), l.Close())
	}
	return l, nil
}

func (l *Lake) start(o Options) (err error) {
	if l.engine, err = openEngine(o, l.spill); err != nil {
		return err
	}
	if l.admin, err = l.engine.connect(); err != nil {
		return err
	}
	return l.selectNothing(context.Background())
}

// Close ends the engine. Answers still being read must be finished before.
func (l *Lake) Close() error {
	if l.admin != nil {
		l.admin.close()
	}
	if l.engine != nil {
		l.engine.close()
	}
	if l.foldLock != nil {
		l.foldLock.Close()
	}
	return os.RemoveAll(l.spill)
}

// settings turns options into the engine's configuration. Nothing but files is
// reached: no extension is fetched or loaded.
func (o Options) settings(spill string) map[string]string {
	memory, threads := o.Memory, o.Threads
	if memory <= 0 {
		memory = 1 << 30
	}
	return map[string]string{
		"memory_limit":                 strconv.FormatInt(memory, 10) + "B",
		"threads":                      strconv.Itoa(threads),
		"temp_directory":               spill,
		"autoinstall_known_extensions": "false",
		"autoload_known_extensions":    "false",
		"allow_community_extensions":   "false",
		"preserve_insertion_order":     "true",
		"default_order":                "ASC",
		"default_null_order":           "NULLS_LAST",
	}
}
