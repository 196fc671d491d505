package profile

import (
	"context"
	"errors"
	"iter"
	"math"
	"reflect"
	"testing"

	"github.com/stillhunt/stillhunt/lake"
)

// contents are the rows that Contents reads besides.
type contents struct {
	answers
	meetings []lake.MeetingRow
}

func (l contents) Meetings(_ context.Context, trait string, _ int) iter.Seq2[lake.MeetingRow, error] {
	return rows(l.answers, "meetings", l.meetings)
}

func written() contents {
	l := contents{answers: sample()}
	l.meetings = []lake.MeetingRow{
		{Value: 3, Account: 5, Hours: 4, Met: 2, Meetings: 3, First: 2410, Last: 2420},
		{Value: 3, Account: 7, Hours: 9, First: 1, Last: 9999}, // nobody
		{Value: 3, Account: 9, Hours: 2, Met: 2, Meetings: 2, First: 2400, Last: 2415},
		{Value: 8, Account: 9, Hours: 1, First: 2400, Last: 2400},
	}
	l.categories["temperature"] = []lake.CategoryRow{
		{Account: 5, Value: "-1", Exchanges: 4}, {Account: 5, Value: "700", Exchanges: 6}, {Account: 7, Value: "3", Exchanges: 1}, {Account: 9, Value: "-1", Exchanges: 3},
	}
	l.categories["max_tokens"] = []lake.CategoryRow{
		{Account: 5, Value: "100", Exchanges: 5}, {Account: 5, Value: "200", Exchanges: 5}, {Account: 9, Value: "-1", Exchanges: 3},
	}
	return l
}

func TestContents(t *testing.T) {
	l := written()
	s, err := Build(context.Background(), l, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Contents(context.Background(), l); err != nil {
		t.Fatal(err)
	}
	if want := []Frame{{Hours: 6, First: 2400, Last: 2420}, {Hours: 1, First: 2400, Last: 2400}}; !reflect.DeepEqual(s.Frames, want) {
		t.Errorf("the frames are %+v", s.Frames)
	}
	a, b := &s.Accounts[0], &s.Accounts[1]
	if want := []FrameUse{{Frame: 0, Hours: 4, Met: 2, Meetings: 3}}; !reflect.DeepEqual(a.Frames, want) {
		t.Errorf("a uses %+v", a.Frames)
	}
	if len(b.Frames) != 2 || b.Frames[1].Frame != 1 {
		t.Errorf("b uses %+v", b.Frames)
	}
	if a.Habit != (Habit{700, 100}) || b.Habit != (Habit{-1, -1}) || b.Habit.Set() {
		t.Errorf("habits %+v and %+v", a.Habit, b.Habit)
	}
	if want := map[Habit]int64{{700, 100}: 1}; !reflect.DeepEqual(s.Habits, want) {
		t.Errorf("everybody's habits are %v", s.Habits)
	}
}

// A parameter that is never set may not be logged: habits are not computable.
func TestContentsWithoutAParameter(t *testing.T) {
	for _, column := range []string{"temperature", "max_tokens"} {
		l := written()
		for i := range l.categories[column] {
			l.categories[column][i].Value = "-1"
		}
		s, err := Build(context.Background(), l, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Contents(context.Background(), l); err != nil || s.Habits != nil {
			t.Errorf("without %s: %v, %v", column, s.Habits, err)
		}
	}
}

func TestContentsSaysWhatBroke(t *testing.T) {
	for _, question := range []string{"meetings", "temperature", "max_tokens"} {
		l := written()
		s, err := Build(context.Background(), l, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		l.fail = question
		if err := s.Contents(context.Background(), l); !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", question, err)
		}
	}
	l := written()
	s, err := Build(context.Background(), l, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	l.categories["max_tokens"][0].Value = "much"
	if err := s.Contents(context.Background(), l); err == nil {
		t.Error("max_tokens may be much")
	}
}

// Two accounts meet by chance as often as the hours are uneven, and a sample of
// the hours says the same as all of them.
func TestRhythm(t *testing.T) {
	s := New(make([]Account, 40))
	s.Sample = lake.Sample{Every: 1, Length: 1}
	for i := range s.Accounts {
		a := &s.Accounts[i]
		for d := range int64(20) {
			for h := range int64(24) {
				if h < 12 || i < 20 { // half of them by day only
					at := (100+d)*dayMicros + h*hourMicros
					a.Moments = append(a.Moments, at, at+5) // twice an hour counts once
				}
			}
		}
	}
	r := s.rhythm()
	first := int32(2400)
	day := (12*40.*40 + 12*20*20) / (12 * 60 * 12 * 60)
	for _, c := range []struct {
		first, last int32
		want        float64
	}{
		{first, first + 23, day}, {first + 24, first + 5*24 - 1, day / 4}, {first, first, 1}, {first - 50, first + 20*24 + 99, day / 20},
		{first, first + 11, 1 / 12.}, {first - 9, first - 3, 1},
	} {
		if got := r.Meet(c.first, c.last); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("hours %d to %d: %v, want %v", c.first-first, c.last-first, got, c.want)
		}
	}
	if !r.Known() || (&Rhythm{}).Known() {
		t.Error("whether hours were counted")
	}
	s.Sample = lake.Sample{Every: 5 * hourMicros, Length: hourMicros}
	for i := range s.Accounts {
		var kept []int64
		for _, m := range s.Accounts[i].Moments {
			if m%s.Sample.Every < s.Sample.Length {
				kept = append(kept, m)
			}
		}
		s.Accounts[i].Moments = kept
	}
	part := s.rhythm()
	if got, want := part.Meet(first, first+20*24-1), day/20; math.Abs(got-want) > .05*want {
		t.Errorf("a fifth of the hours says %v, all of them %v", got, want)
	}
}
