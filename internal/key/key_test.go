package key

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func fixed(t *testing.T) Key {
	t.Helper()
	k, err := FromBytes(bytes.Repeat([]byte{7}, Size))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestDomainsAreApart(t *testing.T) {
	k := fixed(t)
	if k.Sum64("network", "x") == k.Sum64("device", "x") {
		t.Error("two domains give one hash")
	}
	if k.Mac("a", "bc") == k.Mac("ab", "c") {
		t.Error("the border between domain and value can be moved")
	}
	if first, again := k.Hex("a", "b"), k.Hex("a", "b"); first != again || len(first) != 32 {
		t.Error("Hex is not a function of its arguments, or not 16 bytes")
	}
}

func TestKeysDiffer(t *testing.T) {
	other, err := FromBytes(bytes.Repeat([]byte{8}, Size))
	if err != nil {
		t.Fatal(err)
	}
	k := fixed(t)
	if k.ID() == other.ID() || k.Sum64("a", "b") == other.Sum64("a", "b") {
		t.Error("two keys give one result")
	}
	if strings.Contains(k.ID(), "0707") {
		t.Error("the key's name gives the key away")
	}
}

func TestLoadOrCreate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "conf", "key")
	made, created, err := LoadOrCreate(path)
	if err != nil || !created {
		t.Fatalf("created %v, %v", created, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	again, created, err := LoadOrCreate(path)
	if err != nil || created || again != made {
		t.Fatalf("second call: created %v, same %v, %v", created, again == made, err)
	}
}

func TestLoadRefuses(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct {
		text string
		mode os.FileMode
		want string
	}{
		"open to others": {strings.Repeat("07", Size), 0o644, "chmod 600"},
		"short":          {"0707", 0o600, "has 32 bytes, this one has 2"},
		"not hex":        {strings.Repeat("zz", Size), 0o600, "hexadecimal"},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(c.text), c.mode); err != nil {
			t.Fatal(err)
		}
		_, err := Load(path)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "070707") {
			t.Errorf("%s: the error shows the key", name)
		}
	}
	if _, err := Load(filepath.Join(dir, "none")); err == nil {
		t.Error("a missing key loads")
	}
}
