// Package key holds the deployment key: what turns an address, a card or an
// account id into a number that means nothing outside this house.
//
// A key that may have been seen is replaced without reading anything again: a
// new one is put behind it, and makes other values of those that the old one
// made (see Change).
package key

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Size is the length of a deployment key in bytes.
const Size = 32

// Key is a deployment key, or a chain of them, the oldest first. Its values are
// those of the first key, changed by every key after it. The zero Key is not
// usable.
type Key struct {
	secret [Size]byte
	later  string // the keys after the first, Size bytes each: a Key can be compared
}

// FromBytes makes a key of exactly Size bytes.
func FromBytes(b []byte) (Key, error) {
	var k Key
	if len(b) != Size {
		return k, fmt.Errorf("a deployment key has %d bytes, this one has %d", Size, len(b))
	}
	copy(k.secret[:], b)
	return k, nil
}

// Load reads a key file: 64 hexadecimal digits a line, the oldest key first,
// mode 0600 or stricter. Lines that begin with # are remarks.
func Load(path string) (Key, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Key{}, fmt.Errorf("reading the key file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return Key{}, fmt.Errorf("the key file %s can be read by others (mode %04o): chmod 600 it", path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return Key{}, fmt.Errorf("reading the key file: %w", err)
	}
	var chain []Key
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		raw, err := hex.DecodeString(line)
		if err != nil {
			return Key{}, fmt.Errorf("the key file %s does not hold %d hexadecimal digits a line", path, 2*Size)
		}
		k, err := FromBytes(raw)
		if err != nil {
			return Key{}, fmt.Errorf("%s: %w", path, err)
		}
		chain = append(chain, k)
	}
	if len(chain) == 0 {
		return Key{}, fmt.Errorf("the key file %s holds no key: %d hexadecimal digits a line", path, 2*Size)
	}
	k := chain[0]
	for _, next := range chain[1:] {
		k = k.Then(next)
	}
	return k, nil
}

// LoadOrCreate reads the key at path, or makes one there with mode 0600.
// It reports whether it made one.
func LoadOrCreate(path string) (Key, bool, error) {
	if _, err := os.Stat(path); err == nil {
		k, err := Load(path)
		return k, false, err
	} else if !errors.Is(err, fs.ErrNotExist) {
		return Key{}, false, fmt.Errorf("reading the key file: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return Key{}, false, fmt.Errorf("making the key's directory (a key of your own can be named with --key-file): %w", err)
	}
	var k Key
	if _, err := rand.Read(k.secret[:]); err != nil {
		return Key{}, false, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) { // another hunt was first
		k, err := Load(path)
		return k, false, err
	}
	if err != nil {
		return Key{}, false, fmt.Errorf("making the key file: %w", err)
	}
	_, err = fmt.Fprintln(f, hex.EncodeToString(k.secret[:]))
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return Key{}, false, fmt.Errorf("making the key file: %w", err)
	}
	return k, true, nil
}

// DefaultPath is where the key lives when none is named: the user's
// configuration directory.
func DefaultPath() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("finding the configuration directory (name a key with --key-file): %w", err)
	}
	return filepath.Join(dir, "stillhunt", "key"), nil
}

// Deployment is the key in a file, or with no file named the one at DefaultPath,
// which is made if it is not there.
func Deployment(file string) (Key, error) {
	if file != "" {
		return Load(file)
	}
	path, err := DefaultPath()
	if err != nil {
		return Key{}, err
	}
	k, _, err := LoadOrCreate(path)
	return k, err
}

// Mac is HMAC-SHA-256 of value under the key, separated by domain: the same
// value under two domains gives unrelated results. Of a chain each eight bytes
// are changed.
func (k Key) Mac(domain, value string) [32]byte {
	m := k.mac(domain, value)
	k.ChangeFrom(1).words(&m)
	return m
}

// mac is Mac under the first key.
func (k Key) mac(domain, value string) [32]byte {
	h := hmac.New(sha256.New, k.secret[:])
	var n [4]byte
	binary.BigEndian.PutUint32(n[:], uint32(len(domain)))
	h.Write(n[:])
	h.Write([]byte(domain))
	h.Write([]byte(value))
	var out [32]byte
	h.Sum(out[:0])
	return out
}

// Sum64 is the first eight bytes of Mac; never zero, which means absent.
func (k Key) Sum64(domain, value string) uint64 {
	m := k.mac(domain, value)
	return k.ChangeFrom(1).Of(max(binary.BigEndian.Uint64(m[:8]), 1))
}

// Hex is the first sixteen bytes of Mac in hexadecimal, for what is written as text.
func (k Key) Hex(domain, value string) string {
	m := k.Mac(domain, value)
	return hex.EncodeToString(m[:16])
}

// ID names the key, or the chain, without giving it away.
func (k Key) ID() string {
	id := ""
	for _, link := range k.links() {
		m := link.mac("stillhunt.key.id", id)
		id = hex.EncodeToString(m[:8])
	}
	return id
}
