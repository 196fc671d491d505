package key

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/bits"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func chainOf(t testing.TB, secrets ...byte) Key {
	t.Helper()
	var k Key
	for i, s := range secrets {
		next, err := FromBytes(bytes.Repeat([]byte{s}, Size))
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			k = next
			continue
		}
		k = k.Then(next)
	}
	return k
}

// Values of one key are what they always were.
func TestOneKeyIsAsBefore(t *testing.T) {
	k := chainOf(t, 7)
	got := fmt.Sprintf("%x %s %s %x", k.Sum64("account", "a-1"), k.Hex("account", "a-1"), k.ID(), k.Mac("campaign.id", "x"))
	want := "8daebd294c25d2a4 8daebd294c25d2a415261c0f280948cc c2ff8193a64c71bc 980b0d9c19f95bc2095fb4061df325e569e70bde2e1b674942ecee6bec8ec047"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if k.ChangeFrom(1) != nil || k.Len() != 1 || k.Until(1) != k {
		t.Error("one key is a chain of more")
	}
}

// A change is a permutation that keeps 0, and depends on the key.
func TestChange(t *testing.T) {
	c, other := chainOf(t, 1, 2).ChangeFrom(1), chainOf(t, 1, 3).ChangeFrom(1)
	if c.Of(0) != 0 || (*Change)(nil).Of(7) != 7 {
		t.Error("no value became one, or no change changed")
	}
	seen := map[uint64]uint64{}
	differ := 0
	for v := uint64(1); v < 20_000; v++ {
		to := c.Of(v)
		if from, ok := seen[to]; ok || to == 0 {
			t.Fatalf("%d and %d both became %d", from, v, to)
		}
		seen[to] = v
		if other.Of(v) != to {
			differ++
		}
	}
	if differ < 19_990 {
		t.Errorf("two keys agree on %d values", 20_000-differ)
	}
}

// The permutation is the published one.
func TestPermutationVector(t *testing.T) {
	var secret [16]byte
	for i, w := range []uint32{0x03020100, 0x0b0a0908, 0x13121110, 0x1b1a1918} {
		binary.LittleEndian.PutUint32(secret[4*i:], w)
	}
	p := newPermutation(secret)
	if got, want := p.of(0x3b7265747475432d), uint64(0x8c6fa548454e028b); got != want {
		t.Errorf("%x, want %x", got, want)
	}
}

// Each round can be undone, so no two values become one.
func TestChangeIsInjective(t *testing.T) {
	c := chainOf(t, 1, 2).ChangeFrom(1)
	p := &c.steps[0]
	undo := func(v uint64) uint64 {
		x, y := uint32(v>>32), uint32(v)
		for _, k := range slices.Backward(p[:]) {
			y = bits.RotateLeft32(x^y, -3)
			x = bits.RotateLeft32((x^k)-y, 8)
		}
		return uint64(x)<<32 | uint64(y)
	}
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Uint64().Draw(t, "value")
		if back := undo(p.of(v)); back != v {
			t.Fatalf("%x became %x", v, back)
		}
	})
	if none := undo(0); c.Of(none) != p.of(0) || c.Of(none) == 0 {
		t.Error("the value that would become 0 does not get the place that 0 leaves")
	}
}

// A chain's values are those of its beginning, changed; in one step or in several.
func TestChain(t *testing.T) {
	k := chainOf(t, 1, 2, 3)
	rapid.Check(t, func(t *rapid.T) {
		domain, value := rapid.String().Draw(t, "domain"), rapid.String().Draw(t, "value")
		first, second := k.Until(1).Sum64(domain, value), k.Until(2).Sum64(domain, value)
		whole := k.Sum64(domain, value)
		if k.ChangeFrom(1).Of(first) != whole || k.ChangeFrom(2).Of(second) != whole || first == second || second == whole {
			t.Fatalf("%x, %x, %x", first, second, whole)
		}
		if got := k.Hasher().Sum64(domain, value); got != whole {
			t.Fatalf("the hasher says %x, want %x", got, whole)
		}
		if hex := k.Hex(domain, value); hex[:16] != fmt.Sprintf("%016x", whole) {
			t.Fatalf("%s, want %016x", hex, whole)
		}
	})
	ids := map[string]bool{k.ID(): true, k.Until(2).ID(): true, k.Until(1).ID(): true, chainOf(t, 3).ID(): true, chainOf(t, 2, 3).ID(): true}
	if len(ids) != 5 || k.Until(1).ID() != chainOf(t, 1).ID() {
		t.Errorf("names %v", ids)
	}
	if k.Find(k.Until(2).ID()) != 2 || k.Find("else") != 0 {
		t.Error("a chain does not find its beginning")
	}
}

