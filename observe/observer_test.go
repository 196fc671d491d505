package observe

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unsafe"

	"pgregory.net/rapid"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/internal/key"
)

func testKey(t testing.TB, b byte) key.Key {
	t.Helper()
	k, err := key.FromBytes(bytes.Repeat([]byte{b}, key.Size))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func newWorker(t testing.TB) *Worker {
	t.Helper()
	ob, err := New(Options{Key: testKey(t, 7)})
	if err != nil {
		t.Fatal(err)
	}
	return ob.Worker()
}

// blank is an exchange that says nothing but whose and when.
func blank() exchange.Exchange {
	const no = exchange.Absent
	return exchange.Exchange{
		Time: 1, Account: "a", Tools: no, Temperature: no, TopP: no, MaxTokens: no, Choices: no, Stream: no, Logprobs: no,
		InputTokens: no, OutputTokens: no, ReasoningTokens: no, CacheTokens: no, Status: no, Duration: no, ASN: no,
	}
}

// asked is a blank exchange with messages, the user's and the assistant's in
// turn, the user's last.
func asked(texts ...string) exchange.Exchange {
	x := blank()
	for i, text := range texts {
		role := "assistant"
		if (len(texts)-i)%2 == 1 {
			role = "user"
		}
		x.Input = append(x.Input, exchange.Message{Role: role, Text: text})
	}
	return x
}

func observed(t testing.TB, x exchange.Exchange) Observation {
	t.Helper()
	var o Observation
	newWorker(t).Observe(&x, &o)
	return o
}

func TestNewNeedsKey(t *testing.T) {
	if _, err := New(Options{}); err == nil {
		t.Fatal("an observer without a key was made")
	}
}

func TestName(t *testing.T) {
	for _, keyed := range []bool{false, true} {
		ob, err := New(Options{Key: testKey(t, 7), Keyed: keyed})
		if err != nil {
			t.Fatal(err)
		}
		if got := ob.Name("account", "u-1"); (got == "u-1") == keyed || got == "" {
			t.Errorf("keyed %v: the id is written %q", keyed, got)
		}
	}
}

// A used worker and a used observation give what fresh ones give, and nothing
// in the observation points into the exchange.
func TestObserveIsPure(t *testing.T) {
	used := newWorker(t)
	var o Observation
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching("([A-Za-z]{1,9}[ .,!?\"'`/@:\n0-9]{1,3}){0,30}"))
		var x exchange.Exchange
		x.Time, x.Account = rapid.Int64().Draw(t, "time"), text.Draw(t, "account")
		x.ID, x.Org, x.Conversation, x.System = text.Draw(t, "id"), text.Draw(t, "org"), text.Draw(t, "conversation"), text.Draw(t, "system")
		x.Model, x.UserAgent, x.JA4 = strings.Repeat(text.Draw(t, "model"), 9), text.Draw(t, "ua"), text.Draw(t, "ja4")
		x.Address = rapid.SampledFrom([]string{"", "203.0.113.9", "x", "2001:db8::1", "10.0.0.1"}).Draw(t, "address")
		x.Issued, x.Presented = rapid.SliceOf(text).Draw(t, "issued"), rapid.SliceOf(text).Draw(t, "presented")
		for range rapid.IntRange(0, 4).Draw(t, "messages") {
			x.Input = append(x.Input, exchange.Message{
				Role: rapid.SampledFrom([]string{"user", "assistant", "tool"}).Draw(t, "role"), Text: text.Draw(t, "text"),
				ToolCall: rapid.Bool().Draw(t, "call"), ToolData: rapid.Bool().Draw(t, "data"),
			})
		}
		used.Observe(&x, &o)
		ob, _ := New(Options{Key: used.key})
		var fresh Observation
		ob.Worker().Observe(&x, &fresh)
		// Slices differ by nil or empty only.
		if fmt.Sprintf("%+v", o) != fmt.Sprintf("%+v", fresh) {
			t.Fatalf("used %+v\nfresh %+v", o, fresh)
		}
	})
}

// The decoder writes over its buffer: the observation must not notice.
func TestObservationCopiesText(t *testing.T) {
	buffer := []byte("some-model chat Mozilla/5.0 a text that is long enough")
	view := unsafe.String(&buffer[0], len(buffer))
	x := asked(view[28:])
	x.Model, x.Operation, x.UserAgent = view[:10], view[11:15], view[16:27]
	o := observed(t, x)
	before := fmt.Sprintf("%+v", o)
	for i := range buffer {
		buffer[i] = '#'
	}
	if after := fmt.Sprintf("%+v", o); after != before || o.Model != "some-model" || o.Operation != "chat" || o.Agent != "browser" {
		t.Fatalf("before %s\nafter %s", before, after)
	}
}

