package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/hunt"
)

// secret stands in every bad line: no message may repeat it.
const secret = "secretwordsofaline"

// bad is an input that something is wrong with, and what must become of it.
type bad struct {
	name  string
	files map[string][]byte // written into the directory that the program runs in
	args  []string          // after hunt; --out out is added
	code  int
	say   []string // parts of what is printed; on standard output if code is 0
	note  []string // parts of standard error if code is 0
	// What is rejected: file:line and a part of the reason. The counts of
	// campaigns.json must agree.
	rejected  []string
	exchanges int64
}

var badInputs = []bad{
	{
		name: "truncated gzip", files: map[string][]byte{"log.gz": cutShort(gzip9(small(5000)))}, args: []string{"log.gz"},
		code: 1, say: []string{"log.gz: the gzip data ends too early, after ", "whole lines", "fetch the file again"},
	}, {
		name:  "a line of 20 MiB",
		files: map[string][]byte{"log": join(small(100), message(strings.Repeat("x", 20<<20)), small(120)[len(small(100)):])},
		args:  []string{"log"}, exchanges: 120,
		say:      []string{"Rejected    1 line was not understood: see rejected.jsonl", "log:101: line longer than 16 MiB; leave images, audio and files out"},
		rejected: []string{"log:101: line longer than 16 MiB"},
	}, {
		name: "invalid UTF-8", files: map[string][]byte{"log": join(small(120), message("\xff\xfe"))}, args: []string{"log"}, exchanges: 120,
		say:      []string{"log:121: invalid UTF-8; write the log as UTF-8"},
		rejected: []string{"log:121: invalid UTF-8"},
	}, {
		name: "UTF-16", files: map[string][]byte{"log": []byte("\xff\xfe{\x00}\x00")}, args: []string{"log"},
		code: 1, say: []string{"log is UTF-16 text: write it as UTF-8"},
	}, {
		name: "a few lines of another format", files: map[string][]byte{"a": small(200), "b": join(small(240)[len(small(200)):], foreign(2))}, args: []string{"a", "b"},
		say:      []string{"Rejected    2 lines were not understood", "b:41: time is missing; every exchange needs the start of the request"},
		rejected: []string{"b:41: time is missing", "b:42: time is missing"}, exchanges: 240,
	}, {
		name: "many lines of another format", files: map[string][]byte{"log": join(small(90), foreign(10))}, args: []string{"log"},
		code: 1, say: []string{"10 of 100 lines were rejected, more than --max-rejected 0.01 allows; 10 of them: time is missing; all are listed in out/rejected.jsonl"},
		rejected: each(91, 100, "time is missing"),
	}, {
		name: "many, and allowed", files: map[string][]byte{"log": join(small(90), foreign(10))}, args: []string{"log", "--max-rejected", ".1"},
		say: []string{"Rejected    10 lines were not understood"}, rejected: each(91, 100, "time is missing"), exchanges: 90,
	}, {
		name: "another format altogether", files: map[string][]byte{"log": foreign(20)}, args: []string{"log"},
		code: 1, say: []string{`log: no format is recognised: its first line has the keys "level", "msg", "ts"`, "name a format with --format, or say with --map"},
	}, {
		name: "text", files: map[string][]byte{"log": []byte(secret + "\n")}, args: []string{"log"},
		code: 1, say: []string{"log: no format is recognised: its first line is not a JSON object"},
	}, {
		name: "every kind of bad line", files: map[string][]byte{"log": join(small(120), []byte(strings.Join([]string{
			`{"time":"2026-03-01T10:00:00Z","user.id":"` + secret + ``,
			`["` + secret + `"]`,
			`{"time":"2026-03-01T10:00:00Z","gen_ai.input.messages":"` + secret + `"}`,
			`{"time":"` + secret + `","user.id":"a"}`,
			`{"time":"1970-01-01T00:00:00Z","user.id":"` + secret + `"}`,
			`{"time":"2026-03-01T10:00:00Z","user.id":["` + secret + `"]}`,
			`{"time":"2026-03-01T10:00:00Z","user.id":"a","gen_ai.input.messages":{"x":"` + secret + `"}}`,
			`{"time":"2026-03-01T10:00:00Z","user.id":"a","gen_ai.request.temperature":"` + secret + `"}`,
			`{"time":"2026-03-01T10:00:00Z","user.id":"a","gen_ai.usage.input_tokens":1e30}`,
		}, "\n")))}, args: []string{"log", "--max-rejected", ".2"}, exchanges: 120,
		say: []string{"Rejected    9 lines were not understood", "log:121: not valid JSON; write one JSON object a line"},
		rejected: []string{"log:121: not valid JSON", "log:122: not a JSON object", "log:123: user.id is missing or empty", "log:124: time is not RFC 3339",
			"log:125: time out of range", "log:126: user.id must be a string", "log:127: gen_ai.input.messages must be", "log:128: gen_ai.request.temperature must be a number",
			"log:129: gen_ai.usage.input_tokens is out of range"},
	}, {
		name: "an empty file", files: map[string][]byte{"log": nil}, args: []string{"log"},
		code: 1, say: []string{"there is no exchange in log", "check what wrote the log"},
	}, {
		name: "an empty file among others", files: map[string][]byte{"a": nil, "b": small(90)}, args: []string{"a", "b"}, exchanges: 90,
	}, {
		name: "an empty folder", files: map[string][]byte{"logs/.hidden": small(9)}, args: []string{"logs"},
		code: 1, say: []string{"the folder logs holds no files"},
	}, {
		name: "a missing file", args: []string{"missing.jsonl"},
		code: 1, say: []string{"there is no missing.jsonl: check the path"},
	}, {
		name: "a pattern that matches nothing", args: []string{"*.jsonl"},
		code: 1, say: []string{"no file matches *.jsonl"},
	}, {
		name: "a binary file", files: map[string][]byte{"log": join([]byte("\x00\x01\x02\x03"), small(9))}, args: []string{"log"},
		code: 1, say: []string{"log is not text, nor an OpenTelemetry export: a traffic log is JSON Lines in UTF-8, plain, gzip or zstd"},
	}, {
		name: "an archive", files: map[string][]byte{"log.zip": []byte("PK\x03\x04" + secret)}, args: []string{"log.zip"},
		code: 1, say: []string{"log.zip is a zip archive: unpack it first"},
	}, {
		name: "accounts that are not in the log", files: map[string][]byte{"log": small(90), "accounts": []byte(`{"user.id":"` + secret + `"}`)}, args: []string{"log", "--accounts", "accounts"},
		code: 1, say: []string{"none of the 1 accounts in accounts appears in the traffic", "check that user.id is written the same way in both, or leave --accounts out"},
	}, {
		name: "accounts that are nobody", files: map[string][]byte{"log": small(90), "accounts": nil}, args: []string{"log", "--accounts", "accounts"},
		code: 1, say: []string{"accounts names no account", "or leave --accounts out"},
	}, {
		name: "accounts with bad lines", files: map[string][]byte{"log": small(90), "accounts": join(people(7), badPeople())}, args: []string{"log", "--accounts", "accounts"},
		code: 1, say: []string{"3 of 10 lines of accounts cannot be read, more than --max-rejected 0.01 allows", "accounts:8: not a JSON object; write one JSON object a line"},
	}, {
		name: "accounts with bad lines, allowed", files: map[string][]byte{"log": small(90), "accounts": join(people(7), badPeople())}, args: []string{"log", "--accounts", "accounts", "--max-rejected", ".3"},
		note: []string{"3 lines of the account facts were rejected; the first: accounts:8: not a JSON object"}, exchanges: 90,
	}, {
		name: "accounts without their column", files: map[string][]byte{"log": small(90), "accounts.csv": []byte("name,plan\n" + secret + ",free\n")}, args: []string{"log", "--accounts", "accounts.csv"},
		code: 1, say: []string{"accounts.csv: it is neither JSON Lines nor a CSV file with a column user.id in its first line"},
	}, {
		name: "accounts that are missing", files: map[string][]byte{"log": small(90)}, args: []string{"log", "--accounts", "nowhere.csv"},
		code: 1, say: []string{"accounts file", "nowhere.csv", "no such file"},
	}, {
		name: "accounts that are binary", files: map[string][]byte{"log": small(90), "accounts": []byte("\x00" + secret)}, args: []string{"log", "--accounts", "accounts"},
		code: 1, say: []string{"accounts: it is not text: write it as JSON Lines or CSV in UTF-8"},
	}, {
		name: "a table of networks that is none", files: map[string][]byte{"log": small(90), "asn": []byte(secret)}, args: []string{"log", "--asn-db", "asn"},
		code: 1, say: []string{"asn"},
	}, {
		name: "a key that is none", files: map[string][]byte{"log": small(90)}, args: []string{"log", "--key-file", "log"},
		code: 1, say: []string{"key file log can be read by others (mode 0644): chmod 600 it"},
	}, {
		name: "an unknown flag", files: map[string][]byte{"log": small(9)}, args: []string{"log", "--acounts", "log"},
		code: 2, say: []string{"unknown flag --acounts", "--accounts", "stillhunt hunt --help shows how it is used"},
	}, {
		name: "a rate that is none", files: map[string][]byte{"log": small(9)}, args: []string{"log", "--fdr", "1"},
		code: 2, say: []string{"--fdr is between 0 and 1, not 1", "stillhunt hunt --help"},
	}, {
		name: "a time span backwards", files: map[string][]byte{"log": small(9)}, args: []string{"log", "--from", "2026-03-02", "--to", "2026-03-01"},
		code: 2, say: []string{"--from 2026-03-02T00:00:00Z is not before --to 2026-03-01T00:00:00Z"},
	}, {
		name: "no input", code: 2, say: []string{"nothing to hunt in", "--lake"},
	}, {
		name: "a hunt directory that is a file", files: map[string][]byte{"log": small(9), "out": nil}, args: []string{"log"},
		code: 1, say: []string{"making the hunt directory", "--out", "mkdir out: not a directory"},
	},
}

