// Package parallel runs stretches of a loop on all cores.
package parallel

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Run calls run for stretches [from, to) that cover 0..n-1, on all cores.
// The stretches do not depend on the number of cores; run must write only what
// belongs to its stretch. It returns the context's error if that ends first.
func Run(ctx context.Context, n, stretch int, run func(from, to int)) error {
	if n <= stretch { // not worth a goroutine
		if n > 0 && ctx.Err() == nil {
			run(0, n)
		}
		return ctx.Err()
	}
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+stretch-1)/stretch) {
		all.Go(func() {
			for ctx.Err() == nil {
				from := int(next.Add(1)-1) * stretch
				if from >= n {
					return
				}
				run(from, min(n, from+stretch))
			}
		})
	}
	all.Wait()
	return ctx.Err()
}
