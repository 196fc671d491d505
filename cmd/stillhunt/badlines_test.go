package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// What the bad inputs are made of.

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func cutShort(b []byte) []byte { return b[:len(b)*2/3] }

// gzip9 cannot fail: it writes to memory.
func gzip9(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write(b)
	_ = z.Close()
	return out.Bytes()
}

// message is one line whose prompt is secret, followed by more.
func message(more string) []byte {
	return []byte(`{"time":"2026-03-01T10:00:00Z","user.id":"acct_1","gen_ai.input.messages":"` + secret + more + `"}` + "\n")
}

// foreign are n lines of some other program's log.
func foreign(n int) []byte {
	return []byte(strings.Repeat(`{"ts":1767225600,"level":"info","msg":"`+secret+`"}`+"\n", n))
}

// each rejects every line of "log" from first to last.
func each(first, last int, reason string) []string {
	var all []string
	for n := first; n <= last; n++ {
		all = append(all, fmt.Sprintf("log:%d: %s", n, reason))
	}
	return all
}

// people are the facts of n accounts of the small log.
func people(n int) []byte {
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, `{"user.id":"acct_%d","plan":"free"}`+"\n", i)
	}
	return b.Bytes()
}

// badPeople are three lines of account facts that cannot be read.
func badPeople() []byte {
	return []byte(secret + "\n" + `{"plan":"` + secret + `"}` + "\n" + `{"user.id":"q","created":"` + secret + `"}` + "\n")
}
