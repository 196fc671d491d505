package hunt

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/lake/duck"
	"github.com/stillhunt/stillhunt/observe"
)

// House is a lake of which one keeps house. No hunt writes to it meanwhile.
type House struct {
	Lake   lake.Lake
	where  string
	unlock func()
}

// OpenHouse opens a lake that is there already: a directory, that of a hunt too,
// or one on other machines.
func OpenHouse(ctx context.Context, where string) (*House, error) {
	h := &House{where: where, unlock: func() {}}
	if dir := onDisk(where); dir != "" {
		if err := holdsLake(dir); err != nil {
			return nil, err
		}
		unlock, err := lock(dir)
		if err != nil {
			return nil, err
		}
		h.unlock = unlock
	}
	l, err := OpenLake(ctx, where)
	if err != nil {
		h.unlock()
		return nil, err
	}
	h.Lake = l
	return h, nil
}

// Close lets go of the lake.
func (h *House) Close() error {
	defer h.unlock()
	return h.Lake.Close()
}

// holdsLake keeps a misspelt name from becoming an empty lake.
func holdsLake(dir string) error {
	_, err := os.Stat(filepath.Join(dir, "observations"))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s holds no lake: name a hunt directory, or what --lake named", dir)
	}
	if err != nil {
		return fmt.Errorf("looking for the lake: %w", err)
	}
	if _, err := os.Stat(filepath.Join(dir, oldJournalFile)); err == nil {
		return fmt.Errorf("the lake in %s is of an older version: hunt into it once, which brings it to this one", dir)
	}
	return nil
}

// LakeStand says what a lake holds.
type LakeStand struct {
	Lake      string         `json:"lake"`
	Segments  int            `json:"segments"`
	Schemas   map[string]int `json:"schemas"` // of what is kept beside a segment → segments
	Exchanges int64          `json:"exchanges"`
	Accounts  int64          `json:"accounts"`
	Twice     int64          `json:"duplicates"` // left out of Exchanges
	Removed   int64          `json:"removed"`    // by retain and erase
	Bytes     int64          `json:"bytes"`
	From      string         `json:"from"`
	To        string         `json:"to"`
	Days      int64          `json:"days"` // from the first to the last
	Keys      LakeKeys       `json:"keys"`

	last int64 // microseconds
}

// LakeKeys says under which keys a lake's segments are.
type LakeKeys struct {
	Key     string `json:"key_id"`        // of the key that was named, or empty
	Now     int    `json:"under_it"`      // segments
	Earlier int    `json:"under_earlier"` // under one that it was rotated from
	Unknown int    `json:"under_unknown"` // under another, or made by another version
	IDs     string `json:"ids,omitempty"` // keep, keyed or both, of those that are known
	stands  []stand
}

// Show says what the lake holds. A zero key tells nothing of keys.
func (h *House) Show(ctx context.Context, k key.Key) (LakeStand, error) {
	s := LakeStand{Lake: h.where, Schemas: map[string]int{}}
	names, err := h.segments(ctx, func(c lake.Committed) {
		var n struct {
			Schema string `json:"schema"`
		}
		if json.Unmarshal(c.Note, &n) != nil || n.Schema == "" {
			n.Schema = "unknown"
		}
		s.Schemas[n.Schema]++
	})
	if err != nil {
		return s, err
	}
	t, err := h.Lake.Select(ctx, names, 0, 0)
	if err != nil {
		return s, err
	}
	s.Segments, s.Exchanges, s.Accounts, s.Twice, s.Removed, s.Bytes = len(names), t.Exchanges, t.Accounts, t.Duplicates, t.Removed, t.Bytes
	if t.Exchanges > 0 {
		s.From, s.To, s.Days, s.last = stamp(t.First), stamp(t.Last), t.Last/dayMicros-t.First/dayMicros+1, t.Last
	}
	if k != (key.Key{}) {
		s.Keys, err = h.keys(ctx, k)
	}
	return s, err
}

func (h *House) segments(ctx context.Context, each func(lake.Committed)) ([]string, error) {
	all, err := h.Lake.Segments(ctx)
	var names []string
	for _, c := range all {
		names = append(names, c.Name)
		each(c)
	}
	return names, err
}

const dayMicros = int64(24 * time.Hour / time.Microsecond)

// Retention is a cut of a lake: what is of days before From goes.
type Retention struct {
	From      time.Time // midnight UTC
	Exchanges int64     // of the days that go, as committed
	Days      int64     // that go, from the first
	Left      int64     // exchanges that stay
}

// Before plans to keep the day of a moment and what is later.
func (h *House) Before(ctx context.Context, t time.Time) (Retention, error) {
	return h.plan(ctx, t.UnixMicro()/dayMicros)
}

// Latest plans to keep so many days: back from the newest in the lake, or from a
// moment if it is not zero.
func (h *House) Latest(ctx context.Context, days int, now time.Time) (Retention, error) {
	last := now.UnixMicro() / dayMicros
	if now.IsZero() {
		s, err := h.Show(ctx, key.Key{})
		if err != nil {
			return Retention{}, err
		}
		last = s.last / dayMicros
	}
	return h.plan(ctx, last-int64(days)+1)
}

