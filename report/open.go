package report

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/lake/duck"
)

// File is the report's name in a hunt directory.
const File = "report.html"

// NoHunt is the error for a directory that holds no finished hunt.
type NoHunt struct{ Dir string }

func (e *NoHunt) Error() string { return fmt.Sprintf("%s holds no finished hunt", e.Dir) }

// Hint says what to do.
func (e *NoHunt) Hint() string {
	return "name the directory that stillhunt hunt wrote; a hunt that was stopped goes on when the same command is run again"
}

// Open opens a hunt directory. Errors: *NoHunt.
func Open(dir string) (Hunt, error) {
	return open(dir, func(text []byte, h *Hunt) error { return json.Unmarshal(text, &h.Result) })
}

// OpenToExplain opens a hunt directory for Explain: a group's members, which are
// nearly all of campaigns.json, are read when it is asked for. Errors: *NoHunt.
func OpenToExplain(dir string) (Hunt, error) {
	return open(dir, func(text []byte, h *Hunt) error {
		short, members := withoutMembers(text)
		if err := json.Unmarshal(short, &h.Result); err != nil || len(members) != len(h.Result.Campaigns)+len(h.Result.Groups) {
			h.Result = campaign.Result{} // not as a hunt writes it
			return json.Unmarshal(text, &h.Result)
		}
		h.members = map[string][]byte{}
		for i, g := range slices.Concat(h.Result.Campaigns, h.Result.Groups) {
			h.members[g.ID] = members[i]
		}
		return nil
	})
}

// Of is the hunt that has just ended.
func Of(out *hunt.Outcome) (Hunt, error) {
	return open(out.Dir, func(_ []byte, h *Hunt) error {
		h.Result = out.Result
		return nil
	})
}

func open(dir string, decode func(text []byte, h *Hunt) error) (Hunt, error) {
	path := filepath.Join(dir, hunt.CampaignsFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Hunt{}, &NoHunt{dir}
	}
	if err != nil {
		return Hunt{}, fmt.Errorf("opening the hunt: %w", err)
	}
	h := Hunt{Tables: tables{dir}}
	if h.Skeletons, err = hunt.ReadSkeletons(dir); err != nil {
		return Hunt{}, err
	}
	past, err := hunt.ReadHistory(dir)
	if err != nil {
		return Hunt{}, err
	}
	sum := sha256.Sum256(text)
	h.Pasts = pasts(past, hex.EncodeToString(sum[:]))
	if err := decode(text, &h); err != nil {
		return Hunt{}, fmt.Errorf("%s is not readable: %w", path, err)
	}
	if h.Result.Schema != campaign.Schema {
		return Hunt{}, fmt.Errorf("%s is of schema %q, this version reads %q: hunt again", path, h.Result.Schema, campaign.Schema)
	}
	return h, nil
}

// withoutMembers takes the lists of members out of campaigns.json, as a hunt
// indents it; in a text of JSON there is no other place with such lines.
func withoutMembers(text []byte) (short []byte, members [][]byte) {
	const key, end = "\n   \"members\": ", "\n   ]"
	for {
		at := bytes.Index(text, []byte(key+"[\n"))
		if at < 0 {
			return append(short, text...), members
		}
		at += len(key)
		length := bytes.Index(text[at:], []byte(end))
		if length < 0 {
			return nil, nil
		}
		length += len(end)
		members = append(members, text[at:at+length])
		short = append(append(short, text[:at]...), "[]"...)
		text = text[at+length:]
	}
}

// tables reads the tables of a hunt directory with DuckDB.
type tables struct{ dir string }

func (t tables) Accounts(ctx context.Context, f Filter) iter.Seq2[hunt.AccountRecord, error] {
	return duck.ReadTable[hunt.AccountRecord](ctx, filepath.Join(t.dir, hunt.AccountsFile), f.where()...)
}

func (t tables) Links(ctx context.Context, f Filter) iter.Seq2[hunt.LinkRecord, error] {
	return duck.ReadTable[hunt.LinkRecord](ctx, filepath.Join(t.dir, hunt.LinksFile), f.where()...)
}

func (t tables) Days(ctx context.Context) iter.Seq2[hunt.DayRecord, error] {
	return duck.ReadTable[hunt.DayRecord](ctx, filepath.Join(t.dir, hunt.DaysFile))
}

func (f Filter) where() (w []duck.Where) {
	if f.Account != "" {
		w = append(w, duck.Where{Column: "account", Is: f.Account})
	}
	if len(f.Groups) > 0 {
		w = append(w, duck.Where{Column: "grp", Is: f.Groups})
	}
	if f.Drawn {
		w = append(w, duck.Where{Column: "drawn", Is: int64(1)})
	}
	return w
}

// Data gathers what the report of the hunt shows.
func (h Hunt) Data(ctx context.Context) (Data, error) {
	d := Data{Result: h.Result, Skeletons: h.Skeletons, Pasts: h.Pasts, Limits: limits(h.Result)}
	links := Filter{}
	if len(h.Skeletons) == 0 { // else who sent which is needed of all
		links.Drawn = true
		all := slices.Concat(h.Result.Campaigns, h.Result.Groups)
		for _, g := range all[:min(len(all), pageGraphs)] {
			links.Groups = append(links.Groups, g.ID)
		}
	}
	d.Links = h.Tables.Links(ctx, links)
	for day, err := range h.Tables.Days(ctx) {
		if err != nil {
			return Data{}, fmt.Errorf("reading the time lines: %w", err)
		}
		d.Days = append(d.Days, day)
	}
	var err error
	d.Releases, err = h.Tables.Releases()
	return d, err
}

// Releases reads the model releases that the hunt was told of.
func (t tables) Releases() ([]Release, error) {
	m, err := hunt.ReadManifest(t.dir)
	if err != nil {
		return nil, err
	}
	var out []Release
	for _, r := range m.Releases {
		at, err := time.Parse(time.RFC3339, r.Time)
		if err != nil {
			return nil, fmt.Errorf("reading the hunt's manifest: %w", err)
		}
		out = append(out, Release{r.Model, at.Unix() / 86400})
	}
	return out, nil
}

// WriteFile writes the report to path, complete or not at all.
func WriteFile(path string, d Data) error {
	var b bytes.Buffer
	if err := WriteHTML(&b, d); err != nil {
		return err
	}
	return hunt.WriteFile(path, b.Bytes())
}
