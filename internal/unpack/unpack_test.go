package unpack

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func pack(t *testing.T, k Kind, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, p := range parts {
		var w io.WriteCloser
		switch k {
		case Gzip:
			w = gzip.NewWriter(&b)
		case Zstd:
			z, err := zstd.NewWriter(&b)
			if err != nil {
				t.Fatal(err)
			}
			w = z
		default:
			b.WriteString(p)
			continue
		}
		if _, err := io.WriteString(w, p); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

func unpackAll(r io.Reader) (string, Kind, error) {
	u, err := NewReader(r)
	if err != nil {
		return "", "", err
	}
	defer u.Close()
	b, err := io.ReadAll(u)
	return string(b), u.Kind(), err
}

func TestKinds(t *testing.T) {
	long := strings.Repeat("a long text of some kind ", 20000)
	for _, k := range []Kind{Plain, Gzip, Zstd} {
		got, kind, err := unpackAll(iotest.OneByteReader(bytes.NewReader(pack(t, k, "one", long, "three"))))
		if err != nil || kind != k || got != "one"+long+"three" {
			t.Errorf("%s: %s, %d bytes, %v", k, kind, len(got), err)
		}
	}
	skippable := append([]byte{0x50, 0x2a, 0x4d, 0x18, 1, 0, 0, 0, 'x'}, pack(t, Zstd, "a")...)
	if got, _, err := unpackAll(bytes.NewReader(skippable)); got != "a" || err != nil {
		t.Errorf("skippable frame: %q %v", got, err)
	}
	if got, kind, err := unpackAll(strings.NewReader("")); got != "" || kind != Plain || err != nil {
		t.Errorf("empty: %q %s %v", got, kind, err)
	}
}

func TestDamage(t *testing.T) {
	for _, k := range []Kind{Gzip, Zstd} {
		whole := pack(t, k, strings.Repeat("some words, ", 1000))
		var corrupt *CorruptError
		if _, _, err := unpackAll(bytes.NewReader(whole[:len(whole)-6])); !errors.As(err, &corrupt) || !strings.Contains(err.Error(), "ends too early") {
			t.Errorf("%s cut: %v", k, err)
		}
		turned := bytes.Clone(whole)
		turned[len(turned)-5] ^= 0xff // in the checksum
		if _, _, err := unpackAll(bytes.NewReader(turned)); !errors.As(err, &corrupt) || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("%s turned: %v", k, err)
		}
		broken := errors.New("disk on fire")
		_, _, err := unpackAll(io.MultiReader(bytes.NewReader(whole[:len(whole)/2]), iotest.ErrReader(broken)))
		if !errors.Is(err, broken) || errors.As(err, &corrupt) {
			t.Errorf("%s: the source's own error came as %v", k, err)
		}
	}
}
