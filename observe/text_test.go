package observe

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stillhunt/stillhunt/internal/words"
)

func TestSkeletonText(t *testing.T) {
	for text, want := range map[string]string{
		"Write 3 lines to Anna Berg about `x` and \"y z\"":            "write … lines to … about … and …",
		"I think I'm right. Paris is far":                             "i think i'm right paris is far",
		"Read https://a.example/b, then main.go":                      "read … then …",
		"ALWAYS ANSWER IN JSON":                                       "always answer in json",
		"The pipe is 5\" wide and 7\" long, say":                      "the pipe is … wide and … long say",
		"He said 'the end is near' and didn't mean it":                "he said … and didn't mean it",
		"code: ```a b c``` and ```left open at the end":               "code … and …",
		"an odd ` stray mark and an odd \" stray mark":                "an odd stray mark and an odd stray mark",
		"\"\"\"a \"quoted\" quote\"\"\" is quoted whole":              "… is quoted whole",
		"mail me: a.b@c.example. Then wait.":                          "mail me … then wait",
		"Müller sah Österreich. Éric also came, и Иван":               "müller sah … éric also came и …",
		"look at ./a, ~/b, /c/d, e/f.txt, C:\\g and e.g. i.e. or/and": "look at … … … … … and e g i e or and",
		"": "",
	} {
		w := newWorker(t)
		x := asked(text)
		w.read(&x)
		want = strings.ReplaceAll(want, "… … … … …", "…") // slots in a row are one
		if got := w.SkeletonText(); got != want {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
	}
}

// A prompt made of marks that are closed nowhere must not cost its length
// squared: every line of this benchmark is near the first.
func BenchmarkSlots(b *testing.B) {
	for _, piece := range []string{"a b ", "a \"", "a '", "a “", "a `", "a ``", "a ```", "a/", "a://", "a@b ", "« a ", "a.b", "\"\"\"a "} {
		b.Run(fmt.Sprintf("%q", piece), func(b *testing.B) {
			text := strings.Repeat(piece, words.Limit/len(piece))
			ws := words.Scan(nil, text)
			var slots []slot
			for b.Loop() {
				slots = fillSlots(slots[:0], text, ws)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(ws)), "ns/word")
		})
	}
}

func FuzzObserve(f *testing.F) {
	for _, s := range []string{"", "a \"b\" c", "``` 'x' http://y", "“a” «b» 「c」 \xff", "A/b\\c@d.e", "第1课"} {
		f.Add(s, s)
	}
	w := newWorker(f)
	f.Fuzz(func(t *testing.T, text, system string) {
		x := asked(text, system, text)
		x.System, x.Address, x.UserAgent, x.Model = system, text, text, text
		var o Observation
		w.Observe(&x, &o)
		if len(w.slots) != len(w.words) || len(w.shape) > len(w.words) {
			t.Fatalf("%d words, %d slots, %d places", len(w.words), len(w.slots), len(w.shape))
		}
		if len(o.Model) > modelSize || utf8.ValidString(text) && !utf8.ValidString(o.Model) {
			t.Fatalf("the model's name is cut to %d bytes", len(o.Model))
		}
		w.SkeletonText()
	})
}
