package claim

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

// records are small enough to compute every claim by hand.
var records = []struct{ kind, line string }{
	{"price", `{"kind":"price","model":"m1","currency":"usd","input":3,"cached":0.3,"output":15,"reasoning":15}`},
	{"price", `{"kind":"price","model":"","currency":"usd","input":1,"cached":1,"output":1,"reasoning":1}`},
	{"candidate", `{"kind":"candidate","own":false,"size":0,"score":0,"p":0.04}`},
	{"candidate", `{"kind":"candidate","own":true,"size":0,"score":0,"p":0.01}`},
	{"candidate", `{"kind":"candidate","own":false,"size":0,"score":0,"p":0.8}`},
	{"reason", `{"kind":"reason","family":"timing","nats":{"campus":4},"cap":6}`},
	{"reason", `{"kind":"reason","family":"timing","nats":{"campus":4.5},"cap":6}`},
	{"reason", `{"kind":"reason","family":"content","nats":{"campus":-1.5,"crowd":2},"cap":6}`},
	{"reason", `{"kind":"reason","family":"","nats":{"campus":-0.7}}`},
	{"account", `{"kind":"account","account":"00000000000000aa","accused":true,"role":"operator","probability":0.9,"price_month":20.5}`},
	{"account", `{"kind":"account","account":"00000000000000bb","accused":false,"role":"customer","probability":0.7,"price_month":20}`},
}

var observations = []string{
	`{"kind":"observation","account":"00000000000000aa","time":5,"model":"m1","input":1000,"cached":400,"output":50,"reasoning":20,"network":"00000000000000f1"}`,
	`{"kind":"observation","account":"00000000000000aa","time":7,"model":"m1","input":10,"output":5,"network":"00000000000000f1"}`,
	`{"kind":"observation","account":"00000000000000bb","time":6,"model":"m2","output":1000,"network":"00000000000000f2"}`,
}

func state(t *testing.T, asked []Asked) *State {
	t.Helper()
	p, err := Compile(asked)
	if err != nil {
		t.Fatal(err)
	}
	s := p.NewState()
	for _, r := range records {
		if err := s.Add(r.kind, []byte(r.line)); err != nil {
			t.Fatalf("%s: %v", r.line, err)
		}
	}
	for _, split := range [][]string{observations[:1], observations[1:]} {
		var lines [][]byte
		for _, l := range split {
			lines = append(lines, []byte(l))
		}
		part, _, err := s.Fold(new(Reader), "observation", lines)
		if err != nil {
			t.Fatal(err)
		}
		s.Merge(part)
	}
	return s
}

func TestOperations(t *testing.T) {
	accused := map[string]any{"account.accused": true}
	over := func(op, field string, where map[string]any) How {
		return How{Op: op, Kind: "observation", Field: field, Where: where}
	}
	for _, c := range []struct {
		how   How
		want  float64
		exact bool
	}{
		{over(Count, "", nil), 3, true},
		{over(Count, "", accused), 2, true},
		{over(Count, "", map[string]any{"model": "m2"}), 1, true},
		{over(Count, "", map[string]any{"cached": nil}), 2, true},
		{over(Count, "", map[string]any{"output": 5}), 1, true},
		{over(Count, "", map[string]any{"output": "5"}), 0, true},
		{over(Count, "", map[string]any{"account.role": "customer", "model": "m2"}), 1, true},
		{over(Sum, "output", nil), 1055, true},
		{over(Min, "time", nil), 5, true},
		{over(Max, "time", accused), 7, true},
		{over(Distinct, "network", nil), 2, true},
		{over(Distinct, "account", nil), 2, true},
		{over(Distinct, "nothing", nil), 0, true},
		{How{Op: Sum, Kind: "account", Field: "price_month"}, 40.5, false},
		{How{Op: Ratio, Of: []string{"two", "three"}}, .666667, false},
		{How{Op: Product, Of: []string{"two", "three"}}, 6, true},
		{How{Op: Sum, Of: []string{"two", "three", "three"}}, 8, true},
		{How{Op: BH}, .03, false},
		{How{Op: Tail}, 1, false},
		{How{Op: LogOdds, Rival: "campus"}, 6 - 1.5 - .7, false},
		{How{Op: LogOdds, Rival: "crowd"}, 2, false},
		{How{Op: Innocents}, 1.1, false},
		{over(Price, "", nil), math.NaN(), false}, // below
		{How{Op: Price}, (610*3 + 400*.3 + 35*15 + 20*15 + 1000) / 1e6, false},
		{How{Op: Price, Field: "output", Where: accused}, 35 * 15 / 1e6, false},
	} {
		if math.IsNaN(c.want) {
			continue
		}
		s := state(t, []Asked{{ID: "two", How: How{Op: Stated}, Value: 2}, {ID: "three", How: How{Op: Stated}, Value: 3}, {ID: "x", How: c.how}})
		r := s.Compute(true)[2]
		if r.Err != nil || math.Abs(r.Value-c.want) > 1e-6*math.Abs(c.want) || r.Exact != c.exact {
			t.Errorf("%+v: got %+v, want %v, exact %t", c.how, r, c.want, c.exact)
		}
		if !r.Met(Asked{How: c.how, Value: r.Value, Low: r.Low, High: r.High}) {
			t.Errorf("%+v: what was computed is not met by itself", c.how)
		}
		if r.Met(Asked{How: c.how, Value: r.Value*1.001 + 1, Low: r.Low, High: r.High}) {
			t.Errorf("%+v: another number is met", c.how)
		}
	}
}

