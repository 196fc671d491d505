package hunt

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/importer"
	"github.com/stillhunt/stillhunt/internal/asn"
	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/link/twin"
	"github.com/stillhunt/stillhunt/observe"
	"github.com/stillhunt/stillhunt/profile"
)

// Version is the version of what a hunt computes: a change that can change
// campaigns.json changes it.
const Version = "0.3.0"

// Outcome is a finished hunt.
type Outcome struct {
	Dir        string
	Result     campaign.Result
	Assessment *campaign.Assessment // with what campaigns.json leaves out
	Ingest     IngestReport
	Warnings   []string // in plain words, for the summary
	Took       time.Duration
}

// Run hunts. It may be called again after a kill or an error: what was read is
// not read again.
func Run(ctx context.Context, o Options) (*Outcome, error) {
	began := time.Now()
	out, err := inDirectory(&o, func(h *hunt) error { return h.run(ctx) })
	if err != nil {
		return nil, err
	}
	out.Took = time.Since(began)
	return out, nil
}

// inDirectory does something in the directory that is the options' own for as
// long, with the key and the log at hand.
func inDirectory(o *Options, do func(h *hunt) error) (*Outcome, error) {
	began := time.Now()
	if err := o.Check(); err != nil {
		return nil, err
	}
	k, err := key.Deployment(o.KeyFile)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(o.Out, 0o755); err != nil {
		return nil, fmt.Errorf("making the hunt directory (another can be named with --out): %w", err)
	}
	unlock, err := lock(o.Out)
	if err != nil {
		return nil, err
	}
	defer unlock()
	log, closeLog, err := openLog(filepath.Join(o.Out, LogFile))
	if err != nil {
		return nil, err
	}
	defer closeLog()
	h := &hunt{Options: *o, key: k, log: log, out: &Outcome{Dir: o.Out}}
	defer func() {
		if h.unbound != nil {
			h.unbound()
		}
	}()
	if err := do(h); err != nil {
		log.Error("stopped", "error", err)
		return nil, err
	}
	log.Info("finished", "campaigns", len(h.out.Result.Campaigns), "groups", len(h.out.Result.Groups), "took", time.Since(began))
	return h.out, nil
}

type hunt struct {
	Options
	key key.Key
	log *slog.Logger
	out *Outcome

	unbound func() // lifts the bound of memory; nil if there is none
}

