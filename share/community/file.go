package community

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/internal/durable"
	"github.com/stillhunt/stillhunt/internal/key"
)

// Limits of a key file.
const (
	maxFile  = 64 << 10 // bytes
	maxDated = 100
)

// DefaultDays is how long a dated key is good for if nothing else is said.
const DefaultDays = 180

const remark = `# A community key of Stillhunt. All members have this very file. Whoever has it
# can test guesses against the members' indicators: hand it on as you would a
# password, and keep its mode at 0600.
`

var name = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// New makes the text of a key file: a fresh base, and a key that is good for
// days from now on.
func New(called string, now time.Time, days int) (string, error) {
	if !name.MatchString(called) {
		return "", fmt.Errorf("%q is no name for a community key: small letters, digits and hyphens, at most 64", called)
	}
	base, err := random()
	if err != nil {
		return "", err
	}
	dated, err := dated(now, days)
	return remark + "name " + called + "\nbase " + base + "\n" + dated, err
}

// Rotate is the text with a fresh key that begins now behind those it has.
func Rotate(text []byte, now time.Time, days int) (string, error) {
	k, err := Parse(text)
	if err != nil {
		return "", err
	}
	if last := k.Dated[len(k.Dated)-1]; !last.From.Before(day(now)) {
		return "", fmt.Errorf("the last key begins on %s, a new one cannot begin on the same day or before", last.From.Format(time.DateOnly))
	}
	line, err := dated(now, days)
	return strings.TrimRight(string(text), "\n") + "\n" + line, err
}

func dated(now time.Time, days int) (string, error) {
	if days < 1 || days > 3660 {
		return "", fmt.Errorf("a key that is good for %d days: 1 to 3660 are taken", days)
	}
	secret, err := random()
	from := day(now)
	return fmt.Sprintf("key %s %s %s\n", from.Format(time.DateOnly), from.AddDate(0, 0, days).Format(time.DateOnly), secret), err
}

func day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

func random() (string, error) {
	var b [key.Size]byte
	_, err := rand.Read(b[:])
	return hex.EncodeToString(b[:]), err
}

// Load reads a key file, mode 0600 or stricter.
func Load(path string) (Key, error) {
	text, err := Read(path)
	if err != nil {
		return Key{}, err
	}
	k, err := Parse(text)
	if err != nil {
		return k, fmt.Errorf("%s: %w", path, err)
	}
	return k, nil
}

// Read gives what is in a key file, mode 0600 or stricter.
func Read(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading the community key: %w", err)
	case info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("the community key %s can be read by others (mode %04o): chmod 600 it", path, info.Mode().Perm())
	case info.Size() > maxFile:
		return nil, fmt.Errorf("%s has %d bytes, a community key at most %d: is it the right file?", path, info.Size(), maxFile)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the community key: %w", err)
	}
	return text, nil
}

// Write makes a key file, mode 0600; one that is there is replaced only if
// replace says so.
func Write(path, text string, replace bool) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return fmt.Errorf("making the community key: %w", err)
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = place(f.Name(), path, replace)
	}
	if err != nil {
		err = errors.Join(err, os.Remove(f.Name()))
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s is there already: name a new file", path)
	case err != nil:
		return fmt.Errorf("making the community key: %w", err)
	}
	return durable.Dir(filepath.Dir(path))
}

// place gives a file its name. A link, unlike a renaming, never takes the place
// of a file that somebody made meanwhile.
func place(file, path string, replace bool) error {
	if replace {
		return os.Rename(file, path)
	}
	if err := os.Link(file, path); err != nil {
		return err
	}
	return os.Remove(file)
}

// Parse reads the text of a key file. An error never shows a key.
func Parse(text []byte) (Key, error) {
	var k Key
	based := false
	for n, line := range bytes.Split(text, []byte("\n")) {
		words := strings.Fields(string(line))
		if len(words) == 0 || words[0][0] == '#' {
			continue
		}
		wrong := func(what string) error { return fmt.Errorf("line %d: %s", n+1, what) }
		switch {
		case words[0] == "name" && len(words) == 2 && name.MatchString(words[1]) && k.Name == "":
			k.Name = words[1]
		case words[0] == "base" && len(words) == 2 && !based:
			b, err := secret(words[1])
			if err != nil {
				return Key{}, wrong(err.Error())
			}
			k.Base, based = b, true
		case words[0] == "key" && len(words) == 4 && len(k.Dated) < maxDated:
			d, err := parseDated(words[1:])
			if err != nil {
				return Key{}, wrong(err.Error())
			}
			if last := len(k.Dated) - 1; last >= 0 && !k.Dated[last].From.Before(d.From) {
				return Key{}, wrong("keys stand in the order of their days")
			}
			k.Dated = append(k.Dated, d)
		default:
			return Key{}, wrong("a community key has one line name NAME, one base KEY, and some key FROM UNTIL KEY")
		}
	}
	if k.Name == "" || !based || len(k.Dated) == 0 {
		return Key{}, errors.New("this is no community key: it lacks a name, a base or a dated key; stillhunt share key new makes one")
	}
	return k, nil
}

func parseDated(words []string) (d Dated, err error) {
	if d.From, err = time.Parse(time.DateOnly, words[0]); err == nil {
		d.Until, err = time.Parse(time.DateOnly, words[1])
	}
	if err != nil || !d.From.Before(d.Until) {
		return d, errors.New("a key has a first day and a later last one, as 2026-01-31")
	}
	d.secret, err = secret(words[2])
	d.ID = d.secret.ID()
	return d, err
}

func secret(word string) (key.Key, error) {
	b, err := hex.DecodeString(word)
	if err != nil || len(b) != key.Size {
		return key.Key{}, fmt.Errorf("a key has %d hexadecimal digits", 2*key.Size)
	}
	return key.FromBytes(b)
}
