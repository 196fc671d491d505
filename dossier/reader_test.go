package dossier

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/dossier/claim"
)

func TestLimits(t *testing.T) {
	long := strings.Repeat("x", mostLine)
	c := unpack(t, sealedFile(t))
	c.set(recordsEntry, append(c.lines(recordsEntry)[:3], []byte(`{"kind":"null","salt":"`+long+"\"}\n")))
	wantFailed(t, verified(t, c.pack(t), VerifyOptions{}), "longer than")

	c = unpack(t, sealedFile(t))
	c.texts[letterEntry] = bytes.Repeat([]byte(`{"kind":"sentence","salt":"","section":"x","text":"x"}`+"\n"), mostLetter/50)
	wantFailed(t, verified(t, c.pack(t), VerifyOptions{}), "letter.jsonl is longer than")

	c = unpack(t, sealedFile(t))
	c.texts[checkpointEntry] = append(c.texts[checkpointEntry], bytes.Repeat([]byte("— a AAAA\n"), 10_000)...)
	wantFailed(t, verified(t, c.pack(t), VerifyOptions{}), "checkpoint is longer than")
}

// A record may be as long as the bound, its newline not counted, in either entry.
func TestTheLongestRecord(t *testing.T) {
	begins, ends := `{"kind":"sentence","salt":"","section":"x","text":"`, `"}`+"\n"
	for more, ok := range []bool{true, false} {
		l := []byte(begins + strings.Repeat("x", mostLine+1+more-len(begins)-len(ends)) + ends)
		if _, err := readLetter(l); (err == nil) != ok {
			t.Errorf("%d bytes of the letter: %v", len(l)-1, err)
		}
		if _, err := appendLine(nil, bufio.NewReader(bytes.NewReader(l))); (err == nil) != ok {
			t.Errorf("%d bytes of the evidence: %v", len(l)-1, err)
		}
	}
}

func TestClaimsAreBounded(t *testing.T) {
	var text []byte
	for i := range claim.Most + 1 {
		text = append(text, claimLine(fmt.Sprint("c", i), "1", `{"op":"stated"}`)...)
	}
	if _, err := readLetter(text); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("of %d claims: %v", claim.Most+1, err)
	}
}

// FuzzRecords feeds the reader of lines, its gaps and cuts.
func FuzzRecords(f *testing.F) {
	f.Add([]byte("{\"kind\":\"null\",\"salt\":\"\"}\n"), int64(0), int64(0))
	f.Add([]byte("{\"kind\":\"link\",\"a\":1}\n{\"kind\":\"observation\"}\n\n"), int64(1), int64(5))
	f.Fuzz(func(t *testing.T, text []byte, from, to int64) {
		var gaps []gap
		if from > 0 && to > from && to < 1<<20 {
			gaps = []gap{{From: from, To: to}}
		}
		leaf := int64(0)
		_, err := split("fuzz", bytes.NewReader(text), 0, gaps, [][2]int64{{2, 4}}, func(b *block) error {
			if b.first != leaf {
				t.Fatalf("a block begins at leaf %d, want %d", b.first, leaf)
			}
			if b.gap != nil {
				leaf = b.gap.To
				return nil
			}
			for _, l := range b.lines {
				if kind, err := kindOf(l); err != nil || kind != b.kind || bytes.IndexByte(l, '\n') >= 0 {
					t.Fatalf("a block of kind %q has the line %q", b.kind, l)
				}
			}
			leaf += int64(len(b.lines))
			return nil
		})
		if err == nil && bytes.Count(text, []byte("\n")) == 0 && len(text) > 0 {
			t.Fatal("a line without an end passes")
		}
	})
}

// FuzzLetter feeds the readers of the smaller entries.
func FuzzLetter(f *testing.F) {
	f.Add([]byte(`{"kind":"claim","salt":"","id":"a","value":1,"unit":"x","status":"observed","how":{"op":"count","kind":"link"}}` + "\n"))
	f.Add([]byte(`{"from":1,"to":3,"hashes":["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]}` + "\n"))
	f.Add([]byte("stillhunt.dossier/x\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if l, err := readLetter(text); err == nil {
			if p, err := plan(l.claims); err == nil {
				p.NewState().Compute(false)
			}
		}
		if gaps, err := readGaps(text); err == nil {
			for i := range gaps {
				if c := gaps[i].cover(); c.to != gaps[i].To {
					t.Fatalf("%+v is covered to %d", gaps[i], c.to)
				}
			}
		}
		if c, err := parseCheckpoint(string(text)); err == nil && !strings.HasPrefix(string(text), c.format()) {
			t.Fatalf("%q is read as %q", text, c.format())
		}
		_, _ = readManifest(text)
		_, _ = stamped(text, nil)
		_, _ = withCosignatures([]byte("a\n\n— a AAAAAAA=\n"), text)
	})
}

