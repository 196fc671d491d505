package hunt

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/importer"
	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/lake/duck"
	"github.com/stillhunt/stillhunt/observe"
)

// lines are n exchanges of a native log, about 1.3 KB each, by a hundred
// accounts over three days.
func lines(from, n int) []byte {
	var b bytes.Buffer
	for i := from; i < from+n; i++ {
		fmt.Fprintf(&b, `{"time":"2026-01-%02dT%02d:%02d:%02dZ","stillhunt.exchange.id":"x-%d","user.id":"user-%d","stillhunt.org.id":"org-%d","gen_ai.request.model":"m-%d","gen_ai.input.messages":[{"role":"user","content":"Please explain in %d steps how %s works. %s"}],"gen_ai.output.messages":"Certainly.","gen_ai.usage.input_tokens":%d,"client.address":"198.51.%d.7","user_agent.original":"OpenAI/Python 1.%d","x.unknown":1}`+"\n",
			1+i%3, i%24, i%60, i/60%60, i, i%100, i%7, i%3, i%11, "item"+strconv.Itoa(i%37), strings.Repeat("The quick brown fox jumps. ", 34), i%500, i%100, i%5)
	}
	return b.Bytes()
}

func observer(t testing.TB, secret byte) *observe.Observer {
	t.Helper()
	k, err := key.FromBytes(bytes.Repeat([]byte{secret}, key.Size))
	if err != nil {
		t.Fatal(err)
	}
	ob, err := observe.New(observe.Options{Key: k})
	if err != nil {
		t.Fatal(err)
	}
	return ob
}

