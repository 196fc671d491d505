package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/stillhunt/stillhunt/campaign"
)

// Traffic of which one side is missing or all the same still gives a result of
// the published form, and a report.
func TestOddTraffic(t *testing.T) {
	schema := campaignsSchema(t)
	sample, ids := someTraffic(t), harvesters(t)
	for _, c := range []struct {
		name      string
		edit      func(i int, x map[string]any)
		strangers bool // accounts of which nothing is known
	}{
		{"one prompt for everybody", func(_ int, x map[string]any) { x["gen_ai.input.messages"] = "say the same words to me again please" }, false},
		{"one prompt for the campaigns", func(_ int, x map[string]any) {
			if ids[fmt.Sprint(x["user.id"])] {
				x["gen_ai.input.messages"] = "grade the answer above from one to five and say why"
			}
		}, false},
		{"no content", func(_ int, x map[string]any) {
			for _, k := range []string{"gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions", "gen_ai.tool.definitions"} {
				delete(x, k)
			}
		}, false},
		{"one moment", func(_ int, x map[string]any) { x["time"] = "2026-03-05T10:00:00Z" }, false},
		{"one account", func(_ int, x map[string]any) { x["user.id"] = "acct_one" }, true},
		{"an account for each exchange", func(i int, x map[string]any) { x["user.id"] = fmt.Sprint("acct_", i) }, true},
		{"one organisation", func(_ int, x map[string]any) { x["stillhunt.org.id"] = "org_one" }, false},
		{"one client at one address", func(_ int, x map[string]any) {
			x["client.address"], x["user_agent.original"], x["stillhunt.client.ja4"] = "192.0.2.1", "curl/8.0", "t13d1516h2_8daaf6152771_02713d6af862"
		}, false},
		{"nothing but who and when", func(_ int, x map[string]any) {
			for k := range x {
				if k != "time" && k != "user.id" {
					delete(x, k)
				}
			}
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var log bytes.Buffer
			for i, line := range sample {
				var x map[string]any
				if err := json.Unmarshal(line, &x); err != nil {
					t.Fatal(err)
				}
				c.edit(i, x)
				log.Write(encode(t, x))
			}
			dir := t.TempDir()
			args := []string{"hunt", write(t, filepath.Join(dir, "log"), log.Bytes()), "--out", filepath.Join(dir, "out")}
			if !c.strangers {
				args = append(args, "--accounts", accounts(t))
			}
			o := program{}.ok(t, args...)
			if !strings.Contains(o.out, "Error rate") || strings.Contains(o.out, "NaN") {
				t.Errorf("the summary is\n%s", o.out)
			}
			b, r := found(t, filepath.Join(dir, "out"))
			v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
			if err == nil {
				err = schema.Validate(v)
			}
			if err != nil || r.Input.Exchanges != int64(len(sample)) {
				t.Errorf("%d exchanges of %d: %v", r.Input.Exchanges, len(sample), err)
			}
			if bytes.Contains(read(t, filepath.Join(dir, "out", "report.html")), []byte("NaN")) {
				t.Error("the report says NaN")
			}
		})
	}
}

// someTraffic is the traffic of both campaigns and of every tenth other account.
func someTraffic(t *testing.T) [][]byte {
	t.Helper()
	ids := harvesters(t)
	others := map[string]bool{}
	var some [][]byte
	for _, line := range lines(traffic(t)) {
		id := accountOf(line)
		if _, ok := others[id]; !ok {
			others[id] = len(others)%10 == 0
		}
		if ids[id] || others[id] {
			some = append(some, line)
		}
	}
	return some
}

func campaignsSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(campaign.ResultSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("campaigns.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("campaigns.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}
