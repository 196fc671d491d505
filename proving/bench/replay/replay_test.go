package replay

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/importer/native"
	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/observe"
	"github.com/stillhunt/stillhunt/proving"
)

// world makes a small block of the letter's world and gives its paths: every
// twentieth line of a day.
func world(t *testing.T) (traffic, accounts string) {
	t.Helper()
	dir := t.TempDir()
	if _, err := proving.Generate(t.Context(), proving.Options{Scenario: "letter", Out: dir, Scale: .0005, Benign: 20, Days: 1}); err != nil {
		t.Fatal(err)
	}
	var kept []byte
	n := 0
	err := lines(t.Context(), filepath.Join(dir, "traffic"), func(line []byte) error {
		if n++; n%20 == 0 {
			kept = append(append(kept, line...), '\n')
		}
		return nil
	})
	traffic = filepath.Join(dir, "block.jsonl")
	if err := errors.Join(err, os.WriteFile(traffic, kept, 0o644)); err != nil {
		t.Fatal(err)
	}
	return traffic, filepath.Join(dir, "accounts.jsonl")
}

// write gives the traffic and the facts of replicas.
func write(t *testing.T, traffic, accounts string, replicas, window int) (b *Block, exchanges, facts []byte) {
	t.Helper()
	b, err := Read(t.Context(), traffic, accounts)
	if err != nil {
		t.Fatal(err)
	}
	var x, f bytes.Buffer
	if err := errors.Join(b.WriteAccounts(&f, replicas, window), b.Write(&x, replicas, window)); err != nil {
		t.Fatal(err)
	}
	return b, x.Bytes(), f.Bytes()
}

// whose tells a replica's lines by the code that their accounts end in.
type whose map[string]string

func (w whose) meet(t *testing.T, what, value, replica string) {
	t.Helper()
	if value == "" {
		return
	}
	if other, ok := w[what+value]; ok && other != replica {
		t.Errorf("replicas %s and %s share the %s %s", other, replica, what, value)
	}
	w[what+value] = replica
}

func TestReplicasShareNothing(t *testing.T) {
	const replicas, window = 3, 10 // two begin together, one a week later
	traffic, accounts := world(t)
	b, lines, facts := write(t, traffic, accounts, replicas, window)
	if again, same, samefacts := write(t, traffic, accounts, replicas, window); again.Exchanges != b.Exchanges || !bytes.Equal(lines, same) || !bytes.Equal(facts, samefacts) {
		t.Error("a second replay is another")
	}
	k, err := key.FromBytes(bytes.Repeat([]byte("k"), 32))
	if err != nil {
		t.Fatal(err)
	}
	observer, err := observe.New(observe.Options{Key: k})
	if err != nil {
		t.Fatal(err)
	}
	var x exchange.Exchange
	var o observe.Observation
	decoder, eye := native.NewDecoder(), observer.Worker()
	seen, ids, days := whose{}, map[string]bool{}, map[string]bool{}
	latest, bands := int64(0), map[uint64]string{}
	read, skeletons, banded, shared := 0, 0, 0, 0
	for line := range bytes.Lines(lines) {
		if err := decoder.Decode(bytes.TrimSpace(line), &x); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		read++
		eye.Observe(&x, &o)
		replica := strings.Clone(x.Account[len(x.Account)-2:])
		if ids[x.ID] {
			t.Errorf("the id %s comes twice", x.ID)
		}
		ids[strings.Clone(x.ID)] = true
		seen.meet(t, "account", x.Account, replica)
		seen.meet(t, "org", x.Org, replica)
		seen.meet(t, "conversation", x.Conversation, replica)
		seen.meet(t, "network", observe.Network(x.Address), replica)
		if a, err := netip.ParseAddr(x.Address); err != nil || a.IsPrivate() || !a.IsGlobalUnicast() {
			t.Errorf("the address %s", x.Address)
		}
		for _, d := range slices.Concat(x.Issued, x.Presented) {
			seen.meet(t, "reasoning block", d, replica)
		}
		if o.Skeleton != 0 {
			skeletons++
			seen.meet(t, "skeleton", eye.SkeletonText(), replica)
		}
		for _, band := range []uint64{uint64(o.Band[0]), uint64(o.Band[1]), uint64(o.Band[2]), uint64(o.Band[3]), o.Head, o.Tail} {
			if other, ok := bands[band]; ok && band != 0 && other != replica {
				shared++
			}
			bands[band] = replica
			banded++
		}
		if early := latest - x.Time; early > 2*time.Hour.Microseconds() {
			t.Errorf("a line is %v earlier than one before it", time.Duration(early)*time.Microsecond)
		}
		latest = max(latest, x.Time)
		days[time.UnixMicro(x.Time).UTC().Format(time.DateOnly)] = true
	}
	if read != replicas*b.Exchanges || len(seen) == 0 || skeletons < read/2 {
		t.Errorf("%d exchanges of %d times %d, %d skeletons", read, replicas, b.Exchanges, skeletons)
	}
	t.Logf("%d of %d sketches and frames of prompts are also another replica's", shared, banded)
	if shared*100 > banded {
		t.Errorf("%d of %d sketches and frames of prompts are also another replica's", shared, banded)
	}
	if b.Span(replicas, window) != 8 || len(days) > 4 || !days["2026-04-22"] || !days["2026-04-29"] {
		t.Errorf("the replicas cover %v", days)
	}
	checkFacts(t, facts, replicas*b.Accounts, seen)
}

