package words

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/zeebo/xxh3"
	"pgregory.net/rapid"
)

func TestScan(t *testing.T) {
	for _, c := range []struct {
		text string
		want string // words joined by |
		kind string // one letter each: l, C, 9, s
	}{
		{"Hello, world", "Hello|world", "Cl"},
		{"don't stop at 3pm", "don't|stop|at|3pm", "lll9"},
		{"naïve Élan", "naïve|Élan", "lC"},
		{"请写 code 吧", "请|写|code|吧", "ssls"},
		{"abc请def", "abc|请|def", "lsl"},
		{"", "", ""},
		{"--- ... !!!", "", ""},
		{"x' 'y", "x|y", "ll"},
		{"bad\xffbyte", "bad|byte", "ll"},
	} {
		var got, kinds []string
		for _, w := range Scan(nil, c.text) {
			got = append(got, c.text[w.Start:w.End])
			kinds = append(kinds, string("lC9s"[w.Kind]))
		}
		if strings.Join(got, "|") != c.want || strings.Join(kinds, "") != c.kind {
			t.Errorf("%q: %q %q, want %q %q", c.text, got, kinds, c.want, c.kind)
		}
	}
}

func TestCaseDoesNotMatter(t *testing.T) {
	a, b := Scan(nil, "Straße ÉTÉ Word"), Scan(nil, "straße été wORD")
	for i := range a {
		if a[i].Hash != b[i].Hash {
			t.Errorf("word %d differs by case", i)
		}
	}
}

func TestLimit(t *testing.T) {
	if n := len(Scan(nil, strings.Repeat("a ", Limit))); n != Limit/2 {
		t.Errorf("%d words, want %d", n, Limit/2)
	}
}

func FuzzScan(f *testing.F) {
	f.Add("Hello 请 don't \xff x1")
	f.Add("ǅ İ ﬀ")
	f.Fuzz(func(t *testing.T, text string) {
		last := int32(0)
		for _, w := range Scan(nil, text) {
			if w.Start < last || w.End <= w.Start || int(w.End) > len(text) {
				t.Fatalf("word %d..%d after %d in %d bytes", w.Start, w.End, last, len(text))
			}
			if !utf8.ValidString(text[w.Start:w.End]) {
				t.Fatal("a word holds invalid UTF-8")
			}
			last = w.End
		}
	})
}

func BenchmarkScan(b *testing.B) {
	text := strings.Repeat("Write a function that returns the sum of 3 numbers. ", 17)
	var dst []Word
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		dst = Scan(dst[:0], text)
	}
}

// TestPlainWordsAreHashedAlike compares the words read eight bytes at a time
// with the same words at a text's end, which are read one by one.
func TestPlainWordsAreHashedAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-zA-Z0-9]{1,20}('[a-zA-Z0-9]{1,9})?`).Draw(t, "word")
		before := rapid.SampledFrom([]string{"", " ", "\n-", "é ", "A ", "\x00"}).Draw(t, "before")
		after := rapid.SampledFrom([]string{" ", ".", "@", "[", "`", "{", "/", ":", "' ", "\x10", "\x7f", " é", "请"}).Draw(t, "after")
		far := Scan(nil, before+word+after+strings.Repeat("-", 16))
		near := Scan(nil, before+word)
		if !slices.Equal(far, near) && !(strings.HasSuffix(after, "请") && slices.Equal(far[:len(near)], near)) && !slices.Equal(far[:max(0, len(far)-1)], near) {
			t.Fatalf("%+v, want %+v", far, near)
		}
		want := xxh3.HashString(strings.ToLower(word)[:min(len(word), 64)])
		if got := near[len(near)-1].Hash; got != want {
			t.Fatalf("%x, want %x", got, want)
		}
	})
}