func inputs(t testing.TB, paths ...string) []importer.Input {
	t.Helper()
	in, err := importer.Expand(paths)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// options ingest the inputs into dir in small parts.
func options(t testing.TB, dir string, l lake.Lake, in []importer.Input) IngestOptions {
	return IngestOptions{Inputs: in, Dir: dir, Lake: l, OwnsLake: true, Observer: observer(t, 1), MaxRejected: .01, partLines: 500}
}

func openLake(t testing.TB, dir string) *duck.Lake {
	t.Helper()
	l, err := duck.Open(dir, duck.Options{Memory: 256 << 20})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// ingest ingests with options that change may change, and asks the lake.
func ingest(t testing.TB, dir string, in []importer.Input, change func(*IngestOptions)) (IngestReport, string) {
	t.Helper()
	l := openLake(t, dir)
	o := options(t, dir, l, in)
	if change != nil {
		change(&o)
	}
	r, err := Ingest(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r, contents(t, l, r)
}

// contents is all that a lake says of the report's segments, as text.
func contents(t testing.TB, l lake.Lake, r IngestReport) string {
	t.Helper()
	ctx := context.Background()
	totals, err := l.Select(ctx, r.Segments, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if totals.Exchanges+totals.Duplicates != r.Exchanges || totals.First != r.First || totals.Last != r.Last {
		t.Errorf("the lake has %+v, the journal %d exchanges from %d to %d", totals, r.Exchanges, r.First, r.Last)
	}
	totals.Bytes = 0
	var b strings.Builder
	fmt.Fprintf(&b, "%+v\n", totals)
	for row, err := range l.Accounts(ctx) {
		fmt.Fprintf(&b, "%+v %v\n", row, err)
	}
	for row, err := range l.Days(ctx) {
		fmt.Fprintf(&b, "%+v %v\n", row, err)
	}
	for row, err := range l.Holders(ctx, "skeleton", 1000) {
		fmt.Fprintf(&b, "%+v %v\n", row, err)
	}
	for row, err := range l.Categories(ctx, "model") {
		fmt.Fprintf(&b, "%+v %v\n", row, err)
	}
	return b.String()
}

func put(t testing.TB, path string, data []byte) string {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func gzipped(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// trafficLog writes three files of one log and gives their folder.
func trafficLog(t testing.TB) string {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "a.jsonl"), lines(0, 2000))
	put(t, filepath.Join(dir, "b.jsonl"), append(lines(2000, 900), lines(1000, 30)...)) // thirty come twice
	put(t, filepath.Join(dir, "c.jsonl.gz"), gzipped(t, append([]byte("{broken\n"), lines(2900, 1500)...)))
	put(t, filepath.Join(dir, "d.jsonl"), nil)
	return dir
}

func TestIngestReadsOnce(t *testing.T) {
	log, dir := trafficLog(t), t.TempDir()
	first, want := ingest(t, dir, inputs(t, log), nil)
	if first.Exchanges != 4430 || first.Read != 4430 || first.Rejected != 1 || len(first.Segments) < 2 {
		t.Fatalf("%+v", first)
	}
	if first.Fields["user.id"] != 4430 || first.Fields["gen_ai.request.seed"] != 0 || first.Unknown["x.unknown"] != 4430 {
		t.Errorf("fields %v, unknown %v", first.Fields, first.Unknown)
	}
	if !slices.Equal(first.Formats, []string{"native"}) || len(first.Inputs) != 4 || len(first.Inputs[0].SHA256) != 64 {
		t.Errorf("formats %v, inputs %v", first.Formats, first.Inputs)
	}
	again, got := ingest(t, dir, inputs(t, log), nil)
	if again.Read != 0 {
		t.Errorf("the second time %d exchanges were read", again.Read)
	}
	again.Read = first.Read
	if !reflect.DeepEqual(first, again) || got != want {
		t.Errorf("the second time %+v, the first %+v", again, first)
	}
}

func TestIngestDoesNotDependOn(t *testing.T) {
	log := trafficLog(t)
	_, want := ingest(t, t.TempDir(), inputs(t, log), func(o *IngestOptions) { o.Workers = 1 })
	other := t.TempDir() // the same log packed, and under names in another order
	for name, as := range map[string]string{"a.jsonl": "z.gz", "b.jsonl": "y.gz", "c.jsonl.gz": "b.gz", "d.jsonl": "a.gz"} {
		data, err := os.ReadFile(filepath.Join(log, name))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(name, ".gz") {
			data = gzipped(t, data)
		}
		put(t, filepath.Join(other, as), data)
	}
	for _, c := range []struct {
		name, log string
		change    func(*IngestOptions)
	}{
		{"cores", log, func(o *IngestOptions) { o.Workers = 3 }},
		{"the size of parts", log, func(o *IngestOptions) { o.partLines = 1 << 40 }},
		{"compression and the order of files", other, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, got := ingest(t, t.TempDir(), inputs(t, c.log), c.change); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func TestChangedInputsAreReadAgain(t *testing.T) {
	log, dir := trafficLog(t), t.TempDir()
	ingest(t, dir, inputs(t, log), nil)
	put(t, filepath.Join(log, "b.jsonl"), lines(10_000, 100))
	r, got := ingest(t, dir, inputs(t, log), nil)
	if r.Exchanges != 2000+100+1500 || r.Read == 0 || r.Read == r.Exchanges {
		t.Errorf("%d exchanges, %d of them read now", r.Exchanges, r.Read)
	}
	if _, want := ingest(t, t.TempDir(), inputs(t, log), nil); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	r, _ = ingest(t, dir, inputs(t, filepath.Join(log, "b.jsonl")), nil)
	if r.Exchanges != 100 {
		t.Errorf("of one input alone: %d exchanges", r.Exchanges)
	}
	r, _ = ingest(t, dir, inputs(t, log), func(o *IngestOptions) { o.Observer = observer(t, 2) })
	if r.Read != r.Exchanges {
		t.Errorf("under another key %d of %d exchanges were read", r.Read, r.Exchanges)
	}
}

func BenchmarkIngest(b *testing.B) {
	const n = 100_000
	log := b.TempDir()
	put(b, filepath.Join(log, "a.jsonl"), lines(0, n))
	in := inputs(b, log)
	b.SetBytes(in[0].Size)
	for b.Loop() {
		dir := b.TempDir()
		l := openLake(b, dir)
		o := options(b, dir, l, in)
		o.partLines = 0
		if _, err := Ingest(b.Context(), o); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds(), "exchanges/s")
}
