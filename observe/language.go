package observe

import (
	"math/bits"
	"unicode"
	"unicode/utf8"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/internal/words"
)

// Signal: language
// Family: none
// Measures: the language of the prompt, to report error rates by language and to lower a weight. Never evidence.
// Formula: the script of most of the first 64 words (one rune counts half of a word); inside Latin, Cyrillic, Arabic and Devanagari the language with the most function words, each worth 12/(languages that have it), 12 at least
// Unit: ISO 639-1 code; und if it cannot be told, empty without text
// Fooled by: short prompts, code, related languages, text pasted in another language
// Source: Stillhunt, own lists
// Needs: gen_ai.input.messages
func language(w *Worker, _ *exchange.Exchange, o *Observation) {
	if w.prompt == "" {
		return
	}
	o.Lang = "und"
	var scripts [scriptCount]int
	var scores [32]int
	some := w.words[:min(len(w.words), languageWords)]
	single := w.scripts(&scripts, some)
	for may := w.lang.filter.Among(some) &^ single; may != 0; may &= may - 1 {
		l := w.lang.find(some[bits.TrailingZeros64(may)].Hash)
		for lists := l.lists; lists != 0; lists &= lists - 1 {
			scores[bits.TrailingZeros32(lists)] += int(l.worth)
		}
	}
	kanas := scripts[kana]
	scripts[han], scripts[kana], scripts[scriptNone] = scripts[han]+kanas, 0, 0
	top := scriptNone
	for s, n := range scripts {
		if n > scripts[top] {
			top = s
		}
	}
	switch {
	case top == scriptNone:
		return
	case top == han && 10*kanas >= scripts[han]:
		o.Lang = "ja"
		return
	}
	if code := scriptLanguage[top]; code != "" {
		o.Lang = code
		return
	}
	best, second := 0, 0
	for i, score := range scores[:len(languageCodes)] {
		if score > best {
			best, second, o.Lang = score, best, languageCodes[i]
		} else if score > second {
			second = score
		}
	}
	if best < 12 || best == second {
		o.Lang = "und"
	}
}

const languageWords = 64 // enough to tell, and as many as a bit each has room for

// scripts counts the scripts of words in half words, and says which words are
// one rune.
func (w *Worker) scripts(count *[scriptCount]int, some []words.Word) (single uint64) {
	if w.marks&words.MarkHigh == 0 { // Latin letters or none: that there are any is enough
		for i := range some {
			if w.prompt[some[i].Start] > '9' {
				count[latin] = 2
				break
			}
		}
		return 0
	}
	for i := range some {
		s := scriptOf(w.prompt[some[i].Start:some[i].End])
		if count[s]++; some[i].Kind == words.Single {
			single |= 1 << i
		} else {
			count[s]++
		}
	}
	return single
}

// The scripts that are told apart.
const (
	scriptNone = iota
	latin
	cyrillic
	arabic
	devanagari
	greek
	hebrew
	thai
	hangul
	han
	kana
	scriptCount
)

// scriptLanguage names the language of a script that writes one only, as far
// as this matters here.
var scriptLanguage = [scriptCount]string{greek: "el", hebrew: "he", thai: "th", hangul: "ko", han: "zh"}

// scriptOf is the script of a word's first letter.
func scriptOf(word string) int {
	if word[0] < utf8.RuneSelf {
		if word[0] <= '9' {
			return scriptNone
		}
		return latin
	}
	r, _ := utf8.DecodeRuneInString(word)
	switch {
	case r < 0x250:
		return latin
	case unicode.Is(unicode.Han, r):
		return han
	case unicode.Is(unicode.Cyrillic, r):
		return cyrillic
	case unicode.Is(unicode.Hangul, r):
		return hangul
	case unicode.In(r, unicode.Hiragana, unicode.Katakana):
		return kana
	case unicode.Is(unicode.Arabic, r):
		return arabic
	case unicode.Is(unicode.Devanagari, r):
		return devanagari
	case unicode.Is(unicode.Latin, r):
		return latin
	case unicode.Is(unicode.Greek, r):
		return greek
	case unicode.Is(unicode.Hebrew, r):
		return hebrew
	case unicode.Is(unicode.Thai, r):
		return thai
	}
	return scriptNone
}