func TestLoadChain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	text := fmt.Sprintf("# old\n%064x\n\n  %064x\n# new\n", 1, 2)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	k, err := Load(path)
	if err != nil || k.Len() != 2 || k.secret[Size-1] != 1 || k.links()[1].secret[Size-1] != 2 {
		t.Errorf("%v, %d keys", err, k.Len())
	}
	for text, want := range map[string]string{"# nothing\n": "holds no key", text + "zz": "does not hold 64 hexadecimal digits a line", text + "00": "has 32 bytes, this one has 1"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestRotation(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	k, _, err := LoadOrCreate(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok, err := Pending(path); ok || err != nil {
		t.Errorf("a rotation is pending: %v", err)
	}
	next, err := Prepare(path)
	if err != nil || next.Len() != 2 || next.Until(1) != k {
		t.Fatalf("%v, %d keys", err, next.Len())
	}
	if now, err := Load(path); err != nil || now != k {
		t.Errorf("the key file changed before the end: %v", err)
	}
	again, ok, err := Pending(path)
	if err != nil || !ok || again != next {
		t.Errorf("pending %v, the same %v, %v", ok, again == next, err)
	}
	if err := Finish(path); err != nil {
		t.Fatal(err)
	}
	if now, err := Load(path); err != nil || now != next {
		t.Errorf("the key file has not the new chain: %v", err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
	if err := os.WriteFile(path+nextSuffix, fmt.Appendf(nil, "%064x\n%064x\n", 1, 2), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Pending(path); err == nil || !strings.Contains(err.Error(), "does not go on") {
		t.Errorf("another's rotation: %v", err)
	}
}

func BenchmarkChange(b *testing.B) {
	c := chainOf(b, 1, 2).ChangeFrom(1)
	v := uint64(1)
	for b.Loop() {
		v = c.Of(v)
	}
}

func TestBackUndoesOf(t *testing.T) {
	k := fixed(t)
	for n := range 4 {
		k = k.Then(Key{secret: [Size]byte{byte(n)}})
	}
	c := k.ChangeFrom(1)
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Uint64().Draw(t, "value")
		if got := c.Back(c.Of(v)); got != v {
			t.Fatalf("%x became %x, and that %x", v, c.Of(v), got)
		}
	})
	// The value whose own would be 0, of one key and between two.
	for i := range c.steps {
		one := &Change{steps: c.steps[i : i+1]}
		odd := one.steps[0].back(0)
		if one.Of(odd) == 0 || one.Back(one.Of(odd)) != odd {
			t.Errorf("%x becomes %x and %x", odd, one.Of(odd), one.Back(one.Of(odd)))
		}
	}
	if (*Change)(nil).Back(7) != 7 || c.Back(0) != 0 {
		t.Error("nothing changes, or no value becomes one")
	}
}

func TestBehind(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deployment.key")
	made, err := Behind(path, fixed(t))
	if err != nil {
		t.Fatal(err)
	}
	read, err := Load(path)
	if err != nil || read != made || read.Len() != 2 || read.Until(1) != fixed(t) {
		t.Fatalf("made %s, read %s: %v", made.ID(), read.ID(), err)
	}
	if read.ChangeFrom(1).Back(read.Sum64("device", "x")) != fixed(t).Sum64("device", "x") {
		t.Error("a value is not brought back to the shared key")
	}
	if _, err := Behind(path, fixed(t)); err == nil {
		t.Error("a key is overwritten")
	}
	if again, err := Load(path); err != nil || again != made {
		t.Errorf("the file is another: %v", err)
	}
}