func TestWhatCannotBeComputed(t *testing.T) {
	for _, h := range []How{
		{Op: Min, Kind: "observation", Field: "nothing"},
		{Op: Ratio, Of: []string{"one", "zero"}},
		{Op: LogOdds, Rival: "nobody"},
	} {
		s := state(t, []Asked{{ID: "one", How: How{Op: Stated}, Value: 1}, {ID: "zero", How: How{Op: Stated}}, {ID: "x", How: h}})
		if r := s.Compute(true)[2]; r.Err == nil {
			t.Errorf("%+v gives %+v", h, r)
		}
	}
}

func TestWhatIsNoClaim(t *testing.T) {
	for says, a := range map[string]Asked{
		"is no operation":  {ID: "a", How: How{Op: "guess"}},
		"no kind":          {ID: "a", How: How{Op: Count, Kind: "sentence"}},
		"needs a kind":     {ID: "a", How: How{Op: Sum, Field: "x"}},
		"before it":        {ID: "a", How: How{Op: Product, Of: []string{"b"}}},
		"its id":           {ID: "A b", How: How{Op: BH}},
		"name no account":  {ID: "a", How: How{Op: Count, Kind: "null", Where: map[string]any{"account.role": "x"}}},
		"is no string":     {ID: "a", How: How{Op: Count, Kind: "null", Where: map[string]any{"x": []any{}}}},
		"needs two claims": {ID: "a", How: How{Op: Ratio}},
		"needs a rival":    {ID: "a", How: How{Op: LogOdds}},
		"no tokens of":     {ID: "a", How: How{Op: Price, Field: "words"}},
	} {
		if _, err := Compile([]Asked{a}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%+v: got %v, want %q", a, err, says)
		}
	}
	twice := []Asked{{ID: "a", How: How{Op: BH}}, {ID: "a", How: How{Op: BH}}}
	if _, err := Compile(twice); err == nil {
		t.Error("one id is of two claims")
	}
}

// What claims rest on takes no walk over all that they are made of.
func TestClaimsOfClaims(t *testing.T) {
	asked := []Asked{{ID: "c0", How: How{Op: Tail}}}
	for i := 1; i < Most; i++ {
		before := fmt.Sprintf("c%d", i-1)
		asked = append(asked, Asked{ID: fmt.Sprintf("c%d", i), How: How{Op: Product, Of: []string{before, before}}})
	}
	p, err := Compile(asked)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range asked {
		if on, believed := p.Rests(a.ID); len(on) != 2 || believed {
			t.Fatalf("%s rests on %v", a.ID, on)
		}
	}
}

// Different values are counted as such, whatever their types, and what is no value
// is not.
func TestDistinct(t *testing.T) {
	p, err := Compile([]Asked{{ID: "a", How: How{Op: Distinct, Kind: "rival", Field: "x"}}})
	if err != nil {
		t.Fatal(err)
	}
	s := p.NewState()
	for _, x := range []string{"true", "false", "0", "-0.0", "1", "1e0", "1000000", `"1"`, `"true"`, `""`, `"00000000000000aa"`, "null", "[]", "{}"} {
		if err := s.Add("rival", []byte(`{"x":`+x+`}`)); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.Compute(true)[0].Value; got != 9 {
		t.Errorf("%v different values", got)
	}
}

func TestSumsAreExact(t *testing.T) {
	p, err := Compile([]Asked{{ID: "a", How: How{Op: Sum, Kind: "rival", Field: "x"}}})
	if err != nil {
		t.Fatal(err)
	}
	s := p.NewState()
	for range 2049 { // an int64 would be negative
		if err := s.Add("rival", []byte(`{"x":9007199254740991}`)); err != nil {
			t.Fatal(err)
		}
	}
	if r := s.Compute(true)[0]; r.Err == nil {
		t.Errorf("the sum is %v", r.Value)
	}
}

// Fields may come in any order, and none twice, whatever the records before had.
func TestFieldsInAnyOrder(t *testing.T) {
	var r Reader
	for _, c := range []struct {
		line string
		ok   bool
	}{
		{`{"a":1,"b":1,"c":1}`, true}, {`{"a":1,"c":1}`, true}, {`{"a":1,"c":1,"c":1}`, false}, {`{"c":1,"a":1}`, true}, {`{"c":1,"a":1,"c":1}`, false},
		{`{"b":1,"a":1,"b":1}`, false}, {`{"a":1,"x":1,"b":1,"x":1}`, false}, {`{"x":1,"a":1,"b":1}`, true}, {`{"a":1,"x":1,"b":1,"a":1}`, false}, {`{"c":1,"b":1,"a":1,"x":1}`, true},
	} {
		if err := r.Check([]byte(c.line)); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.line, err)
		}
	}
}

