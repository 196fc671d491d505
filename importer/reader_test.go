package importer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/stillhunt/stillhunt/exchange"
)

// line is a line of a file as a test sees it.
type line struct {
	n    int64
	text string
}

// readLines reads everything from at in blocks of size bytes.
func readLines(content []byte, at Position, size int) (lines []line, rejected []int64, end Position, err error) {
	r, err := newReader(context.Background(), "f", io.NopCloser(bytes.NewReader(content)), at, size)
	if err != nil {
		return nil, nil, at, err
	}
	defer r.Close()
	var buf []byte
	end = r.at
	for {
		b, err := r.Next(buf)
		if err != nil {
			return lines, rejected, end, err
		}
		if b.Start != end {
			return nil, nil, end, fmt.Errorf("a block starts at %v, the one before ended at %v", b.Start, end)
		}
		end, buf = b.End, b.Data
		for n, l := range b.Lines() {
			lines = append(lines, line{n, string(l)})
		}
		for _, j := range b.Rejected {
			rejected = append(rejected, j.Line)
		}
	}
}

// splitLines is what readLines must give, by the plainest means.
func splitLines(content string) (lines []line) {
	for i, l := range strings.Split(content, "\n") {
		if l = strings.TrimRight(l, " \t\r"); l != "" {
			lines = append(lines, line{int64(i + 1), l})
		}
	}
	return lines
}

func gz(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, p := range parts {
		w := gzip.NewWriter(&b)
		_, err := io.WriteString(w, p)
		if err := errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

func zst(t testing.TB, text string) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll([]byte(text), nil)
}

func TestBlocks(t *testing.T) {
	long := strings.Repeat("long ", 1000)
	for name, text := range map[string]string{
		"empty":       "",
		"one":         "a",
		"ended":       "a\nb\n",
		"not ended":   "a\nb",
		"crlf":        "a\r\nb\r\n\r\nc",
		"empty lines": "\n\n a\n\t\n\nb\n\n",
		"long":        "a\n" + long + "\nb\n" + long + long,
	} {
		for _, size := range []int{1, 2, 7, 4096, blockSize} {
			for packing, content := range map[string][]byte{"plain": []byte(text), "gzip": gz(t, text), "zstd": zst(t, text)} {
				lines, rejected, end, err := readLines(content, Position{}, size)
				if err != io.EOF || len(rejected) > 0 || !reflect.DeepEqual(lines, splitLines(text)) {
					t.Errorf("%s, %s, blocks of %d: %d lines, rejected %v, %v", name, packing, size, len(lines), rejected, err)
				}
				if end.Offset != int64(len(text)) {
					t.Errorf("%s, %s: ends at %v, has %d bytes", name, packing, end, len(text))
				}
			}
		}
	}
	lines, _, _, err := readLines(gz(t, "a\nb", "c\n", "", "d"), Position{}, 1)
	if err != io.EOF || !reflect.DeepEqual(lines, []line{{1, "a"}, {2, "bc"}, {3, "d"}}) {
		t.Errorf("several members: %v, %v", lines, err)
	}
	lines, _, end, err := readLines([]byte("\xef\xbb\xbfa\nb"), Position{}, 1)
	if err != io.EOF || !reflect.DeepEqual(lines, []line{{1, "a"}, {2, "b"}}) || end != (Position{Offset: 6, Line: 2}) {
		t.Errorf("byte order mark: %v, %v, %v", lines, end, err)
	}
}

func TestLongLines(t *testing.T) {
	most, over := strings.Repeat("x", exchange.MaxLine), strings.Repeat("x", exchange.MaxLine+2)
	text := "a\n" + over + "\nb\n" + most + "\r\nc\n" + over
	lines, rejected, end, err := readLines([]byte(text), Position{}, blockSize)
	if err != io.EOF || !reflect.DeepEqual(rejected, []int64{2, 6}) || end != (Position{Offset: int64(len(text)), Line: 6}) {
		t.Errorf("rejected %v, ends at %v, %v", rejected, end, err)
	}
	if !reflect.DeepEqual(lines, []line{{1, "a"}, {3, "b"}, {4, most}, {5, "c"}}) {
		t.Errorf("%d lines", len(lines))
	}
	r, err := newReader(context.Background(), "f", io.NopCloser(io.LimitReader(repeat('x'), 100<<20)), Position{}, blockSize)
	if err != nil {
		t.Fatal(err)
	}
	b, err := r.Next(nil)
	if err != nil || len(b.Rejected) != 1 || b.Rejected[0].File != "f" || cap(b.Data) > 2*exchange.MaxLine {
		t.Errorf("100 MiB without a line end: %v, memory %d", err, cap(b.Data))
	}
}

type repeat byte

func (c repeat) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(c)
	}
	return len(p), nil
}

func TestResume(t *testing.T) {
	text := "\xef\xbb\xbf" + strings.Repeat("some line\n\nother\r\n", 200) + "last"
	all, _, _, _ := readLines([]byte(text), Position{}, 1)
	for _, content := range [][]byte{[]byte(text), gz(t, text[:1000], text[1000:]), zst(t, text)} {
		r, err := newReader(context.Background(), "f", io.NopCloser(bytes.NewReader(content)), Position{}, 40)
		if err != nil {
			t.Fatal(err)
		}
		given := 0
		for {
			b, err := r.Next(nil)
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			for range b.Lines() {
				given++
			}
			rest, _, _, err := readLines(content, b.End, 70)
			if err != io.EOF || len(rest) != len(all)-given || len(rest) > 0 && !reflect.DeepEqual(rest, all[given:]) {
				t.Fatalf("from %v: %d lines of %d, %v", b.End, len(rest), len(all)-given, err)
			}
		}
	}
	if _, _, _, err := readLines([]byte("short\n"), Position{Offset: 7, Line: 2}, 40); err == nil || !strings.Contains(err.Error(), "shorter than when it was read before") {
		t.Errorf("a file that shrank: %v", err)
	}
}

