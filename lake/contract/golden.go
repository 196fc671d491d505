package contract

import (
	"context"
	"reflect"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

// golden are observations small enough to answer every question by hand.
func golden() (first, later []observe.Observation) {
	blank := observe.Observation{
		HasID: true, Operation: "chat", Model: "m1", Status: 200, Target: 2, Lang: "en",
		Tools: -1, InputTokens: -1, OutputTokens: -1, ReasoningTokens: -1, CacheTokens: -1,
		Temperature: -1, TopP: -1, MaxTokens: -1, Choices: -1, Stream: -1, Logprobs: -1, Duration: -1,
	}
	is := func(change func(o *observe.Observation)) observe.Observation {
		o := blank
		change(&o)
		return o
	}
	one := is(func(o *observe.Observation) {
		o.Time, o.ID, o.Canonical, o.Account, o.Org = d0+second, 1, 11, 1, 7
		o.Conversation, o.Turn, o.Skeleton, o.Code, o.Length, o.Style = 100, 1, 50, 5, 1000, 0b101
		o.Intent[0], o.InputTokens, o.OutputTokens, o.MaxTokens, o.Stream, o.Network = 200, 10, 20, 100, 1, 9
		o.Issued = []uint64{1, 2, 3}
	})
	first = []observe.Observation{
		one,
		is(func(o *observe.Observation) { // the conversation goes on
			o.Time, o.ID, o.Canonical, o.Account, o.Org = d0+2*second, 2, 12, 1, 7
			o.Conversation, o.Turn, o.Prefix, o.Skeleton, o.Code, o.Length, o.Style = 100, 2, 77, 50, 5, 2000, 1
			o.Intent[0], o.OutputTokens, o.Network, o.System, o.Tools, o.ToolTurns = 100, 30, 9, 60, 3, 1
		}),
		is(func(o *observe.Observation) { // the next day, without organisation and conversation
			o.Time, o.ID, o.Canonical, o.Account = d0+day, 3, 13, 1
			o.Turn, o.Skeleton, o.Code, o.Length, o.Model, o.Refused, o.Network, o.Logprobs = 1, 51, 6, 3000, "m2", true, 10, 1
		}),
		is(func(o *observe.Observation) { // its id comes again with a lower canonical: left out
			o.Time, o.ID, o.Canonical, o.Account, o.Turn, o.Skeleton, o.Code = d0+3*second, 4, 40, 2, 1, 50, 5
		}),
	}
	later = []observe.Observation{
		is(func(o *observe.Observation) { // failed, without content
			o.Time, o.ID, o.Canonical, o.Account, o.Org = d0+4*second, 5, 15, 3, 7
			o.Conversation, o.Code, o.Length, o.Status, o.Failed, o.Lang = 101, observe.NoCode, -1, 500, true, ""
		}),
		is(func(o *observe.Observation) {
			o.Time, o.ID, o.Canonical, o.Account, o.Turn, o.Skeleton, o.Code = d0+5*second, 4, 39, 2, 1, 50, 7
			o.Presented, o.ReasoningTokens = []uint64{3}, 4
		}),
		one, // the very same: one of the two stays
		is(func(o *observe.Observation) { // the id of one, on another day: no duplicate
			o.Time, o.ID, o.Canonical, o.Account, o.Org = d0+day+second, 1, 99, 3, 8
			o.Conversation, o.Turn, o.Skeleton, o.Code, o.Length = 101, 1, 50, 5, 500
		}),
	}
	return first, later
}

func goldenRows(t *testing.T, open Open) {
	l := open(t)
	first, last := golden()
	Write(t, l, "first", first)
	Write(t, l, "last", last)
	totals, err := l.Select(t.Context(), []string{"first", "last"}, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	totals.Bytes = 0
	if want := (lake.Totals{Exchanges: 6, Accounts: 3, Duplicates: 2, Conflicting: 1, First: d0 + second, Last: d0 + day + second}); totals != want {
		t.Errorf("totals %+v\nwant   %+v", totals, want)
	}
	ctx := context.Background()
	one := lake.AccountRow{
		Account: 1, ID: "account-1", Org: 7, OrgID: "org-7", Orgs: 1, Exchanges: 3, First: d0 + second, Last: d0 + day,
		Conversations: 2, NoConversation: 1, FollowUps: 1, WithContent: 3, ToolTurns: 1, WithTools: 1, WithSystem: 1,
		Streamed: 1, Logprobs: 1, Refused: 1, InputTokens: 10, OutputTokens: 50, MaxTokensSet: 1, OutputKnown: 2,
		LengthSum: 6000, LengthSquares: 14_000_000, FirstLengthSum: 4000, FirstLengthSquares: 10_000_000,
		Skeletons: 2, Networks: 2,
	}
	one.Style[0], one.Style[2], one.Intent[0], one.IntentHits[0] = 2, 1, 300, 1
	for _, c := range []struct {
		name      string
		got, want any
	}{
		{"accounts", Rows(t, l.Accounts(ctx)), []lake.AccountRow{
			one,
			{Account: 2, ID: "account-2", Exchanges: 1, First: d0 + 5*second, Last: d0 + 5*second, Conversations: 1,
				NoConversation: 1, WithContent: 1, Presented: 1, ReasoningTokens: 4, Skeletons: 1},
			{Account: 3, ID: "account-3", Org: 7, OrgID: "org-7", Orgs: 2, Exchanges: 2, First: d0 + 4*second, Last: d0 + day + second,
				Conversations: 1, WithContent: 1, Failed: 1, LengthSum: 500, LengthSquares: 250_000,
				FirstLengthSum: 500, FirstLengthSquares: 250_000, Skeletons: 1},
		}},
		{"days", Rows(t, l.Days(ctx)), []lake.DayRow{
			{Account: 1, Day: 20000, Exchanges: 2, First: d0 + second, Last: d0 + 2*second},
			{Account: 1, Day: 20001, Exchanges: 1, First: d0 + day, Last: d0 + day},
			{Account: 2, Day: 20000, Exchanges: 1, First: d0 + 5*second, Last: d0 + 5*second},
			{Account: 3, Day: 20000, Exchanges: 1, First: d0 + 4*second, Last: d0 + 4*second},
			{Account: 3, Day: 20001, Exchanges: 1, First: d0 + day + second, Last: d0 + day + second},
		}},
		{"holders", Rows(t, l.Holders(ctx, "skeleton", 3)), []lake.HolderRow{
			{Value: 50, Account: 1, Exchanges: 2, First: d0 + second},
			{Value: 50, Account: 2, Exchanges: 1, First: d0 + 5*second},
			{Value: 50, Account: 3, Exchanges: 1, First: d0 + day + second},
		}},
		{"holders above the limit", Rows(t, l.Holders(ctx, "skeleton", 2)), []lake.HolderRow(nil)},
		{"values at the limit", Rows(t, l.Values(ctx, "skeleton", 3)), []lake.ValueRow(nil)},
		{"values above the limit", Rows(t, l.Values(ctx, "skeleton", 2)), []lake.ValueRow{
			// organisation 7, account 2 and organisation 8
			{Value: 50, Holders: 3, Orgs: 3, Exchanges: 4, First: d0 + second, Last: d0 + day + second},
		}},
		{"holders of what one account has", Rows(t, l.Holders(ctx, "network", 9)), []lake.HolderRow(nil)},
		{"showings", Rows(t, l.Showings(ctx, "skeleton"))[:3], []lake.ShowingRow{
			{Value: 50, Account: 1, Exchanges: 2, First: d0 + second, Last: d0 + 2*second},
			{Value: 50, Account: 2, Exchanges: 1, First: d0 + 5*second, Last: d0 + 5*second},
			{Value: 50, Account: 3, Exchanges: 1, First: d0 + day + second, Last: d0 + day + second},
		}},
		{"codes", Rows(t, l.Codes(ctx)), []lake.CodeRow{
			{Account: 1, Code: 5, Conversations: 1}, {Account: 1, Code: 6, Conversations: 1},
			{Account: 2, Code: 7, Conversations: 1}, {Account: 3, Code: 5, Conversations: 1},
		}},
		{"codes of first turns", Rows(t, l.SliceCodes(ctx, lake.Slice{Turns: lake.FirstTurn})), []lake.CodeRow{
			{Account: 1, Code: 5, Conversations: 1}, {Account: 1, Code: 6, Conversations: 1},
			{Account: 2, Code: 7, Conversations: 1}, {Account: 3, Code: 5, Conversations: 1},
		}},
		{"codes of single turns", Rows(t, l.SliceCodes(ctx, lake.Slice{Turns: lake.SingleTurn})), []lake.CodeRow{
			{Account: 1, Code: 6, Conversations: 1}, // its other conversation went on
			{Account: 2, Code: 7, Conversations: 1}, {Account: 3, Code: 5, Conversations: 1},
		}},
		{"codes of a model", Rows(t, l.SliceCodes(ctx, lake.Slice{Model: "m2", Operation: "chat"})), []lake.CodeRow{
			{Account: 1, Code: 6, Conversations: 1},
		}},
		{"codes of a model that is not there", Rows(t, l.SliceCodes(ctx, lake.Slice{Model: "m2' OR 'a' = 'a"})), []lake.CodeRow(nil)},
		{"model", Rows(t, l.Categories(ctx, "model")), []lake.CategoryRow{
			{Account: 1, Value: "m1", Exchanges: 2}, {Account: 1, Value: "m2", Exchanges: 1},
			{Account: 2, Value: "m1", Exchanges: 1}, {Account: 3, Value: "m1", Exchanges: 2},
		}},
		{"max_tokens", Rows(t, l.Categories(ctx, "max_tokens")), []lake.CategoryRow{
			{Account: 1, Value: "-1", Exchanges: 2}, {Account: 1, Value: "100", Exchanges: 1},
			{Account: 2, Value: "-1", Exchanges: 1}, {Account: 3, Value: "-1", Exchanges: 2},
		}},
		{"lang", Rows(t, l.Categories(ctx, "lang")), []lake.CategoryRow{
			{Account: 1, Value: "en", Exchanges: 3}, {Account: 2, Value: "en", Exchanges: 1},
			{Account: 3, Value: "", Exchanges: 1}, {Account: 3, Value: "en", Exchanges: 1},
		}},
		{"target", Rows(t, l.Categories(ctx, "target")), []lake.CategoryRow{
			{Account: 1, Value: "2", Exchanges: 3}, {Account: 2, Value: "2", Exchanges: 1}, {Account: 3, Value: "2", Exchanges: 2},
		}},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", c.name, c.got, c.want)
		}
	}
}
