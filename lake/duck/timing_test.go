package duck

import (
	"context"
	"reflect"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

// asked answers one question of a lake that holds these observations.
func asked[T any](t *testing.T, obs []observe.Observation, question func(l *Lake) []T) []T {
	t.Helper()
	l := open(t, Options{})
	write(t, l, "all", obs)
	if _, err := l.Select(t.Context(), []string{"all"}, 0, 0); err != nil {
		t.Fatal(err)
	}
	return question(l)
}

func TestMoments(t *testing.T) {
	at := func(account uint64, s int64) observe.Observation {
		return observe.Observation{Account: account, Time: d0 + s*second, Code: observe.NoCode}
	}
	obs := []observe.Observation{at(2, 61), at(1, 5), at(1, 30), at(1, 60), at(2, 0), at(1, 5)}
	for _, c := range []struct {
		sample lake.Sample
		want   []lake.MomentRow
	}{
		{lake.Sample{Every: 1, Length: 1}, []lake.MomentRow{
			{Account: 1, Time: d0 + 5*second}, {Account: 1, Time: d0 + 5*second}, {Account: 1, Time: d0 + 30*second}, {Account: 1, Time: d0 + 60*second},
			{Account: 2, Time: d0}, {Account: 2, Time: d0 + 61*second},
		}},
		{lake.Sample{Every: 60 * second, Length: 10 * second}, []lake.MomentRow{
			{Account: 1, Time: d0 + 5*second}, {Account: 1, Time: d0 + 5*second}, {Account: 1, Time: d0 + 60*second},
			{Account: 2, Time: d0}, {Account: 2, Time: d0 + 61*second},
		}},
	} {
		got := asked(t, obs, func(l *Lake) []lake.MomentRow { return rows(t, l.Moments(context.Background(), c.sample)) })
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%+v:\n got %+v\nwant %+v", c.sample, got, c.want)
		}
	}
	l := open(t, Options{})
	for _, err := range l.Moments(t.Context(), lake.Sample{}) {
		if err == nil {
			t.Error("no time at all is a sample")
		}
	}
}

func TestAdoption(t *testing.T) {
	is := func(account uint64, s int64, model string) observe.Observation {
		return observe.Observation{Account: account, Time: d0 + s*second, Model: model, Code: observe.NoCode}
	}
	obs := []observe.Observation{
		is(1, 9, "new"), is(1, 10, "new"), is(1, 11, "old"), is(2, 12, "old"), is(3, 20, "new"),
	}
	got := asked(t, obs, func(l *Lake) []lake.AdoptionRow {
		return rows(t, l.Adoption(context.Background(), "new", d0+10*second, d0+20*second))
	})
	want := []lake.AdoptionRow{{Account: 1, Exchanges: 2, Model: 1}, {Account: 2, Exchanges: 1}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf(" got %+v\nwant %+v", got, want)
	}
	got = asked(t, obs, func(l *Lake) []lake.AdoptionRow {
		return rows(t, l.Adoption(context.Background(), "new' OR 'a' = 'a", d0, d0+day))
	})
	for _, r := range got {
		if r.Model != 0 {
			t.Errorf("a model that is not there: %+v", r)
		}
	}
}

// turn is one exchange of a conversation.
type turn struct {
	account, org, conversation uint64
	turn, tools                uint16
	issued, presented          []uint64
}