func TestBadRecords(t *testing.T) {
	p, err := Compile([]Asked{{ID: "a", How: How{Op: Sum, Kind: "observation", Field: "input", Where: map[string]any{"account.accused": true}}}})
	if err != nil {
		t.Fatal(err)
	}
	s := p.NewState()
	if err := s.Add("account", []byte(`{"account":"00000000000000aa","accused":true}`)); err != nil {
		t.Fatal(err)
	}
	for says, l := range map[string]string{
		"no JSON":       `{`,
		"names no acc":  `{"time":1}`,
		"has no record": `{"account":"00000000000000bb","time":1}`,
		"has no time":   `{"account":"00000000000000aa"}`,
		"twice":         `{"account":"00000000000000aa","time":1,"x":1,"x":2}`,
		"no number":     `{"account":"00000000000000aa","time":1,"input":1e999}`,
		"capitals":      `{"account":"00000000000000aa","time":1,"x":[{"In":1}]}`,
		"2^53":          `{"account":"00000000000000aa","time":1,"x":{"y":-9007199254740992}}`,
		`"01" is no`:    `{"account":"00000000000000aa","time":1,"x":01}`,
		`".5" is no`:    `{"account":"00000000000000aa","time":1,"x":[.5]}`,
		`"-1." is no`:   `{"account":"00000000000000aa","time":1,"x":-1.}`,
		"no JSON in":    "{\"account\":\"00000000000000aa\",\"time\":1,\"x\":\"\t\"}",
		"JSON in UTF":   `{"account":"00000000000000aa","time":1,"x":"\x"}`,
		"UTF-8":         "{\"account\":\"00000000000000aa\",\"time\":1,\"x\":\"\xff\"}",
		"200 fields":    `{"account":"00000000000000aa","time":1,"x":` + wide(201) + `}`,
	} {
		_, _, err := s.Fold(new(Reader), "observation", [][]byte{[]byte(`{"account":"00000000000000aa","time":1}`), []byte(l)})
		var at *PlaceError
		if !errors.As(err, &at) || at.Place != 1 || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: got %v, want %q", l, err, says)
		}
	}
}

// wide is an object of many fields.
func wide(n int) string {
	fields := make([]string, n)
	for i := range fields {
		fields[i] = fmt.Sprintf(`"f%d":0`, i)
	}
	return "{" + strings.Join(fields, ",") + "}"
}

func FuzzRecord(f *testing.F) {
	for _, o := range observations {
		f.Add([]byte(o))
	}
	f.Fuzz(func(t *testing.T, l []byte) {
		s := state(&testing.T{}, []Asked{{ID: "a", How: How{Op: Price}}, {ID: "b", How: How{Op: Distinct, Kind: "observation", Field: "network"}}})
		if p, _, err := s.Fold(new(Reader), "observation", [][]byte{l}); err == nil {
			s.Merge(p)
			s.Compute(true)
		}
		if new(Reader).Check(l) == nil && !json.Valid(l) {
			t.Fatalf("%q is no JSON", l)
		}
		for _, kind := range []string{"price", "null", "candidate", "reason", "rival", "account"} {
			_ = s.Add(kind, l)
		}
		s.Compute(true)
	})
}

func TestBoundsAreCarriedOn(t *testing.T) {
	low, high := 2., 6.
	asked := []Asked{
		{ID: "wide", How: How{Op: Stated}, Value: 4, Low: &low, High: &high},
		{ID: "two", How: How{Op: Stated}, Value: 2},
		{ID: "minus", How: How{Op: Stated}, Value: -1},
		{ID: "sum", How: How{Op: Sum, Of: []string{"wide", "two", "wide"}}},
		{ID: "product", How: How{Op: Product, Of: []string{"wide", "wide", "two"}}},
		{ID: "less", How: How{Op: Product, Of: []string{"wide", "minus"}}},
		{ID: "ratio", How: How{Op: Ratio, Of: []string{"two", "wide"}}},
		{ID: "zero", How: How{Op: Sum, Of: []string{"wide", "less"}}},
		{ID: "one", How: How{Op: Sum, Of: []string{"zero", "two"}}},
		{ID: "over-zero", How: How{Op: Ratio, Of: []string{"two", "one"}}},
		{ID: "plain", How: How{Op: Product, Of: []string{"two", "two"}}},
	}
	want := map[string][3]float64{"sum": {10, 6, 14}, "product": {32, 8, 72}, "less": {-4, -6, -2}, "ratio": {.5, .333333, 1}, "zero": {0, -4, 4}, "one": {2, -2, 6}}
	for i, r := range state(t, asked).Compute(true) {
		x, bounded := want[asked[i].ID]
		switch {
		case asked[i].How.Op == Stated:
		case r.Err != nil:
			t.Errorf("%s: %v", asked[i].ID, r.Err)
		case !bounded && r.Low != nil:
			t.Errorf("%s has bounds", asked[i].ID)
		case bounded && (r.Low == nil || r.Value != x[0] || *r.Low != x[1] || *r.High != x[2]):
			t.Errorf("%s is %v, want %v", asked[i].ID, r, x)
		}
	}
}
