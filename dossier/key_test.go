package dossier

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

// About every other key has a + in its base64.
func TestKeysAreRead(t *testing.T) {
	plus := 0
	for range 50 {
		k, secret, err := NewKey("lab")
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(secret, "+") > 4 {
			plus++
		}
		again, err := ParseKey(" " + secret + "\n")
		if err != nil || again.Public() != k.Public() {
			t.Fatalf("read again it is another key: %v", err)
		}
		text, err := k.sign(Checkpoint{Case: "c", Size: 1})
		if err != nil {
			t.Fatal(err)
		}
		public, err := ParsePublicKey(k.Public())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := note.Open(text, note.VerifierList(public)); err != nil {
			t.Fatal(err)
		}
	}
	if plus == 0 {
		t.Error("no key of fifty has a + in its base64")
	}
}

// Whoever comes first makes the key, and nobody sees it half made.
func TestTheOwnKeyIsMadeOnce(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", dir)
	if _, err := LoadKey(""); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("a key is there, or made: %v", err)
	}
	var made [50]string
	var all sync.WaitGroup
	for i := range made {
		all.Go(func() {
			if k, err := LoadOrMakeKey(""); err == nil {
				made[i] = k.Public()
			}
		})
	}
	all.Wait()
	for _, public := range made {
		if public == "" || public != made[0] {
			t.Fatalf("the keys are %q", made)
		}
	}
	if left, err := filepath.Glob(filepath.Join(dir, "stillhunt", "*")); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestNoKeys(t *testing.T) {
	for _, text := range []string{"", "PRIVATE+KEY", "PRIVATE+KEY+a+b+c", "PRIVATE+KEY+lab+00000000+AAAA", strings.Repeat("+", 9)} {
		if _, err := ParseKey(text); err == nil {
			t.Errorf("%q is a key", text)
		}
	}
}
