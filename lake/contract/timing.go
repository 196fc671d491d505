package contract

import (
	"context"
	"reflect"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

func moments(t *testing.T, open Open) {
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
		got := asked(t, open, obs, func(l lake.Lake) []lake.MomentRow { return Rows(t, l.Moments(context.Background(), c.sample)) })
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%+v:\n got %+v\nwant %+v", c.sample, got, c.want)
		}
	}
	l := open(t)
	for _, err := range l.Moments(t.Context(), lake.Sample{}) {
		if err == nil {
			t.Error("no time at all is a sample")
		}
	}
}

func adoption(t *testing.T, open Open) {
	is := func(account uint64, s int64, model string) observe.Observation {
		return observe.Observation{Account: account, Time: d0 + s*second, Model: model, Code: observe.NoCode}
	}
	obs := []observe.Observation{
		is(1, 9, "new"), is(1, 10, "new"), is(1, 11, "old"), is(2, 12, "old"), is(3, 20, "new"),
	}
	got := asked(t, open, obs, func(l lake.Lake) []lake.AdoptionRow {
		return Rows(t, l.Adoption(context.Background(), "new", d0+10*second, d0+20*second))
	})
	want := []lake.AdoptionRow{{Account: 1, Exchanges: 2, Model: 1}, {Account: 2, Exchanges: 1}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf(" got %+v\nwant %+v", got, want)
	}
	got = asked(t, open, obs, func(l lake.Lake) []lake.AdoptionRow {
		return Rows(t, l.Adoption(context.Background(), "new' OR 'a' = 'a", d0, d0+day))
	})
	for _, r := range got {
		if r.Model != 0 {
			t.Errorf("a model that is not there: %+v", r)
		}
	}
}