func TestHash(t *testing.T) {
	text := strings.Repeat("some line\n", 1000)
	for name, content := range map[string][]byte{"plain": []byte(text), "gzip": gz(t, text), "zstd": zst(t, text), "empty": nil} {
		path := filepath.Join(t.TempDir(), "f")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		in, err := Expand([]string{path})
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []Position{{}, {Offset: int64(min(10, len(content))), Line: 1}} {
			in[0].format = formats[0]
			r, err := in[0].Open(context.Background(), at)
			if err != nil {
				t.Fatal(err)
			}
			for err == nil {
				_, err = r.Next(nil)
			}
			want := sha256.Sum256(content)
			if files := r.Files(); err != io.EOF || len(files) != 1 || files[0].SHA256 != hex.EncodeToString(want[:]) || r.Consumed() != in[0].Size {
				t.Errorf("%s: %v, files %v, %d bytes of %d", name, err, files, r.Consumed(), in[0].Size)
			}
			if err := r.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestCorrupt(t *testing.T) {
	var text strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&text, "line %d is %x\n", i, sha256.Sum256([]byte{byte(i), byte(i >> 8)}))
	}
	all := splitLines(text.String())
	for name, content := range map[string][]byte{"gzip": gz(t, text.String()), "zstd": zst(t, text.String())} {
		lines, _, end, err := readLines(content[:len(content)*2/3], Position{}, 100)
		var corrupt *CorruptError
		if !errors.As(err, &corrupt) || corrupt.File != "f" || corrupt.Lines != int64(len(lines)) || end.Line != corrupt.Lines {
			t.Fatalf("%s: %v after %d lines", name, err, len(lines))
		}
		if len(lines) < len(all)/3 || !reflect.DeepEqual(lines, all[:len(lines)]) {
			t.Errorf("%s: %d of %d lines before the damage", name, len(lines), len(all))
		}
		if want := fmt.Sprintf("f: the %s data ends too early, after %d whole lines: fetch", name, len(lines)); !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %q, want %q", err, want)
		}
	}
	broken := errors.New("disk on fire")
	r, err := newReader(context.Background(), "f", io.NopCloser(io.MultiReader(strings.NewReader(text.String()), iotest.ErrReader(broken))), Position{}, 100)
	for err == nil {
		_, err = r.Next(nil)
	}
	var corrupt *CorruptError
	if !errors.Is(err, broken) || errors.As(err, &corrupt) || r.SHA256() != "" {
		t.Errorf("a reading error: %v", err)
	}
}

func TestBinary(t *testing.T) {
	for name, c := range map[string]struct{ content, want string }{
		"nul":     {"{}\n\x00\x01", "not text"},
		"utf-16":  {"\xff\xfe{\x00", "UTF-16"},
		"parquet": {"PAR1\x15", "Parquet"},
		"bzip2":   {"BZh91AY", "bzip2"},
		"tar":     {strings.Repeat("n", 257) + "ustar", "tar"},
		"packed":  {string(gz(t, strings.Repeat("n", 257)+"ustar")), "tar"},
	} {
		if _, _, _, err := readLines([]byte(c.content), Position{}, 100); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	r, err := newReader(ctx, "f", io.NopCloser(bytes.NewReader(gz(t, strings.Repeat("line\n", 1<<20)))), Position{}, 100)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Next(nil); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := r.Next(nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func FuzzBlocks(f *testing.F) {
	f.Add([]byte("a\nb\r\n\nc"), 3, false)
	f.Add([]byte("\xef\xbb\xbf\n\n\nlonger than a block"), 1, true)
	f.Fuzz(func(t *testing.T, content []byte, size int, packed bool) {
		if size < 1 || size > 1<<16 || shapeOf(content) != lines || foreign(content) != "" || bytes.HasPrefix(content, []byte{0x1f, 0x8b}) ||
			len(content) > 3 && (bytes.Equal(content[1:4], []byte{0xb5, 0x2f, 0xfd}) || bytes.Equal(content[1:4], []byte{0x2a, 0x4d, 0x18})) {
			t.Skip()
		}
		raw := content
		if packed {
			raw = gz(t, string(content))
		}
		got, rejected, end, err := readLines(raw, Position{}, size)
		want := splitLines(strings.TrimPrefix(string(content), "\xef\xbb\xbf"))
		if err != io.EOF || len(rejected) > 0 || end.Offset != int64(len(content)) || !reflect.DeepEqual(got, want) {
			t.Fatalf("%d lines, want %d; end %v of %d; %v", len(got), len(want), end, len(content), err)
		}
	})
}

func BenchmarkNext(b *testing.B) {
	text := strings.Repeat(strings.Repeat("x", 1299)+"\n", 20000)
	for name, content := range map[string][]byte{"plain": []byte(text), "zstd": zst(b, text)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				r, err := newReader(context.Background(), "f", io.NopCloser(bytes.NewReader(content)), Position{}, blockSize)
				if err != nil {
					b.Fatal(err)
				}
				var block Block
				for err == nil {
					block, err = r.Next(block.Data)
				}
			}
		})
	}
}
