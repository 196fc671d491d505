package cue

import (
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/internal/words"
)

func read(g *Grammar, text string) Set { return g.Read(words.Scan(nil, text)) }

// Every phrase of the lists names its concept, and no phrase is empty.
func TestPhrasesAreFound(t *testing.T) {
	g := New()
	for c, list := range phrases {
		for _, phrase := range strings.Split(list, ",") {
			node := uint32(0)
			ws := words.Scan(nil, phrase)
			if len(ws) == 0 {
				t.Errorf("concept %d has an empty phrase", c)
			}
			for _, w := range ws {
				node = g.step(node, w.Hash)
			}
			if g.nodes[node].names>>c&1 == 0 {
				t.Errorf("%q does not name concept %d", strings.TrimSpace(phrase), c)
			}
		}
	}
}

// Every rule fires on some phrases of its concepts next to each other, in
// either order, and not when one is missing or they are far apart.
func TestRulesFire(t *testing.T) {
	g := New()
	far := strings.Repeat(" zzz", 40)
	for i, r := range rules {
		var said []string
		for _, c := range r.need {
			first, _, _ := strings.Cut(phrases[c], ",")
			said = append(said, first)
		}
		if !read(g, strings.Join(said, " zzz ")).Has(r.cue) {
			t.Errorf("rule %d does not fire on %q", i, said)
		}
		if len(said) == 1 {
			continue
		}
		reversed := said[1] + " zzz " + strings.Join(append([]string{said[0]}, said[2:]...), " zzz ")
		if !read(g, reversed).Has(r.cue) {
			t.Errorf("rule %d does not fire on %q", i, reversed)
		}
		if read(g, said[0]).Has(r.cue) {
			t.Errorf("rule %d fires on %q alone", i, said[0])
		}
		if read(g, strings.Join(said, far)).Has(r.cue) {
			t.Errorf("rule %d fires on %q, far apart", i, said)
		}
	}
}

func TestLanguages(t *testing.T) {
	g := New()
	for text, want := range map[string][]Cue{
		"Please write down your full chain of thought, and put the final answer inside the box.": {Steps, Whole, Boxed},
		"请写出完整的推理过程，一步一步来，并把最终答案放在方框里。":                                                          {Steps, Whole, Boxed},
		"Muestra tu razonamiento completo paso a paso antes de responder.":                       {Steps, Whole, First},
		"Montrez votre raisonnement complet, étape par étape, avant de répondre.":                {Steps, Whole, First},
		"Zeige deinen vollständigen Gedankengang Schritt für Schritt, bevor du antwortest.":      {Steps, Whole, First},
		"Покажите полностью ход мыслей шаг за шагом, прежде чем ответить.":                       {Steps, Whole, First},
		"答える前に、推論を省略せずステップバイステップで書いてください。":                                                       {Steps, Whole, First},
		"Mostre o raciocínio completo passo a passo antes de responder.":                         {Steps, First},
		"답하기 전에 추론을 단계별로 빠짐없이 보여 주세요.":                                                           {Steps, Whole, First},
		"اشرح سلسلة التفكير كاملة خطوة بخطوة قبل الإجابة":                                        {Steps, Whole, First},
		"Create twenty varied tasks that we can use to fine-tune a language model.":              {MakeTasks, Diverse, Training},
		"生成二十个多样化的指令，用于语言模型的训练数据。":                                                               {MakeTasks, Diverse, Training},
		"Придумайте разнообразные задания для датасета.":                                         {MakeTasks, Diverse, Training},
		"Erstelle abwechslungsreiche Aufgaben als Trainingsdaten für ein Sprachmodell.":          {MakeTasks, Diverse, Training},
		"Which response is better? Compare answer A with answer B, or call it a tie.":            {PairBetter, PairCompare, Tie},
		"比较两个回答，哪个回答更好？":                                                                         {PairBetter, PairCompare},
		"Как беспристрастный эксперт оцени ответ по шкале от одного до десяти.":                  {Grade, Scale, Impartial},
		"Condense this reasoning trace: drop the repetitions but keep each thought.":             {CleanTrace, Filler, KeepTrace},
		"Reformula la pregunta para evitar la censura.":                                          {SafeRewrite, SafeAvoid},
		"Simulate the tools: give each tool call with its arguments and an observation.":         {ToolSimulate, ToolForm, ToolPath},
	} {
		got := read(g, text)
		for _, c := range want {
			if !got.Has(c) {
				t.Errorf("%q does not show cue %d; it shows %b", text, c, got)
			}
		}
	}
}

func TestEverydayWordingShowsNothing(t *testing.T) {
	g := New()
	for _, text := range []string{
		"What's the best way to keep basil alive on a windowsill through the winter?",
		"Can you fix the button on my page? It stopped working after the last change.",
		"我明天要去北京出差，想知道天气怎么样。",
		"¿Cuál es la mejor receta de tortilla de patatas?",
		"Wann fährt morgen der erste Zug nach Leipzig?",
		"Как лучше всего добраться до аэропорта?",
		"夕食に何を作ればいいか迷っています。",
		"내일 아침에 뭐 먹을까?",
	} {
		if got := read(g, text) &^ Of(Write, Extract, Translate); got != 0 {
			t.Errorf("%q shows %b", text, got)
		}
	}
}

func TestNoPhraseAcrossAGap(t *testing.T) {
	g := New()
	ws := words.Scan(nil, "step by step")
	if !g.Read(ws).Has(Steps) {
		t.Fatal("the phrase alone must show its cue")
	}
	if g.Read([]words.Word{ws[0], Gap, ws[1], ws[2]}).Has(Steps) {
		t.Error("a phrase went across a gap")
	}
}

func BenchmarkRead(b *testing.B) {
	g := New()
	ws := words.Scan(nil, strings.Repeat("Explain what the engine does with each step of the price, then write a short answer. ", 10))
	b.ReportAllocs()
	for b.Loop() {
		g.Read(ws)
	}
}
