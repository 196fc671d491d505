package key

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/stillhunt/stillhunt/internal/durable"
)

// Then is the chain with the keys of another behind it.
func (k Key) Then(next Key) Key {
	k.later += string(next.secret[:]) + next.later
	return k
}

// Len is the number of keys in the chain.
func (k Key) Len() int { return 1 + len(k.later)/Size }

// Until is the chain of the first n keys.
func (k Key) Until(n int) Key {
	k.later = k.later[:(n-1)*Size]
	return k
}

// links are the keys of the chain, each alone.
func (k Key) links() []Key {
	all := []Key{{secret: k.secret}}
	for later := k.later; later != ""; later = later[Size:] {
		all = append(all, Key{secret: [Size]byte([]byte(later[:Size]))})
	}
	return all
}

// ChangeFrom maps values of the chain of the first n keys to those of the whole
// chain; nil if that is the whole.
func (k Key) ChangeFrom(n int) *Change {
	if n >= k.Len() {
		return nil
	}
	return changes(k.links()[n:])
}

// Steps are the changes to each key after the first n, in their order. Where what
// a step makes is cut short, as bands are, they cannot be made as one.
func (k Key) Steps(n int) []*Change {
	var all []*Change
	for ; n < k.Len(); n++ {
		all = append(all, k.Until(n+1).ChangeFrom(n))
	}
	return all
}

// nextSuffix ends the name of a key file that a rotation is to bring in.
const nextSuffix = ".next"

const nextRemark = `# The deployment keys of Stillhunt, the oldest first. All of them are needed.
# If the name of this file ends in .next, a lake is being brought to the last key:
# run the same stillhunt lake rotate again. It goes on, and gives the file its name.
`

// Pending reads the chain that a rotation was to bring in and did not end with;
// false if there is none.
func Pending(path string) (Key, bool, error) {
	_, err := os.Stat(path + nextSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return Key{}, false, nil
	}
	if err != nil {
		return Key{}, false, fmt.Errorf("reading the key file: %w", err)
	}
	next, err := Load(path + nextSuffix)
	if err != nil {
		return Key{}, false, err
	}
	k, err := Load(path)
	if err != nil {
		return Key{}, false, err
	}
	if next.Len() != k.Len()+1 || next.Until(k.Len()) != k {
		return Key{}, false, fmt.Errorf("%s does not go on from the keys in %s: if no lake was brought to it, remove it", path+nextSuffix, path)
	}
	return next, true, nil
}

// Prepare writes the chain in a key file with a fresh key behind it beside that
// file, mode 0600. Nothing uses it before Finish.
func Prepare(path string) (Key, error) {
	k, err := Load(path)
	if err != nil {
		return Key{}, err
	}
	var fresh Key
	if _, err := rand.Read(fresh.secret[:]); err != nil {
		return Key{}, err
	}
	next := k.Then(fresh)
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+nextSuffix+".*") // mode 0600
	if err != nil {
		return Key{}, fmt.Errorf("making the new key: %w", err)
	}
	_, err = f.WriteString(nextRemark + next.text())
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path+nextSuffix)
	}
	if err != nil {
		return Key{}, fmt.Errorf("making the new key: %w", errors.Join(err, os.Remove(f.Name())))
	}
	return next, durable.Dir(filepath.Dir(path))
}

// text is what a key file holds, a key a line.
func (k Key) text() string {
	var b strings.Builder
	for _, link := range k.links() {
		fmt.Fprintln(&b, hex.EncodeToString(link.secret[:]))
	}
	return b.String()
}

const behindRemark = `# The deployment keys of Stillhunt. The first is shared with others, the rest are
# this house's own: all of them are needed, and none may be seen.
`

// Behind makes a key file that is not there yet, mode 0600: a fresh key behind
// one that others have too. Values of the chain tell these others nothing, and
// whoever has the chain can bring them back to the shared key (see Change.Back).
func Behind(path string, shared Key) (Key, error) {
	var fresh Key
	if _, err := rand.Read(fresh.secret[:]); err != nil {
		return Key{}, err
	}
	k := shared.Then(fresh)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return Key{}, fmt.Errorf("%s is there already: a key is never overwritten; name a new file", path)
	}
	if err != nil {
		return Key{}, fmt.Errorf("making the key file: %w", err)
	}
	_, err = f.WriteString(behindRemark + k.text())
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return Key{}, fmt.Errorf("making the key file: %w", errors.Join(err, os.Remove(path)))
	}
	return k, durable.Dir(filepath.Dir(path))
}

// Finish puts the prepared chain in the key file's place.
func Finish(path string) error {
	if err := os.Rename(path+nextSuffix, path); err != nil {
		return fmt.Errorf("putting the new key in place: %w", err)
	}
	return durable.Dir(filepath.Dir(path))
}

// Path is the key file that a command means: the one that is named, or the
// user's own.
func Path(file string) (string, error) {
	if file != "" {
		return file, nil
	}
	return DefaultPath()
}

// Find is the number of keys, from the first on, that have this name together; 0
// if there is none.
func (k Key) Find(id string) int {
	for n := 1; n <= k.Len(); n++ {
		if k.Until(n).ID() == id {
			return n
		}
	}
	return 0
}