func (h *House) plan(ctx context.Context, day int64) (Retention, error) {
	from := day * dayMicros
	r := Retention{From: time.UnixMicro(from).UTC()}
	names, err := h.segments(ctx, func(lake.Committed) {})
	if err != nil {
		return r, err
	}
	all, err := h.Lake.Select(ctx, names, 0, 0)
	if err != nil || all.Exchanges == 0 || all.First >= from {
		r.Left = all.Exchanges + all.Duplicates
		return r, err
	}
	gone, err := h.Lake.Select(ctx, names, 0, from)
	r.Exchanges, r.Days = gone.Exchanges+gone.Duplicates, min(day, all.Last/dayMicros+1)-all.First/dayMicros
	r.Left = all.Exchanges + all.Duplicates - r.Exchanges
	return r, err
}

// Retain does what was planned, and says how many exchanges went.
func (h *House) Retain(ctx context.Context, r Retention) (int64, error) {
	return h.Lake.Retain(ctx, r.From.UnixMicro())
}

// Erasure is an account that is to be forgotten.
type Erasure struct {
	Account   string
	Exchanges int64    // in the lake, each once
	Hunts     []string // hunt directories near the lake that name the account

	hashes []uint64
}

// NoAccount is the error for an account that a lake does not have.
type NoAccount struct{ Account, Lake string }

func (e *NoAccount) Error() string {
	return fmt.Sprintf("no account %q is in the lake %s", e.Account, e.Lake)
}

// Hint says what to do.
func (e *NoAccount) Hint() string {
	return "check the id, and that --key-file names the key that the lake was filled under"
}

// Find looks for an account, by its id as the log has it or as the lake writes
// it, and for the hunts that name it. Errors: *NoAccount, with the hunts that
// name it all the same.
func (h *House) Find(ctx context.Context, k key.Key, account string) (Erasure, error) {
	e := Erasure{Account: account}
	names, err := h.segments(ctx, func(lake.Committed) {})
	if err != nil {
		return e, err
	}
	if _, err := h.Lake.Select(ctx, names, 0, 0); err != nil {
		return e, err
	}
	written := []string{account} // as a hunt may write it
	var hashes []uint64
	for n := 1; n <= k.Len(); n++ {
		hashes = append(hashes, k.Until(n).Sum64("account", account))
		written = append(written, k.Until(n).Hex("account", account))
	}
	for row, err := range h.Lake.Accounts(ctx) {
		if err != nil {
			return e, fmt.Errorf("looking for the account: %w", err)
		}
		if slices.Contains(hashes, row.Account) || slices.Contains(written, row.ID) {
			e.hashes = append(e.hashes, row.Account)
			e.Exchanges += row.Exchanges
		}
	}
	if e.Hunts, err = h.huntsWith(ctx, written); err != nil {
		return e, err
	}
	if len(e.hashes) == 0 {
		return e, &NoAccount{account, h.where}
	}
	return e, nil
}

// Erase forgets an account that was found, and says how many exchanges went.
func (h *House) Erase(ctx context.Context, e Erasure) (int64, error) {
	var gone int64
	for _, hash := range e.hashes {
		n, err := h.Lake.Erase(ctx, hash)
		if gone += n; err != nil {
			return gone, err
		}
	}
	return gone, nil
}

// huntsWith lists the hunt directories in, beside and around the lake, and in
// the current directory, whose tables name one of these accounts.
func (h *House) huntsWith(ctx context.Context, accounts []string) ([]string, error) {
	var found []string
	seen := map[string]bool{}
	places := []string{"."}
	if dir := onDisk(h.where); dir != "" {
		places = append(places, filepath.Dir(filepath.Clean(dir)), dir)
	}
	for _, place := range places {
		tables, err := filepath.Glob(filepath.Join(place, "*", AccountsFile))
		if err != nil {
			return nil, err
		}
		for _, table := range append(tables, filepath.Join(place, AccountsFile)) {
			full, err := filepath.Abs(table)
			if err != nil {
				return nil, err
			}
			if _, err := os.Stat(table); err != nil || seen[full] {
				continue
			}
			seen[full] = true
			named, err := names(ctx, table, accounts)
			if err != nil {
				return nil, err
			}
			if named {
				found = append(found, filepath.Dir(table))
			}
		}
	}
	slices.Sort(found)
	return found, nil
}

func names(ctx context.Context, table string, accounts []string) (bool, error) {
	for _, account := range accounts {
		for _, err := range duck.ReadTable[AccountRecord](ctx, table, duck.Where{Column: "account", Is: account}) {
			if err != nil {
				return false, fmt.Errorf("reading %s: %w", table, err)
			}
			return true, nil
		}
	}
	return false, nil
}

// sight is the observer that a key makes, and what others know it by.
func sight(k key.Key, ids string) (string, error) {
	ob, err := observe.New(observe.Options{Key: k, Keyed: ids == keyedIDs})
	if err != nil {
		return "", err
	}
	return identity(ob), nil
}