// languageCodes name the lists of functionWords.
var languageCodes = []string{
	"en", "es", "fr", "de", "pt", "it", "nl", "pl", "sv", "da", "tr", "id", "vi", "ro", "cs", "fi",
	"ru", "uk", "ar", "fa", "hi",
}

// functionWords are words that carry grammar and no topic, a list a language
// in the order of languageCodes.
var functionWords = []string{
	"the of and to is that it for with as was on are this be by from or have an not what how can you your please which when do does would should write my me i if there their about into using give make " +
		"a at in so no but we us he she him her they them who why where will could has had been were than then some any all more just only also other again need want help i'm it's don't didn't can't what's let's",
	"el la los las de que y en un una por con para es no lo como más pero sus le ya este esta se qué cómo cuál son del al escribe sobre puedes mi muy sin también hay ser entre cuando",
	"le la les des et est un une du dans que qui pour pas sur avec au ce il sont par plus ne vous je comment quel quelle cette aux mais ou où nous être écris leur fait sans",
	"der die das und ist nicht ein eine zu den mit von für auf dem im ich sie wie was auch es an werden aus wird bei kann oder über sind einen einer schreibe bitte mir als noch nach",
	"o a os as de que e do da em um uma para com não por mais dos das como mas foi ao ele ela são você meu minha pelo pela isso qual escreva sobre no na também até quando",
	"il lo la gli le di che e un una per con non del della sono come più ma anche questo questa nel nella dei delle al alla cosa scrivi mi si ho essere puoi quale da tra",
	"de het een en van is dat op te zijn met voor niet aan er om ook als dan maar bij nog naar uit wat hoe kan ik je jij mijn schrijf deze dit wordt door over worden",
	"i w na z się nie to do jest że jak co o za od po czy dla ale przez są tym tego który która jego mi napisz może być tak już ze lub oraz",
	"och att det som en på är av för med till den har inte om ett jag de vi kan du hur vad från eller när men ska skriv min din så vara också mellan",
	"og at det som en på er af for med til den har ikke om et jeg de vi kan du hvordan hvad fra eller når men skal skriv min din så være også mellem",
	"ve bir bu için ile da de ne nasıl olarak çok daha gibi olan mi mı değil ben sen bana yaz kadar sonra ama veya her nedir hangi",
	"yang dan di dengan untuk dari ini itu ke pada tidak adalah dalam saya anda apa bagaimana akan bisa atau oleh juga tolong buat sebuah seperti karena lebih",
	"và của là không có cho các một những được trong với người này để khi từ như đã tôi bạn thì làm hãy về cách viết hay gì nào",
	"și de la în cu pe este nu că un o pentru din care mai sau ce cum sunt fi a al ale lui prin după scrie dar fost avea îmi",
	"a je se v na že to s z do o jak jsem co pro ale by si které který jsou jako nebo k i napiš být jeho má při mezi může",
	"ja on ei se että hän oli mutta kun niin ovat tai joka mitä miten minä sinä voi ole kuin myös vain kirjoita mikä jos siitä sekä",
	"и в не на что с как это по а для из к у от но так же или мне я ты он она они мы вы его ее быть есть напиши который какой чтобы если при о бы до",
	"і в не на що з як це по а для із до у від але так або мені я ти він вона вони ми ви його її бути є напиши який яка щоб якщо при та про",
	"في من على إلى أن هذا هذه التي الذي ما هو هي لا مع عن كان كيف هل أو ثم قد كل بين بعد لي أنا اكتب لم إن ذلك",
	"و در به از که این را با است برای آن یک خود تا بر هم چه می من شما ما کن چگونه یا اما آیا هر نیز باشد بنویس",
	"के का की में है और से को पर यह एक ने हैं लिए क्या कैसे भी नहीं तो कि मैं आप मुझे था हो कर या इस जो",
}
