package contract

import (
	"context"
	"reflect"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

func meetings(t *testing.T, open Open) {
	const hour = 3600 * second
	sent := func(account uint64, at int64, head uint64) observe.Observation {
		return observe.Observation{Account: account, Time: d0 + at, Head: head, Code: observe.NoCode}
	}
	obs := []observe.Observation{
		sent(1, 0, 5), sent(1, hour-1, 5), sent(2, 7, 5), sent(3, 9, 5), // an hour of three, one of them twice
		sent(1, hour, 5), sent(3, 2*hour, 5), // each alone, a second after an hour is another one
		sent(2, 30*hour, 5), sent(3, 31*hour-1, 5),
		sent(1, 0, 6), sent(1, 5, 6), // nobody else's
		sent(4, 0, 0), sent(5, 0, 0), // no opening
		sent(1, 0, 7), sent(2, 0, 7), sent(3, 0, 7), sent(4, 0, 7), // more than the limit
	}
	got := asked(t, open, obs, func(l lake.Lake) []lake.MeetingRow { return Rows(t, l.Meetings(context.Background(), "head", 3)) })
	h := d0 / hour
	want := []lake.MeetingRow{
		{Value: 5, Account: 1, Hours: 2, Met: 1, Meetings: 2, First: h, Last: h + 1},
		{Value: 5, Account: 2, Hours: 2, Met: 2, Meetings: 3, First: h, Last: h + 30},
		{Value: 5, Account: 3, Hours: 3, Met: 2, Meetings: 3, First: h, Last: h + 30},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf(" got %+v\nwant %+v", got, want)
	}
}

func overlap(t *testing.T, open Open) {
	sent := func(account uint64, turn uint16, bands ...uint32) observe.Observation {
		return observe.Observation{Account: account, Time: d0, Turn: turn, Band: [observe.Bands]uint32(bands), Code: observe.NoCode}
	}
	obs := []observe.Observation{
		sent(1, 1, 11, 12, 13, 14), sent(1, 2, 9, 12, 0, 9), // all keys, one of them
		sent(1, 1, 9, 9, 9, 9),
		sent(2, 1, 12, 11, 14, 13),               // in other places
		sent(3, 1, 9, 9, 13, 2_000_000_000+5000), // of two prompts
		sent(4, 0, 11, 12, 13, 14), sent(5, 1, 1, 2, 3, 4_000_000_000),
	}
	set := [][observe.Bands]uint32{{11, 12, 13, 14}}
	for i := range uint32(10_000) { // more than are written at once
		set = append(set, [observe.Bands]uint32{1_000_000 + i, 1_000_000 + i, 1_000_000 + i, 2_000_000_000 + i})
	}
	got := asked(t, open, obs, func(l lake.Lake) []lake.OverlapRow { return Rows(t, l.Overlap(context.Background(), set)) })
	if want := []lake.OverlapRow{{Account: 1, Exchanges: 2}, {Account: 3, Exchanges: 1}}; !reflect.DeepEqual(got, want) {
		t.Errorf(" got %+v\nwant %+v", got, want)
	}
	if got := asked(t, open, obs, func(l lake.Lake) []lake.OverlapRow { return Rows(t, l.Overlap(context.Background(), nil)) }); len(got) != 0 {
		t.Errorf("nothing is known, and found: %+v", got)
	}
}