func TestBadInput(t *testing.T) {
	for _, c := range badInputs {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, b := range c.files {
				write(t, filepath.Join(dir, name), b)
			}
			o := program{dir: dir}.run(t, append(append([]string{"hunt"}, c.args...), "--out", "out")...)
			checkSaid(t, o, c)
			checkRejected(t, filepath.Join(dir, "out"), c)
		})
	}
}

func checkSaid(t *testing.T, o outcome, c bad) {
	t.Helper()
	if o.code != c.code {
		t.Errorf("exit %d, want %d: %s", o.code, c.code, o.err)
	}
	said := o.out
	if c.code != 0 {
		said = o.err
		if o.out != "" {
			t.Errorf("a failed hunt prints a result: %s", o.out)
		}
		if !strings.HasPrefix(o.err, "stillhunt: ") || len(lines([]byte(o.err))) > 2 {
			t.Errorf("an error is one line and a hint, this is %q", o.err)
		}
	}
	contains(t, said, c.say)
	contains(t, o.err, c.note)
	if c.code == 0 && len(c.note) == 0 && o.err != "" {
		t.Errorf("standard error has %q", o.err)
	}
	if strings.Contains(o.out+o.err, secret) {
		t.Errorf("what a line said is repeated: %s%s", o.out, o.err)
	}
}

