package stix

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

func TestIDs(t *testing.T) {
	form := regexp.MustCompile(`^campaign--[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	if id := ID("campaign", "a", "b"); !form.MatchString(id) || id != ID("campaign", "a", "b") {
		t.Errorf("%s is no UUID of version 5, or not always the same", id)
	}
	if ID("campaign", "a", "b") == ID("campaign", "b", "a") || UUID("campaign", "a") == UUID("indicator", "a") {
		t.Error("two things have one id")
	}
}

func TestPattern(t *testing.T) {
	keyID, value := "0123456789abcdef", strings.Repeat("0f", 16)
	p := Pattern(keyID, "exit-network", value)
	k, kind, v, ok := ParsePattern(p)
	if !ok || k != keyID || kind != "exit-network" || v != value {
		t.Errorf("%s is read as %s %s %s", p, k, kind, v)
	}
	for _, other := range []string{"", "[ipv4-addr:value = '203.0.113.7']", p + " AND " + p, strings.ToUpper(p), Pattern(keyID, "exit-network", value[:30])} {
		if _, _, _, ok := ParsePattern(other); ok {
			t.Errorf("%s is read", other)
		}
	}
}

func TestTLP(t *testing.T) {
	for _, l := range Levels {
		if o := TLP(l); o == nil || !strings.HasPrefix(o.ID(), "marking-definition--") {
			t.Errorf("%s is %v", l, o)
		}
	}
	if TLP("white") != nil {
		t.Error("TLP 1.0 is taken")
	}
	for mark, red := range map[string]bool{markings[4]: true, markings[3]: false, "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": true} {
		x := Thing{Markings: []string{markings[0], mark}}
		if x.Red() != red {
			t.Errorf("%s: red is %v", mark, !red)
		}
	}
	for mark, want := range map[string]string{markings[0]: "amber", markings[3]: "amber+strict", markings[4]: "red"} {
		if got := Narrowest([]Thing{{}, {Markings: []string{mark}}}); got != want {
			t.Errorf("an answer to %s is %s", mark, got)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	id := "identity--" + strings.Repeat("0", 8) + "-0000-4000-8000-000000000000"
	for text, want := range map[string]string{
		"":                                  "no bundle",
		"[]":                                "no bundle",
		`{"objects":[]} {}`:                 "behind the bundle",
		`{"objects":[{"type":"identity"}]}`: "object 1: it has no id",
		`{"objects":[{"type":"x","id":"` + id + `"}]}`:                                                        "object 1: it has no id",
		`{"objects":[{"type":"identity","id":"` + id + `","modified":"soon"}]}`:                               "object 1: it is no STIX",
		`{"objects":[{"type":"identity","id":"` + id + `","name":"` + strings.Repeat("x", MaxObject) + `"}]}`: "object 1: an object has",
		`{"objects":[{"type":"identity","id":"` + id + `","Created_By_Ref":"` + id + `"}]}`:                   "object 1: a property's name",
		`{"objects":{}}`: "no list",
		`{"objects":[` + strings.Repeat("1,", MaxObjects) + `1]}`: "more than 200000 objects",
		`{"objects":["` + strings.Repeat("x", MaxBytes) + `"]}`:   "64 MiB",
	} {
		if _, err := Read(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, want %q", text, err, want)
		}
	}
}

func TestBundleReadsAgain(t *testing.T) {
	var b bytes.Buffer
	objects := []Object{TLP("amber"), Identity("Lab A"), Fingerprint("0123456789abcdef", "client", "00")}
	if err := Bundle(&b, objects); err != nil {
		t.Fatal(err)
	}
	all, err := Read(&b)
	if err != nil || len(all) != 3 {
		t.Fatalf("%d objects, %v", len(all), err)
	}
	if all[1].Name != "Lab A" || all[1].ID != IdentityID("Lab A") || all[2].Version() != "" {
		t.Errorf("%+v", all)
	}
}

func TestHostileWords(t *testing.T) {
	for in, want := range map[string]string{
		"\ufeffa\u061cb\u2028c\u2029d\u00ade": "a b c d e", "two\nlines\x1b[2J": "two lines [2J", "a\u202eb": "a b", "\xffx": "?x", strings.Repeat("é", 300): strings.Repeat("é", 199) + "…",
	} {
		if got := Clean(in); got != want {
			t.Errorf("%q becomes %q", in, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	if err := Bundle(&b, []Object{TLP("amber"), Identity("Lab A"), New("opinion", Published, Published, "x").With(Object{"opinion": "strongly-disagree", "object_refs": []string{"x"}})}); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(`{"objects":[{"type":"sighting","id":"sighting--00000000-0000-4000-8000-000000000000","extensions":{"` + ExtensionID + `":{"verdict":"false-positive"}}}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		all, err := Read(bytes.NewReader(text))
		if err != nil {
			return
		}
		for i := range all {
			x := &all[i]
			x.Disputes()
			x.About()
			x.Version()
			ParsePattern(x.Pattern)
			if !json.Valid(x.Raw) || x.Type == "" {
				t.Errorf("%q is an object", x.Raw)
			}
		}
	})
}
