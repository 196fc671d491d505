package exchange

import (
	"testing"
	"time"

	"github.com/valyala/fastjson"
)

func TestPut(t *testing.T) {
	for _, s := range []string{"plain", "with \"quotes\"\nand \a bell, \x1b[1m and \U000e0041", "back\\slash", "déjà vu"} {
		d := NewDecoder()
		var x Exchange
		d.Begin(&x)
		d.PutTime(Seconds(1795446403.703527))
		d.PutString(FieldAccount, "u")
		d.PutString(FieldInput, s)
		d.PutInt(FieldStatus, 429)
		d.PutString(FieldModel, "")
		d.Put(FieldOrg, nil)
		if d.Has(FieldModel) || !d.Has(FieldInput) {
			t.Error("what was put is not what there is")
		}
		if err := d.End(&x); err != nil {
			t.Fatal(err)
		}
		if len(x.Input) != 1 || x.Input[0].Text != s || x.Account != "u" || x.Status != 429 || x.Time != 1795446403703527 {
			t.Errorf("%q: %+v", s, x)
		}
	}
	d := NewDecoder()
	var x Exchange
	d.Begin(&x)
	d.PutTime(time.Unix(1, 0))
	d.PutString(FieldAccount, "u")
	if err := d.End(&x); err == nil {
		t.Error("a time in 1970 is taken")
	}
	if got := Digest([]byte("abc")); got != "ba7816bf8f01cfea414140de5dae2223" { // FIPS 180-2, appendix B.1
		t.Error(got)
	}
}

// Values are written as JSON says, those that were looked at too.
func TestAppendJSON(t *testing.T) {
	const text = `{"a":["\u001b[1m \"x\"\n\\",{"b\u0007":null},{},[]],"c":-1.5e3,"d":true}`
	v := fastjson.MustParse(text)
	v.GetStringBytes("a", "0") // which unescapes it
	got := string(AppendJSON(nil, v))
	if got != text {
		t.Errorf("%s became %s", text, got)
	}
}
