package dossier

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// authority is a time stamp authority of openssl's, as an operator's command would
// ask a real one.
func authority(t *testing.T) func(text []byte) []byte {
	t.Helper()
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("there is no openssl: no time stamp is made")
	}
	dir := t.TempDir()
	config := `[req]
distinguished_name=dn
[dn]
[tsa]
extendedKeyUsage=critical,timeStamping
[tsa_config]
serial=` + filepath.Join(dir, "serial") + `
signer_cert=` + filepath.Join(dir, "cert.pem") + `
signer_key=` + filepath.Join(dir, "key.pem") + `
signer_digest=sha256
default_policy=1.2.3.4
digests=sha256
`
	for name, text := range map[string]string{"config": config, "serial": "01\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) {
		t.Helper()
		c := exec.CommandContext(t.Context(), openssl, args...)
		c.Dir = dir
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("openssl %v: %v\n%s", args, err, out)
		}
	}
	run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=tsa", "-config", "config", "-extensions", "tsa")
	return func(text []byte) []byte {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, "text"), text, 0o600); err != nil {
			t.Fatal(err)
		}
		run("ts", "-query", "-data", "text", "-sha256", "-cert", "-out", "query")
		run("ts", "-reply", "-queryfile", "query", "-config", "config", "-section", "tsa_config", "-out", "answer")
		b, err := os.ReadFile(filepath.Join(dir, "answer"))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
}

func TestTimestamp(t *testing.T) {
	stamp := authority(t)
	c := unpack(t, sealedFile(t))
	text := c.texts[checkpointEntry]
	answer := stamp(text)
	at, err := stamped(answer, text)
	if err != nil || time.Since(at).Abs() > time.Hour {
		t.Fatalf("stamped at %v: %v", at, err)
	}
	at64 := len(c.names)
	for i, name := range c.names {
		if name == checkpointEntry {
			at64 = i + 1
		}
	}
	c.names = append(c.names[:at64:at64], append([]string{timestampEntry}, c.names[at64:]...)...)
	c.texts[timestampEntry] = answer
	r := verified(t, c.pack(t), VerifyOptions{})
	wantOK(t, r)
	for _, f := range r.Findings {
		if f.What == "timestamp" && f.State == Proved && strings.ContainsAny(f.Text, "0123456789") {
			t.Errorf("a time that nobody signed is proved: %s", f.Text)
		}
	}
	c.texts[timestampEntry] = stamp([]byte("another text"))
	wantFailed(t, verified(t, c.pack(t), VerifyOptions{}), "not of this checkpoint")
	for _, bad := range [][]byte{nil, []byte("x"), answer[:len(answer)/2], bytes.Repeat([]byte{0x30}, 100)} {
		if _, err := stamped(bad, text); err == nil {
			t.Errorf("%d bytes are an answer", len(bad))
		}
	}
}
