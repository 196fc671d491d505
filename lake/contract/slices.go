package contract

import (
	"reflect"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

// slicesOfConversations has one conversation that goes on under another
// codeword, one that does not, and two exchanges without one.
func slicesOfConversations(t *testing.T, open Open) {
	at := func(conversation uint64, turn, code uint16, model string) observe.Observation {
		return observe.Observation{Time: d0, Account: 1, Conversation: conversation, Turn: turn, Code: code, Model: model}
	}
	l := open(t)
	Write(t, l, "s", []observe.Observation{
		at(100, 1, 5, "m1"), at(100, 2, 6, "m1"), at(100, 3, 5, "m2"),
		at(101, 1, 5, "m1"), at(101, 1, 5, "m1"), // tried twice
		at(0, 1, 5, "m2"), at(0, 1, 7, "m2"),
		at(102, 1, observe.NoCode, "m1"),
	})
	if _, err := l.Select(t.Context(), []string{"s"}, 0, 0); err != nil {
		t.Fatal(err)
	}
	row := func(code uint16, n int64) lake.CodeRow {
		return lake.CodeRow{Account: 1, Code: code, Conversations: n}
	}
	for name, c := range map[string]struct {
		slice lake.Slice
		want  []lake.CodeRow
	}{
		"every turn":              {lake.Slice{}, []lake.CodeRow{row(5, 3), row(6, 1), row(7, 1)}},
		"first turns":             {lake.Slice{Turns: lake.FirstTurn}, []lake.CodeRow{row(5, 3), row(7, 1)}},
		"single turns":            {lake.Slice{Turns: lake.SingleTurn}, []lake.CodeRow{row(5, 2), row(7, 1)}},
		"a model":                 {lake.Slice{Model: "m2"}, []lake.CodeRow{row(5, 2), row(7, 1)}},
		"single turns of a model": {lake.Slice{Turns: lake.SingleTurn, Model: "m1"}, []lake.CodeRow{row(5, 1)}},
		"an operation":            {lake.Slice{Operation: "chat"}, nil},
		"a model with a quote":    {lake.Slice{Model: "m1' OR 'a' = 'a"}, nil},
		"a model with a newline":  {lake.Slice{Model: "m1\nOR 1 = 1"}, nil},
	} {
		if got := Rows(t, l.SliceCodes(t.Context(), c.slice)); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	for _, err := range l.SliceCodes(t.Context(), lake.Slice{Turns: 9}) {
		if err == nil {
			t.Error("an unknown slice was accepted")
		}
	}
}

// sliceOfFrames has prompts that open or close in a frame, both, or neither.
func sliceOfFrames(t *testing.T, open Open) {
	at := func(account, head, tail uint64, code uint16) observe.Observation {
		return observe.Observation{Time: d0, Account: account, Turn: 1, Head: head, Tail: tail, Code: code}
	}
	const large = 1<<64 - 1 // as hashes are
	l := open(t)
	Write(t, l, "s", []observe.Observation{
		at(1, large, 8, 5), at(1, large, 9, 5), at(1, 7, large, 6), at(1, 7, 9, 6), at(2, 7, 9, 5), at(3, 0, 8, 7), at(4, 0, 0, 7),
	})
	if _, err := l.Select(t.Context(), []string{"s"}, 0, 0); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		frames []uint64
		want   map[uint64]int64 // exchanges by account
	}{
		"any":           {nil, map[uint64]int64{1: 4, 2: 1, 3: 1, 4: 1}},
		"one":           {[]uint64{large}, map[uint64]int64{1: 3}},
		"two":           {[]uint64{8, large}, map[uint64]int64{1: 3, 3: 1}},
		"nobody's":      {[]uint64{11}, map[uint64]int64{}},
		"a closing too": {[]uint64{9}, map[uint64]int64{1: 2, 2: 1}},
	} {
		got := map[uint64]int64{}
		for _, r := range Rows(t, l.SliceAccounts(t.Context(), lake.Slice{Frames: c.frames})) {
			got[r.Account] = r.Exchanges
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: exchanges are %v, want %v", name, got, c.want)
		}
	}
	want := []lake.CodeRow{{Account: 1, Code: 5, Conversations: 2}, {Account: 1, Code: 6, Conversations: 1}}
	if got := Rows(t, l.SliceCodes(t.Context(), lake.Slice{Frames: []uint64{large}})); !reflect.DeepEqual(got, want) {
		t.Errorf("codewords are %+v, want %+v", got, want)
	}
	for _, err := range l.SliceAccounts(t.Context(), lake.Slice{Turns: 9}) {
		if err == nil {
			t.Error("an unknown slice was accepted")
		}
	}
}
