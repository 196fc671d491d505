package dossier

import (
	"bytes"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/stillhunt/stillhunt/dossier/claim"
)

// misread are files that readers could read differently, or that break a rule which
// nothing else would find.
var misread = []forgery{
	{"a field twice within an observation", "twice", swap(recordsEntry, `"status":200`, `"status":200,"x":[{"a":1,"a":2}]`), true},
	{"a value twice by the operator", "twice", swap(letterEntry, `"value":`, `"value":1,"value":`), true},
	{"a value in capitals by the operator", "without capitals", swap(letterEntry, `"unit":`, `"VALUE":1,"unit":`), true},
	{"a text twice by the operator", "twice", swap(letterEntry, `"text":`, `"text":"x","text":`), true},
	{"a name twice by the operator", "twice", swap(recordsEntry, `"name":`, `"name":"x","name":`), true},
	{"nats twice by the operator", "twice", swap(recordsEntry, `"nats":{`, `"nats":{"x":1,"x":2,`), true},
	{"a probability in capitals by the operator", "without capitals", swap(recordsEntry, `"probability":`, `"PROBABILITY":0.1,"probability":`), true},
	{"a long s by the operator", "without capitals", swap(recordsEntry, `"status":200`, `"ſtatus":201,"status":200`), true},
	{"an integer that is not exact", "not below 2^53", swap(recordsEntry, `"status":200`, `"status":200,"x":9007199254740992`), true},
	{"a record that is not in UTF-8", "UTF-8", swap(recordsEntry, `"status":200`, `"status":200,"x":"`+"\xff"+`"`), true},
	{"a number that is none", "is no number", swap(recordsEntry, `"status":200`, `"status":200,"x":01`), true},
	{"a tab in a string", "no JSON", swap(recordsEntry, `"status":200`, `"status":200,"x":"`+"\t"+`"`), true},
	{"a sum that is not exact", "add up to 2^53", with(claimLine("x", "1.8e16", `{"op":"sum","kind":"link","field":"x"}`), `9007199254740991`, `9007199254740991`), true},
	{"a unit that passes for a finding", "its unit", swap(letterEntry, `"unit":"accounts"`, `"unit":"accounts\nproved    signature"`), true},
	{"records that nobody could hold", "at most can be", swap(recordsEntry, `"price":0`, `"price":1000001`), true},
	{"a part of the letter withheld", "all is withheld or nothing", func(t testing.TB, c *contents) {
		lines := c.lines(letterEntry)
		last := len(lines) - 1
		leaf := int64(len(c.lines(recordsEntry)) + last)
		g := gap{leaf, leaf + 1, nil}
		for range levels(g.From, g.To) {
			g.Hashes = append(g.Hashes, tlog.RecordHash(bytes.TrimSuffix(lines[last], []byte("\n"))))
		}
		c.set(letterEntry, lines[:last])
		c.names = append(c.names, withheldEntry)
		c.texts[withheldEntry] = writeGaps([]gap{g})
	}, false},
	{"one bound", "one bound", swap(letterEntry, `"high":`, `"higher":`), true},
	{"an id that is none", "its id", with(claimLine("x.low", "1", `{"op":"stated"}`)), true},
	{"a place before the first", "a place from 1", func(t testing.TB, c *contents) {
		for _, l := range c.lines(recordsEntry) {
			var r Reason
			if err := json.Unmarshal(l, &r); err != nil {
				t.Fatal(err)
			}
			if n := claim.Numbers(r.Text); len(n) > 0 && r.Code != "" {
				how := fmt.Sprintf(`{"op":"words","where":{"family":%q,"code":%q},"at":0}`, r.Family, r.Code)
				with(claimLine("x", fmt.Sprint(n[len(n)-1].Value), how))(t, c)
				return
			}
		}
		t.Fatal("no reason holds a number")
	}, true},
	{"a time stamp of another checkpoint", "not of this checkpoint", withTimestamp("another"), false},
}

// claimLine is the record of a claim.
func claimLine(id, value, how string) string {
	return `{"kind":"claim","salt":"","id":"` + id + `","value":` + value + `,"unit":"x","status":"observed","how":` + how + "}\n"
}

// with puts a claim before the letter, and a field x of these values into links.
func with(line string, values ...string) func(testing.TB, *contents) {
	return func(t testing.TB, c *contents) {
		c.texts[letterEntry] = append([]byte(line), c.texts[letterEntry]...)
		on(KindLink, func(l [][]byte, at int) [][]byte {
			for i, v := range values {
				l[at+i] = append(bytes.TrimSuffix(l[at+i], []byte("}\n")), `,"x":`+v+"}\n"...)
			}
			return l
		})(t, c)
	}
}

// variants are changes by the operator that are sound, and may look odd.
var variants = []forgery{
	{"values of all types", "", with(claimLine("x", "3", `{"op":"distinct","kind":"link","field":"x"}`), "true", "1", "1.0", `"1"`, "[1]", "{}", "null"), true},
	{"a time stamp", "", withTimestamp(""), false},
	{"a kind that nothing is of", "", swap(letterEntry, `"op":"ratio"`, `"op":"ratio","kind":"x"`), true},
}

// withTimestamp adds the answer of an authority, without its signature: of the
// checkpoint, or of what is named.
func withTimestamp(of string) func(testing.TB, *contents) {
	return func(t testing.TB, c *contents) {
		text := []byte(of)
		if of == "" {
			text = c.texts[checkpointEntry]
		}
		type algorithm struct{ ID asn1.ObjectIdentifier }
		type imprint struct {
			Algorithm algorithm
			Hash      []byte
		}
		marshal := func(v any) []byte {
			b, err := asn1.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		sum := sha256.Sum256(text)
		type content struct {
			Type    asn1.ObjectIdentifier
			Content []byte `asn1:"explicit,tag:0"`
		}
		type signed struct {
			Version    int
			Algorithms []algorithm `asn1:"set"`
			Content    content
		}
		type token struct {
			Type   asn1.ObjectIdentifier
			Signed signed `asn1:"explicit,tag:0"`
		}
		stamp := marshal(struct {
			Version int
			Policy  asn1.ObjectIdentifier
			Imprint imprint
			Serial  int
			Time    time.Time `asn1:"generalized"`
		}{1, asn1.ObjectIdentifier{1, 2, 3}, imprint{algorithm{oidSHA256}, sum[:]}, 1, sealedAt})
		c.names = append(c.names, timestampEntry)
		c.texts[timestampEntry] = marshal(struct {
			Status struct{ Code int }
			Token  token
		}{Token: token{oidSignedData, signed{3, []algorithm{{oidSHA256}}, content{oidTSTInfo, stamp}}}})
	}
}

// letterWithheld withholds the whole letter of a file.
func letterWithheld(t testing.TB, path string) string {
	t.Helper()
	c := unpack(t, path)
	gaps, err := readGaps(c.texts[withheldEntry])
	if err != nil {
		t.Fatal(err)
	}
	end := int64(len(c.lines(recordsEntry)))
	for _, g := range gaps {
		end += g.To - g.From
	}
	letter := cover{from: end, to: end}
	for _, l := range c.lines(letterEntry) {
		letter.leaf(tlog.RecordHash(bytes.TrimSuffix(l, []byte("\n"))))
	}
	c.set(letterEntry, nil)
	c.texts[withheldEntry] = writeGaps(append(gaps, letter.gap()))
	return c.pack(t)
}

func TestVariantsAreSound(t *testing.T) {
	for _, f := range variants {
		t.Run(f.name, func(t *testing.T) { wantOK(t, verified(t, f.make(t), VerifyOptions{})) })
	}
}