func contains(t *testing.T, said string, parts []string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(said, p) {
			t.Errorf("%q is not in\n%s", p, said)
		}
	}
}

// checkRejected compares rejected.jsonl and the counts with what was expected.
func checkRejected(t *testing.T, dir string, c bad) {
	t.Helper()
	if c.code == 0 {
		_, r := found(t, dir)
		if r.Input.Exchanges != c.exchanges || r.Input.Rejected != int64(len(c.rejected)) || r.Input.Duplicates != 0 {
			t.Errorf("counted %+v, want %d exchanges and %d rejected lines", r.Input, c.exchanges, len(c.rejected))
		}
	} else if len(c.rejected) == 0 {
		return
	}
	var got []string
	list := read(t, filepath.Join(dir, hunt.RejectedFile))
	for _, line := range lines(list) {
		var r exchange.Rejection
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if r.Hint == "" {
			t.Errorf("%s does not say what to do", line)
		}
		got = append(got, fmt.Sprintf("%s:%d: %s", r.File, r.Line, r.Reason))
	}
	if !slices.EqualFunc(got, c.rejected, strings.HasPrefix) {
		t.Errorf("rejected.jsonl has\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.rejected, "\n"))
	}
	if bytes.Contains(list, []byte(secret)) {
		t.Error("rejected.jsonl repeats what a line said")
	}
}
