package hunt

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	_ "embed"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/profile"
)

// HistoryFile ties the campaigns and groups of a hunt to those of the hunts
// that were written to the same directory before. Nothing of a result depends
// on it.
const HistoryFile = "history.json"

const historySchema = "stillhunt.history/v1"

//go:embed schema/history.schema.json
var historySchemaText []byte

// HistorySchema is the JSON Schema (draft 2020-12) of history.json.
func HistorySchema() []byte { return slices.Clone(historySchemaText) }

// History is history.json: the hunts whose result differed from the one before,
// the oldest first.
type History struct {
	Schema string  `json:"schema"`
	Hunts  []Entry `json:"hunts"`
	// Members are the accused accounts of the last hunt by the id of their
	// campaign or group, each as the lake's keyed hash: what the next hunt is
	// compared with. Of earlier hunts only numbers are kept.
	Members map[string]hashes `json:"members"`
}

// Entry is one hunt.
type Entry struct {
	From       string      `json:"from"` // of the data, as in campaigns.json
	To         string      `json:"to"`
	Version    string      `json:"version"`
	Parameters string      `json:"parameters_sha256"`
	Key        string      `json:"key_id"`
	Result     string      `json:"result_sha256"` // of campaigns.json
	Exchanges  int64       `json:"exchanges"`
	Accounts   int64       `json:"accounts"`
	Follows    bool        `json:"follows"` // what there was a hunt before, under this key or one that this key was rotated from
	Found      []Descended `json:"found"`   // campaigns, then groups, as in campaigns.json
	Ended      []Kin       `json:"ended"`
}

// Descended is a campaign or group with its lineage: the line of heirs that it
// continues, which keeps its name as accounts come and go.
type Descended struct {
	Relation
	Lineage string `json:"lineage"` // the id of the first of the line
	Since   string `json:"since"`   // when the data ended in which it was first found
	Origin  Kin    `json:"origin"`  // what it was then
}

// historyLength is how many hunts are kept; lineages do not need the older ones.
const historyLength = 1000

// hashes are account hashes, ascending; in JSON the base64 of eight big-endian
// bytes each.
type hashes []uint64

// MarshalText implements encoding.TextMarshaler.
func (h hashes) MarshalText() ([]byte, error) {
	b := make([]byte, 0, 8*len(h))
	for _, x := range h {
		b = binary.BigEndian.AppendUint64(b, x)
	}
	return []byte(base64.StdEncoding.EncodeToString(b)), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *hashes) UnmarshalText(text []byte) error {
	b, err := base64.StdEncoding.DecodeString(string(text))
	if err != nil || len(b)%8 != 0 {
		return errors.New("members are not base64 of eight bytes each")
	}
	*h = nil
	for ; len(b) > 0; b = b[8:] {
		*h = append(*h, binary.BigEndian.Uint64(b))
	}
	return nil
}

// changed are the hashes under a later key.
func (h hashes) changed(c *key.Change) []uint64 {
	out := make([]uint64, len(h))
	for i, x := range h {
		out[i] = c.Of(x)
	}
	return out
}

// ReadHistory reads the history of a hunt directory; an empty one if there is
// none yet.
func ReadHistory(dir string) (History, error) {
	h := History{Schema: historySchema}
	path := filepath.Join(dir, HistoryFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return h, nil
	}
	if err != nil {
		return h, fmt.Errorf("reading the history of earlier hunts: %w", err)
	}
	const remedy = "remove the file and hunt again, the history then begins anew"
	if err := json.Unmarshal(text, &h); err != nil {
		return h, fmt.Errorf("%s is damaged (%w): %s", path, err, remedy)
	}
	if h.Schema != historySchema {
		return h, fmt.Errorf("%s is of schema %q, this version writes %q: hunt with the version that wrote it, or %s", path, h.Schema, historySchema, remedy)
	}
	return h, nil
}

// remember adds a finished hunt to the history, if its result differs from the
// last one's.
func (h *hunt) remember(r campaign.Result, found *campaign.Assessment, s *profile.Set) error {
	past, err := ReadHistory(h.Out)
	if err != nil {
		return err
	}
	text, err := encode(r)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(text)
	e := Entry{
		From: r.Input.From, To: r.Input.To, Version: r.Version, Parameters: r.ParametersSHA256, Key: h.key.ID(),
		Result: hex.EncodeToString(sum[:]), Exchanges: r.Input.Exchanges, Accounts: r.Input.Accounts,
	}
	now := append(crews(found.Campaigns, KindCampaign, s), crews(found.Groups, KindGroup, s)...)
	next, changed := past.append(e, now, h.key)
	if !changed {
		return nil
	}
	return writeJSON(filepath.Join(h.Out, HistoryFile), next)
}

// crews are campaigns or groups with the lake's hashes of their accused accounts.
func crews(list []campaign.Assessed, kind string, s *profile.Set) []crew[uint64] {
	var out []crew[uint64]
	for _, g := range list {
		c := crew[uint64]{Kin: Kin{g.ID, g.Name, kind, g.Group.Accounts}}
		for i, m := range g.Members {
			if m.Accused() {
				c.accounts = append(c.accounts, s.Accounts[g.Accounts[i]].Account)
			}
		}
		slices.Sort(c.accounts)
		out = append(out, c)
	}
	return out
}

// append is the history with one hunt more, or as it was if that found what the
// last one found.
func (h History) append(e Entry, now []crew[uint64], k key.Key) (History, bool) {
	var before []crew[uint64]
	line := []Descended{} // of before
	if n := len(h.Hunts); n > 0 {
		last := h.Hunts[n-1]
		if last.Result == e.Result {
			return h, false
		}
		if keys := k.Find(last.Key); keys > 0 { // this key, or what it was before a rotation
			e.Follows, line = true, last.Found
			change := k.ChangeFrom(keys)
			for _, d := range line {
				before = append(before, crew[uint64]{d.Kin, h.Members[d.ID].changed(change)})
			}
		}
	}
	became := follow(before, now)
	e.Found, e.Ended = descend(line, became, e.To), append([]Kin{}, became.ended...)
	out := History{Schema: historySchema, Hunts: append(slices.Clone(h.Hunts), e), Members: map[string]hashes{}}
	out.Hunts = out.Hunts[max(0, len(out.Hunts)-historyLength):]
	for _, c := range now {
		out.Members[c.ID] = c.accounts
	}
	return out, true
}

// descend gives each crew the lineage of the one that it is the heir of, or one
// of its own that nobody else here has.
func descend(before []Descended, became heirs, to string) []Descended {
	out := make([]Descended, len(became.now))
	taken := map[string]bool{}
	for i, r := range became.now {
		out[i] = Descended{Relation: r, Lineage: r.ID, Since: to, Origin: r.Kin}
		if from := became.heirs[i]; from >= 0 {
			d := before[from]
			out[i].Lineage, out[i].Since, out[i].Origin = d.Lineage, d.Since, d.Origin
			taken[d.Lineage] = true
		}
	}
	for i := range out {
		if became.heirs[i] >= 0 {
			continue
		}
		for n := 2; taken[out[i].Lineage]; n++ { // it is made of the accounts that another began with
			out[i].Lineage = fmt.Sprintf("%s-%d", out[i].ID, n)
		}
		taken[out[i].Lineage] = true
	}
	return out
}
