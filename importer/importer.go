// Package importer finds the inputs of a hunt, reads them as blocks of whole
// lines, and knows the formats that lines can have.
package importer

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/valyala/fastjson"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/native"
)

// Decoder reads lines of one format. It is for one goroutine.
type Decoder interface {
	// Decode reads one line into x, whose strings are valid until the next
	// call. The error is an *exchange.Rejection without file and line.
	Decode(line []byte, x *exchange.Exchange) error
	// Unknown counts the keys that were not read, by name.
	Unknown() map[string]int64
}

// Format is one form of a traffic log.
type Format interface {
	Name() string
	// Sniff says how much first, some whole lines, looks like the format, from
	// 0 to 100; at 50 it is taken.
	Sniff(first []byte) int
	NewDecoder() Decoder
}

// Formats lists every format; of two that score the same the first is taken.
func Formats() []Format {
	return []Format{
		format{native.Name, native.Sniff, func() Decoder { return native.NewDecoder() }},
	}
}

// format makes a Format of what a package of this folder exports, none of
// which imports this one.
type format struct {
	name    string
	sniff   func([]byte) int
	decoder func() Decoder
}

func (f format) Name() string           { return f.name }
func (f format) Sniff(first []byte) int { return f.sniff(first) }
func (f format) NewDecoder() Decoder    { return f.decoder() }

// ByName is the format called name.
func ByName(name string) (Format, error) {
	var names []string
	for _, f := range Formats() {
		if f.Name() == name {
			return f, nil
		}
		names = append(names, f.Name())
	}
	return nil, fmt.Errorf("no format is called %q: there are %s", name, strings.Join(names, ", "))
}

// enough is the score from which a format is taken.
const enough = 50

// Detect tells the format of a file by its first block that has lines.
func Detect(b Block) (Format, error) {
	var best Format
	most := -1
	for _, f := range Formats() {
		if s := f.Sniff(b.Data); s > most {
			best, most = f, s
		}
	}
	if most >= enough {
		return best, nil
	}
	return nil, fmt.Errorf("%s: no format is recognised: %s; the nearest is %s: name a format with --format, or rename the keys to those of the record",
		b.File, describe(b.Data), best.Name())
}

// describe says what a log's first line has, in names of keys only.
func describe(data []byte) string {
	var line []byte
	for line = range bytes.Lines(data) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			break
		}
	}
	var parser fastjson.Parser
	v, err := parser.ParseBytes(line)
	if err != nil || v.Type() != fastjson.TypeObject {
		return "its first line is not a JSON object"
	}
	var keys []string
	v.GetObject().Visit(func(key []byte, _ *fastjson.Value) {
		name := strings.ToValidUTF8(string(key[:min(len(key), 64)]), "")
		keys = append(keys, fmt.Sprintf("%q", name))
	})
	if len(keys) == 0 {
		return "its first line has no keys"
	}
	slices.Sort(keys)
	more := ""
	if n := len(keys) - 20; n > 0 {
		keys, more = keys[:20], fmt.Sprintf(" and %d more", n)
	}
	return "its first line has the keys " + strings.Join(keys, ", ") + more
}
