// Command launcher runs one ClickHouse node out of libchdb.so, which holds all
// of ClickHouse but its server's main: the library is opened by its path
// (LIBCHDB), and is given the arguments of clickhouse-local. Asked to START
// LISTEN, it serves the native protocol, on a port of its own, behind the
// address LISTEN (see relay.go).
//
// It is built without cgo, so that whoever runs the tests needs no C compiler.
package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"syscall"
	"unsafe"

	"github.com/ebitengine/purego"
)

// lifeline is inherited from the parent, which never writes to it: its end is
// the parent's end, however that came about.
const lifeline = 3

// serve makes a node listen and then sleeps for a year: the library serves as
// long as its query runs.
const serve = "SYSTEM START LISTEN TCP; SELECT sleepEachRow(1) FROM numbers(31536000) SETTINGS max_block_size = 1, max_execution_time = 0 FORMAT Null"

func main() {
	runtime.LockOSThread()
	signal.Ignore(syscall.SIGPIPE) // as a server's main does: a client may go away at any time
	go func() {
		_, _ = io.Copy(io.Discard, os.NewFile(lifeline, "lifeline"))
		os.Exit(1)
	}()
	port, err := free()
	if err != nil {
		fail("finding a free port", err)
	}
	go func() {
		fail("relaying", relay(os.Getenv("LISTEN"), net.JoinHostPort("127.0.0.1", strconv.Itoa(port))))
	}()
	library, err := purego.Dlopen(os.Getenv("LIBCHDB"), purego.RTLD_NOW|purego.RTLD_GLOBAL)
	if err != nil {
		fail("opening LIBCHDB", err)
	}
	var run func(argc int32, argv unsafe.Pointer) unsafe.Pointer
	purego.RegisterLibFunc(&run, library, "query_stable_v2")
	words := append([]string{"clickhouse"}, os.Args[1:]...)
	words = append(words, "--listen_host", "127.0.0.1", "--tcp_port", strconv.Itoa(port), "--multiquery", "--query", serve)
	var argv []*byte
	for _, w := range words {
		text := append([]byte(w), 0)
		argv = append(argv, &text[0])
	}
	argv = append(argv, nil)
	run(int32(len(words)), unsafe.Pointer(&argv[0]))
	runtime.KeepAlive(argv)
	fail("running ClickHouse", fmt.Errorf("it ended: its arguments were refused, or a year is over"))
}

func fail(what string, err error) {
	fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
	os.Exit(1)
}

func free() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}
