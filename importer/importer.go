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
	"github.com/stillhunt/stillhunt/importer/access"
	"github.com/stillhunt/stillhunt/importer/batch"
	"github.com/stillhunt/stillhunt/importer/helicone"
	"github.com/stillhunt/stillhunt/importer/join"
	"github.com/stillhunt/stillhunt/importer/langfuse"
	"github.com/stillhunt/stillhunt/importer/litellm"
	"github.com/stillhunt/stillhunt/importer/native"
	"github.com/stillhunt/stillhunt/importer/otlp"
	"github.com/stillhunt/stillhunt/importer/pairs"
)

// Decoder reads lines of one format. It is for one goroutine.
type Decoder interface {
	// Decode reads one line into x, whose strings are valid until the next
	// call. The error is exchange.ErrNone, or an *exchange.Rejection without
	// file and line.
	Decode(line []byte, x *exchange.Exchange) error
	// Unknown counts the keys that were not read, by name.
	Unknown() map[string]int64
}

// Converter reads records of a format of which one can hold several exchanges,
// or several one. It is for one goroutine.
type Converter interface {
	// Add takes a record, and gives out what is complete. It returns the latest
	// time that the record tells, in microseconds, or 0. The record is not kept.
	Add(record []byte, at join.Place, out *join.Out) int64
	// Flush gives out all that waits.
	Flush(out *join.Out)
}

// Format is one form of a traffic log. It has a Decoder or a Converter.
type Format struct {
	Name  string
	Says  string                 // what it is, in a few words
	Sniff func(first []byte) int // how much first, some whole lines, looks like it, 0 to 100; at 50 it is taken

	NewDecoder   func() Decoder
	NewConverter func() Converter
}

// formats lists every format; of two that score the same the first is taken.
var formats = []*Format{
	{Name: native.Name, Says: "JSON Lines with the record's own keys", Sniff: native.Sniff, NewDecoder: func() Decoder { return native.NewDecoder() }},
	{Name: litellm.Name, Says: "LiteLLM's StandardLoggingPayload and spend rows", Sniff: litellm.Sniff, NewDecoder: func() Decoder { return litellm.NewDecoder() }},
	{Name: otlp.Name, Says: "OpenTelemetry's export requests, JSON or protobuf", Sniff: otlp.Sniff, NewConverter: func() Converter { return otlp.NewConverter() }},
	{Name: langfuse.Name, Says: "Langfuse's exports and ingestion batches", Sniff: langfuse.Sniff, NewConverter: func() Converter { return langfuse.NewConverter() }},
	{Name: helicone.Name, Says: "Helicone's logger and exports", Sniff: helicone.Sniff, NewDecoder: func() Decoder { return helicone.NewDecoder() }},
	{Name: batch.Name, Says: "input and output of batches", Sniff: batch.Sniff, NewConverter: func() Converter { return batch.NewConverter() }},
	{Name: access.Name, Says: "access logs of Envoy, Kong and nginx, without content", Sniff: access.Sniff, NewDecoder: func() Decoder { return access.NewDecoder() }},
	{Name: pairs.Name, Says: "requests with their answers", Sniff: pairs.Sniff, NewDecoder: func() Decoder { return pairs.NewDecoder() }},
}

// Formats lists every format.
func Formats() []*Format { return formats }

// Names lists every format's name.
func Names() []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.Name
	}
	return names
}

// Decoder makes a decoder of the lines of a block: a converter's are native.
func (f *Format) Decoder() Decoder {
	if f.NewDecoder == nil {
		return native.NewDecoder()
	}
	return f.NewDecoder()
}

// ByName is the format called name; nil for auto and "".
func ByName(name string) (*Format, error) {
	if name == "" || name == "auto" {
		return nil, nil
	}
	for _, f := range formats {
		if f.Name == name {
			return f, nil
		}
	}
	return nil, fmt.Errorf("no format is called %q: there are %s", name, strings.Join(Names(), ", "))
}

// enough is the score from which a format is taken.
const enough = 50

// detect tells the format of a file by its first lines.
func detect(file string, first []byte) (*Format, error) {
	var best *Format
	most := -1
	for _, f := range formats {
		if s := f.Sniff(first); s > most {
			best, most = f, s
		}
	}
	if most >= enough {
		return best, nil
	}
	return nil, fmt.Errorf("%s: no format is recognised: %s; the nearest is %s: name a format with --format, or say with --map what its fields are",
		file, describe(first), best.Name)
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
