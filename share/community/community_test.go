package community

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/internal/key"
)

func at(day string) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return t
}

func made(t *testing.T) (Key, string) {
	t.Helper()
	text, err := New("labs", at("2026-01-10").Add(time.Hour), 90)
	if err != nil {
		t.Fatal(err)
	}
	k, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return k, text
}

// Two members whose own keys differ make one indicator of one value, and their
// lakes have nothing in common.
func TestMembersAgree(t *testing.T) {
	k, _ := made(t)
	var indicators [2]string
	var lakes [2]uint64
	for i := range 2 {
		d, err := key.Behind(filepath.Join(t.TempDir(), "key"), k.Base)
		if err != nil {
			t.Fatal(err)
		}
		back, err := k.Bring(d, d.ID())
		if err != nil {
			t.Fatal(err)
		}
		dated, err := k.At(at("2026-02-01"))
		if err != nil {
			t.Fatal(err)
		}
		lakes[i] = d.Sum64("network", "198.51.100.0/24")
		indicators[i] = dated.Hash(Network, back(lakes[i]))
		if dated.Hash(Client, back(lakes[i])) == indicators[i] {
			t.Error("two kinds have one indicator")
		}
	}
	if indicators[0] != indicators[1] || lakes[0] == lakes[1] {
		t.Errorf("indicators %v of %x", indicators, lakes)
	}
}

func TestRotation(t *testing.T) {
	k, text := made(t)
	if _, err := Rotate([]byte(text), at("2026-01-10"), 90); err == nil {
		t.Error("two keys begin on one day")
	}
	text, err := Rotate([]byte(text), at("2026-03-01"), 90)
	if err != nil {
		t.Fatal(err)
	}
	next, err := Parse([]byte(text))
	if err != nil || next.Base != k.Base || len(next.Dated) != 2 {
		t.Fatalf("%+v, %v", next, err)
	}
	for day, want := range map[string]int{"2026-01-10": 0, "2026-02-28": 0, "2026-03-01": 1, "2026-05-29": 1} {
		if d, err := next.At(at(day)); err != nil || d != next.Dated[want] {
			t.Errorf("%s: key from %s, %v", day, d.From, err)
		}
	}
	for _, day := range []string{"2026-01-09", "2026-05-30"} {
		if _, err := next.At(at(day)); err == nil || !strings.Contains(err.Error(), "share key rotate") {
			t.Errorf("%s: %v", day, err)
		}
	}
	one, two := next.Dated[0], next.Dated[1]
	if one.Hash(Device, 7) == two.Hash(Device, 7) || one.Hash(Device, 7) == one.Hash(Device, 8) {
		t.Error("a key or a value changes nothing")
	}
	if d, ok := next.Find(two.ID); !ok || d != two {
		t.Error("a key is not found by its name")
	}
	if _, ok := k.Find(two.ID); ok {
		t.Error("who left has the new key")
	}
}

func TestBringRefuses(t *testing.T) {
	k, _ := made(t)
	own, _, err := key.LoadOrCreate(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	behind, err := key.Behind(filepath.Join(t.TempDir(), "key"), k.Base)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		key  key.Key
		id   string
		want string
	}{
		"a key of one's own":    {own, own.ID(), "share key join"},
		"the base alone":        {k.Base, k.Base.ID(), "share key join"},
		"a hunt under the base": {behind, k.Base.ID(), "hunt with a key file"},
		"a hunt under another":  {behind, own.ID(), "hunt with a key file"},
		"another community's":   {own.Then(behind), behind.ID(), "share key join"},
	} {
		if _, err := k.Bring(c.key, c.id); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	later := behind.Then(own) // after stillhunt lake rotate
	for _, id := range []string{behind.ID(), later.ID()} {
		back, err := k.Bring(later, id)
		if err != nil {
			t.Fatal(err)
		}
		if n := later.Find(id); back(later.Until(n).Sum64("device", "x")) != k.Base.Sum64("device", "x") {
			t.Errorf("%d keys: not brought back", n)
		}
	}
}

func TestFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "community.key")
	k, text := made(t)
	if err := Write(path, text, false); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, text, false); err == nil {
		t.Error("a key is overwritten")
	}
	if files, err := os.ReadDir(filepath.Dir(path)); err != nil || len(files) != 1 {
		t.Errorf("%d files are left, %v", len(files), err)
	}
	var made atomic.Int32
	var all sync.WaitGroup
	for range 8 { // at once
		all.Go(func() {
			if Write(path+".2", text, false) == nil {
				made.Add(1)
			}
		})
	}
	if all.Wait(); made.Load() != 1 {
		t.Errorf("%d make one file", made.Load())
	}
	if err := Write(path, text, true); err != nil {
		t.Error(err)
	}
	if got, err := Load(path); err != nil || got.Base != k.Base {
		t.Errorf("%v", err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("%v", err)
	}
}

func TestParseRefuses(t *testing.T) {
	_, text := made(t)
	secret := strings.Fields(text[strings.Index(text, "base "):])[1]
	for name, c := range map[string]string{
		"nothing":      "",
		"no base":      "name x\nkey 2026-01-01 2026-02-01 " + secret,
		"two bases":    text + "base " + secret,
		"short":        strings.Replace(text, secret, secret[:62], 1),
		"no days":      "name x\nbase " + secret + "\nkey soon later " + secret,
		"backwards":    "name x\nbase " + secret + "\nkey 2026-02-01 2026-01-01 " + secret,
		"out of order": text + "key 2025-01-01 2025-02-01 " + secret,
		"other words":  text + "hello " + secret,
	} {
		_, err := Parse([]byte(c))
		if err == nil {
			t.Errorf("%s is read", name)
		} else if strings.Contains(err.Error(), secret[:20]) {
			t.Errorf("%s: the error shows a key", name)
		}
	}
}

func FuzzParse(f *testing.F) {
	text, err := New("labs", at("2026-01-10"), 90)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(text))
	f.Add([]byte("name x\nkey 2026-01-01 2026-02-01 00"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if k, err := Parse(text); err == nil && (k.Name == "" || len(k.Dated) == 0) {
			t.Error("a key without a name or a date is read")
		}
	})
}
