// Package fieldmap reads logs of any form of JSON Lines, CSV or Parquet, by a
// map that says for each key of the record where in the log it is.
//
// A map is a YAML file. Its fields are expressions in CEL (cel.dev) over r, the
// line of the log:
//
//	# Our gateway's log, one request a line.
//	format: what our gateway writes since version 3
//	when: r.kind == "completion" && r.http.status != 499
//	fields:
//	  time: millis(r.started_ms)
//	  user.id: r.auth.account
//	  stillhunt.exchange.id: r.request_id
//	  gen_ai.conversation.id: "has(r.session) ? r.session : r.request_id"
//	  gen_ai.request.model: json(r.request_body).model
//	  gen_ai.input.messages: json(r.request_body).messages
//	  gen_ai.output.messages: json(r.response_body).choices.map(c, c.message)
//	  gen_ai.request.temperature: json(r.request_body).?temperature.orValue(1.0)
//	  gen_ai.usage.input_tokens: r.tokens_in
//	  http.response.status_code: r.http.status
//	  stillhunt.duration_ms: timestamp(r.ended) - millis(r.started_ms)
//	  client.address: r.client.split(":")[0]
//	  http.request.header.x-stainless-lang: r.headers["x-stainless-lang"].lowerAscii()
//	  stillhunt.reasoning.presented: r.signatures.map(s, digest(s))
//
// The keys are the record's; time and user.id are required. when tells which
// lines are exchanges: the others, those on which it fails among them, are
// counted and passed over. format is a note for people.
//
// Beside CEL's own functions, its optional values (r.?a.orValue(b)) and its
// string library (lowerAscii, replace, split, trim, …) there are:
//
//	seconds(n), millis(n)  the time n seconds or milliseconds after 1970; n may be text
//	json(s)                what the JSON text s holds
//	digest(s)              what stands for the signature s of a reasoning block
//
// An expression that fails on a line, because a key is not there for one,
// leaves its key out; one that takes too long rejects the line. What it gives is read as the native format has it, and
// moreover text may stand for a number, true or false, a number for text, and
// JSON text for messages and lists. A whole number is an int in CEL and any
// other a double, so double(r.x) is needed where both come.
package fieldmap

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"slices"

	"cel.dev/cel-go/cel"
	"github.com/goccy/go-yaml"

	"github.com/stillhunt/stillhunt/exchange"
)

// maxFile is the size that a map may have, in bytes: of some texts the time that
// YAML takes grows with the square.
const maxFile = 32 << 10

// Map says where in a log the record's keys are. Any number of decoders may use
// it at once.
type Map struct {
	Format string // the note of the same name

	when   cel.Program // nil if every line is an exchange
	fields []field     // by name
}

// field is one key and the expression that gives it.
type field struct {
	name    string
	key     exchange.Fields
	program cel.Program
}

// Load reads a map. Its error names every field that is wrong.
func Load(path string) (*Map, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading a map: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("reading a map: %w", err)
	}
	if len(data) > maxFile {
		return nil, fmt.Errorf("%s is larger than 32 KiB: a map is a short YAML file", path)
	}
	m, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}

func parse(data []byte) (*Map, error) {
	var file struct {
		Format string            `yaml:"format"`
		When   string            `yaml:"when"`
		Fields map[string]string `yaml:"fields"`
	}
	if err := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(&file); err != nil && !errors.Is(err, io.EOF) {
		return nil, errors.New(yaml.FormatError(err, false, false))
	}
	for _, name := range [...]string{"time", "user.id"} {
		if _, ok := file.Fields[name]; !ok {
			return nil, fmt.Errorf("fields has no %s: every exchange needs it", name)
		}
	}
	env, err := environment()
	if err != nil {
		return nil, fmt.Errorf("starting CEL: %w", err)
	}
	m := &Map{Format: file.Format}
	var wrong []error
	if file.When != "" {
		if m.when, err = compile(env, file.When, true); err != nil {
			wrong = append(wrong, fmt.Errorf("when: %w", err))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(file.Fields)) {
		key := exchange.Lookup(name)
		if key == 0 {
			wrong = append(wrong, fmt.Errorf("%q is no key of the record: is %s meant?", name, nearest(name)))
			continue
		}
		program, err := compile(env, file.Fields[name], false)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", name, err))
			continue
		}
		m.fields = append(m.fields, field{name, key, program})
	}
	if err := errors.Join(wrong...); err != nil {
		return nil, err
	}
	return m, nil
}

// compile makes a program of an expression.
func compile(env *cel.Env, expression string, condition bool) (cel.Program, error) {
	ast, issues := env.Compile(expression)
	if issues != nil && issues.Err() != nil {
		first := issues.Errors()[0]
		line, column := first.Location.Line(), first.Location.Column()+1
		switch {
		case column < 1: // of the whole
			return nil, errors.New(first.Message)
		case line > 1:
			return nil, fmt.Errorf("line %d, column %d: %s", line, column, first.Message)
		}
		return nil, fmt.Errorf("column %d: %s", column, first.Message)
	}
	if t := ast.OutputType(); condition && !t.IsExactType(cel.BoolType) && !t.IsExactType(cel.DynType) {
		return nil, fmt.Errorf("column 1: it gives %s and not true or false", t)
	}
	return env.Program(ast, cel.EvalOptions(cel.OptOptimize), cel.CostTrackerOptions(costs...), cel.CostLimit(costLimit))
}

// nearest is the record's key whose name is most like name.
func nearest(name string) string {
	best, least := "", math.MaxInt
	for _, key := range exchange.Fields(math.MaxUint64).Names() {
		if n := distance(name, key); n < least {
			best, least = key, n
		}
	}
	return best
}

// distance is Levenshtein's between a, of which the first 256 bytes count, and b.
func distance(a, b string) int {
	a = a[:min(len(a), 256)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := corner
			if a[i] != b[j] {
				change++
			}
			corner = row[j+1]
			row[j+1] = min(change, row[j]+1, corner+1)
		}
	}
	return row[len(b)]
}