// Another key gives other hashes everywhere.
func TestKeyMatters(t *testing.T) {
	x := asked("Hello there my friend of old", "Yes?", "Write about the sea, the wind and all that a sailor on a long way would want to know")
	x.System, x.Conversation, x.Org, x.JA4, x.UserAgent = "You are a careful helper", "c", "o", "j", "curl/8"
	x.ID, x.Address, x.Issued = "id", "203.0.113.9", []string{"d"}
	hashes := func(k byte) []uint64 {
		ob, err := New(Options{Key: testKey(t, k)})
		if err != nil {
			t.Fatal(err)
		}
		var o Observation
		ob.Worker().Observe(&x, &o)
		return []uint64{o.ID, o.Canonical, o.Account, o.Org, o.Conversation, o.Prefix, o.Skeleton, o.Head, o.Tail, o.System,
			uint64(o.Band[0]), uint64(o.Band[1]), uint64(o.Band[2]), uint64(o.Band[3]), o.SimHash, o.Issued[0], o.Network, o.Client, o.JA4}
	}
	one, two := hashes(1), hashes(2)
	for i := range one {
		if one[i] == 0 || one[i] == two[i] {
			t.Errorf("hash %d is %x under one key and %x under another", i, one[i], two[i])
		}
	}
}

// benchmarkExchange is one turn with a prompt of about 860 bytes.
func benchmarkExchange(n int) exchange.Exchange {
	const text = "You are helping a small workshop plan its week. Read the notes below and propose an order of work that keeps " +
		"every machine busy, names what could go wrong, and says which tasks may slip without harm. Keep the answer short. " +
		"Notes: the lathe is free on 3 days only, the \"blue\" press needs a new belt before Thursday, and Marta from the " +
		"paint shop asks for all panels at once. Earlier plans are at https://example.org/plans/2026/week-12.html and in " +
		"`plans/last.csv`; they were too optimistic by about 15 percent, mostly because drying took longer than we thought. " +
		"If two tasks need the same person, put the longer one first, unless a customer waits for the short one.\n" +
		"Then write one paragraph for the owner, in plain words, that explains the order and what she would have to decide " +
		"herself. Please do not invent numbers that are not in the notes!"
	x := asked(text)
	x.ID, x.Account = fmt.Sprint("exchange-", n), fmt.Sprint("account-", n%5000)
	x.Conversation, x.Model, x.Operation = fmt.Sprint("conversation-", n), "large-1", "chat"
	x.System = "You are a careful planner. Answer in the language of the question, and keep to the facts you are given."
	x.Address, x.UserAgent, x.JA4 = fmt.Sprintf("203.0.%d.%d", n/250%250, n%250), "OpenAI/Python 3.54.0", "t13d1516h2_8daaf6152771_e5627efa2ab1"
	x.Headers = []exchange.Header{{Name: "x-stainless-lang", Value: "python"}, {Name: "x-stainless-os", Value: "Linux"}}
	x.Output = []exchange.Message{{Role: "assistant", Text: text[:400]}}
	return x
}

func BenchmarkObserve(b *testing.B) {
	xs := make([]exchange.Exchange, 4096)
	for i := range xs {
		xs[i] = benchmarkExchange(i)
	}
	run := func(b *testing.B, observe func(w *Worker, x *exchange.Exchange, o *Observation)) {
		w := newWorker(b)
		var o Observation
		for i := range xs { // the caches of a running worker are warm
			observe(w, &xs[i], &o)
		}
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			observe(w, &xs[i%len(xs)], &o)
			i++
		}
	}
	b.Run("all", func(b *testing.B) { run(b, (*Worker).Observe) })
	b.Run("without-semantics", func(b *testing.B) {
		run(b, func(w *Worker, x *exchange.Exchange, o *Observation) {
			w.read(x)
			for _, s := range signals {
				if s.name != "semantic" && s.name != "intent" && s.name != "target" {
					s.run(w, x, o)
				}
			}
		})
	})
}

func BenchmarkSignal(b *testing.B) {
	x := benchmarkExchange(1)
	w := newWorker(b)
	var o Observation
	w.Observe(&x, &o)
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			w.read(&x)
		}
	})
	for _, s := range signals {
		b.Run(s.name, func(b *testing.B) {
			for b.Loop() {
				o.Issued, o.Presented = o.Issued[:0], o.Presented[:0]
				s.run(w, &x, &o)
			}
		})
	}
}
