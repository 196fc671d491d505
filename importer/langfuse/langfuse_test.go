package langfuse

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/join"
)

const shared = "../../../shared/data/exports/"

// records are those of a file as the converter meets them: the elements of an
// array are records, a CSV row is an object of texts.
func records(t testing.TB, path string) [][]byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) && strings.HasPrefix(path, shared) {
		t.Skip("the exports are not here: " + path)
	}
	if err != nil {
		t.Fatal(err)
	}
	switch filepath.Ext(path) {
	case ".jsonl":
		return bytes.Split(bytes.TrimSpace(data), []byte{'\n'})
	case ".json":
		var list []json.RawMessage
		if err := json.Unmarshal(data, &list); err != nil {
			t.Fatal(err)
		}
		var all [][]byte
		for _, v := range list {
			all = append(all, v)
		}
		return all
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all [][]byte
	for _, row := range rows[1:] {
		object := map[string]string{}
		for i, cell := range row {
			object[rows[0][i]] = cell
		}
		line, err := json.Marshal(object)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, line)
	}
	return all
}

// convert gives what files hold, joined.
func convert(t testing.TB, paths ...string) *join.Out {
	t.Helper()
	c, out := NewConverter(), new(join.Out)
	for _, path := range paths {
		for i, r := range records(t, path) {
			c.Add(r, join.Place{File: filepath.Base(path), Line: int64(i + 1)}, out)
		}
	}
	c.Flush(out)
	return out
}

// TestFiles counts what is in each file. The numbers are of the files, not of
// the converter; all but the captured scores are written by hand.
//
// observations and traces: 14 observations, of which a span, an embedding and a
// tool are none, one is of a trace without a user, one of no time, one cut off;
// 7 traces and one without an id; a record of something else.
//
// nested: 3 traces (none), 2 of them with observations, a page with 2 and an
// empty one (none), and one by itself; of the 9 observations 2 are spans (none)
// and one has no time; a number and a stranger on the page are rejected.
//
// batch: g-1, g-2, g-3 and g-6 have a creation, a time and a user; g-4 has no
// creation, g-5 no user, one event no body and one is null; the update of g-1,
// 3 traces, a score, a span, an event, a log, an unheard-of type and an empty
// batch are none.
//
// blob: 7 observations, of which a span and an embedding are none, one is of no
// trace and one of no time; 2 traces.
//
// CSV: 6 observations, of which a span is none, one is of no trace and one of
// no time; 2 traces.
func TestFiles(t *testing.T) {
	const dir = "testdata/"
	for _, c := range []struct {
		paths                     []string
		exchanges, none, rejected int
	}{
		{[]string{shared + "langfuse-python-5.0.4-score.json"}, 0, 1, 0},
		{[]string{dir + "scores.json"}, 0, 1, 0},
		{[]string{dir + "observations.jsonl", dir + "traces.jsonl"}, 8, 10, 5},
		{[]string{dir + "traces.jsonl", dir + "observations.jsonl"}, 8, 10, 5},
		{[]string{dir + "nested.jsonl"}, 5, 6, 3},
		{[]string{dir + "batch.jsonl"}, 4, 10, 4},
		{[]string{dir + "blob.jsonl"}, 3, 4, 2},
		{[]string{dir + "observations.csv", dir + "traces.csv"}, 3, 3, 2},
	} {
		t.Run(filepath.Base(c.paths[0]), func(t *testing.T) {
			out := convert(t, c.paths...)
			for _, r := range out.Rejected {
				t.Log(r)
			}
			if n := bytes.Count(out.Data, []byte{'\n'}); n != c.exchanges || len(out.Places) != n || int(out.Others) != c.none || len(out.Rejected) != c.rejected {
				t.Errorf("%d exchanges at %d places, %d none, %d rejected; want %d, %d, %d", n, len(out.Places), out.Others, len(out.Rejected), c.exchanges, c.none, c.rejected)
			}
			if again := convert(t, c.paths...); !bytes.Equal(again.Data, out.Data) {
				t.Error("a second run differs")
			}
			for _, path := range c.paths {
				if got := Sniff(bytes.Join(records(t, path), []byte{'\n'})); got < 75 {
					t.Errorf("Sniff says %d of %s", got, path)
				}
			}
		})
	}
}

func TestSniffOthers(t *testing.T) {
	for _, line := range []string{
		"", "[]", "{", `{"time":"x","user.id":"y"}`, `{"id":"1","timestamp":"x","user_id":"y","tags":[]}`,
		`{"batch":[]}`, `{"batch":[{"type":"track","body":{}}]}`, `{"batch":[{"batch":[{"type":"trace-create","body":{}}]}]}`,
		`{"data":[1]}`, `{"type":"message","body":{}}`, `{"traceId":"x","id":"y","name":"z","timestamp":1,"duration":2}`,
		`{"traceId":"x","spanId":"y","name":"z","startTimeUnixNano":"1"}`,
	} {
		if got := Sniff([]byte(line)); got >= 50 {
			t.Errorf("%s: %d", line, got)
		}
	}
	entries, err := filepath.Glob(shared + "*.json*")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range entries {
		if data, err := os.ReadFile(path); err == nil && filepath.Base(path) != "langfuse-python-5.0.4-score.json" {
			if got := Sniff(bytes.TrimPrefix(data, []byte{'['})); got >= 50 {
				t.Errorf("%s: %d", path, got)
			}
		}
	}
}

