package duck

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	db "github.com/duckdb/duckdb-go-bindings"
)

// engine is one DuckDB instance without a database file.
type engine struct{ handle db.Database }

func openEngine(o Options, spill string) (*engine, error) {
	var config db.Config
	if db.CreateConfig(&config) == db.StateError {
		return nil, errors.New("starting DuckDB: out of memory")
	}
	defer db.DestroyConfig(&config)
	settings := o.settings(spill)
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		if db.SetConfig(config, name, settings[name]) == db.StateError {
			return nil, fmt.Errorf("starting DuckDB: setting %s=%s is refused", name, settings[name])
		}
	}
	e := new(engine)
	var reason string
	if db.OpenExt(":memory:", &e.handle, config, &reason) == db.StateError {
		return nil, fmt.Errorf("starting DuckDB: %s", reason)
	}
	return e, nil
}

func (e *engine) close() { db.Close(&e.handle) }

func (e *engine) connect() (*conn, error) {
	c := new(conn)
	if db.Connect(e.handle, &c.handle) == db.StateError {
		return nil, errors.New("connecting to DuckDB: out of memory")
	}
	return c, nil
}

// conn is one connection; it runs one statement at a time.
type conn struct{ handle db.Connection }

func (c *conn) close() { db.Disconnect(&c.handle) }

// exec runs statements whose answer does not matter.
func (c *conn) exec(ctx context.Context, statements string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	defer c.interruptible(ctx)()
	var result db.Result
	defer db.DestroyResult(&result)
	if db.Query(c.handle, statements, &result) == db.StateError {
		return engineError(ctx, db.ResultError(&result))
	}
	return nil
}

// interruptible stops the running statement when ctx ends, until the returned
// function is called.
func (c *conn) interruptible(ctx context.Context) func() {
	if ctx.Done() == nil {
		return func() {}
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		select {
		case <-stop:
			return
		case <-ctx.Done():
		}
		// An interrupt before the statement runs is lost, so it is repeated.
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			db.Interrupt(c.handle)
			select {
			case <-stop:
				return
			case <-tick.C:
			}
		}
	}()
	return func() {
		close(stop)
		<-stopped
	}
}

func engineError(ctx context.Context, reason string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return fullDisk(reason)
}
