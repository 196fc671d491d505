package claim

import (
	"fmt"
	"strings"
	"testing"
)

func TestNumbersInWords(t *testing.T) {
	for text, want := range map[string]string{
		"97 % of its accounts share 6 payment instruments":             "97 %=0.97 6=6",
		"less than 0.1 % of 1,234 exchanges":                           "0.1 %=0.001 1,234=1234",
		"it has evidence in common with ivory godwit (d02cbbf4b11e)":   "",
		"19 times, 4.8 apart, none":                                    "19=19 4.8=4.8",
		"no number":                                                    "",
		"123456789012 is the id of a group; 1234567890123 is a number": "1234567890123=1234567890123",
	} {
		var got []string
		for _, n := range Numbers(text) {
			if strings.HasSuffix(text[n.From:n.To], "%") != n.Percent {
				t.Errorf("%q: %v", text, n)
			}
			got = append(got, fmt.Sprintf("%s=%v", strings.TrimRight(text[n.From:n.To], ", "), n.Value))
		}
		if strings.Join(got, " ") != strings.Replace(want, "1234567890123=1234567890123", "1234567890123=1.234567890123e+12", 1) {
			t.Errorf("%q: %v, want %s", text, got, want)
		}
	}
}

func TestWordsAreComputed(t *testing.T) {
	where := map[string]any{"family": "payment", "code": "payer"}
	asked := []Asked{
		{ID: "first", How: How{Op: Words, Where: where, At: 1}},
		{ID: "second", How: How{Op: Words, Where: where, At: 2}},
		{ID: "third", How: How{Op: Words, Where: where, At: 3}},
		{ID: "nobody", How: How{Op: Words, Where: map[string]any{"family": "payment", "code": "x"}, At: 1}},
	}
	p, err := Compile(asked)
	if err != nil {
		t.Fatal(err)
	}
	s := p.NewState()
	if err := s.Add("reason", []byte(`{"kind":"reason","family":"payment","code":"payer","text":"100 % share a card, no card holds more than 18 %"}`)); err != nil {
		t.Fatal(err)
	}
	r := s.Compute(true)
	if r[0].Value != 1 || r[1].Value != .18 || r[0].Err != nil || r[1].Err != nil {
		t.Errorf("%v %v", r[0], r[1])
	}
	if r[2].Err == nil || r[3].Err == nil {
		t.Error("a number or a reason that is not there: no error")
	}
	for _, h := range []How{{Op: Words, Where: where}, {Op: Words, At: 1}, {Op: Words, At: 1, Where: map[string]any{"family": 1, "code": "x"}}, {Op: Words, At: 1, Where: where, Kind: "reason"}} {
		if _, err := Compile([]Asked{{ID: "x", How: h}}); err == nil {
			t.Errorf("%v: no error", h)
		}
	}
}
