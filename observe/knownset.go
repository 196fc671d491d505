package observe

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/stillhunt/stillhunt/exchange"
)

// KnownSet is a named set of prompts that many people have, an instruction set
// or a benchmark, as sketches: no text can be read from it.
type KnownSet struct {
	Name    string
	Prompts [][Bands]uint32 // distinct, ascending
}

// knownSetSchema names the form of a file of known sets: JSON Lines, one set a
// line, so that sets are put together by writing one file after the other.
const knownSetSchema = "stillhunt.known-set/1"

type knownSetLine struct {
	Schema  string `json:"schema"`
	Name    string `json:"name"`
	Key     string `json:"key"`     // the name of the key that the sketches were made under
	Prompts int    `json:"prompts"` // distinct sketches
	Bands   []byte `json:"bands"`   // Bands little-endian 32-bit keys a prompt; base64
}

// Sketch gives the keys of a prompt's signal minhash; false if it has too few
// words for one.
func (w *Worker) Sketch(prompt string) ([Bands]uint32, bool) {
	x := exchange.Exchange{Input: []exchange.Message{{Role: "user", Text: prompt}}}
	var o Observation
	w.read(&x)
	minhash(w, &x, &o)
	w.rekey(&o)
	return o.Band, o.Band != [Bands]uint32{}
}

// MakeKnownSet reads JSON Lines of prompts, each a string or an object with the
// prompt under field. Errors name the line, and never say what is in it.
func (ob *Observer) MakeKnownSet(name, field string, r io.Reader) (KnownSet, error) {
	w := ob.Worker()
	set := KnownSet{Name: name}
	err := eachLine(r, func(line []byte) error {
		var prompt string
		if json.Unmarshal(line, &prompt) != nil {
			var object map[string]json.RawMessage
			if json.Unmarshal(line, &object) != nil {
				return errors.New("is neither a JSON string nor an object")
			}
			if json.Unmarshal(object[field], &prompt) != nil {
				return fmt.Errorf("has no text under %q: name the field with --field", field)
			}
		}
		if bands, ok := w.Sketch(prompt); ok {
			set.Prompts = append(set.Prompts, bands)
		}
		return nil
	})
	if err != nil {
		return set, err
	}
	slices.SortFunc(set.Prompts, compareBands)
	set.Prompts = slices.Compact(set.Prompts)
	if len(set.Prompts) == 0 {
		return set, errors.New("there is no prompt of three words or more")
	}
	return set, nil
}

func compareBands(a, b [Bands]uint32) int { return slices.Compare(a[:], b[:]) }

// Write writes the set as a line of a file of known sets. key is the name of the
// observer's key.
func (s KnownSet) Write(w io.Writer, key string) error {
	line := knownSetLine{Schema: knownSetSchema, Name: s.Name, Key: key, Prompts: len(s.Prompts)}
	for _, p := range s.Prompts {
		for _, b := range p {
			line.Bands = binary.LittleEndian.AppendUint32(line.Bands, b)
		}
	}
	return json.NewEncoder(w).Encode(line)
}

// ReadKnownSets reads a file of known sets, whose sketches mean something under
// the key that they were made under only. Sets of one name are one set.
func ReadKnownSets(r io.Reader, key string) ([]KnownSet, error) {
	var sets []KnownSet
	place := map[string]int{}
	err := eachLine(r, func(text []byte) error {
		var line knownSetLine
		const size = 4 * Bands
		switch err := json.Unmarshal(text, &line); {
		case err != nil || line.Schema != knownSetSchema:
			return fmt.Errorf("is no known set (%s): make one with stillhunt known-set", knownSetSchema)
		case line.Key != key:
			return fmt.Errorf("was made under the key %s, not under %s: make it again with stillhunt known-set and the hunt's --key-file", line.Key, key)
		case line.Name == "" || len(line.Bands) != size*line.Prompts || line.Prompts == 0:
			return errors.New("is cut short: make it again with stillhunt known-set")
		}
		i, ok := place[line.Name]
		if !ok {
			i = len(sets)
			place[line.Name] = i
			sets = append(sets, KnownSet{Name: line.Name})
		}
		for b := line.Bands; len(b) > 0; b = b[size:] {
			var p [Bands]uint32
			for k := range p {
				p[k] = binary.LittleEndian.Uint32(b[4*k:])
			}
			sets[i].Prompts = append(sets[i].Prompts, p)
		}
		return nil
	})
	if err == nil && len(sets) == 0 {
		err = errors.New("there is no known set")
	}
	return sets, err
}

// eachLine calls f for each line that is not empty; an error says which line.
func eachLine(r io.Reader, f func(line []byte) error) error {
	lines := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if err != nil && err != io.EOF {
			return err
		}
		if text := trimmed(line); len(text) > 0 {
			if bad := f(text); bad != nil {
				return fmt.Errorf("line %d %w", n, bad)
			}
		}
		if err == io.EOF {
			return nil
		}
	}
}

func trimmed(line []byte) []byte {
	for len(line) > 0 && (line[len(line)-1] == '\n' || line[len(line)-1] == '\r') {
		line = line[:len(line)-1]
	}
	return line
}
