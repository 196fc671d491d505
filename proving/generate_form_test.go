package proving

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Without --labels a line must not give its class away by its form: API
// customers and loud campaigns, both written by programs, use the same keys in
// the same order; so do people and evasive campaigns.
func TestFormGivesNothingAway(t *testing.T) {
	for _, name := range []string{"letter-evasive", "hydra-mimic", "replay-evasive", "three-labs"} {
		t.Run(name, func(t *testing.T) { oneForm(t, name) })
	}
}

func oneForm(t *testing.T, scenario string) {
	t.Helper()
	_, dir := generate(t, Options{Scenario: scenario, Days: 1, Scale: .004, Benign: 5000})
	rows, err := readTruth(filepath.Join(dir, truthFile))
	if err != nil {
		t.Fatal(err)
	}
	class := map[string]string{}
	for _, r := range rows {
		class[r.Account] = r.Class
	}
	key := regexp.MustCompile(`[{,]"([a-z0-9_.-]+)":`)
	forms, total := map[string]map[string]int{"benign": {}, "campaign": {}, "look-alike": {}}, 0
	lines(t, dir, func(_ string, line []byte) {
		var x record
		if err := json.Unmarshal(line, &x); err != nil {
			t.Fatal(err)
		}
		if x.Label != "" {
			t.Fatal("a label without Labels")
		}
		var keys []string
		for _, m := range key.FindAllSubmatch(line, -1) {
			if k := string(m[1]); strings.Contains(k, ".") {
				keys = append(keys, k)
			}
		}
		forms[class[x.Account]][strings.Join(keys, " ")]++
		if class[x.Account] == "campaign" {
			total++
		}
	})
	for form, n := range forms["campaign"] { // a rare one, as of a request that failed, may have no match by chance
		if n > total/100 && forms["benign"][form]+forms["look-alike"][form] == 0 {
			t.Errorf("only campaigns write the form %s", form)
		}
	}
	if len(forms["campaign"]) == 0 {
		t.Error("no campaign line")
	}
}

// The account facts must not tell either.
func TestAccountsHaveOneForm(t *testing.T) {
	_, dir := generate(t, Options{Scenario: "letter-evasive", Days: 2, Scale: .02, Benign: 3000})
	rows, err := readTruth(filepath.Join(dir, truthFile))
	if err != nil {
		t.Fatal(err)
	}
	class := map[string]string{}
	for _, r := range rows {
		class[r.Account] = r.Class
	}
	text, err := os.ReadFile(filepath.Join(dir, accountsFile))
	if err != nil {
		t.Fatal(err)
	}
	created := regexp.MustCompile(`"created":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"`)
	missing, total := map[string]map[string]int{}, map[string]int{}
	last := ""
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		var f map[string]any
		if err := json.Unmarshal([]byte(line), &f); err != nil || !created.MatchString(line) {
			t.Fatalf("%v in %s", err, line)
		}
		id := f["user.id"].(string)
		if id <= last {
			t.Fatal("accounts are not sorted, or one is there twice")
		}
		last = id
		c := class[id]
		if c != "benign" && c != "campaign" || f["plan"] == "free" || f["plan"] == "payg" {
			continue // compare people who pay with accounts that look so
		}
		total[c]++
		for _, k := range []string{"device", "email.domain", "verification", "signup.address", "payment.fingerprint", "price_month"} {
			if f[k] == nil {
				if missing[c] == nil {
					missing[c] = map[string]int{}
				}
				missing[c][k]++
			}
		}
	}
	for k, n := range missing["benign"] {
		a, b := float64(n)/float64(total["benign"]), float64(missing["campaign"][k])/float64(total["campaign"])
		if b > a+.06 || b < a-.06 {
			t.Errorf("%s is missing for %.3f of benign and %.3f of campaign accounts", k, a, b)
		}
	}
	if total["campaign"] < 300 || total["benign"] < 300 {
		t.Errorf("too few to compare: %v", total)
	}
}
