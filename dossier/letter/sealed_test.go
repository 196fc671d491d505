package letter

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/dossier"
	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/internal/browser"
	"github.com/stillhunt/stillhunt/proving"
)

// TestLetterOfTheQuickstart hunts in the quickstart range, seals each campaign
// with its letter, has it verified, and looks at the letter in a browser.
func TestLetterOfTheQuickstart(t *testing.T) {
	if testing.Short() {
		t.Skip("generates traffic, hunts in it and starts a browser")
	}
	dir, out := filepath.Join(t.TempDir(), "range"), filepath.Join(t.TempDir(), "hunt")
	if _, err := proving.Generate(t.Context(), proving.Options{Scenario: "quickstart", Out: dir, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	keyFile := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(keyFile, []byte(strings.Repeat("4f", 32)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := hunt.Run(t.Context(), hunt.Options{Inputs: []string{dir}, Accounts: filepath.Join(dir, "accounts.jsonl"), Out: out, KeyFile: keyFile,
		FDR: hunt.DefaultFDR, MaxReject: hunt.DefaultMaxReject}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(out, hunt.CampaignsFile))
	var found campaign.Result
	if err = errors.Join(err, json.Unmarshal(text, &found)); err != nil || len(found.Campaigns) != 2 {
		t.Fatalf("%d campaigns: %v", len(found.Campaigns), err)
	}
	author, err := New("", "")
	if err != nil {
		t.Fatal(err)
	}
	secret, _, err := note.GenerateKey(bytes.NewReader(bytes.Repeat([]byte{7}, 64)), "lab.example")
	if err != nil {
		t.Fatal(err)
	}
	key, err := dossier.ParseKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range found.Campaigns {
		o := dossier.SealOptions{Dir: out, Campaign: c.ID, Out: filepath.Join(t.TempDir(), "case.zip"), Key: key,
			Time: time.Date(2026, 6, 10, 12, 0, 0, 0, time.UTC), Author: author, Synthetic: true}
		if _, err := dossier.Seal(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		verified(t, o)
		html, pdf := forms(t, o.Out)
		if dir := os.Getenv("STILLHUNT_KEEP"); dir != "" {
			if err := errors.Join(os.WriteFile(filepath.Join(dir, c.Name+".html"), html, 0o644), os.WriteFile(filepath.Join(dir, c.Name+".pdf"), pdf, 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		if i == 0 {
			page := filepath.Join(t.TempDir(), "letter.html")
			if err := os.WriteFile(page, html, 0o644); err != nil {
				t.Fatal(err)
			}
			browser.Look(t, page, "letter-")
		}
	}
}

// verified has a sealed file verified by us, rendering its letter again, and by the
// verifier in Python if there is one.
func verified(t *testing.T, o dossier.SealOptions) {
	t.Helper()
	r, err := dossier.Verify(t.Context(), o.Out, dossier.VerifyOptions{Author: o.Author})
	if err != nil {
		t.Fatal(err)
	}
	states := map[string]int{}
	for _, f := range r.Findings {
		if f.State == dossier.Failed {
			t.Errorf("%s: %s", f.What, f.Text)
		}
		if f.Claim != "" {
			states[f.State]++
		}
	}
	t.Logf("claims: %v", states)
	dir := os.Getenv("STILLHUNT_SHARE") // dossier's tests say so if it is not set
	if dir == "" {
		return
	}
	if said, err := exec.Command(filepath.Join(dir, "peers", "bin", "python"), "../../examples/verify.py", o.Out).CombinedOutput(); err != nil {
		t.Errorf("the verifier in Python: %v\n%s", err, failures(said))
	}
}

// failures are the lines of what a verifier said that matter.
func failures(said []byte) []byte {
	var out []byte
	for line := range bytes.Lines(said) {
		if !bytes.HasPrefix(line, []byte("proved")) && !bytes.HasPrefix(line, []byte("believed")) {
			out = append(out, line...)
		}
	}
	return out
}

// forms takes the letter out of a sealed file.
func forms(t *testing.T, file string) (html, pdf []byte) {
	t.Helper()
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for name, to := range map[string]*[]byte{"letter.html": &html, "letter.pdf": &pdf} {
		f, err := z.Open(name)
		if err == nil {
			*to, err = io.ReadAll(f)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return html, pdf
}
