package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the sample letter anew")

// Keys of the sample letter, so that it can be made again. They are no secret.
const (
	sampleKey     = "5354494c4c48554e545354494c4c48554e545354494c4c48554e545354494c4c"
	sampleSigning = "PRIVATE+KEY+sample.not-secret+d273a1ba+AQcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH"
)

// docs/sample-letter is the letter of a campaign of the quickstart range as this
// version writes it.
func TestSampleLetter(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for name, text := range map[string]string{"key": sampleKey, "signing": sampleSigning} {
		if err := os.WriteFile(at(name), []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	program{}.ok(t, "hunt", quickstart(t), "--accounts", accounts(t), "--key-file", at("key"), "--out", at("hunt"), "--quiet")
	_, result := found(t, at("hunt"))
	program{}.ok(t, "case", "seal", at("hunt"), result.Campaigns[0].ID, "-o", at("sample.dossier"), "--signing-key", at("signing"), "--time", "2026-06-10")
	program{}.ok(t, "case", "verify", at("sample.dossier"))
	program{}.ok(t, "case", "letter", at("sample.dossier"), "-o", at("sample-letter"))
	for _, name := range []string{"sample-letter.html", "sample-letter.pdf"} {
		got, path := read(t, at(name)), filepath.Join(root, "docs", name)
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
			t.Errorf("docs/%s is not what this version makes (%v): look at the new one, then run the test with -update", name, err)
		}
	}
	if html := string(read(t, at("sample-letter.html"))); strings.Count(html, "SYNTHETIC: made from generated traffic") < 2 {
		t.Error("the sample letter does not say that it is synthetic: once on the page, once for each printed one")
	}
}
