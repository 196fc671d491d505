package contract

import (
	"reflect"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
)

func exchangesOfAccounts(t *testing.T, open Open) {
	l := open(t)
	first, last := golden()
	Write(t, l, "first", first)
	Write(t, l, "last", last)
	if _, err := l.Select(t.Context(), []string{"first", "last"}, 0, 0); err != nil {
		t.Fatal(err)
	}
	names := []lake.NameRow{{Account: 1, ID: "account-1"}, {Account: 2, ID: "account-2"}, {Account: 3, ID: "account-3"}}
	if got := Rows(t, l.Named(t.Context())); !reflect.DeepEqual(got, names) {
		t.Errorf("names: got %+v\nwant %+v", got, names)
	}
	row := lake.ExchangeRow{Account: 1, Time: d0 + second, Model: "m1", Operation: "chat", Target: 2, InputTokens: 10, OutputTokens: 20, ReasoningTokens: -1, CacheTokens: -1, Status: 200, Skeleton: 50, Network: 9}
	second, third, fourth, fifth := row, row, row, row
	second.Time, second.InputTokens, second.OutputTokens = d0+2_000_000, -1, 30
	third.Time, third.Model, third.InputTokens, third.OutputTokens, third.Skeleton, third.Network = d0+day, "m2", -1, -1, 51, 10
	fourth.Account, fourth.Time, fourth.InputTokens, fourth.OutputTokens, fourth.Status, fourth.Skeleton, fourth.Network = 3, d0+4_000_000, -1, -1, 500, 0, 0
	fifth.Account, fifth.Time, fifth.InputTokens, fifth.OutputTokens, fifth.Network = 3, d0+day+1_000_000, -1, -1, 0
	want := []lake.ExchangeRow{row, second, third, fourth, fifth}
	if got := Rows(t, l.Exchanges(t.Context(), []uint64{3, 1, 1<<64 - 1})); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	for _, accounts := range [][]uint64{nil, make([]uint64, lake.MostAccounts+1)} {
		for _, err := range l.Exchanges(t.Context(), accounts) {
			if err == nil {
				t.Errorf("%d accounts can be asked for", len(accounts))
			}
		}
	}
}
