package stix

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"time"
)

// Limits of what is read.
const (
	MaxBytes   = 64 << 20 // of a bundle
	MaxObjects = 200_000
	MaxObject  = 1 << 20 // bytes of one object
)

// Thing is what is read of an object that somebody else wrote.
type Thing struct {
	Type         string                     `json:"type"`
	ID           string                     `json:"id"`
	SpecVersion  string                     `json:"spec_version"`
	By           string                     `json:"created_by_ref"`
	Created      time.Time                  `json:"created"`
	Modified     time.Time                  `json:"modified"`
	Revoked      bool                       `json:"revoked"`
	Name         string                     `json:"name"`
	Confidence   *int                       `json:"confidence"`
	PatternType  string                     `json:"pattern_type"`
	Pattern      string                     `json:"pattern"`
	ValidFrom    time.Time                  `json:"valid_from"`
	ValidUntil   time.Time                  `json:"valid_until"`
	Opinion      string                     `json:"opinion"`
	Explanation  string                     `json:"explanation"`
	Refs         []string                   `json:"object_refs"`
	SightingOf   string                     `json:"sighting_of_ref"`
	Count        *int64                     `json:"count"`
	Description  string                     `json:"description"`
	Markings     []string                   `json:"object_marking_refs"`
	Extensions   map[string]json.RawMessage `json:"extensions"`
	Relationship string                     `json:"relationship_type"`
	Source       string                     `json:"source_ref"`
	Target       string                     `json:"target_ref"`

	Raw  json.RawMessage `json:"-"` // the whole of it
	File string          `json:"-"` // the hash of the file that it came in; empty if who wrote it is known
}

// Version is what tells one version of an object from another: when it was
// modified, or made if it has no such time; empty of an object without times.
func (t *Thing) Version() string {
	switch {
	case !t.Modified.IsZero():
		return t.Modified.UTC().Format(time.RFC3339Nano)
	case !t.Created.IsZero():
		return t.Created.UTC().Format(time.RFC3339Nano)
	}
	return ""
}

// Disputes reports whether a sighting says that it was none, or an opinion that
// it strongly disagrees.
func (t *Thing) Disputes() bool {
	switch t.Type {
	case "opinion":
		return t.Opinion == "strongly-disagree"
	case "sighting":
		return t.extension().Verdict == FalsePositive
	}
	return false
}

// Undisputed is the confidence that an object had before its author lowered it
// for disputes; 0 if he does not say so.
func (t *Thing) Undisputed() int { return t.extension().Undisputed }

type extension struct {
	Verdict    string `json:"verdict"`
	Undisputed int    `json:"undisputed"`
}

// extension is ours of an object; empty if it has none.
func (t *Thing) extension() extension {
	var e extension
	if json.Unmarshal(t.Extensions[ExtensionID], &e) != nil {
		return extension{}
	}
	return e
}

// About are the objects that an opinion or a sighting is about.
func (t *Thing) About() []string {
	if t.Type == "sighting" {
		return []string{t.SightingOf}
	}
	return t.Refs
}

var idForm = regexp.MustCompile(`^[a-z][a-z0-9-]{2,249}--[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

var nameForm = regexp.MustCompile(`^[a-z0-9_]{1,250}$`)

// ReadObject reads one object.
func ReadObject(raw json.RawMessage) (Thing, error) {
	var t Thing
	if len(raw) > MaxObject {
		return t, fmt.Errorf("an object has %d bytes, at most %d are read", len(raw), MaxObject)
	}
	if err := json.Unmarshal(raw, &t); err != nil {
		return t, fmt.Errorf("it is no STIX object: %w", err)
	}
	var names map[string]json.RawMessage
	if err := json.Unmarshal(raw, &names); err != nil {
		return t, fmt.Errorf("it is no STIX object: %w", err)
	}
	for n := range names { // to encoding/json Created_By_Ref is created_by_ref, to others it is not
		if !nameForm.MatchString(n) {
			return t, errors.New("a property's name has something else than small letters, digits and underscores")
		}
	}
	if !idForm.MatchString(t.ID) || t.ID[:len(t.ID)-38] != t.Type {
		return t, errors.New("it has no id that goes with its type")
	}
	t.Raw = raw
	return t, nil
}

// Read reads a bundle, or the envelope that TAXII wraps objects in. An object
// that cannot be read is an error that says which one.
func Read(r io.Reader) ([]Thing, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, err
	}
	if len(text) > MaxBytes {
		return nil, fmt.Errorf("it has more than %d MiB, which is more than is read at once", MaxBytes>>20)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	var b struct {
		Objects Objects `json:"objects"`
	}
	if err := d.Decode(&b); err != nil {
		return nil, fmt.Errorf("it is no bundle: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is something behind the bundle")
	}
	all := make([]Thing, 0, len(b.Objects))
	for i, raw := range b.Objects {
		t, err := ReadObject(raw)
		if err != nil {
			return nil, fmt.Errorf("object %d: %w", i+1, err)
		}
		all = append(all, t)
	}
	return all, nil
}

// ReadFile reads the bundle in a file. That an object in it is by whom it says is
// not known.
func ReadFile(path string) ([]Thing, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading a bundle: %w", err)
	}
	defer f.Close()
	sum := sha256.New()
	all, err := Read(io.TeeReader(f, sum))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w; is it a STIX 2.1 bundle?", path, err)
	}
	file := hex.EncodeToString(sum.Sum(nil))
	for i := range all {
		all[i].File = file
	}
	return all, nil
}
