package dossier

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// originBegins begins the first line of a checkpoint; the case follows.
const originBegins = "stillhunt.dossier/"

// mostCheckpoint bounds a checkpoint with its signatures.
const mostCheckpoint = 64 << 10

// Checkpoint is the state of a case's log (C2SP tlog-checkpoint).
type Checkpoint struct {
	Case string
	Size int64 // leaves
	Root tlog.Hash
}

func (c *Checkpoint) format() string {
	return originBegins + c.Case + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + c.Root.String() + "\n"
}

// sign is the signed note of a checkpoint.
func (k *Key) sign(c Checkpoint) ([]byte, error) {
	return note.Sign(&note.Note{Text: c.format()}, k.signer)
}

// parseCheckpoint reads what a checkpoint says. Lines after the third are of
// others, and signed with it.
func parseCheckpoint(text string) (Checkpoint, error) {
	var c Checkpoint
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || !strings.HasPrefix(lines[0], originBegins) {
		return c, fmt.Errorf("it is no checkpoint of a dossier")
	}
	c.Case = strings.TrimPrefix(lines[0], originBegins)
	n, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || n < 1 || n > mostLeaves || lines[1] != strconv.FormatInt(n, 10) {
		return c, fmt.Errorf("its size %.20q is none", lines[1])
	}
	c.Size = n
	if c.Root, err = tlog.ParseHash(lines[2]); err != nil || c.Root.String() != lines[2] {
		return c, fmt.Errorf("its root is none")
	}
	return c, nil
}

// openCheckpoint checks a checkpoint's signature by the key. Errors: what is
// wrong, in words.
func openCheckpoint(text []byte, key note.Verifier) (Checkpoint, error) {
	if len(text) > mostCheckpoint {
		return Checkpoint{}, fmt.Errorf("it is longer than %d bytes", mostCheckpoint)
	}
	n, err := note.Open(text, note.VerifierList(key))
	var unverified *note.UnverifiedNoteError
	var invalid *note.InvalidSignatureError
	switch {
	case errors.As(err, &unverified):
		return Checkpoint{}, fmt.Errorf("the key %s did not sign it", key.Name())
	case errors.As(err, &invalid):
		return Checkpoint{}, fmt.Errorf("its signature by %s is not of this text", key.Name())
	case err != nil:
		return Checkpoint{}, fmt.Errorf("it is no signed note: %w", err)
	}
	return parseCheckpoint(n.Text)
}

// publicKey is a verifier that knows how it was written.
type publicKey struct {
	note.Verifier
	text string
}

// ParsePublicKey reads a public key as signed notes write it: NAME+HASH+KEY.
func ParsePublicKey(text string) (note.Verifier, error) {
	text = strings.TrimSpace(text)
	v, err := note.NewVerifier(text)
	if err != nil {
		return nil, fmt.Errorf("%.80q is no public key of signed notes (NAME+HASH+KEY)", text)
	}
	return publicKey{v, text}, nil
}

// written is a key as reports name it; of a verifier of another make its name and hash.
func written(v note.Verifier) string {
	if k, ok := v.(publicKey); ok {
		return k.text
	}
	return fmt.Sprintf("%s+%08x", v.Name(), v.KeyHash())
}

// signedPart is a checkpoint with the operator's signature alone, which comes
// first: what a time stamp is of.
func signedPart(text []byte) []byte {
	body := bytes.Index(text, []byte("\n\n"))
	if body < 0 {
		return text
	}
	end := bytes.IndexByte(text[body+2:], '\n')
	if end < 0 {
		return text
	}
	return text[:body+2+end+1]
}

// checkpointName is the entry of an earlier checkpoint.
func checkpointName(size int64) string { return checkpointsEntry + strconv.FormatInt(size, 10) }

// checkpoints are the entries of earlier checkpoints, in the file's order.
func (d *File) checkpoints() []string {
	var out []string
	for _, name := range d.names {
		if strings.HasPrefix(name, checkpointsEntry) {
			out = append(out, name)
		}
	}
	return out
}
