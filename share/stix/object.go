// Package stix has what Stillhunt writes and reads of STIX 2.1 (OASIS Standard,
// 10 June 2021): the objects of a campaign, ids that are a function of what they
// name, and a reader with limits.
package stix

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
)

// Object is a STIX object to be written; its keys come out in their order.
type Object map[string]any

// ID is the object's id.
func (o Object) ID() string {
	id, _ := o["id"].(string)
	return id
}

// Published is the time of the objects that are the same whoever writes them.
const Published = "2026-01-01T00:00:00.000Z"

// New is an object of a kind that is told from others by these parts.
func New(kind, created, modified string, parts ...string) Object {
	return Object{"type": kind, "spec_version": "2.1", "id": ID(kind, parts...), "created": created, "modified": modified}
}

// With sets properties; a zero value is left out.
func (o Object) With(properties Object) Object {
	for name, v := range properties {
		switch x := v.(type) {
		case nil:
			continue
		case string:
			if x == "" {
				continue
			}
		case []string:
			if len(x) == 0 {
				continue
			}
		}
		o[name] = v
	}
	return o
}

// Project is the identity that what is the same for all comes from.
func Project() Object {
	return New("identity", Published, Published, "project").With(Object{
		"name": "Stillhunt", "identity_class": "system", "description": "The software that wrote this: https://github.com/stillhunt/stillhunt",
	})
}

// Identity is a house that shares.
func Identity(name string) Object {
	return New("identity", Published, Published, "house", name).With(Object{"name": name, "identity_class": "organization"})
}

// IdentityID is the id of Identity.
func IdentityID(name string) string { return ID("identity", "house", name) }

// Relation says how one object stands to another.
func Relation(from, kind, to, created, modified string) Object {
	return New("relationship", created, modified, from, kind, to).With(Object{
		"relationship_type": kind, "source_ref": from, "target_ref": to,
	})
}

// FingerprintType is the observable that we add to STIX, which has none for
// what a prompt, a payer or an exit shows under a key.
const FingerprintType = "x-stillhunt-fingerprint"

// ExtensionID is the definition of it, of the verdict that a sighting can carry,
// and of the confidence that an indicator had before disputes.
var ExtensionID = ID("extension-definition", "fingerprint")

// FalsePositive is the verdict of a sighting that was none.
const FalsePositive = "false-positive"

// Extension is that definition.
func Extension() Object {
	return New("extension-definition", Published, Published, "fingerprint").With(Object{
		"created_by_ref": Project().ID(), "name": "Keyed fingerprints of model use",
		"description": "An observable for values that a community shows each other under a key only (key_id, kind, value), a verdict for sightings that turned out to be none, and the confidence of an indicator before it was lowered for disputes (undisputed).",
		"schema":      "https://github.com/stillhunt/stillhunt/blob/main/share/stix/fingerprint.schema.json",
		"version":     "1.0.0", "extension_types": []string{"new-sco", "property-extension"},
	})
}

// Fingerprint is a value under a community's key, as an observable.
func Fingerprint(keyID, kind, value string) Object {
	// The contributing properties in the form of RFC 8785; none has a character
	// that is written otherwise there.
	name, err := json.Marshal(map[string]string{"key_id": keyID, "kind": kind, "value": value})
	if err != nil {
		name = nil // strings marshal
	}
	return Object{
		"type": FingerprintType, "spec_version": "2.1", "id": observableID(FingerprintType, name),
		"key_id": keyID, "kind": kind, "value": value,
		"extensions": Object{ExtensionID: Object{"extension_type": "new-sco"}},
	}
}

// Bundle writes objects (of Object or json.RawMessage) as a bundle whose id
// follows from them.
func Bundle[T any](w io.Writer, objects []T) error {
	return bundle(w, objects, " ")
}

// Pack is Bundle without white space: what others wrote does not grow by it past
// what is read.
func Pack[T any](w io.Writer, objects []T) error {
	return bundle(w, objects, "")
}

func bundle[T any](w io.Writer, objects []T, indent string) error {
	text, err := marshal(objects, indent)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(text)
	text, err = marshal(map[string]any{"type": "bundle", "id": ID("bundle", hex.EncodeToString(sum[:])), "objects": objects}, indent)
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

func marshal(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	err := e.Encode(v)
	return b.Bytes(), err
}
