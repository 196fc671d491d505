package dossier

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/stillhunt/stillhunt/internal/durable"
)

// Key signs dossiers: an Ed25519 key as signed notes write it. What has to stay
// secret in a case (who an account is, what a withheld record says) follows from
// it, too.
type Key struct {
	signer note.Signer
	seed   []byte
	public string
}

// Public is the public key, as signed notes write it: what verify needs.
func (k *Key) Public() string { return k.public }

// NewKey makes a key. Its name, which every signature shows, tells who signs.
func NewKey(name string) (*Key, string, error) {
	secret, _, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return nil, "", err
	}
	k, err := ParseKey(secret)
	return k, secret, err
}

// ParseKey reads a private key as sumdb/note writes it.
func ParseKey(text string) (*Key, error) {
	text = strings.TrimSpace(text)
	signer, err := note.NewSigner(text)
	if err != nil {
		return nil, errors.New("it is no private key of signed notes (PRIVATE+KEY+NAME+…)")
	}
	raw, err := base64.StdEncoding.DecodeString(strings.SplitN(text, "+", 5)[4]) // PRIVATE+KEY+NAME+HASH+KEY; the last may have a + of its own
	if err != nil || len(raw) != 33 {
		return nil, errors.New("it is no Ed25519 key")
	}
	public, err := publicOf(signer.Name(), raw[1:])
	return &Key{signer, raw[1:], public}, err
}

// LoadKey reads the signing key in a file of mode 0600 or stricter; with no file
// named the user's own. Errors: fs.ErrNotExist, if there is none.
func LoadKey(path string) (*Key, error) {
	if path == "" {
		var err error
		if path, err = ownKey(); err != nil {
			return nil, err
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("reading the signing key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("the signing key %s can be read by others (mode %04o): chmod 600 it", path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the signing key: %w", err)
	}
	k, err := ParseKey(string(text))
	if err != nil {
		return nil, fmt.Errorf("reading the signing key %s: %w", path, err)
	}
	return k, nil
}

// LoadOrMakeKey is LoadKey, and makes the user's own key if it is not there.
func LoadOrMakeKey(path string) (*Key, error) {
	if path == "" {
		own, err := ownKey()
		if err != nil {
			return nil, err
		}
		if err := makeKey(own); err != nil {
			return nil, fmt.Errorf("making the signing key (one of your own can be named with --signing-key): %w", err)
		}
	}
	return LoadKey(path)
}

func ownKey() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("finding the configuration directory (name a key with --signing-key): %w", err)
	}
	return filepath.Join(dir, "stillhunt", "signing-key"), nil
}

// makeKey puts a key into a file that is not there. It is there with all of its
// bytes, whenever the machine stops.
func makeKey(path string) error {
	if _, err := os.Stat(path); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	var tail [4]byte
	if _, err := rand.Read(tail[:]); err != nil {
		return err
	}
	_, secret, err := NewKey("stillhunt-" + hex.EncodeToString(tail[:]))
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = fmt.Fprintln(f, secret)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err = os.Link(f.Name(), path); errors.Is(err, fs.ErrExist) { // another was first
		return nil
	}
	if err == nil {
		err = durable.Dir(filepath.Dir(path))
	}
	return err
}

// secrets are what a case's ids and salts are made of.
type secrets struct{ id, salt [32]byte }

// secrets of a case follow from the key, its name and, so that two seals of one
// case give no salt twice, the time of sealing. Two of one second give the same
// salts, as the same hunt then gives the same bytes: whoever has both can tell which
// withheld records are in both, and not what they say.
func (k *Key) secrets(name, sealed string) secrets {
	s := mac(k.seed, Schema+"\x00"+name)
	return secrets{id: mac(s[:], "id"), salt: mac(s[:], "salt\x00"+sealed)}
}

func mac(key []byte, text string) (out [32]byte) {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	h.Sum(out[:0])
	return out
}

// AccountID is the id of an account in the dossiers of one case.
func (k *Key) AccountID(name, account string) string {
	s := k.secrets(name, "")
	return s.keyed("account", account)
}

// keyed is sixteen hexadecimal digits in the place of a value.
func (s *secrets) keyed(kind, value string) string {
	m := mac(s.id[:], kind+"\x00"+value)
	return hex.EncodeToString(m[:8])
}

func publicOf(name string, seed []byte) (string, error) {
	public, ok := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	if !ok {
		return "", errors.New("it is no Ed25519 key")
	}
	return note.NewEd25519VerifierKey(name, public)
}
