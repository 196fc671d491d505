package share

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/lake/duck"
	"github.com/stillhunt/stillhunt/share/community"
	"github.com/stillhunt/stillhunt/share/stix"
)

// MatchOptions say what is looked for where.
type MatchOptions struct {
	Dir        string // a hunt directory: the account facts, and who is in which campaign
	Lake       string // where the observations are; empty: in the hunt directory
	Community  community.Key
	Deployment key.Key
	At         time.Time
	Kinds      []community.Kind // nil is all
	Things     []stix.Thing     // what peers wrote
}

// Found is what occurs here of what peers are looking for.
type Found struct {
	At      string   `json:"at"`
	Counts  Counts   `json:"counts"`
	Matches []Match  `json:"matches"`          // by confidence, then accounts
	Unseen  []Wanted `json:"unseen,omitempty"` // looked for and not found
}

// Counts account for every indicator that was read.
type Counts struct {
	Indicators int `json:"indicators"` // read, of each the latest version
	Foreign    int `json:"foreign"`    // not of Stillhunt's form
	Revoked    int `json:"revoked"`    // by who wrote it
	Expired    int `json:"expired"`    // by its date, or by its key's
	Ahead      int `json:"dated_ahead"`
	Unknown    int `json:"unknown_key"`
	Replaced   int `json:"replaced_key"` // made after a later key had begun
	Other      int `json:"kind_left_out"`
	Disputed   int `json:"disputed"` // so that their confidence is below Least
	TooMany    int `json:"too_many"` // of one kind for one campaign
	Looked     int `json:"looked_for"`
	Found      int `json:"found"`
}

// Wanted is an indicator that is looked for.
type Wanted struct {
	ID         string         `json:"id"`
	Kind       community.Kind `json:"kind"`
	From       string         `json:"from"` // the peer, by what he calls himself
	Confidence int            `json:"confidence"`
	ValidUntil time.Time      `json:"valid_until"`
	Disputes   []Dispute      `json:"disputes,omitempty"`

	keyID, value string
	by, campaign string // ids
	made         time.Time
}

func (w *Wanted) place() place { return place{w.Kind, w.keyID, w.value} }

// Match is an indicator that occurs here. What is in it stays here: it has our
// own accounts.
type Match struct {
	Wanted
	Accounts  []string       `json:"accounts"`            // ids as the hunt has them, sorted
	Exchanges int64          `json:"exchanges,omitempty"` // 0 of what accounts were signed up with
	First     string         `json:"first,omitempty"`
	Last      string         `json:"last,omitempty"`
	Groups    map[string]int `json:"groups,omitempty"` // accounts by the campaign or group they are in here

	first, last int64
}

// FindIn looks for the peers' indicators in a lake and in the facts beside it. It
// reads each value of the lake once, brings it to the community's base, and
// hashes it under every dated key that some indicator names: the cost is that
// of a question to the lake, whatever the number of indicators.
func FindIn(ctx context.Context, o MatchOptions) (*Found, error) {
	m, err := hunt.ReadManifest(o.Dir)
	if err != nil {
		return nil, err
	}
	back, err := o.Community.Bring(o.Deployment, m.Key)
	if err != nil {
		return nil, err
	}
	if o.Kinds == nil {
		o.Kinds = community.Kinds
	}
	out := &Found{At: stix.Stamp(o.At), Matches: []Match{}}
	s := &search{MatchOptions: o, back: back, keys: map[community.Kind][]*community.Hasher{}, wanted: map[place]bool{}, seen: map[place]*sight{}}
	all := s.want(&out.Counts)
	if len(all) > 0 {
		if err := s.look(ctx, m); err != nil {
			return nil, err
		}
	}
	who, err := s.who(ctx, m)
	if err != nil {
		return nil, err
	}
	for _, w := range all {
		if seen := s.seen[w.place()]; seen != nil {
			out.Matches = append(out.Matches, seen.match(w, who))
		} else {
			out.Unseen = append(out.Unseen, w)
		}
	}
	out.Counts.Found = len(out.Matches)
	slices.SortFunc(out.Matches, func(a, b Match) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(len(b.Accounts), len(a.Accounts)), strings.Compare(a.ID, b.ID))
	})
	return out, nil
}

// place is where an indicator is found.
type place struct {
	kind  community.Kind
	keyID string
	value string
}

// search is one run of FindIn.
type search struct {
	MatchOptions
	back   func(uint64) uint64
	keys   map[community.Kind][]*community.Hasher // under those that some indicator of the kind names
	wanted map[place]bool
	seen   map[place]*sight
}

