package dossier

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/internal/parallel"
)

// forgery is a change to a dossier that must be found and named.
type forgery struct {
	name   string
	says   string
	forge  func(t testing.TB, c *contents)
	signed bool // by the operator himself, over the changed records
}

// swap replaces text once in the lines of an entry.
func swap(entry, old, new string) func(testing.TB, *contents) {
	return func(t testing.TB, c *contents) {
		if !bytes.Contains(c.texts[entry], []byte(old)) {
			t.Fatalf("%s holds no %q", entry, old)
		}
		c.texts[entry] = bytes.Replace(c.texts[entry], []byte(old), []byte(new), 1)
	}
}

// number puts another value into a claim.
func number(id, value string) func(testing.TB, *contents) {
	is := regexp.MustCompile(`("id":"` + id + `","value":)[^,]+`)
	return func(t testing.TB, c *contents) {
		if !is.Match(c.texts[letterEntry]) {
			t.Fatalf("there is no claim %q", id)
		}
		c.texts[letterEntry] = is.ReplaceAll(c.texts[letterEntry], []byte("${1}"+value))
	}
}

// on changes the lines of the evidence, of which the one at the place is of a kind.
func on(kind string, change func(lines [][]byte, at int) [][]byte) func(testing.TB, *contents) {
	return func(t testing.TB, c *contents) {
		lines := c.lines(recordsEntry)
		at := slices.IndexFunc(lines, func(l []byte) bool { return bytes.HasPrefix(l, []byte(`{"kind":"`+kind)) })
		if at < 0 {
			t.Fatalf("there is no %s", kind)
		}
		c.set(recordsEntry, change(lines, at+5))
	}
}

var forgeries = []forgery{
	{"dropped observation", "records were added or dropped", on(KindObservation, func(l [][]byte, at int) [][]byte { return slices.Delete(l, at, at+1) }), false},
	{"doubled observation", "records were added or dropped", on(KindObservation, func(l [][]byte, at int) [][]byte { return slices.Insert(l, at, l[at]) }), false},
	{"reordered observations", "it is earlier than the one before", on(KindObservation, func(l [][]byte, at int) [][]byte {
		for bytes.Contains(l[at], timeOf(l[at+1])) {
			at++
		}
		l[at], l[at+1] = l[at+1], l[at]
		return l
	}), false},
	{"reordered links", "are not those that were signed", on(KindLink, func(l [][]byte, at int) [][]byte { l[at], l[at+1] = l[at+1], l[at]; return l }), false},
	{"invented observation", "are not those that were signed", on(KindObservation, func(l [][]byte, at int) [][]byte {
		l[at] = bytes.Replace(l[at], []byte(`"status":200`), []byte(`"status":201`), 1)
		return l
	}), false},
	{"dropped account", "", on(KindAccount, func(l [][]byte, at int) [][]byte { return slices.Delete(l, at, at+1) }), false},
	{"dropped claim", "", func(t testing.TB, c *contents) { c.set(letterEntry, c.lines(letterEntry)[1:]) }, false},
	{"changed number of the letter", "not those that were signed", number("accounts", "1000"), false},
	{"the same by the operator", "accounts is", number("accounts", "1000"), true},
	{"a date by the operator", "last is", number("last", "1780000000000000"), true},
	{"a bound by the operator", "innocents is", swap(letterEntry, `"low":`, `"low":1`), true},
	{"a q-value by the operator", "q-value is", number("q-value", "0.5"), true},
	{"an accused account by the operator", "accused is", swap(recordsEntry, `"accused":true`, `"accused":false`), true},
	{"an observation less by the operator", "a record was added, dropped or moved", on(KindLink, func(l [][]byte, at int) [][]byte { return slices.Delete(l, at, at+1) }), true},
	{"a p-value by the operator", "its p-value is", func(t testing.TB, c *contents) {
		is := regexp.MustCompile(`"p":[^}]+`)
		c.texts[recordsEntry] = is.ReplaceAll(c.texts[recordsEntry], []byte(`"p":0.25`))
	}, true},
	{"an observed claim that is stated", "is only stated", swap(letterEntry, `"status":"assessed"`, `"status":"observed"`), true},
	{"a place of no claim", "of no claim", swap(letterEntry, "{accounts}", "{nobody}"), true},
	{"another case", "of the case", swap(recordsEntry, `"case":"`, `"case":"0`), true},
	{"a letter that no record is of", "is not the file that was sealed", func(t testing.TB, c *contents) {
		c.names = append(c.names, htmlEntry)
		c.texts[htmlEntry] = []byte("<p>25,000 accounts</p>")
	}, false},
	{"an entry that does not belong", "which no dossier has", func(t testing.TB, c *contents) {
		c.names = append(c.names, "notes.txt")
		c.texts["notes.txt"] = []byte("x")
	}, false},
	{"no checkpoint", "has no entry checkpoint", func(t testing.TB, c *contents) {
		c.names = slices.DeleteFunc(c.names, func(n string) bool { return n == checkpointEntry })
	}, false},
	{"a field twice by the operator", "twice", swap(recordsEntry, `"holders":`, `"holders":2,"holders":`), true},
}

