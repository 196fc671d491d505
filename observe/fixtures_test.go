package observe

import (
	"math/bits"

	"github.com/stillhunt/stillhunt/exchange"
)

// with changes an exchange.
func with(x exchange.Exchange, change func(x *exchange.Exchange)) exchange.Exchange {
	change(&x)
	return x
}

// same fires if a column is present and equal in all observations.
func same(column func(o *Observation) uint64) func(o ...Observation) bool {
	return func(o ...Observation) bool {
		for i := range o {
			if column(&o[i]) == 0 || column(&o[i]) != column(&o[0]) {
				return false
			}
		}
		return true
	}
}

func bandShared(o ...Observation) bool {
	for b := range Bands {
		if o[0].Band[b] != 0 && o[0].Band[b] == o[1].Band[b] {
			return true
		}
	}
	return false
}

const (
	planText = "Please read the plan below and tell me in a few short sentences what could go wrong with it and why, then list what you would do first"
	seaText  = "Describe how the tide moves along a flat coast over one day, what a walker would notice, and which simple rule predicts the hour of low water"
)

var fixtures = []fixture{
	{
		signal: "identity",
		fires:  func(o ...Observation) bool { return o[0].HasID && o[0].ID == o[1].ID && o[0].Account != 0 },
		must: []group{{
			with(asked("one"), func(x *exchange.Exchange) { x.ID = "e1" }),
			with(asked("two"), func(x *exchange.Exchange) { x.ID = "e1" }),
		}},
		mustNot: []group{
			{with(asked("one"), func(x *exchange.Exchange) { x.ID = "e1" }), with(asked("one"), func(x *exchange.Exchange) { x.ID = "e2" })},
			{asked("one"), asked("one")}, // no id: never a duplicate
		},
	},
	{
		signal: "identity",
		fires:  func(o ...Observation) bool { return o[0].Canonical == o[1].Canonical && o[0].Org == o[1].Org },
		must:   []group{{asked("one"), asked("one")}},
		mustNot: []group{
			{asked("one"), asked("two")},
			{with(asked("one"), func(x *exchange.Exchange) { x.Org = "o1" }), with(asked("one"), func(x *exchange.Exchange) { x.Org = "o2" })},
		},
	},
	{
		signal: "decoding",
		fires: func(o ...Observation) bool {
			return o[0].MaxTokens == 4096 && o[0].Temperature == 700 && o[0].Seeded && o[0].Model == "large-1" && o[0].Operation == "chat" && o[0].Tools == 2
		},
		must: []group{{with(blank(), func(x *exchange.Exchange) {
			x.MaxTokens, x.Temperature, x.Seeded, x.Model, x.Operation, x.Tools = 4096, 700, true, "large-1", "chat", 2
		})}},
		mustNot: []group{{blank()}},
	},
	{
		signal: "usage",
		fires:  func(o ...Observation) bool { return o[0].Refused || o[0].Failed },
		must: []group{
			{with(blank(), func(x *exchange.Exchange) { x.Refusal = "policy" })},
			{with(blank(), func(x *exchange.Exchange) { x.Finish = "content_filter" })},
			{with(blank(), func(x *exchange.Exchange) { x.Status = 429 })},
			{with(blank(), func(x *exchange.Exchange) { x.ErrorType = "timeout" })},
		},
		mustNot: []group{{blank()}, {with(blank(), func(x *exchange.Exchange) { x.Status, x.Finish = 200, "stop" })}},
	},
	{
		signal: "conversation", // the second goes on from where the first stood
		fires:  same(func(o *Observation) uint64 { return o.Prefix }),
		must:   []group{{asked("first", "answer", "second"), asked("first", "answer", "another second")}},
		mustNot: []group{
			{asked("first"), asked("first")},
			{asked("first", "answer", "second"), asked("first", "other answer", "second")},
			{asked("first", "answer", "second"), asked("first", "answer", "second", "reply", "third")},
		},
	},
	{
		signal: "conversation", // two turns, one of a tool
		fires:  func(o ...Observation) bool { return o[0].Turn == 2 && o[0].ToolTurns == 1 },
		must: []group{{with(asked("first", "answer", "second"), func(x *exchange.Exchange) {
			x.Input = append(x.Input, exchange.Message{Role: "user", ToolData: true}) // a tool's result under the user's role
		})}},
		mustNot: []group{{asked("first", "answer", "second")}, {blank()}},
	},
	{
		signal: "reasoning",
		fires:  func(o ...Observation) bool { return len(o[1].Presented) == 1 && o[0].Issued[0] == o[1].Presented[0] },
		must: []group{{
			with(blank(), func(x *exchange.Exchange) { x.Issued = []string{"aa11"} }),
			with(blank(), func(x *exchange.Exchange) { x.Account, x.Presented = "b", []string{"aa11"} }),
		}},
		mustNot: []group{{
			with(blank(), func(x *exchange.Exchange) { x.Issued = []string{"aa11"} }),
			with(blank(), func(x *exchange.Exchange) { x.Account, x.Presented = "b", []string{"bb22"} }),
		}, {
			with(blank(), func(x *exchange.Exchange) { x.Issued = []string{"aa11"} }),
			with(blank(), func(x *exchange.Exchange) { x.Presented = []string{""} }),
		}},
	},
	{
		signal: "skeleton",
		fires:  same(func(o *Observation) uint64 { return o.Skeleton }),
		must: []group{
			{asked("Summarise the report of Anna Berg in 5 points"), asked("Summarise the report of Ivo in 12,000 points")},
			{asked("Translate \"good morning\" into formal French for me"), asked("translate «bonne nuit, chère amie» into formal German for me")},
			{asked("Explain what `x += 1` does in this file"), asked("Explain what ```go\nfor {\n}\n``` does in this file")},
			{asked("Open https://a.example/x?q=1 and sum it up"), asked("Open www.b.example and sum it up")},
			{asked("Write to a.b@c.example about the delay"), asked("Write to x@y.example about the delay")},
			{asked("Look into /usr/share/doc and src/main.go again"), asked("Look into C:\\temp\\x.txt and ../b/c.py again")},
			{asked("把“你好”翻译成 12 种语言"), asked("把“再见，朋友”翻译成 7 种语言")},
			{asked("my key is abcdefghijklmnopqrstuvwxyzabcdefghij now"), asked("My key is zyxwvutsrqponmlkjihgfedcbazyxwvut now")},
		},
		mustNot: []group{
			{asked(planText), asked(seaText)},
			{asked("Hi Anna"), asked("Hi Anna")}, // too few words
			{asked("What's new and what isn't new here"), asked("What's old and what isn't there")}, // apostrophes quote nothing
			{asked("Say yes/no to the plan"), asked("Say and/or to the plan")},                      // a stroke is no path
		},
	},
	{
		signal: "frame",
		fires: func(o ...Observation) bool {
			return o[0].Head != 0 && o[0].Head == o[1].Head && o[0].Tail == o[1].Tail && o[0].Skeleton != o[1].Skeleton
		},
		must: []group{{
			asked("You are a careful examiner and you mark this answer now: plants are green because they like it. Give one mark and say in one line why you gave it."),
			asked("You are a careful examiner and you mark this answer now: water boils when it is hot enough to. Give one mark and say in one line why you gave it."),
		}},
		mustNot: []group{
			{asked(planText), asked(seaText)},
			{asked("please tell me what this old word means"), asked("please tell me what this old word means")}, // a head would be the whole
		},
	},
	{
		signal: "system",
		fires:  same(func(o *Observation) uint64 { return o.System }),
		must: []group{{
			with(asked("x"), func(x *exchange.Exchange) { x.System = "You are the helper of Acme. Today is 2026-05-01." }),
			with(asked("y"), func(x *exchange.Exchange) { x.System = "You are the helper of Brook. Today is 2026-06-11." }),
		}},
		mustNot: []group{
			{asked(planText), asked(planText)},
			{
				with(asked("x"), func(x *exchange.Exchange) { x.System = "You are a helper who is kind" }),
				with(asked("x"), func(x *exchange.Exchange) { x.System = "You are a tutor who is strict" }),
			},
		},
	},
	{
		signal:  "minhash",
		fires:   bandShared,
		must:    []group{{asked(planText + " and " + seaText), asked(planText + " then " + seaText)}},
		mustNot: []group{{asked(planText), asked(seaText)}, {asked("two words"), asked("two words")}},
	},
	{
		signal:  "simhash",
		fires:   func(o ...Observation) bool { return bits.OnesCount64(o[0].SimHash^o[1].SimHash) <= 12 },
		must:    []group{{asked(planText + " and " + seaText), asked(planText + " then " + seaText)}},
		mustNot: []group{{asked(planText), asked(seaText)}},
	},
	{
		signal:  "language",
		fires:   func(o ...Observation) bool { return o[0].Lang == "en" },
		must:    []group{{asked(planText)}, {asked(seaText)}, {asked("What is the capital of France?")}},
		mustNot: []group{{asked("Bitte erkläre mir den Unterschied zwischen der und die")}, {asked("")}, {asked("xyzzy 42")}, {asked("写一首关于海的诗")}},
	},
	{
		signal:  "style",
		fires:   func(o ...Observation) bool { return o[0].Style&(1<<0|1<<10) == 1<<0|1<<10 }, // a question, with please
		must:    []group{{asked("Could you please look at this?")}, {asked("Hello,\nwas ist das, bitte? ")}},
		mustNot: []group{{asked("Could you look at this?")}, {asked("Please look at this.")}, {asked("")}},
	},
	{
		signal:  "length",
		fires:   func(o ...Observation) bool { return o[0].Length == 2398 }, // 1000·ln 11
		must:    []group{{asked("0123456789")}, {asked("первый шаг")}},
		mustNot: []group{{blank()}, {asked("")}, {asked("longer than ten runes")}},
	},
	{
		signal: "network",
		fires:  same(func(o *Observation) uint64 { return o.Network }),
		must: []group{
			{from("198.51.100.1"), from("198.51.100.200"), from("::ffff:198.51.100.3"), from("198.51.100.9:443")},
			{from("2001:db8:1:2::1"), from("2001:db8:1:ffff::9"), from("[2001:db8:1::]:80")},
		},
		mustNot: []group{
			{from("198.51.100.1"), from("198.51.101.1")}, {from("2001:db8:1::"), from("2001:db8:2::")},
			{from("10.1.2.3")}, {from("127.0.0.1")}, {from("fe80::1%eth0")}, {from("::1")}, {from("0.0.0.0")}, {from("224.0.0.1")}, {from("nonsense")}, {blank()},
		},
	},
	{
		signal: "client",
		fires: func(o ...Observation) bool {
			return o[0].Agent == "openai-python" && o[0].Client != 0 && o[0].Client == o[1].Client
		},
		must: []group{{
			sent("OpenAI/Python 3.54.0", exchange.Header{Name: "x-stainless-os", Value: "Linux"}, exchange.Header{Name: "x-stainless-retry-count", Value: "0"}),
			sent("OpenAI/Python 3.54.0", exchange.Header{Name: "x-stainless-os", Value: "Linux"}, exchange.Header{Name: "x-stainless-retry-count", Value: "2"}),
		}},
		mustNot: []group{
			{sent("OpenAI/Python 3.54.0", exchange.Header{Name: "x-stainless-os", Value: "Linux"}), sent("OpenAI/Python 3.54.0", exchange.Header{Name: "x-stainless-os", Value: "MacOS"})},
			{sent("curl/8.5.0"), sent("curl/8.5.0")},
			{blank(), blank()},
		},
	},
	{
		signal: "contradiction",
		fires:  same(func(o *Observation) uint64 { return o.Contradiction }),
		must: []group{
			{claims(pythonAgent, "js", "", ""), claims(pythonAgent+" extra", "JS", "t13d1516h2_aaaaaaaaaaaa_bbbbbbbbbbbb", "")}, // the kind, whatever the version
			{claims("curl/8.5.0", "python", "", "")},
			{claims(chromeAgent, "python", "", "")},
			{claims(chromeAgent, "", "", "1:65536;4:6291456|15663105|0|m,p,a,s")},
			{claims(firefoxAgent, "", "", "1:65536|12517377|0|m,a,s,p")},
			{claims(iphoneAgent, "", "", "2:0|10485760|0|m,a,s,p")},
			{claims(chromeAgent, "", "t13d151600_aaaaaaaaaaaa_bbbbbbbbbbbb", "")},
			{claims(chromeAgent, "", "t10d1516h2_aaaaaaaaaaaa_bbbbbbbbbbbb", "")},
			{claims("Go-http-client/2.0", "", "t13d151600_aaaaaaaaaaaa_bbbbbbbbbbbb", "2:0|4194304|0|a,m,p,s")},
		},
		mustNot: []group{
			{blank()},
			{claims(pythonAgent, "python", "t13d1516h2_aaaaaaaaaaaa_bbbbbbbbbbbb", "1:4096|65535|0|m,a,s,p")},
			{claims(pythonAgent, "js", "", ""), claims(pythonAgent, "go", "", "")}, // two kinds
			{claims("litellm/1.61.0", "js", "", "")},                               // passes on what its caller sent
			{claims(chromeAgent, "js", "t13d1516h2_aaaaaaaaaaaa_bbbbbbbbbbbb", "1:65536;4:6291456|15663105|0|m,a,s,p")},
			{claims(firefoxAgent, "", "t13d1715h2_aaaaaaaaaaaa_bbbbbbbbbbbb", "1:65536|12517377|0|m,p,a,s")},
			{claims(iphoneAgent, "", "t13d2014h2_aaaaaaaaaaaa_bbbbbbbbbbbb", "2:0|10485760|0|m,s,p,a")},
			{claims(chromeAgent, "", "q13d0311h3_aaaaaaaaaaaa_bbbbbbbbbbbb", "")},
			{claims(chromeAgent, "", "771,4865-4866,0-23", "a hash of something")}, // other forms are not computable
			{claims("", "js", "", "")},
		},
	},
}

func from(address string) exchange.Exchange {
	return with(blank(), func(x *exchange.Exchange) { x.Address = address })
}

const (
	pythonAgent  = "OpenAI/Python 1.97.0"
	chromeAgent  = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
	firefoxAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
	iphoneAgent  = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/141.0 Mobile/15E148 Safari/604.1"
)

// claims is what the parts of a request say of its client.
func claims(userAgent, sdk, ja4, http2 string) exchange.Exchange {
	return with(blank(), func(x *exchange.Exchange) {
		x.UserAgent, x.JA4, x.HTTP2 = userAgent, ja4, http2
		if sdk != "" {
			x.Headers = []exchange.Header{{Name: "x-stainless-lang", Value: sdk}}
		}
	})
}

func sent(userAgent string, headers ...exchange.Header) exchange.Exchange {
	return with(blank(), func(x *exchange.Exchange) { x.UserAgent, x.Headers = userAgent, headers })
}
