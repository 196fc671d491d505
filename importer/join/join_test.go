package join

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
)

func piece(group, id, parent string, call bool, values ...string) *Piece {
	p := &Piece{Group: group, ID: id, Parent: parent, Call: call, Place: Place{"f", 7}}
	for i := 0; i < len(values); i += 2 {
		p.Put(exchange.Lookup(values[i]), []byte(values[i+1]))
	}
	return p
}

const (
	at  = `"2026-03-01T12:00:00Z"`
	ask = `[{"role":"user","content":"hi"}]`
)

func TestJoin(t *testing.T) {
	for name, c := range map[string]struct {
		pieces   []*Piece
		want     []string
		others   int64
		rejected []string
	}{
		"the user is on the span above": {
			pieces: []*Piece{
				piece("t", "call", "mid", true, "time", at, "gen_ai.input.messages", ask),
				piece("t", "mid", "top", false),
				piece("t", "top", "", false, "user.id", `"u"`, "client.address", `"192.0.2.1"`, "gen_ai.request.model", `"not the call's"`),
			},
			want: []string{`{"time":` + at + `,"user.id":"u","gen_ai.input.messages":` + ask + `,"client.address":"192.0.2.1"}`}, others: 2,
		},
		"nearest first": {
			pieces: []*Piece{
				piece("t", "top", "", false, "user.id", `"gateway"`),
				piece("t", "mid", "top", false, "user.id", `"u"`),
				piece("t", "call", "mid", true, "time", at),
			},
			want: []string{`{"time":` + at + `,"user.id":"u"}`}, others: 2,
		},
		"beside it": {
			pieces: []*Piece{piece("t", "log", "gone", false, "user.id", `"u"`), piece("t", "call", "lost", true, "time", at)},
			want:   []string{`{"time":` + at + `,"user.id":"u"}`}, others: 1,
		},
		"events of one span, in their order": {
			pieces: []*Piece{
				{Group: "t", ID: "call", Turns: []Turn{{JSON: []byte(`{"role":"user","content":"one"}`)}}},
				piece("t", "call", "", true, "time", at, "user.id", `"u"`),
				{Group: "t", ID: "call", Turns: []Turn{{JSON: []byte(`{"role":"assistant","content":"two"}`)}, {Answer: true, JSON: []byte("{\"role\":\"assistant\",\n\"content\":\"three\"}")}}},
			},
			want: []string{`{"time":` + at + `,"user.id":"u","gen_ai.input.messages":[{"role":"user","content":"one"},{"role":"assistant","content":"two"}],"gen_ai.output.messages":[{"role":"assistant", "content":"three"}]}`}, others: 2,
		},
		"one answer told twice": {
			pieces: []*Piece{
				piece("t", "sdk", "", true, "time", at, "user.id", `"u"`, "gen_ai.response.id", `"r"`, "gen_ai.request.model", `"m"`),
				piece("t", "instrumentation", "", true, "time", at, "user.id", `"u"`, "gen_ai.response.id", `"r"`, "gen_ai.input.messages", ask),
			},
			want: []string{`{"time":` + at + `,"user.id":"u","gen_ai.request.model":"m","gen_ai.input.messages":` + ask + `,"gen_ai.response.id":"r"}`}, others: 1,
		},
		"nobody": {
			pieces:   []*Piece{piece("t", "call", "", true, "time", at), piece("u", "top", "", false, "user.id", `"of another trace"`)},
			rejected: []string{"f:7: user.id is missing or empty"}, others: 1,
		},
		"no time":  {pieces: []*Piece{piece("t", "call", "", true, "user.id", `"u"`)}, rejected: []string{"f:7: time is missing"}},
		"a circle": {pieces: []*Piece{piece("t", "a", "b", true, "time", at, "user.id", `"u"`), piece("t", "b", "a", false)}, want: []string{`{"time":` + at + `,"user.id":"u"}`}, others: 1},
	} {
		var out Out
		j := New()
		for _, p := range c.pieces {
			j.Add(p, &out)
		}
		j.Flush(&out)
		if got, want := string(out.Data), strings.Join(c.want, "\n"); strings.TrimSpace(got) != want || out.Others != c.others || len(out.Places) != len(c.want) {
			t.Errorf("%s:\n%swant %s\nothers %d, want %d", name, got, want, out.Others, c.others)
		}
		if len(out.Rejected) != len(c.rejected) {
			t.Fatalf("%s: rejected %v", name, out.Rejected)
		}
		for i, r := range out.Rejected {
			if !strings.HasPrefix(r.Error(), c.rejected[i]) {
				t.Errorf("%s: %v, want %s", name, r, c.rejected[i])
			}
		}
	}
}

// What waits is bounded: the oldest group goes first, and nothing is lost.
func TestWindow(t *testing.T) {
	j, out := New(), Out{}
	j.most = 100_000
	text := `"` + strings.Repeat("x", 1000) + `"`
	const n = 500
	for i := range n {
		j.Add(piece(fmt.Sprint("t", i), "call", "", true, "time", at, "user.id", `"u"`, "gen_ai.request.model", text), &out)
		if j.bytes > j.most {
			t.Fatalf("%d bytes wait", j.bytes)
		}
	}
	if len(out.Places) == 0 || len(out.Places) == n {
		t.Errorf("%d of %d given before the end", len(out.Places), n)
	}
	j.Flush(&out)
	if len(out.Places) != n || j.bytes != 0 || len(j.groups) != 0 || len(j.order) != 0 {
		t.Errorf("%d of %d given, %d bytes of %d groups stay", len(out.Places), n, j.bytes, len(j.groups))
	}
}

func TestHeaders(t *testing.T) {
	p := &Piece{Group: "g"}
	p.PutHeader("X-Stainless-OS", []byte(`"Linux"`))
	p.PutHeader(`bad":1,"`, []byte(`"x"`))
	p.PutHeader("none", nil)
	if len(p.Values) != 1 || p.Values[0].Name != "http.request.header.x-stainless-os" {
		t.Errorf("%+v", p.Values)
	}
}
