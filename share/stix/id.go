package stix

import (
	"strings"
	"time"

	"github.com/google/uuid"
)

// space is the name space of our ids: every UUID of ours is one of version 5
// in it, so that who shares the same thing twice shares one object.
var space = uuid.NewSHA1(uuid.NameSpaceURL, []byte("https://github.com/stillhunt/stillhunt"))

// observables is the name space that STIX 2.1 (2.9) gives for the ids of
// observable objects.
var observables = uuid.MustParse("00abedb4-aa42-466c-9c01-fed23315a9b7")

// ID is the id of an object of a kind that is told from others of its kind by
// these parts.
func ID(kind string, parts ...string) string {
	return kind + "--" + uuid.NewSHA1(space, []byte(kind+"\x00"+strings.Join(parts, "\x00"))).String()
}

// UUID is that id without its kind.
func UUID(kind string, parts ...string) string {
	_, id, _ := strings.Cut(ID(kind, parts...), "--")
	return id
}

// stamp is the form of a time in STIX.
const stamp = "2006-01-02T15:04:05.000Z"

// Stamp writes a time as STIX does: UTC, to the millisecond.
func Stamp(t time.Time) string { return t.UTC().Format(stamp) }

// observableID is the id of an observable with these contributing properties.
func observableID(kind string, properties []byte) string {
	return kind + "--" + uuid.NewSHA1(observables, properties).String()
}