// TestReplays asks the ledger of one replay and of every benign cause that the
// public threads of gateways and agents report.
func TestReplays(t *testing.T) {
	for _, c := range []struct {
		name string
		said []turn
		want []lake.ReplayRow
	}{
		{"a conversation goes on", []turn{
			{account: 1, turn: 1, issued: []uint64{10}},
			{account: 1, turn: 2, issued: []uint64{11}, presented: []uint64{10}},
			{account: 1, turn: 3, presented: []uint64{10, 11}},
		}, []lake.ReplayRow{{Account: 1, Issuer: 1, Presented: 3, Continued: 3}}},
		{"replay: a block in a first turn of another account", []turn{
			{account: 1, turn: 1, issued: []uint64{10}},
			{account: 2, turn: 1, presented: []uint64{10}},
		}, []lake.ReplayRow{{Account: 2, Issuer: 1, Presented: 1, Moved: 1}}},
		{"replay: in a conversation that both name", []turn{
			{account: 1, turn: 1, conversation: 5, issued: []uint64{10}},
			{account: 2, turn: 2, conversation: 6, presented: []uint64{10}},
		}, []lake.ReplayRow{{Account: 2, Issuer: 1, Presented: 1, Moved: 1}}},
		{"a pool of keys", []turn{
			{account: 1, turn: 1, issued: []uint64{10}},
			{account: 2, turn: 2, presented: []uint64{10}},
			{account: 3, turn: 2, conversation: 5, issued: []uint64{11}},
			{account: 2, turn: 1, conversation: 5, presented: []uint64{11}},
		}, []lake.ReplayRow{{Account: 2, Issuer: 1, Presented: 1, Continued: 1}, {Account: 2, Issuer: 3, Presented: 1, Continued: 1}}},
		{"an agent's loop within a turn", []turn{
			{account: 1, turn: 1, issued: []uint64{10}},
			{account: 1, turn: 1, tools: 2, presented: []uint64{10}},
		}, []lake.ReplayRow{{Account: 1, Issuer: 1, Presented: 1, Continued: 1}}},
		{"a gateway serialises the block anew", []turn{
			{account: 1, turn: 1, issued: []uint64{10}},
			{account: 2, turn: 2, presented: []uint64{99}},
		}, []lake.ReplayRow{{Account: 2, Presented: 1}}},
		{"a constant where there is no signature", []turn{
			{account: 1, turn: 1, issued: []uint64{7}},
			{account: 2, turn: 1, issued: []uint64{7}},
			{account: 3, turn: 1, presented: []uint64{7}},
		}, []lake.ReplayRow{{Account: 3, Presented: 1}}},
		{"to another provider and back", []turn{
			{account: 1, turn: 1, issued: []uint64{10}},
			{account: 1, turn: 3, presented: []uint64{10, 98}},
		}, []lake.ReplayRow{{Account: 1, Presented: 1}, {Account: 1, Issuer: 1, Presented: 1, Continued: 1}}},
		{"a history compacted into a first turn", []turn{
			{account: 1, turn: 4, conversation: 5, issued: []uint64{10}},
			{account: 1, turn: 1, conversation: 6, presented: []uint64{10}},
			{account: 1, turn: 1, presented: []uint64{10}},
		}, []lake.ReplayRow{{Account: 1, Issuer: 1, Presented: 2, Moved: 2}}},
		{"keys of one organisation", []turn{
			{account: 1, org: 3, turn: 1, issued: []uint64{10}},
			{account: 2, org: 3, turn: 1, presented: []uint64{10}},
			{account: 2, org: 3, turn: 2, presented: []uint64{10}},
		}, []lake.ReplayRow{{Account: 2, Issuer: 1, Org: true, Presented: 2, Continued: 1, Moved: 1}}},
		{"the content is not logged", []turn{
			{account: 1, issued: []uint64{10}},
			{account: 2, presented: []uint64{10}},
		}, []lake.ReplayRow{{Account: 2, Issuer: 1, Presented: 1, Continued: 1}}},
		{"nothing presented", []turn{{account: 1, turn: 1, issued: []uint64{10}}}, nil},
	} {
		var obs []observe.Observation
		for i, x := range c.said {
			obs = append(obs, observe.Observation{
				Time: d0 + int64(i)*second, Account: x.account, Org: x.org, Conversation: x.conversation, Turn: x.turn, ToolTurns: x.tools,
				Issued: x.issued, Presented: x.presented, Code: observe.NoCode,
			})
		}
		got := asked(t, obs, func(l *Lake) []lake.ReplayRow { return rows(t, l.Replays(context.Background())) })
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", c.name, got, c.want)
		}
	}
}