// sight is where an indicator was seen.
type sight struct {
	accounts    map[uint64]bool
	exchanges   int64
	first, last int64 // microseconds; 0 if there is no exchange
}

// columns are the traits of the lake that have values of a kind.
var columns = map[community.Kind]string{
	community.Skeleton: "skeleton", community.System: "system", community.Network: "network", community.Client: "client",
}

// look goes through the lake and the facts.
func (s *search) look(ctx context.Context, m hunt.Manifest) error {
	l, err := hunt.OpenLake(ctx, cmp.Or(s.Lake, s.Dir))
	if err != nil {
		return err
	}
	defer l.Close()
	from, to, err := window(m)
	if err != nil {
		return err
	}
	if _, err := l.Select(ctx, m.Segments, from, to); err != nil {
		return fmt.Errorf("%w; if the lake is not in the hunt directory, name it with --lake", err)
	}
	for _, k := range community.Kinds {
		if columns[k] == "" || len(s.keys[k]) == 0 {
			continue
		}
		var value uint64
		var hits []place
		for r, err := range l.Showings(ctx, columns[k]) {
			if err != nil {
				return err
			}
			if r.Value != value {
				value, hits = r.Value, s.hits(k, r.Value)
			}
			for _, at := range hits {
				s.see(at, r.Account, r.Exchanges, r.First, r.Last)
			}
		}
	}
	return s.lookAtFacts(ctx, m)
}

func window(m hunt.Manifest) (from, to int64, err error) {
	for _, t := range []struct {
		text string
		at   *int64
	}{{m.From, &from}, {m.To, &to}} {
		if t.text == "" {
			continue
		}
		at, err := time.Parse(time.RFC3339, t.text)
		if err != nil {
			return 0, 0, fmt.Errorf("reading the hunt's manifest: %w", err)
		}
		*t.at = at.UnixMicro()
	}
	return from, to, nil
}

// hits are the indicators that a value of the lake is.
func (s *search) hits(k community.Kind, value uint64) []place {
	base := s.back(value)
	var out []place
	for _, h := range s.keys[k] {
		if at := (place{k, h.Key.ID, h.Hash(base)}); s.wanted[at] {
			out = append(out, at)
		}
	}
	return out
}

func (s *search) see(where place, account uint64, exchanges, first, last int64) {
	at := s.seen[where]
	if at == nil {
		at = &sight{accounts: map[uint64]bool{}}
		s.seen[where] = at
	}
	at.accounts[account] = true
	if exchanges == 0 {
		return
	}
	if at.exchanges == 0 {
		at.first, at.last = first, last
	}
	at.exchanges += exchanges
	at.first, at.last = min(at.first, first), max(at.last, last)
}

// lookAtFacts looks at what accounts were signed up with.
func (s *search) lookAtFacts(ctx context.Context, m hunt.Manifest) error {
	if len(s.keys[community.Payment])+len(s.keys[community.Device]) == 0 {
		return nil
	}
	hash := s.hashOf(m)
	memo := map[place][]place{}
	for f, err := range duck.ReadTable[hunt.FactRecord](ctx, filepath.Join(s.Dir, hunt.FactsFile)) {
		if err != nil {
			return fmt.Errorf("reading the account facts: %w", err)
		}
		for _, v := range []struct {
			kind community.Kind
			word string
		}{{community.Payment, f.Card}, {community.Device, f.Device}} {
			if v.word == "" || len(s.keys[v.kind]) == 0 {
				continue
			}
			at := place{kind: v.kind, value: v.word}
			hits, ok := memo[at]
			if !ok {
				value, err := word(v.word)
				if err != nil {
					return err
				}
				hits = s.hits(v.kind, value)
				memo[at] = hits
			}
			for _, at := range hits {
				s.see(at, hash(f.Account), 0, 0, 0)
			}
		}
	}
	return nil
}

// word reads a value as the tables of a hunt write it.
func word(text string) (uint64, error) {
	v, err := strconv.ParseUint(text, 16, 64)
	if err != nil || v == 0 {
		return 0, errors.New("a table of the hunt directory holds a value that is none: hunt again")
	}
	return v, nil
}

// hashOf gives the hash that the lake has of an account's id: the first half of
// a keyed one, or what the key makes of it.
func (s *search) hashOf(m hunt.Manifest) func(id string) uint64 {
	k := s.Deployment.Until(s.Deployment.Find(m.Key))
	h := k.Hasher()
	return func(id string) uint64 {
		if m.IDs == "keyed" && len(id) == 32 {
			if v, err := strconv.ParseUint(id[:16], 16, 64); err == nil {
				return v
			}
		}
		return h.Sum64("account", id)
	}
}