func (h *hunt) run(ctx context.Context) error {
	inputs, err := importer.Expand(h.Inputs)
	if err != nil {
		return err
	}
	if inputs, err = importer.Resolve(ctx, inputs, importer.As{Format: h.Format, Map: h.Map}); err != nil {
		return err
	}
	observer, err := h.observer()
	if err != nil {
		return err
	}
	facts, err := h.facts(ctx, observer)
	if err != nil {
		return err
	}
	known, err := h.readKnown(ctx)
	if err != nil {
		return err
	}
	releases, err := h.readReleases(ctx)
	if err != nil {
		return err
	}
	sets, err := h.readKnownSets()
	if err != nil {
		return err
	}
	l, err := OpenLake(ctx, cmp.Or(h.Lake, h.Out))
	if err != nil {
		return err
	}
	defer l.Close()
	report, err := h.read(ctx, l, observer, inputs)
	if err != nil {
		return err
	}
	h.out.Ingest = report
	h.stage("profiles")
	if f, ok := l.(interface{ Fold(on bool) }); ok { // what grows is asked again: its past is worth keeping
		f.Fold(report.Read < report.Exchanges)
	}
	totals, err := l.Select(ctx, report.Segments, micros(h.From), micros(h.To))
	if err != nil {
		return err
	}
	if read := totals.Exchanges + totals.Duplicates + totals.Removed; h.From.IsZero() && h.To.IsZero() && read != report.Exchanges {
		return fmt.Errorf("the lake in %s holds %d exchanges where %d were read: a file of it is missing; remove the directory and hunt again", cmp.Or(onDisk(h.Lake), h.Out), read, report.Exchanges)
	}
	set, err := profile.Build(ctx, l, facts, totals.Accounts)
	if err != nil {
		return err
	}
	if err := h.meet(facts, set); err != nil {
		return err
	}
	if err := set.Adopt(ctx, l, releases); err != nil {
		return err
	}
	if err := set.Contents(ctx, l); err != nil {
		return err
	}
	if err := set.Overlaps(ctx, l, sets); err != nil {
		return err
	}
	h.stage("links")
	index, err := link.Build(ctx, l, set)
	if err != nil {
		return err
	}
	h.log.Info("linked", "accounts", len(set.Accounts), "values", len(index.Values))
	h.stage("twins")
	twins, err := twin.Find(ctx, l, twin.Options{})
	if err != nil {
		return err
	}
	h.stage("campaigns")
	found, err := campaign.Assess(ctx, index, set, campaign.Options{FDR: h.FDR, Key: h.key, Known: h.whoIsKnown(known, set, observer), Fields: report.Fields, Twins: twins, Laws: h.Laws,
		Part: func(ctx context.Context, frames []uint64) (*profile.Set, error) {
			return set.Part(ctx, l, lake.Slice{Frames: frames})
		}})
	if err != nil {
		return err
	}
	h.stage("writing")
	r := campaign.Result{
		Schema: campaign.Schema, Version: Version, ParametersSHA256: h.parameters(),
		Input: campaign.Input{
			Exchanges: totals.Exchanges, Accounts: totals.Accounts, Rejected: report.Rejected, Duplicates: totals.Duplicates,
			Sources: report.Formats,
		},
		FDR: h.FDR, Calibration: found.Calibration, Bound: found.Bound, NotComputable: found.NotComputable,
		Campaigns: []campaign.Group{}, Groups: []campaign.Group{},
	}
	if totals.Exchanges > 0 {
		r.Input.From, r.Input.To = stamp(totals.First), stamp(totals.Last)
	}
	for _, g := range found.Campaigns {
		r.Campaigns = append(r.Campaigns, g.Group)
	}
	for _, g := range found.Groups {
		r.Groups = append(r.Groups, g.Group)
	}
	if totals.Conflicting > 0 {
		h.out.Warnings = append(h.out.Warnings, fmt.Sprintf("exchanges that came twice with different content under one id: %d; of each the one with the lowest canonical hash was kept", totals.Conflicting))
	}
	h.out.Result, h.out.Assessment = r, found
	if err := os.Remove(filepath.Join(h.Out, CampaignsFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("replacing the result of an earlier hunt: %w", err)
	}
	if err := writeTables(ctx, h.Out, l, index, set, found); err != nil {
		return err
	}
	if err := writeJSON(filepath.Join(h.Out, ManifestFile), h.manifest(report, totals, releases)); err != nil {
		return err
	}
	if err := h.remember(r, found, set); err != nil {
		return err
	}
	return writeJSON(filepath.Join(h.Out, CampaignsFile), r) // last: its presence says that the hunt is whole
}

// read brings the inputs into the lake; without inputs the hunt is in all that
// the lake has.
func (h *hunt) read(ctx context.Context, l lake.Lake, observer *observe.Observer, inputs []importer.Input) (IngestReport, error) {
	if len(inputs) > 0 {
		r, err := h.ingest(ctx, l, observer, inputs)
		if err == nil && r.Exchanges == 0 {
			var names []string
			for _, in := range inputs {
				names = append(names, in.Path)
			}
			err = fmt.Errorf("there is no exchange in %s: check what wrote the log", strings.Join(names, ", "))
		}
		return r, err
	}
	r, err := whole(ctx, l, observer)
	switch {
	case err != nil:
		return r, err
	case r.Exchanges == 0 && r.Strangers > 0:
		return r, fmt.Errorf("all %d segments of the lake were observed under another key or by another version: name the key they are under with --key-file", r.Strangers)
	case r.Exchanges == 0:
		return r, errors.New("there is no exchange in the lake: fill it with stillhunt ingest")
	case r.Strangers > 0:
		h.warn("segments of the lake that were observed under another key or by another version, and are left out: %d", r.Strangers)
	}
	h.log.Info("found", "exchanges", r.Exchanges, "rejected", r.Rejected, "segments", len(r.Segments))
	return r, nil
}

func (h *hunt) ingest(ctx context.Context, l lake.Lake, observer *observe.Observer, inputs []importer.Input) (IngestReport, error) {
	var texts *skeletons
	var sighting func(*observe.Observation, func() string)
	if h.Skeletons {
		var err error
		if texts, err = openSkeletons(filepath.Join(h.Out, SkeletonsFile)); err != nil {
			return IngestReport{}, err
		}
		sighting = texts.see
	}
	r, err := Ingest(ctx, IngestOptions{
		Inputs: inputs, Dir: h.Out, Lake: l, OwnsLake: h.Lake == "", Observer: observer, Parameters: h.reading(),
		LakeDir: onDisk(cmp.Or(h.Lake, h.Out)), MaxRejected: h.MaxReject, Progress: h.Progress, Sighting: sighting,
	})
	if err != nil {
		return r, err
	}
	if texts != nil {
		if err := texts.write(); err != nil {
			return r, err
		}
	}
	if r.Others > 0 {
		h.warn("records that are no exchange (embeddings, scores, spans of something else): %d", r.Others)
	}
	h.log.Info("read", "exchanges", r.Exchanges, "rejected", r.Rejected, "segments", len(r.Segments), "read_now", r.Read)
	return r, nil
}

func (h *hunt) warn(format string, values ...any) {
	h.out.Warnings = append(h.out.Warnings, fmt.Sprintf(format, values...))
}

// reading names what else than the observer changes what is seen in a log:
// another map sees other things in it, and what was read without texts has to be
// read again for them.
func (h *hunt) reading() string {
	r := digest(h.ASNDB)
	if h.Map != "" || h.Format != "auto" {
		r += " as " + h.Format + digest(h.Map)
	}
	if h.Skeletons {
		r += " with skeletons"
	}
	return r
}

func (h *hunt) stage(name string) {
	h.unbound = tidy(h.unbound != nil)
	h.log.Info("stage", "name", name)
	if h.Progress != nil {
		h.Progress(Progress{Stage: name, Exchanges: h.out.Ingest.Exchanges})
	}
}

func (h *hunt) observer() (*observe.Observer, error) {
	var table *asn.DB
	if h.ASNDB != "" {
		var err error
		if table, err = asn.Open(h.ASNDB); err != nil {
			return nil, err
		}
	}
	return observe.New(observe.Options{Key: h.key, ASN: table, Keyed: h.IDs == "keyed"})
}

// parameters is a hash of everything but the input that can change a result.
func (h *hunt) parameters() string {
	b, err := json.Marshal(struct {
		Version    string
		Key        string
		IDs        string
		From, To   int64
		FDR        float64
		Facts, ASN string
		Known      string
		Releases   string
		KnownSets  string `json:",omitempty"`
		Map        string `json:",omitempty"`
	}{Version, h.key.ID(), h.IDs, micros(h.From), micros(h.To), h.FDR, digest(h.Accounts), digest(h.ASNDB), digest(h.Known), digest(h.Releases), digest(h.KnownSets), digest(h.Map)})
	if err != nil {
		return "" // a struct of strings and numbers marshals
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// digest is the hash of a small file's content, empty if there is none.
func digest(path string) string {
	if path == "" {
		return ""
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func stamp(micros int64) string { return time.UnixMicro(micros).UTC().Format(time.RFC3339) }