// FuzzFile feeds whole files, with a good sum at their end. They begin small: what
// the public sees.
func FuzzFile(f *testing.F) {
	public := filepath.Join(f.TempDir(), "public")
	if err := Export(f.Context(), sealedFile(f), public, Public, nil); err != nil {
		f.Fatal(err)
	}
	b, err := os.ReadFile(public)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b[:len(b)-sumSize])
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "fuzzed")
		if err := os.WriteFile(path, sumUp(append(b, make([]byte, sumSize)...)), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Verify(t.Context(), path, VerifyOptions{}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestDeflaterIsOneStream(t *testing.T) {
	var text bytes.Buffer
	for i := range 200_000 {
		fmt.Fprintf(&text, "line %d\n", i)
	}
	c := contents{names: []string{recordsEntry, letterEntry, checkpointEntry}, texts: map[string][]byte{recordsEntry: text.Bytes(), letterEntry: nil, checkpointEntry: {}}}
	path := c.pack(t)
	if got := unpack(t, path).texts[recordsEntry]; !bytes.Equal(got, text.Bytes()) {
		t.Error("unpacked by archive/zip it is another text")
	}
	d, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	r, err := d.entries[recordsEntry].Open()
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(got, text.Bytes()) {
		t.Errorf("unpacked by our reader it is another text: %v", err)
	}
}

func TestWitness(t *testing.T) {
	seed := bytes.Repeat([]byte{3}, ed25519.SeedSize)
	private := ed25519.NewKeyFromSeed(seed)
	public := append([]byte{algCosignature}, private.Public().(ed25519.PublicKey)...)
	sum := sha256.Sum256(append([]byte("witness.example\n"), public...))
	vkey := fmt.Sprintf("witness.example+%x+%s", sum[:4], base64.StdEncoding.EncodeToString(public))
	w, err := ParseWitness(vkey)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 6, 11, 0, 0, 0, 0, time.UTC)
	cosign := func(checkpoint []byte) []byte {
		body := checkpoint[:bytes.Index(checkpoint, []byte("\n\n"))+1]
		var when [8]byte
		binary.BigEndian.PutUint64(when[:], uint64(at.Unix()))
		sig := ed25519.Sign(private, fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", at.Unix(), body))
		return []byte("— witness.example " + base64.StdEncoding.EncodeToString(append(append(sum[:4:4], when[:]...), sig...)) + "\n")
	}
	c := unpack(t, sealedFile(t))
	text, err := withCosignatures(c.texts[checkpointEntry], cosign(c.texts[checkpointEntry]))
	if err != nil {
		t.Fatal(err)
	}
	c.texts[checkpointEntry] = text
	r := verified(t, c.pack(t), VerifyOptions{Witnesses: verifiers(w)})
	wantOK(t, r)
	if !strings.Contains(said(r), "witness.example cosigned the checkpoint at 2026-06-11") {
		t.Error(said(r))
	}
	wantFailed(t, verified(t, sealedFile(t), VerifyOptions{Witnesses: verifiers(w)}), "did not cosign")
	c.texts[checkpointEntry] = bytes.Replace(text, []byte("\n\n"), []byte("\nx\n\n"), 1)
	if verified(t, c.pack(t), VerifyOptions{Witnesses: verifiers(w)}).OK() {
		t.Error("a cosignature of another text passes")
	}
	for _, bad := range []string{"", "no line", "— a", "— a !!!"} {
		if _, err := withCosignatures(c.texts[checkpointEntry], []byte(bad)); err == nil {
			t.Errorf("%q is a signature", bad)
		}
	}
	if _, err := ParseWitness(testKey().Public()); err == nil {
		t.Error("the operator's key is a witness's")
	}
}
