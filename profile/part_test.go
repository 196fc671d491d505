package profile

import (
	"context"
	"errors"
	"iter"
	"reflect"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

// parts answers for one slice of the sample.
type parts struct {
	answers
	asked    *lake.Slice
	accounts []lake.AccountRow
	codes    []lake.CodeRow
	fail     string
}

func (l parts) SliceAccounts(_ context.Context, s lake.Slice) iter.Seq2[lake.AccountRow, error] {
	*l.asked = s
	return rows(answers{fail: l.fail}, "accounts", l.accounts)
}

func (l parts) SliceCodes(context.Context, lake.Slice) iter.Seq2[lake.CodeRow, error] {
	return rows(answers{fail: l.fail}, "codes", l.codes)
}

func part() parts {
	return parts{
		answers: sample(), asked: &lake.Slice{},
		accounts: []lake.AccountRow{{Account: 7, Exchanges: 9}, {Account: 9, ID: "b", Exchanges: 4, First: 100 * dayMicros, Last: 102 * dayMicros}}, // 7 is nobody
		codes:    []lake.CodeRow{{Account: 5, Code: 1, Conversations: 1}, {Account: 9, Code: 2, Conversations: 3}, {Account: 9, Code: observe.NoCode, Conversations: 1}},
	}
}

func TestPart(t *testing.T) {
	l := part()
	whole, err := Build(context.Background(), l, map[string]Facts{"b": {Known: true, Plan: "pro"}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	slice := lake.Slice{Frames: []uint64{3}}
	got, err := whole.Part(context.Background(), l, slice)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(*l.asked, slice) {
		t.Errorf("the lake was asked for %+v", *l.asked)
	}
	if len(got.Accounts) != 1 || got.Accounts[0].ID != "b" {
		t.Fatalf("the part has %+v", got.Accounts)
	}
	a := &got.Accounts[0]
	if a.Exchanges != 4 || a.Rate != 2 || a.Facts.Plan != "pro" || !reflect.DeepEqual(a.Codes, []Code{{2, 3}}) {
		t.Errorf("b: %d exchanges, %v a day, plan %q, codewords %v", a.Exchanges, a.Rate, a.Facts.Plan, a.Codes)
	}
	if i, ok := got.Find(9); !ok || i != 0 {
		t.Errorf("b is at %d, %v", i, ok)
	}
	if _, ok := got.Find(5); ok {
		t.Error("an account without an exchange in the slice is in the part")
	}
}

func TestPartReportsTheLake(t *testing.T) {
	l := part()
	whole, err := Build(context.Background(), l, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, l.fail = range []string{"accounts", "codes"} {
		if _, err := whole.Part(context.Background(), l, lake.Slice{}); !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", l.fail, err)
		}
	}
}
