package observe

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zeebo/xxh3"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/internal/asn"
	"github.com/stillhunt/stillhunt/internal/words"
)

func TestLanguages(t *testing.T) {
	for text, want := range map[string]string{
		"How do I sort a list of words by their length?":                   "en",
		"¿Cómo puedo escribir una carta para mi jefe sin ser grosero?":     "es",
		"Comment est-ce que je peux écrire une lettre pour mon chef ?":     "fr",
		"Wie kann ich einen Brief an meinen Chef schreiben, ohne zu":       "de",
		"Como você pode me ajudar com uma carta para o meu chefe?":         "pt",
		"Come si può scrivere una lettera che non sia troppo lunga?":       "it",
		"Hoe kan ik een brief aan mijn baas schrijven zonder dat het":      "nl",
		"Jak mogę napisać list do szefa, który nie jest za długi?":         "pl",
		"Hur kan jag skriva ett brev till min chef som inte är för långt?": "sv",
		"Hvordan kan jeg skrive et brev til min chef, som ikke er langt?":  "da",
		"Bir mektup için nasıl daha çok ve daha iyi bir giriş yaz":         "tr",
		"Bagaimana saya bisa menulis surat yang tidak terlalu panjang":     "id",
		"Làm thế nào để viết một lá thư cho người khác":                    "vi",
		"Cum pot să scriu o scrisoare care nu este prea lungă":             "ro",
		"Jak se dá napsat dopis, který není moc dlouhý, ale je dobrý?":     "cs",
		"Miten minä voin kirjoittaa kirjeen, joka ei ole liian pitkä":      "fi",
		"Как мне написать письмо, чтобы оно не было длинным?":              "ru",
		"Як мені написати листа, щоб він не був довгим?":                   "uk",
		"كيف يمكن أن أكتب رسالة إلى المدير من دون إطالة":                   "ar",
		"چگونه می توان برای یک نامه که خیلی بلند نیست نوشت":                "fa",
		"मैं अपने काम के लिए एक पत्र कैसे लिखूँ":                           "hi",
		"请帮我写一封给老板的信":                                                      "zh",
		"上司への手紙をどう書けばいいですか":                                                "ja",
		"상사에게 편지를 어떻게 쓰나요":                                                 "ko",
		"Πώς γράφω ένα γράμμα":                                             "el",
		"איך כותבים מכתב":                                                  "he",
		"เขียนจดหมายอย่างไร":                                               "th",
		"12 + 30": "und",
		"zzyzx":   "und",
		"?!":      "und",
		"":        "",
	} {
		if got := observed(t, asked(text)).Lang; got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// Every entry of a list is one word: otherwise its parts would count.
func TestListsHoldWords(t *testing.T) {
	if len(languageCodes) != len(functionWords) {
		t.Fatalf("%d codes, %d lists", len(languageCodes), len(functionWords))
	}
	for _, lists := range [][]string{functionWords, styleWords} {
		l := newLexicon(lists)
		for i, list := range lists {
			for _, word := range strings.Fields(list) {
				ws := words.Scan(nil, word)
				if len(ws) != 1 {
					t.Errorf("%q is %d words", word, len(ws))
				} else if l.of(ws[0].Hash)>>i&1 == 0 {
					t.Errorf("%q is not in list %d", word, i)
				}
			}
		}
		if l.of(1) != 0 {
			t.Error("a word of no list is in one")
		}
	}
}

func TestStyle(t *testing.T) {
	for bit, c := range [StyleBits]struct{ has, hasNot string }{
		{"Is it so?", "Is it? Yes."},
		{"Two\nlines", "One line"},
		{"See ```x```", "See `x`"},
		{"All:\n - one", "All - one"},
		{"Room 7", "Room seven"},
		{"The “word”", "The 'word'"},
		{"At http://x", "At x"},
		{"So (maybe)", "So, maybe"},
		{"small start", "Capital start"},
		{"no capitals here", "One Capital"},
		{"Danke dir", "Dank dir"},
		{"What I'm told", "What you are told"},
		{"Explain this", "This explains"},
		{"Stop!", "Stop."},
		{"Well…", "Well."},
		{"Items:\nmany", "Items: many"},
		{"Café", "Cafe"},
		{"What?!", "What? No!"},
		{"Only four words here", "There are five words here"},
	} {
		if got := observed(t, asked(c.has)).Style; got>>bit&1 == 0 {
			t.Errorf("%q: bit %d (%s) is not set", c.has, bit, StyleNames[bit])
		}
		if got := observed(t, asked(c.hasNot)).Style; got>>bit&1 == 1 {
			t.Errorf("%q: bit %d (%s) is set", c.hasNot, bit, StyleNames[bit])
		}
		if StyleNames[bit] == "" {
			t.Errorf("bit %d has no name", bit)
		}
	}
}

func TestAgent(t *testing.T) {
	for ua, want := range map[string]string{
		"OpenAI/Python 3.54.0": "openai-python", "AsyncOpenAI/Python 1.40.0": "openai-python", "OpenAI/JS 4.1.0": "openai-js",
		"Anthropic/Python 2.12.0": "anthropic-python", "claude-cli/1.0.9 (external, cli)": "claude-code", "curl/8.5.0": "curl",
		"python-requests/2.31.0": "python-requests", "Go-http-client/2.0": "go", "PostmanRuntime/7.36.0": "postman", "node": "node",
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36":         "browser",
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0 Safari/537.36": "headless",
		"acme-internal/1": "other",
	} {
		if got := agent(ua); got != want {
			t.Errorf("%q is %q, want %q", ua, got, want)
		}
	}
}

func TestASN(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table.tsv")
	table := "198.51.100.0\t198.51.100.255\t64500\tZZ\tExample Cloud Hosting\n203.0.113.0\t203.0.113.255\t64501\tZZ\tExample Broadband\n"
	if err := os.WriteFile(path, []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := asn.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		db      *asn.DB
		address string
		record  int64
		asn     uint32
		class   string
	}{
		{db, "198.51.100.7", exchange.Absent, 64500, asn.Hosting},
		{db, "198.51.100.7", 64501, 64501, asn.Residential}, // the record knows better
		{db, "", 64501, 64501, asn.Residential},
		{db, "10.0.0.1", exchange.Absent, 0, ""},
		{db, "", 1 << 40, 0, ""},
		{nil, "198.51.100.7", exchange.Absent, 0, ""},
		{nil, "198.51.100.7", 64500, 64500, ""},
	} {
		ob, err := New(Options{Key: testKey(t, 7), ASN: c.db})
		if err != nil {
			t.Fatal(err)
		}
		x, o := from(c.address), Observation{}
		x.ASN = c.record
		ob.Worker().Observe(&x, &o)
		if o.ASN != c.asn || o.NetClass != c.class {
			t.Errorf("%q, AS%d: AS%d %q, want AS%d %q", c.address, c.record, o.ASN, o.NetClass, c.asn, c.class)
		}
	}
}

func TestNetwork(t *testing.T) {
	for address, want := range map[string]string{
		"198.51.100.7": "198.51.100.0/24", "::ffff:198.51.100.7": "198.51.100.0/24", "2001:db8:1:2::3": "2001:db8:1::/48",
		"192.168.1.1": "", "fd00::1": "", "": "", "1.2.3": "",
	} {
		if got := Network(address); got != want {
			t.Errorf("%q is in %q, want %q", address, got, want)
		}
	}
}

func TestCache(t *testing.T) {
	c := newCache[string](2)
	computed := 0
	ask := func(hi uint64, want string) {
		got := c.get(xxh3.Uint128{Hi: hi, Lo: 1}, func() string { computed++; return want })
		if got != want {
			t.Errorf("%x gives %q, want %q", hi, got, want)
		}
	}
	ask(1, "one")
	ask(1, "one")
	ask(2, "two") // takes the slot of one
	ask(1, "one")
	ask(1<<63, "far") // has a slot of its own
	ask(1, "one")
	if computed != 4 {
		t.Errorf("computed %d times, want 4", computed)
	}
}

func TestLabels(t *testing.T) {
	l := labels{}
	for i := range 3 * labelsLimit {
		if name := fmt.Sprint("model-", i); l.of(name, 64) != name || len(l) > labelsLimit {
			t.Fatalf("%s: %d labels are kept", name, len(l))
		}
	}
	if got := l.of("aaé", 3); got != "aa" {
		t.Errorf("cut to %q, want whole runes", got)
	}
	if got := l.of("\xa9\xa9\xa9", 2); got != "" {
		t.Errorf("a text without a start is cut to %q", got)
	}
}
