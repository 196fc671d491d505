package dossier

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// algCosignature is the type of a cosignature/v1 key (C2SP tlog-cosignature).
const algCosignature = 4

// witness checks the cosignatures of one witness.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

// ParseWitness reads a witness's public key: NAME+HASH+KEY, of type 4.
func ParseWitness(text string) (note.Verifier, error) {
	bad := fmt.Errorf("%.80q is no public key of a witness (NAME+HASH+KEY, cosignature/v1)", text)
	name, rest, ok := strings.Cut(strings.TrimSpace(text), "+")
	hash16, key64, ok2 := strings.Cut(rest, "+")
	hash, err := strconv.ParseUint(hash16, 16, 32)
	if !ok || !ok2 || err != nil || name == "" || len(hash16) != 8 {
		return nil, bad
	}
	key, err := base64.StdEncoding.DecodeString(key64)
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != algCosignature {
		return nil, bad
	}
	sum := sha256.Sum256(append([]byte(name+"\n"), key...))
	if binary.BigEndian.Uint32(sum[:]) != uint32(hash) {
		return nil, bad
	}
	return &witness{name, uint32(hash), key[1:]}, nil
}

func (w *witness) Name() string    { return w.name }
func (w *witness) KeyHash() uint32 { return w.hash }

// Verify implements note.Verifier: eight bytes of time before the signature.
func (w *witness) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	signed := fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(w.key, signed, sig[8:])
}

// cosigned checks that a checkpoint bears a witness's cosignature, and gives its
// time.
func cosigned(checkpoint []byte, by note.Verifier) (time.Time, error) {
	n, err := note.Open(checkpoint, note.VerifierList(by))
	if err != nil {
		return time.Time{}, fmt.Errorf("the witness %s did not cosign it", by.Name())
	}
	raw, err := base64.StdEncoding.DecodeString(n.Sigs[0].Base64)
	if err != nil || len(raw) < 12 {
		return time.Time{}, errors.New("the cosignature cannot be read")
	}
	return time.Unix(int64(binary.BigEndian.Uint64(raw[4:])), 0).UTC(), nil
}

// withCosignatures appends lines of a witness to a checkpoint: signature lines as
// notes have them, which are not checked here.
func withCosignatures(checkpoint, lines []byte) ([]byte, error) {
	lines = bytes.TrimSpace(lines)
	if len(lines) == 0 {
		return nil, errors.New("the witness gave no signature")
	}
	for l := range bytes.Lines(lines) {
		if !bytes.HasPrefix(l, []byte("— ")) || len(bytes.Fields(l)) != 3 {
			return nil, fmt.Errorf("the witness gave %.60q, which is no line of a signature (— NAME BASE64)", l)
		}
	}
	out := append(append(bytes.Clone(checkpoint), lines...), '\n')
	if _, err := note.Open(out, note.VerifierList()); !errors.As(err, new(*note.UnverifiedNoteError)) {
		return nil, fmt.Errorf("with what the witness gave the checkpoint is no signed note: %w", err)
	}
	return out, nil
}
