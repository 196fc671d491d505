package hunt

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/lake"
)

// lock keeps two hunts from writing to one directory. The lock ends with the
// process, however it ends.
func lock(dir string) (unlock func(), err error) {
	f, err := os.OpenFile(filepath.Join(dir, ".lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("locking the hunt directory (another can be named with --out): %w", err)
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, fmt.Errorf("another hunt is writing to %s: wait for it, or choose another directory with --out", dir)
		}
		return nil, fmt.Errorf("locking the hunt directory: %w", err)
	}
	return func() { f.Close() }, nil
}

// openLog appends to the hunt's log, one JSON object a line.
func openLog(path string) (*slog.Logger, func() error, error) {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, nil, fmt.Errorf("opening the hunt's log: %w", err)
	}
	return slog.New(slog.NewJSONHandler(f, nil)), f.Close, nil
}

// Manifest is manifest.json: what a hunt was made of.
type Manifest struct {
	Version    string            `json:"version"`
	Key        string            `json:"key_id"`
	Parameters string            `json:"parameters_sha256"`
	IDs        string            `json:"ids"`            // keep or keyed
	From       string            `json:"from,omitempty"` // what --from and --to cut out
	To         string            `json:"to,omitempty"`
	Inputs     []ManifestInput   `json:"inputs"`
	Records    map[string]string `json:"records"` // role of a file of facts → sha256
	Segments   []string          `json:"segments"`
	LakeBytes  int64             `json:"lake_bytes"`
	Exchanges  int64             `json:"exchanges"`
	Fields     map[string]int64  `json:"fields"`  // exchanges that carried a key
	Unknown    map[string]int64  `json:"unknown"` // keys that are not the record's
	Releases   []ManifestRelease `json:"releases"`
}

// ManifestInput is one input file.
type ManifestInput struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// ManifestRelease is a model and when it came out.
type ManifestRelease struct {
	Model string `json:"model"`
	Time  string `json:"time"`
}

func (h *hunt) manifest(r IngestReport, t lake.Totals, releases []exchange.Release) Manifest {
	m := Manifest{
		Version: Version, Key: h.key.ID(), Parameters: h.parameters(), IDs: h.IDs, Segments: r.Segments, LakeBytes: t.Bytes,
		Exchanges: t.Exchanges, Fields: r.Fields, Unknown: r.Unknown, Records: map[string]string{}, Inputs: r.Inputs,
		Releases: []ManifestRelease{},
	}
	for role, path := range map[string]string{"accounts": h.Accounts, "releases": h.Releases, "known": h.Known, "known_sets": h.KnownSets, "asn": h.ASNDB, "map": h.Map} {
		if path != "" {
			m.Records[role] = digest(path)
		}
	}
	if !h.From.IsZero() {
		m.From = stamp(micros(h.From))
	}
	if !h.To.IsZero() {
		m.To = stamp(micros(h.To))
	}
	for _, x := range releases {
		m.Releases = append(m.Releases, ManifestRelease{x.Model, stamp(x.Time)})
	}
	return m
}
