package hunt

import (
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
	"github.com/stillhunt/stillhunt/lake/duck"
	"github.com/stillhunt/stillhunt/link"
	"github.com/stillhunt/stillhunt/link/twin"
	"github.com/stillhunt/stillhunt/observe"
	"github.com/stillhunt/stillhunt/profile"
)

// Version is the version of what a hunt computes: a change that can change
// campaigns.json changes it.
const Version = "0.2.0"

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
	h := &hunt{Options: o, key: k, log: log, out: &Outcome{Dir: o.Out}}
	defer func() {
		if h.unbound != nil {
			h.unbound()
		}
	}()
	if err := h.run(ctx); err != nil {
		log.Error("stopped", "error", err)
		return nil, err
	}
	h.out.Took = time.Since(began)
	log.Info("finished", "campaigns", len(h.out.Result.Campaigns), "groups", len(h.out.Result.Groups), "took", h.out.Took)
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
	dir := h.Lake
	if dir == "" {
		dir = h.Out
	}
	l, err := duck.Open(dir, duck.Options{})
	if err != nil {
		return err
	}
	defer l.Close()
	var texts *skeletons
	var sighting func(*observe.Observation, func() string)
	reading := digest(h.ASNDB)
	if h.Map != "" || h.Format != "auto" { // another map sees other things in the same log
		reading += " as " + h.Format + digest(h.Map)
	}
	if h.Skeletons {
		reading += " with skeletons" // what was read without them has to be read again
		if texts, err = openSkeletons(filepath.Join(h.Out, SkeletonsFile)); err != nil {
			return err
		}
		sighting = texts.see
	}
	report, err := Ingest(ctx, IngestOptions{
		Inputs: inputs, Dir: h.Out, Lake: l, OwnsLake: h.Lake == "", Observer: observer,
		Parameters: reading, LakeDir: dir, MaxRejected: h.MaxReject, Progress: h.Progress, Sighting: sighting,
	})
	if err != nil {
		return err
	}
	if texts != nil {
		if err := texts.write(); err != nil {
			return err
		}
	}
	h.out.Ingest = report
	if report.Exchanges == 0 {
		var names []string
		for _, in := range inputs {
			names = append(names, in.Path)
		}
		return fmt.Errorf("there is no exchange in %s: check what wrote the log", strings.Join(names, ", "))
	}
	if report.Others > 0 {
		h.out.Warnings = append(h.out.Warnings, fmt.Sprintf("records that are no exchange (embeddings, scores, spans of something else): %d", report.Others))
	}
	h.log.Info("read", "exchanges", report.Exchanges, "rejected", report.Rejected, "segments", len(report.Segments), "read_now", report.Read)
	h.stage("profiles")
	totals, err := l.Select(ctx, report.Segments, micros(h.From), micros(h.To))
	if err != nil {
		return err
	}
	if read := totals.Exchanges + totals.Duplicates; h.From.IsZero() && h.To.IsZero() && read != report.Exchanges {
		return fmt.Errorf("the lake in %s holds %d exchanges where %d were read: a file of it is missing; remove the directory and hunt again", dir, read, report.Exchanges)
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
	return writeJSON(filepath.Join(h.Out, CampaignsFile), r) // last: its presence says that the hunt is whole
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
