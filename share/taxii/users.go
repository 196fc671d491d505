package taxii

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/share/stix"
)

// User is a peer.
type User struct {
	Name  string // what he calls himself in what he writes: stix.Identity
	Write bool
	login string
	proof [32]byte // SHA-256 of his secret
}

// Users are those that may ask; nil is anybody, who may only read.
type Users []User

const (
	maxUsersFile = 1 << 20
	leastSecret  = 16 // bytes
)

// LoadUsers reads a file of users, mode 0600 or stricter: on each line
//
//	LOGIN read|write SECRET NAME
//
// The name is the rest of the line, and what he calls himself when he shares
// (--by); or it is the id of his identity, if his objects are not Stillhunt's.
func LoadUsers(path string) (Users, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading the users: %w", err)
	case info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("the users in %s can be read by others (mode %04o): chmod 600 it", path, info.Mode().Perm())
	case info.Size() > maxUsersFile:
		return nil, fmt.Errorf("%s has more than %d bytes: is it the right file?", path, maxUsersFile)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the users: %w", err)
	}
	users, err := ParseUsers(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s:%w", path, err)
	}
	return users, nil
}

// ParseUsers reads what is in such a file. An error begins with the line, and
// never shows a secret.
func ParseUsers(text string) (Users, error) {
	var all Users
	seen, secrets := map[string]bool{}, map[string]bool{}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		words := strings.Fields(line)
		switch {
		case len(words) < 4 || words[1] != "read" && words[1] != "write":
			return nil, fmt.Errorf("%d: a user is LOGIN read|write SECRET NAME", n)
		case strings.ContainsRune(words[0], ':') || seen[words[0]]:
			return nil, fmt.Errorf("%d: a login has no colon, and comes once", n)
		case len(words[2]) < leastSecret:
			return nil, fmt.Errorf("%d: a secret has %d characters at least", n, leastSecret)
		case secrets[words[2]]:
			return nil, fmt.Errorf("%d: another user has this secret, and one is told from the other by it", n)
		}
		seen[words[0]], secrets[words[2]] = true, true
		all = append(all, User{Name: strings.Join(words[3:], " "), Write: words[1] == "write", login: words[0], proof: sha256.Sum256([]byte(words[2]))})
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%d: there is no user", n)
	}
	return all, nil
}

// who asks: by basic authentication, or by his secret as a bearer token.
func (u Users) who(r *http.Request) (User, bool) {
	if u == nil {
		return User{}, true
	}
	login, secret, basic := r.BasicAuth()
	if !basic {
		var ok bool
		if secret, ok = strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); !ok {
			if secret, ok = strings.CutPrefix(r.Header.Get("Authorization"), "Token "); !ok { // as OASIS's client has it
				return User{}, false
			}
		}
	}
	proof := sha256.Sum256([]byte(secret))
	var found User
	ok := 0
	for _, x := range u { // all of them, so that the time tells nothing
		same := subtle.ConstantTimeCompare(proof[:], x.proof[:])
		if basic {
			same &= subtle.ConstantTimeCompare([]byte(login), []byte(x.login))
		}
		if same == 1 {
			found, ok = x, 1
		}
	}
	return found, ok == 1
}

// id is the identity that the user writes as.
func (u User) id() string {
	if strings.HasPrefix(u.Name, "identity--") {
		return u.Name
	}
	return stix.IdentityID(u.Name)
}

// owned are the identities of all users.
func (u Users) owned() map[string]bool {
	all := map[string]bool{}
	for _, x := range u {
		all[x.id()] = true
	}
	return all
}

// authored are the types of STIX 2.1 that somebody answers for: all but
// observables, identities and markings.
var authored = strings.Fields(`attack-pattern campaign course-of-action extension-definition grouping incident indicator infrastructure
	intrusion-set language-content location malware malware-analysis note observed-data opinion relationship report sighting
	threat-actor tool vulnerability`)

var common = stix.Common()

// refuses says why a user may not write an object; empty if he may. owned are
// the identities that are somebody's.
func (u User) refuses(t *stix.Thing, owned map[string]bool) string {
	same, ours := common[t.ID]
	switch {
	case ours && !t.Is(same):
		return "an object of Stillhunt itself says something else, or comes from another version: leave it out"
	case ours:
	case t.Type == "identity" && owned[t.ID] && t.ID != u.id():
		return "this is the identity of somebody else"
	case t.By == "" && slices.Contains(authored, t.Type):
		return "it does not say who wrote it: created_by_ref"
	case t.By != "" && t.By != u.id():
		return fmt.Sprintf("created_by_ref is not the identity of %q, as which you are known here", u.Name)
	}
	return ""
}
