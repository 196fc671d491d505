package contract

import (
	"context"
	"reflect"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

// turn is one exchange of a conversation.
type turn struct {
	account, org, conversation uint64
	turn, tools                uint16
	issued, presented          []uint64
}

// replays asks the ledger of one replay and of every benign cause that the
// public threads of gateways and agents report.
func replays(t *testing.T, open Open) {
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
		got := asked(t, open, obs, func(l lake.Lake) []lake.ReplayRow { return Rows(t, l.Replays(context.Background())) })
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", c.name, got, c.want)
		}
	}
}
