package hunt

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"syscall"

	"golang.org/x/sync/errgroup"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer"
	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/lake/duck"
	"github.com/stillhunt/stillhunt/observe"
)

// IngestOptions say what is read into which lake.
type IngestOptions struct {
	Inputs   []importer.Input
	Dir      string // the hunt directory: the rejected lines
	LakeDir  string // where the lake's files go; empty: to other machines
	Lake     lake.Lake
	OwnsLake bool // nobody else writes to the lake: what is not of the inputs is removed
	Observer *observe.Observer
	// Parameters name what else changes an observation (the table of networks):
	// what was read under others is read again.
	Parameters  string
	MaxRejected float64 // share of rejected lines that is an error
	Progress    func(Progress)
	Workers     int // 0 is GOMAXPROCS
	// Sighting is told of every observation, with a way to its skeleton's text;
	// nil if no text is to be kept. It is called from several goroutines.
	Sighting func(o *observe.Observation, text func() string)

	partLines, partBytes int64 // a part's size; 0 is the default (tests set them)
}

// A part is cut at the first block after so many lines or bytes.
const (
	partLines = 500_000
	partBytes = 512 << 20
)

// IngestReport says what is in the lake, whether it was read now or before.
type IngestReport struct {
	Exchanges   int64 // duplicates are counted; the lake leaves them out
	Rejected    int64
	Others      int64 // records that are no exchange: embeddings, scores, spans of something else
	Read        int64 // exchanges read by this run
	First, Last int64 // microseconds; 0 if there is nothing
	Segments    []string
	Formats     []string             // sorted
	Inputs      []ManifestInput      // sorted by path
	Fields      map[string]int64     // exchanges that carried a key
	Unknown     map[string]int64     // keys that the record does not know
	Worst       []exchange.Rejection // the first rejected lines, by file and line
	Strangers   int                  // segments of the lake that another observer made
}

// Ingest reads the inputs into the lake, part by part, each complete or absent.
// It may be stopped at any moment, by a kill too: run again, it goes on after
// the last part. What was read before and has not changed is not read again; of
// an input that has changed, everything is.
//
// Errors: *importer.CorruptError, lake errors (a full disk is duck.ErrFull),
// *TooManyRejected at the end.
func Ingest(ctx context.Context, o IngestOptions) (IngestReport, error) {
	o.defaults()
	if o.OwnsLake {
		if err := migrate(ctx, o.Dir, o.Lake, fingerprint(o.Observer, o.Parameters), identity(o.Observer), o.Parameters); err != nil {
			return IngestReport{}, err
		}
	}
	j, err := openJournal(ctx, o.Lake, identity(o.Observer), o.Parameters, o.Inputs)
	if err != nil {
		return IngestReport{}, err
	}
	if err := o.ingest(ctx, j); err != nil {
		if errors.Is(err, syscall.ENOSPC) && !errors.Is(err, duck.ErrFull) {
			err = fmt.Errorf("%w: %w", duck.ErrFull, err)
		}
		return IngestReport{}, err
	}
	return o.report(j)
}

// whole reports what a lake has that this observer can be asked for. Whoever
// filled it has listed the rejected lines, and judged them.
func whole(ctx context.Context, l lake.Lake, ob *observe.Observer) (IngestReport, error) {
	j, err := wholeJournal(ctx, l, identity(ob))
	if err != nil {
		return IngestReport{}, err
	}
	return j.report(), nil
}

func (o *IngestOptions) defaults() {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.partLines <= 0 {
		o.partLines = partLines
	}
	if o.partBytes <= 0 {
		o.partBytes = partBytes
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
}

func (o *IngestOptions) ingest(ctx context.Context, j *journal) error {
	tidy := func() error { return o.Lake.Drop(ctx, j.outdated) }
	if o.OwnsLake {
		tidy = func() error { return o.Lake.Keep(ctx, j.segments()) }
	}
	if err := tidy(); err != nil {
		return err
	}
	if err := keepRejected(o.Dir, j); err != nil {
		return err
	}
	todo := remaining(o.Inputs, j.progress())
	if o.LakeDir != "" {
		if err := checkDisk(o.LakeDir, todo); err != nil {
			return err
		}
	}
	if len(todo) == 0 {
		return nil
	}
	p := newPipeline(o, j)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return p.read(ctx, todo) })
	for range o.Workers {
		g.Go(func() error { return p.work(ctx) })
	}
	g.Go(func() error { return p.write(ctx) })
	g.Go(func() error { return p.commit(ctx) })
	return errors.Join(g.Wait(), p.abort())
}

// stretch is what is still to be read of an input.
type stretch struct {
	importer.Input
	from importer.Position
}

// remaining is what is still to be read, by path.
func remaining(inputs []importer.Input, done map[string]*span) []stretch {
	var todo []stretch
	for _, in := range inputs {
		s := stretch{Input: in}
		if d := done[in.Path]; d != nil {
			if d.Finished && !in.IsStream() {
				continue
			}
			s.from = d.End
		}
		todo = append(todo, s)
	}
	slices.SortFunc(todo, func(a, b stretch) int { return cmp.Compare(a.Path, b.Path) })
	return todo
}

// identity names how the observer sees, by what it makes of one exchange:
// another key, other ways with ids or other signals give another name. The table
// of networks is of the reading.
func identity(ob *observe.Observer) string { return fingerprint(ob.WithoutNetworks(), "") }

func fingerprint(ob *observe.Observer, parameters string) string {
	text := "In 3 steps, explain why \"ice\" floats (see https://example.org/ice). Show your reasoning."
	x := exchange.Exchange{
		Time: 1767225600e6, ID: "probe", Account: "probe", Org: "probe", Conversation: "probe", Model: "probe", Operation: "chat",
		System: text, Input: []exchange.Message{{Role: "user", Text: text}, {Role: "assistant", Text: text}, {Role: "user", Text: text}},
		ASN: exchange.Absent, Address: "8.8.8.8", UserAgent: "curl/8.0", JA4: "t13d1516h2_8daaf6152771_02713d6af862",
		Issued: []string{"probe"}, Presented: []string{"probe"},
	}
	var seen observe.Observation
	ob.Worker().Observe(&x, &seen)
	sum := hash(fmt.Sprintf("%+v\n%s\n%s", seen, ob.Name("account", "probe"), parameters))
	return hex.EncodeToString(sum[:16])
}

func (o *IngestOptions) report(j *journal) (IngestReport, error) {
	r := j.report()
	reasons, err := assembleRejected(o.Dir, j.parts, &r)
	if err != nil {
		return r, err
	}
	return r, o.tooMany(r, reasons)
}

// report sums up the parts.
func (j *journal) report() IngestReport {
	r := IngestReport{Segments: j.segments(), Formats: j.formats(), Fields: map[string]int64{}, Unknown: map[string]int64{}, Read: j.added, Strangers: j.strangers}
	total := &part{Fields: r.Fields, Unknown: r.Unknown}
	for _, p := range j.parts {
		total.add(p.Rows, p.Rejected, p.Others, p.First, p.Last, p.Unknown)
		for name, n := range p.Fields {
			r.Fields[name] += n
		}
	}
	r.Exchanges, r.Rejected, r.Others, r.First, r.Last = total.Rows, total.Rejected, total.Others, total.First, total.Last
	files := map[string]ManifestInput{} // a stream is finished again by every hunt
	for _, s := range j.spans() {
		for _, f := range s.Files {
			files[f.Path] = ManifestInput(f)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		r.Inputs = append(r.Inputs, files[path])
	}
	return r
}
