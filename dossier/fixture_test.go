package dossier

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/proving"
)

// scratch is a directory for all tests of the package.
var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "dossier"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(scratch)
	os.Exit(code)
}

// found is a real hunt in the quickstart range, made once.
var found = sync.OnceValues(func() (string, error) {
	dir, out := filepath.Join(scratch, "range"), filepath.Join(scratch, "found")
	_, err := proving.Generate(context.Background(), proving.Options{Scenario: "quickstart", Out: dir, Seed: 1})
	if err != nil {
		return "", err
	}
	keyFile := filepath.Join(scratch, "key")
	if err := os.WriteFile(keyFile, []byte(strings.Repeat("4f", 32)+"\n"), 0o600); err != nil {
		return "", err
	}
	_, err = hunt.Run(context.Background(), hunt.Options{
		Inputs: []string{dir}, Accounts: filepath.Join(dir, "accounts.jsonl"), Out: out, KeyFile: keyFile,
		FDR: hunt.DefaultFDR, MaxReject: hunt.DefaultMaxReject,
	})
	return out, err
})

func huntDir(t testing.TB) string {
	t.Helper()
	dir, err := found()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func result(t testing.TB) campaign.Result {
	t.Helper()
	var r campaign.Result
	b, err := os.ReadFile(filepath.Join(huntDir(t), hunt.CampaignsFile))
	if err == nil {
		err = json.Unmarshal(b, &r)
	}
	if err != nil || len(r.Campaigns) == 0 {
		t.Fatalf("%d campaigns: %v", len(r.Campaigns), err)
	}
	return r
}

// testKey is a key that every run has.
var testKey = sync.OnceValue(func() *Key { return keyOf("lab.example", 7) })

func keyOf(name string, b byte) *Key {
	secret, _, err := note.GenerateKey(bytes.NewReader(bytes.Repeat([]byte{b}, 64)), name)
	if err != nil {
		panic(err)
	}
	k, err := ParseKey(secret)
	if err != nil {
		panic(err)
	}
	return k
}

var sealedAt = time.Date(2026, 6, 10, 12, 0, 0, 0, time.UTC)

func options(t testing.TB, out string) SealOptions {
	return SealOptions{Dir: huntDir(t), Campaign: result(t).Campaigns[0].ID, Out: out, Key: testKey(), Time: sealedAt, Synthetic: true}
}

// sealedFile is the first campaign, sealed once. Tests change copies.
var sealedOnce sync.Once

func sealedFile(t testing.TB) string {
	t.Helper()
	path := filepath.Join(scratch, "sealed")
	sealedOnce.Do(func() {
		if _, err := Seal(t.Context(), options(t, path)); err != nil {
			t.Fatal(err)
		}
	})
	return path
}

func verified(t testing.TB, path string, o VerifyOptions) *Report {
	t.Helper()
	if o.Key == nil {
		key, err := ParsePublicKey(testKey().Public())
		if err != nil {
			t.Fatal(err)
		}
		o.Key = key
	}
	if o.Author == nil {
		o.Author = Plain{}
	}
	r, err := Verify(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// wantOK wants nothing to fail.
func wantOK(t testing.TB, r *Report) {
	t.Helper()
	if !r.OK() {
		t.Fatal(said(r))
	}
}

// wantFailed wants a failure that says these words.
func wantFailed(t testing.TB, r *Report, words string) {
	t.Helper()
	for _, f := range r.Findings {
		if f.State == Failed && strings.Contains(f.Text, words) {
			return
		}
	}
	t.Errorf("no failure says %q:\n%s", words, said(r))
}

func said(r *Report) string {
	var b strings.Builder
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "%s %s: %s\n", f.State, f.What, f.Text)
	}
	return b.String()
}

// contents are the entries of a dossier.
type contents struct {
	names []string
	texts map[string][]byte
}

func unpack(t testing.TB, path string) contents {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	c := contents{texts: map[string][]byte{}}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		c.names = append(c.names, f.Name)
		c.texts[f.Name] = b
	}
	return c
}

func (c *contents) lines(name string) [][]byte {
	all := bytes.SplitAfter(c.texts[name], []byte("\n"))
	return all[:len(all)-1]
}

func (c *contents) set(name string, lines [][]byte) { c.texts[name] = bytes.Join(lines, nil) }

// pack writes a file of these entries, with a good sum at its end.
func (c *contents) pack(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "packed")
	a, err := create(path)
	for _, name := range c.names {
		if err == nil {
			err = a.put(name, c.texts[name])
		}
	}
	if err == nil {
		err = a.close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// resign makes the checkpoint one of the entries' records, signed by a key: what
// an operator could do who forges his own file.
func (c *contents) resign(t testing.TB, k *Key) {
	t.Helper()
	tree := &cover{}
	for _, name := range []string{recordsEntry, letterEntry} {
		for _, l := range c.lines(name) {
			tree.leaf(tlog.RecordHash(bytes.TrimSuffix(l, []byte("\n"))))
		}
	}
	text, err := k.sign(Checkpoint{Case: result(t).Campaigns[0].ID, Size: tree.to, Root: tree.root()})
	if err != nil {
		t.Fatal(err)
	}
	c.texts[checkpointEntry] = text
}

// sumUp puts the right sum at the end of a file's bytes.
func sumUp(b []byte) []byte {
	sum := sha256.Sum256(b[:len(b)-sumSize])
	return append(bytes.Clone(b[:len(b)-sumSize]), hex.EncodeToString(sum[:])...)
}

func verifiers(v ...note.Verifier) []note.Verifier { return v }

// unraced leaves a test out under the race detector, where it takes long and shows
// no more: it asks one thing of very many files, or another program.
func unraced(t *testing.T) {
	t.Helper()
	if raced {
		t.Skip("very many files: runs without the race detector (make test does both)")
	}
}
