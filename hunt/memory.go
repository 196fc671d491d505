package hunt

import (
	"math"
	"runtime"
	"runtime/debug"
)

// roomy is the heap up to which garbage may wait to be as much as what is in
// use. Beyond it a third of that is enough, so that a large hunt does not hold
// everything twice.
const roomy = 2 << 30

// tidy collects what the stage before has left and bounds the garbage of the
// next one, unless a bound was set from outside (GOMEMLIMIT). It returns what
// lifts the bound.
func tidy(bounded bool) (lift func()) {
	if !bounded && debug.SetMemoryLimit(-1) != math.MaxInt64 {
		return nil
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	debug.SetMemoryLimit(max(roomy, int64(m.HeapAlloc)*4/3))
	return func() { debug.SetMemoryLimit(math.MaxInt64) }
}
