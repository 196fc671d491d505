package dossier

import (
	"context"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// job is one thing on its way through a pipeline.
type job[T any] struct {
	item  T
	ready chan struct{}
	met   chan struct{} // closed when everything before is done; nil but of a wait
}

// pipeline makes things in one goroutine, works on them on all cores, and gets
// them done in their order in another. produce calls emit for each; wait returns when
// all that was emitted is done. The error of done, which is of the first thing that
// went wrong, goes before that of produce.
func pipeline[T any](ctx context.Context, produce func(emit func(T) error, wait func() error) error, work func(T), done func(T) error) error {
	cores := runtime.GOMAXPROCS(0)
	g, ctx := errgroup.WithContext(ctx)
	queue, order := make(chan *job[T], cores), make(chan *job[T], 2*cores)
	put := func(j *job[T]) error {
		select {
		case order <- j:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	var made error
	g.Go(func() error {
		defer close(order)
		defer close(queue)
		made = produce(func(item T) error {
			j := &job[T]{item: item, ready: make(chan struct{})}
			if err := put(j); err != nil {
				return err
			}
			select {
			case queue <- j:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}, func() error {
			j := &job[T]{met: make(chan struct{})}
			if err := put(j); err != nil {
				return err
			}
			select {
			case <-j.met:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
		return nil
	})
	for range cores {
		g.Go(func() error {
			for j := range queue {
				work(j.item)
				close(j.ready)
			}
			return nil
		})
	}
	g.Go(func() error {
		for j := range order {
			if j.met != nil {
				close(j.met)
				continue
			}
			select {
			case <-j.ready:
			case <-ctx.Done():
				return ctx.Err()
			}
			if err := done(j.item); err != nil {
				return err
			}
		}
		return nil
	})
	if err := g.Wait(); err != nil {
		return err
	}
	return made
}
