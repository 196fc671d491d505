// Package community holds the key that houses share to find what they have in
// common without showing it.
//
// A community key has a base and keys with dates. The base stands first in each
// member's deployment key file, with a key of the member's own behind it, so
// that every keyed value of a member's lake can be brought back to the base by
// that member and by nobody else (internal/key, Change.Back): nothing has to be
// kept beside the lake, and nothing read twice. What leaves a house is that base
// value, hashed again under the key of the day:
//
//	indicator = HMAC-SHA-256(dated key, "stillhunt.share/1 " ‖ kind ‖ base value), 16 bytes
//
// A member who leaves keeps the base and the keys that he had. Those that are
// added later are not his, and indicators under his last one expire with it.
//
// Whoever has the key can test a guess: see docs/sharing.md for what that means
// for each kind.
package community

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/stillhunt/stillhunt/internal/key"
)

// Kind is a kind of value that houses can share.
type Kind string

// The kinds, in the order in which they are listed. An issuer range is none: it
// has few values, and thousands of strangers have one in common.
const (
	Skeleton Kind = "prompt-skeleton" // the prompt without what a template fills in
	System   Kind = "system-skeleton" // the same of the system instructions
	Payment  Kind = "payment"         // fingerprint of a card or another instrument
	Network  Kind = "exit-network"    // the /24 or /48 that requests came from
	Device   Kind = "device"          // fingerprint of the device that signed up
	Client   Kind = "client"          // fingerprint of the software that sent requests
)

// Kinds lists them.
var Kinds = []Kind{Skeleton, System, Payment, Network, Device, Client}

// Key is a community key.
type Key struct {
	Name  string
	Base  key.Key
	Dated []Dated // by From
}

// Dated is a key for indicators that are made in [From, Until); none is good
// after Until.
type Dated struct {
	From, Until time.Time
	ID          string // names the key without giving it away
	secret      key.Key
}

// Hash is the indicator of a value that is under the base: 32 hexadecimal digits.
func (d Dated) Hash(k Kind, base uint64) string { return d.Hasher(k).Hash(base) }

// Hasher makes indicators of one kind, one after the other.
type Hasher struct {
	Key    Dated
	domain string
	hmac   *key.Hasher
	value  [8]byte
}

// Hasher returns one. It belongs to one goroutine.
func (d Dated) Hasher(k Kind) *Hasher {
	return &Hasher{Key: d, domain: "stillhunt.share/1 " + string(k), hmac: d.secret.Hasher()}
}

// Hash is Dated.Hash.
func (h *Hasher) Hash(base uint64) string {
	binary.BigEndian.PutUint64(h.value[:], base)
	m := h.hmac.Mac(h.domain, string(h.value[:]))
	return hex.EncodeToString(m[:16])
}

// At is the key to make indicators with at a time: the latest that has begun
// and not ended.
func (k Key) At(t time.Time) (Dated, error) {
	for i := len(k.Dated) - 1; i >= 0; i-- {
		if d := k.Dated[i]; !t.Before(d.From) && t.Before(d.Until) {
			return d, nil
		}
	}
	return Dated{}, fmt.Errorf("the community key %s has no key for %s: whoever looks after it adds one with stillhunt share key rotate, and hands the file to all members", k.Name, t.UTC().Format(time.DateOnly))
}

// Find is the dated key of this name.
func (k Key) Find(id string) (Dated, bool) {
	for _, d := range k.Dated {
		if d.ID == id {
			return d, true
		}
	}
	return Dated{}, false
}

// Bring says how values under a member's deployment key come back to the base.
// id names the key that they are under, as manifest.json has it.
func (k Key) Bring(deployment key.Key, id string) (func(uint64) uint64, error) {
	if deployment.Until(1) != k.Base || deployment.Len() < 2 {
		return nil, fmt.Errorf("the deployment key does not stand behind the community key %s: make one with stillhunt share key join, and hunt with it", k.Name)
	}
	n := deployment.Find(id)
	if n < 2 {
		return nil, fmt.Errorf("the hunt was made under key %s, which is not in the deployment key file: hunt with a key file that stillhunt share key join made, or name the one that it was made with", id)
	}
	return deployment.Until(n).ChangeFrom(1).Back, nil
}