// checkFacts checks the facts of the accounts that were seen.
func checkFacts(t *testing.T, facts []byte, want int, seen whose) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "accounts.jsonl")
	if err := os.WriteFile(path, facts, 0o644); err != nil {
		t.Fatal(err)
	}
	all, err := exchange.LoadFacts(t.Context(), path, func(r *exchange.Rejection) error { return r })
	if err != nil || len(all) != want {
		t.Fatalf("%d accounts of %d: %v", len(all), want, err)
	}
	for id, f := range all {
		replica := id[len(id)-2:]
		seen.meet(t, "account", id, replica)
		seen.meet(t, "org", f.Org, replica)
		seen.meet(t, "card", f.PaymentFingerprint, replica)
		seen.meet(t, "issuer", f.PaymentBIN, replica)
		seen.meet(t, "device", f.Device, replica)
		seen.meet(t, "network", observe.Network(f.SignupAddress), replica)
		if strings.HasSuffix(f.EmailDomain, ".example") {
			seen.meet(t, "domain", f.EmailDomain, replica)
		}
	}
	for what := range seen {
		if id, ok := strings.CutPrefix(what, "account"); ok {
			if _, known := all[id]; !known {
				t.Errorf("of %s there are no facts", id)
			}
		}
	}
}

// What is not the replica's stays as it was, and so does its length.
func TestOnlySpotsChange(t *testing.T) {
	traffic, accounts := world(t)
	b, first, _ := write(t, traffic, accounts, 1, 1)
	before, err := os.ReadFile(traffic)
	if err != nil {
		t.Fatal(err)
	}
	old, now := bytes.Split(before, []byte("\n")), bytes.Split(first, []byte("\n"))
	if len(old) != len(now) || len(now) != b.Exchanges+1 {
		t.Fatalf("%d lines of %d", len(now), len(old))
	}
	for i := range old[:b.Exchanges] {
		var was, is map[string]any
		if err := errors.Join(json.Unmarshal(old[i], &was), json.Unmarshal(now[i], &is)); err != nil {
			t.Fatal(err)
		}
		if len(was) != len(is) {
			t.Fatalf("%s became %s", old[i], now[i])
		}
		for key, value := range was {
			switch value.(type) {
			case float64, bool:
				if is[key] != value {
					t.Errorf("%s was %v and is %v", key, value, is[key])
				}
			}
		}
		for _, key := range []string{"gen_ai.request.model", "user_agent.original", "stillhunt.client.ja4"} {
			if is[key] != was[key] {
				t.Errorf("%s was %v and is %v", key, was[key], is[key])
			}
		}
	}
}

func TestProse(t *testing.T) {
	for text, want := range map[string]string{
		`a kettle`:                          `a k##tle`,
		`explain a kettle`:                  `explain a k##tle`, // the first is a cue
		`go on`:                             `## on`,            // the first of the longest
		`7 + 8`:                             `7 + 8`,
		`Ünïcode`:                           `Ünïcode`,
		`https://a.example/kettles go`:      `https://a.example/kettles ##`,
		`the\nkettle\tend`:                  `the\nk##tle\tend`,
		`\u00e9kettle, src/kettle.go, it's`: `\u00e9kettle, src/kettle.go, it's`,
		`say \"kettle\" on`:                 `s## \"kettle\" on`,
		`можно чайник`:                      `можно ####йник`,
		`我`:                                 `###`,
	} {
		line := []byte(text + `"`)
		var found spots
		newTongue().prose(&found, line, stretch{0, len(text)}, 0)
		for mark, places := range map[string][]uint32{"##": found.words, "###": found.han, "####": found.cyrillic} {
			for _, at := range places {
				copy(line[at:], mark)
			}
		}
		if got := string(line[:len(text)]); got != want {
			t.Errorf("%s: %s, not %s", text, got, want)
		}
	}
}

func TestRefusals(t *testing.T) {
	traffic, accounts := world(t)
	b, err := Read(t.Context(), traffic, accounts)
	if err != nil {
		t.Fatal(err)
	}
	for why, c := range map[string]struct{ replicas, window int }{"none": {0, 45}, "too many": {Replicas + 1, 45}, "too short a window": {1, 0}} {
		if err := errors.Join(b.Write(new(bytes.Buffer), c.replicas, c.window), b.WriteAccounts(new(bytes.Buffer), c.replicas, c.window)); err == nil {
			t.Errorf("%s: no error", why)
		}
	}
	for why, line := range map[string]string{
		"no time":     `{"user.id":"acct_aaaaaaaa"}`,
		"other times": `{"time":"2026-04-22T00:00:00Z","user.id":"acct_aaaaaaaa","stillhunt.exchange.id":"x_aaaaaaaa"}`,
		"no account":  `{"time":"2026-04-22T00:00:00.000Z","stillhunt.exchange.id":"x_aaaaaaaa"}`,
		"an address":  `{"time":"2026-04-22T00:00:00.000Z","user.id":"acct_aaaaaaaa","stillhunt.exchange.id":"x_aaaaaaaa","client.address":"2a00::1"}`,
	} {
		path := filepath.Join(t.TempDir(), "x.jsonl")
		if err := os.WriteFile(path, []byte(line+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(t.Context(), path, accounts); err == nil {
			t.Errorf("%s: no error", why)
		}
	}
}