// valid checks that what comes out are lines of the native format.
func valid(t *testing.T, out *join.Out) {
	t.Helper()
	d := exchange.NewDecoder()
	n := 0
	for line := range bytes.Lines(out.Data) {
		var x exchange.Exchange
		if err := d.Decode(bytes.TrimSuffix(line, []byte{'\n'}), &x); err != nil {
			t.Fatalf("line %d: %v", n+1, err)
		}
		n++
	}
	if n != len(out.Places) {
		t.Fatalf("%d lines at %d places", n, len(out.Places))
	}
	if len(d.Unknown()) > 0 {
		t.Fatalf("unknown keys: %v", d.Unknown())
	}
}

func FuzzConvert(f *testing.F) {
	for _, name := range []string{"scores.json", "observations.jsonl", "traces.jsonl", "nested.jsonl", "batch.jsonl", "blob.jsonl", "observations.csv", "traces.csv"} {
		for _, r := range records(f, "testdata/"+name) {
			f.Add(r)
		}
	}
	trace := []byte(`{"id":"t-1","timestamp":"2026-11-23T15:40:00Z","userId":"u"}`)
	f.Fuzz(func(t *testing.T, record []byte) {
		Sniff(record)
		c, out := NewConverter(), new(join.Out)
		for _, r := range [][]byte{record, trace, record} {
			c.Add(r, join.Place{File: "f", Line: 1}, out)
		}
		c.Flush(out)
		valid(t, out)
	})
}

func TestHostile(t *testing.T) {
	deep := strings.Repeat("[", 1e6) + strings.Repeat("]", 1e6)
	const open = `{"id":"o","userId":"u","traceId":"t","type":"GENERATION","startTime":"2026-11-23T15:40:00Z",`
	const secret = "orchard"
	for name, c := range map[string]struct {
		record   string
		taken    int
		rejected int
	}{
		"deep":             {deep, 0, 1},
		"deep value":       {open + `"input":` + deep + `}`, 0, 1},
		"deep text":        {open + `"input":"` + deep + `"}`, 1, 0},
		"truncated":        {open + `"input":"` + secret, 0, 1},
		"no object":        {`17`, 0, 1},
		"not UTF-8":        {"{\"id\":\"\xff\"}", 0, 1},
		"numbers":          {`{"id":1,"traceId":2,"type":"GENERATION","startTime":4,"endTime":5,"userId":6,"input":7,"output":8}`, 0, 1},
		"arrays":           {`{"id":[],"traceId":[],"type":"GENERATION","startTime":[],"model":[],"usage":[],"modelParameters":[],"input":[],"output":[]}`, 0, 1},
		"a batch in one":   {`{"batch":[{"batch":[{"type":"trace-create","body":{}}]}]}`, 0, 1},
		"many bad parts":   {`{"batch":[` + strings.Repeat("0,", 5000) + `0]}`, 0, maxRejected + 1},
		"odd conversation": {open + `"input":[{"role":5,"content":{"a":"` + secret + `"}},[],3,null],"output":{"role":[],"content":9}}`, 1, 0},
		"odd settings":     {open + `"modelParameters":{"temperature":"warm","max_tokens":1e300,"seed":{},"tools":"[","n":-4},"usage":{"input":-1,"output":1e99},"usageDetails":{"input":"many"}}`, 1, 0},
		"odd texts":        {open + `"model":5}`, 0, 1},
		"far time":         {`{"id":"o","userId":"u","traceId":"t","type":"GENERATION","startTime":1e18}`, 0, 1},
		"its own parent":   {open + `"parentObservationId":"o"}`, 1, 0},
		"long user":        {strings.Replace(open, `"u"`, `"`+strings.Repeat("u", 300)+`"`, 1) + `"input":"x"}`, 0, 1},
	} {
		conv, out := NewConverter(), new(join.Out)
		conv.Add([]byte(c.record), join.Place{File: "f", Line: 1}, out)
		conv.Flush(out)
		valid(t, out)
		if len(out.Places) != c.taken || len(out.Rejected) != c.rejected {
			t.Errorf("%s: %d taken, %d rejected: %v", name, len(out.Places), len(out.Rejected), out.Rejected[:min(2, len(out.Rejected))])
		}
		for _, r := range out.Rejected {
			if strings.Contains(r.Error(), secret) {
				t.Errorf("%s: quotes the record: %v", name, r)
			}
		}
	}
}

// TestBegun checks that what waits for updates stays bounded.
func TestBegun(t *testing.T) {
	c, out := NewConverter(), new(join.Out)
	for i := range maxBegun + 10 {
		c.Add(fmt.Appendf(nil, `{"type":"generation-create","body":{"startTime":"2026-11-23T15:40:00Z","id":"g-%d"}}`, i), join.Place{}, out)
	}
	if len(c.begun) == 0 || len(c.begun) > maxBegun {
		t.Errorf("%d wait", len(c.begun))
	}
}