func timeOf(l []byte) []byte {
	at := bytes.Index(l, []byte(`"time":`))
	return l[at : at+bytes.IndexByte(l[at:], ',')+1]
}

func TestForgeriesAreNamed(t *testing.T) {
	for _, f := range slices.Concat(forgeries, misread) {
		t.Run(f.name, func(t *testing.T) {
			path := f.make(t)
			wantFailed(t, verified(t, path, VerifyOptions{}), f.says)
		})
	}
}

func (f *forgery) make(t testing.TB) string {
	c := unpack(t, sealedFile(t))
	f.forge(t, &c)
	if f.signed {
		c.resign(t, testKey())
	}
	return c.pack(t)
}

func TestAnotherKey(t *testing.T) {
	for _, name := range []string{"lab.example", "other.example"} {
		key, err := ParsePublicKey(keyOf(name, 9).Public())
		if err != nil {
			t.Fatal(err)
		}
		r := verified(t, sealedFile(t), VerifyOptions{Key: key})
		wantFailed(t, r, "did not sign it")
		if want := keyOf(name, 9).Public(); r.Key != want {
			t.Errorf("the key that it went by is said to be %s, and was %s", r.Key, want)
		}
	}
	c := unpack(t, sealedFile(t))
	c.resign(t, keyOf("lab.example", 9))
	path := c.pack(t)
	wantFailed(t, verified(t, path, VerifyOptions{}), "did not sign it")
	r, err := Verify(t.Context(), path, VerifyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	wantFailed(t, r, "did not sign it") // the manifest's key is another, too
}

// smallFile is the sealed file with most of it withheld: about 64 KB.
func smallFile(t testing.TB) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "small")
	if err := Export(t.Context(), sealedFile(t), path, Peer, nil); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Every byte of a file of about 64 KB, and some of a large one. Of each, verify's
// own check of form and sum is asked, and of one in 256 all of verify.
func TestEveryFlipIsDetected(t *testing.T) {
	unraced(t)
	b := smallFile(t)
	t.Logf("%d bytes", len(b))
	var all []int
	for i := range b {
		all = append(all, i)
	}
	if testing.Short() {
		all = all[:1000]
	}
	flips(t, b, all)
	large, err := os.ReadFile(sealedFile(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes", len(large))
	var some []int
	for i := range 200 {
		some = append(some, i*len(large)/200+i%7)
	}
	flips(t, large, some)
}

func flips(t *testing.T, b []byte, at []int) {
	key, err := ParsePublicKey(testKey().Public())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	err = parallel.Run(t.Context(), len(at), len(at)/100+1, func(from, to int) {
		mine := bytes.Clone(b)
		for k := from; k < to; k++ {
			i := at[k]
			mine[i] ^= 1 << (i % 8)
			d := &File{bytes: bytes.NewReader(mine), size: int64(len(mine))}
			if d.open() == nil && d.sum() == nil {
				t.Errorf("byte %d changed, and neither the file's form nor its sum tells", i)
			}
			if k%256 == 0 {
				path := filepath.Join(dir, strconv.Itoa(i))
				if err := os.WriteFile(path, mine, 0o600); err != nil {
					t.Error(err)
				}
				if r, err := Verify(t.Context(), path, VerifyOptions{Key: key}); err != nil || r.OK() {
					t.Errorf("byte %d changed, and nothing failed: %v", i, err)
				}
				os.Remove(path)
			}
			mine[i] = b[i]
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Whoever changes bytes and mends the sum at the end changes nothing that is said,
// or is found.
func TestFlipsWithTheSumMended(t *testing.T) {
	unraced(t)
	b := smallFile(t)
	r := rand.New(rand.NewPCG(1, 2))
	path := filepath.Join(t.TempDir(), "mended")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	want := unpack(t, path)
	harmless := 0
	for range 500 {
		x := bytes.Clone(b)
		i := r.IntN(len(x) - sumSize)
		x[i] ^= byte(1 + r.IntN(255))
		if err := os.WriteFile(path, sumUp(x), 0o600); err != nil {
			t.Fatal(err)
		}
		if !verified(t, path, VerifyOptions{}).OK() {
			continue
		}
		harmless++
		got := unpack(t, path)
		for _, name := range want.names {
			if !bytes.Equal(got.texts[name], want.texts[name]) {
				t.Fatalf("byte %d: %s is another, and nothing failed", i, name)
			}
		}
	}
	t.Logf("%d of 500 changed nothing", harmless)
}

func TestDamagedFiles(t *testing.T) {
	b := smallFile(t)
	path := filepath.Join(t.TempDir(), "damaged")
	for name, x := range map[string][]byte{
		"nothing": {}, "half": b[:len(b)/2], "a byte less": b[:len(b)-1], "a byte more": append(bytes.Clone(b), 'x'), "no zip": []byte(strings.Repeat("x", 1000)),
	} {
		if err := os.WriteFile(path, x, 0o600); err != nil {
			t.Fatal(err)
		}
		if verified(t, path, VerifyOptions{}).OK() {
			t.Errorf("%s: nothing failed", name)
		}
	}
}
