package observe

import (
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
)

// meaningFixtures are the fixtures of intent, semantic and target.
var meaningFixtures = []fixture{
	{
		signal: "intent",
		fires:  func(o ...Observation) bool { return o[0].Intent[IntentReasoning] >= 128 },
		must: []group{
			{asked("Write down your complete chain of thought before answering: how many moons has Mars?")},
			{with(asked("How many moons has Mars?"), func(x *exchange.Exchange) {
				x.System = "Lay out your entire reasoning, then put the final answer inside the tags."
			})},
			{asked("先思考再回答，写出完整的推理过程，不要省略任何一步：火星有几颗卫星？")},
		},
		mustNot: []group{
			{asked("Show your reasoning step by step: how many moons has Mars?")}, // a student
			{asked("My teacher wrote \"write down your complete chain of thought before answering\". What did she mean?")},
			{asked("How many moons has Mars?")},
			{blank()},
		},
	},
	{
		signal: "intent",
		fires:  func(o ...Observation) bool { return o[0].Intent[IntentInstructions] >= 128 },
		must:   []group{{asked("Come up with forty diverse tasks for the fine-tuning of a language model.")}},
		mustNot: []group{
			{asked("Write ten questions on photosynthesis for my class.")},
			{asked("What is a language model?")},
		},
	},
	{
		signal:  "intent",
		fires:   func(o ...Observation) bool { return o[0].Intent[IntentGrading] >= 128 },
		must:    []group{{asked("As an impartial judge, rate this response on a scale of one to ten.")}},
		mustNot: []group{{asked("Is my answer right? I think it is 42.")}},
	},
	{
		signal:  "intent",
		fires:   func(o ...Observation) bool { return o[0].Intent[IntentPreference] >= 128 },
		must:    []group{{asked("Compare the two responses. Which response is better? Say so if it is a tie.")}},
		mustNot: []group{{asked("Which is better for a small garden, a plum or an apple tree?")}},
	},
	{
		signal:  "intent",
		fires:   func(o ...Observation) bool { return o[0].Intent[IntentCleaning] >= 128 },
		must:    []group{{asked("Clean up this reasoning trace: remove repetitions and dead ends, preserve each thought.")}},
		mustNot: []group{{asked("Clean up this paragraph and remove repetitions.")}},
	},
	{
		signal:  "intent",
		fires:   func(o ...Observation) bool { return o[0].Intent[IntentSafety] >= 128 },
		must:    []group{{asked("Rephrase the sensitive question and avoid censorship; we want a policy-compliant version.")}},
		mustNot: []group{{asked("I have sensitive skin, which soap should I avoid?")}},
	},
	{
		signal:  "intent",
		fires:   func(o ...Observation) bool { return o[0].Intent[IntentTools] >= 128 },
		must:    []group{{asked("Simulate a tool for each tool call, with its arguments and an observation.")}},
		mustNot: []group{{asked("Which tools do I need to change a tyre?")}},
	},
	{
		signal: "semantic",
		fires:  func(o ...Observation) bool { return o[0].Code != NoCode && o[0].Code == o[1].Code },
		must: []group{
			{asked("how do I bake bread at home"), asked("How do I bake bread at home?")},
		},
		mustNot: []group{
			{asked("how do I bake bread at home"), asked("fix the null pointer exception in this java class")},
			{asked("hello"), asked("hello")},
			{blank(), blank()},
		},
	},
	{
		signal:  "semantic",
		fires:   func(o ...Observation) bool { return o[0].Intent[IntentHarvest] >= 128 },
		must:    []group{{asked("Let a and b be positive integers such that a + b = 90. Find the largest possible value of the product ab.")}},
		mustNot: []group{{asked("hey, do you think my sister would like a puppy for her birthday?")}, {asked("设 a 和 b 为正整数，求 ab 的最大值。")}},
	},
	{
		signal: "target",
		fires:  func(o ...Observation) bool { return Target(o[0].Target) != TargetGeneral && o[0].Target != o[1].Target },
		must: []group{
			{asked("Let x be a real number with x^2 = 5x. Find the sum of all solutions."), asked("Write a python function that returns the longest string in a list.")},
		},
		mustNot: []group{
			{asked("what should I cook tonight"), asked("where should I go in May")},
		},
	},
}

func TestOneCueIsWeak(t *testing.T) {
	for _, text := range []string{
		"Show your reasoning step by step.", "Explain step by step how a bill becomes law.", "一步一步解释勾股定理。",
		"Create five questions for a pub quiz.", "Evaluate my answer, please.",
	} {
		o := observed(t, asked(text))
		for i, score := range o.Intent[:IntentHarvest] {
			if score > 100 {
				t.Errorf("%q: intent %d is %d", text, i, score)
			}
		}
	}
}

func TestTargets(t *testing.T) {
	for text, want := range map[string]Target{
		"": TargetNone,
		"what should I cook tonight, I only have rice":                                       TargetGeneral,
		"Let x be a real number with x^2 = 5x. Find the sum of all solutions.":               TargetMath,
		"Write a python function that returns the longest string in a list.":                 TargetCode,
		"For each tool call give the arguments.":                                             TargetAgentic,
		"Lay out your complete chain of thought before answering: who will win?":             TargetReasoning,
		"Why does an enzyme lose its shape in heat?":                                         TargetScience,
		"Write a short story about a lighthouse keeper and a seal.":                          TargetWriting,
		"Übersetze bitte: guten Morgen, liebe Nachbarn":                                      TargetTranslation,
		"Extract the key information from what my landlord wrote to me last week.":           TargetExtraction,
		"As an impartial judge, rate this response on a scale of one to ten.":                TargetGrading,
		"Rephrase the sensitive question and avoid censorship; a policy-compliant one only.": TargetSafety,
	} {
		o := observed(t, asked(text))
		if got := Target(o.Target); got != want {
			t.Errorf("%q asks for %v, want %v", text, got, want)
		}
	}
	if got := Target(Targets).String(); got != "none" {
		t.Errorf("an unknown target is called %q", got)
	}
	x := with(asked("and now?"), func(x *exchange.Exchange) { x.Tools = 3 })
	if o := observed(t, x); Target(o.Target) != TargetAgentic {
		t.Errorf("with tools it asks for %v", Target(o.Target))
	}
}

func TestCentroidsAreDistinctDirections(t *testing.T) {
	a, err := Centroid(0)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Centroid(Codewords - 1)
	if err != nil {
		t.Fatal(err)
	}
	var aa, ab float64
	for j := range a {
		aa += a[j] * a[j]
		ab += a[j] * b[j]
	}
	if aa < 0.999 || aa > 1.001 || ab > 0.9 {
		t.Errorf("|a|² = %v, a·b = %v", aa, ab)
	}
}
