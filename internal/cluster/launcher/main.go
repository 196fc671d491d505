// Command launcher runs one ClickHouse node out of libchdb.so, which holds all of
// ClickHouse but its server's main: the library is opened by its path
// (LIBCHDB), and is given the arguments of clickhouse-local. Asked to START
// LISTEN, it serves the native protocol.
//
// It is built without cgo, so that whoever runs the tests needs no C compiler.
package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"unsafe"

	"github.com/ebitengine/purego"
)

// lifeline is inherited from the parent, which never writes to it: its end is
// the parent's end, however that came about.
const lifeline = 3

func main() {
	runtime.LockOSThread()
	go func() {
		_, _ = io.Copy(io.Discard, os.NewFile(lifeline, "lifeline"))
		os.Exit(1)
	}()
	library, err := purego.Dlopen(os.Getenv("LIBCHDB"), purego.RTLD_NOW|purego.RTLD_GLOBAL)
	if err != nil {
		fmt.Fprintln(os.Stderr, "opening LIBCHDB:", err)
		os.Exit(1)
	}
	var run func(argc int32, argv unsafe.Pointer) unsafe.Pointer
	purego.RegisterLibFunc(&run, library, "query_stable_v2")
	var argv []*byte
	for _, a := range append([]string{"clickhouse"}, os.Args[1:]...) {
		text := append([]byte(a), 0)
		argv = append(argv, &text[0])
	}
	argc := len(argv)
	argv = append(argv, nil)
	run(int32(argc), unsafe.Pointer(&argv[0]))
	runtime.KeepAlive(argv)
	fmt.Fprintln(os.Stderr, "the node ended: its arguments were refused, or a year is over")
	os.Exit(1)
}
