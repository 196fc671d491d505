package lake

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/observe"
)

func secret(t *testing.T, b byte) key.Key {
	t.Helper()
	k, err := key.FromBytes(bytes.Repeat([]byte{b}, key.Size))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// An id in the dictionary becomes what an observer under the new key writes.
func TestRekeyID(t *testing.T) {
	first := secret(t, 1)
	chain := first.Then(secret(t, 2))
	change := chain.ChangeFrom(1).Of
	now := chain.Sum64("account", "u-1")
	if got, want := RekeyID(first.Hex("account", "u-1"), now, change), chain.Hex("account", "u-1"); got != want {
		t.Errorf("a keyed id became %s, want %s", got, want)
	}
	for _, id := range []string{"u-1", "", first.Hex("account", "u-2"), strings.Repeat("g", 32), strings.Repeat("é", 16), first.Hex("account", "u-1")[:16] + strings.Repeat("x", 16)} {
		if got := RekeyID(id, now, change); got != id {
			t.Errorf("%q became %q", id, got)
		}
	}
}

// The lake's list of keyed columns is what an observation has of keyed values.
func TestKeyedColumnsAreThoseOfAnObservation(t *testing.T) {
	var numbers, lists []string
	for f := range fields() {
		switch name := strings.ToLower(f.Name); f.Type {
		case reflect.TypeFor[uint64]():
			if name != "simhash" {
				numbers = append(numbers, name)
			}
		case reflect.TypeFor[[]uint64]():
			lists = append(lists, name)
		}
	}
	slices.Sort(numbers)
	columns := slices.Sorted(slices.Values(slices.DeleteFunc(slices.Clone(KeyedColumns), func(c string) bool { return strings.HasPrefix(c, "band") })))
	if !slices.Equal(numbers, columns) || !slices.Equal(lists, KeyedLists) {
		t.Errorf("an observation has %v and %v, the lake's lists are %v and %v", numbers, lists, columns, KeyedLists)
	}
}

func fields() func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		t := reflect.TypeFor[observe.Observation]()
		for i := range t.NumField() {
			if !yield(t.Field(i)) {
				return
			}
		}
	}
}
