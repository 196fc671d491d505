package proving

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/proving/scenario"
)

// generate makes a range and fails the test on an error.
func generate(t testing.TB, o Options) (Report, string) {
	t.Helper()
	if o.Out == "" {
		o.Out = filepath.Join(t.TempDir(), "range")
	}
	r, err := Generate(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r, o.Out
}

// hashes gives the digest of every file under dir.
func hashes(t testing.TB, dir string) map[string][32]byte {
	t.Helper()
	out := map[string][32]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		out[name] = sha256.Sum256(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// lines calls f with every line of the traffic, file by file.
func lines(t testing.TB, dir string, f func(file string, line []byte)) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, trafficDir, "*.jsonl.zst"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no traffic in %s (%v)", dir, err)
	}
	for _, path := range files {
		in, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		z, err := zstd.NewReader(in)
		if err != nil {
			t.Fatal(err)
		}
		r := bufio.NewReader(z)
		for {
			line, err := r.ReadBytes('\n')
			if err == io.EOF && len(line) == 0 {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			f(filepath.Base(path), line)
		}
		z.Close()
		in.Close()
	}
}

func TestListIsComplete(t *testing.T) {
	var names []string
	for _, s := range List() {
		names = append(names, s.Name)
		if s.Base != "" || s.Days == 0 || s.About == "" {
			t.Errorf("%s is not complete", s.Name)
		}
	}
	want := []string{"quickstart", "quiet"}
	for _, kind := range scenario.Kinds() {
		if kind != scenario.People && kind != scenario.API {
			want = append(want, kind)
		}
	}
	for _, shape := range []string{"letter", "fixed-prompt", "small-loud", "tiny-slow", "hydra", "replay", "failover", "pivot", "three-labs"} {
		want = append(want, shape, shape+"-evasive", shape+"-mimic")
	}
	slices.Sort(want)
	if !slices.Equal(names, want) {
		t.Errorf("scenarios: %s", names)
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	o := Options{Scenario: "quickstart", Days: 4, Scale: .3, Benign: 300, Seed: 5}
	old := runtime.GOMAXPROCS(1)
	_, one := generate(t, o)
	runtime.GOMAXPROCS(2)
	_, two := generate(t, o)
	runtime.GOMAXPROCS(old)
	a, b := hashes(t, one), hashes(t, two)
	if len(a) != 4+3 || len(a) != len(b) {
		t.Fatalf("%d and %d files", len(a), len(b))
	}
	for name := range a {
		if a[name] != b[name] {
			t.Errorf("%s differs between one core and two", name)
		}
	}
	// Again into the same directory: nothing changes.
	o.Out = one
	generate(t, o)
	for name, h := range hashes(t, one) {
		if a[name] != h {
			t.Errorf("%s changed when it was written again", name)
		}
	}
	o.Out, o.Seed = "", 6
	_, other := generate(t, o)
	if hashes(t, other)[truthFile] == a[truthFile] {
		t.Error("another seed gives the same truth")
	}
}

func TestRefusesOtherDirectories(t *testing.T) {
	o := Options{Scenario: "quickstart", Days: 4, Scale: .2, Benign: 60}
	_, o.Out = generate(t, o)
	o.Seed = 9
	if _, err := Generate(context.Background(), o); err == nil || !strings.Contains(err.Error(), "other parameters") {
		t.Errorf("a range of another seed: %v", err)
	}
	o.Out = t.TempDir()
	if err := os.WriteFile(filepath.Join(o.Out, "letters.txt"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Generate(context.Background(), o); err == nil || !strings.Contains(err.Error(), "no range directory") {
		t.Errorf("a directory of something else: %v", err)
	}
	for _, bad := range []Options{{Scenario: "nothing", Out: "x"}, {Scenario: "quickstart"}, {Scenario: "quickstart", Out: "x", Days: 2}, {Scenario: "quickstart", Out: "x", Scale: -1}} {
		if _, err := Generate(context.Background(), bad); err == nil {
			t.Errorf("%+v is no error", bad)
		}
	}
}

// record is what the tests look at.
type record struct {
	Time    string `json:"time"`
	ID      string `json:"stillhunt.exchange.id"`
	Account string `json:"user.id"`
	Address string `json:"client.address"`
	Label   string `json:"stillhunt.label"`
}

func TestQuickstart(t *testing.T) {
	r, dir := generate(t, Options{Scenario: "quickstart", Labels: true})
	if r.Exchanges < 35000 || r.Exchanges > 45000 {
		t.Errorf("%d exchanges, want about 40,000", r.Exchanges)
	}
	if r.Campaigns != 2 || r.CampaignAccounts != 170 || r.Benign < 1500 {
		t.Errorf("unexpected report %+v", r)
	}
	rows, err := readTruth(filepath.Join(dir, truthFile))
	if err != nil {
		t.Fatal(err)
	}
	truth := map[string]*Truth{}
	var sum int64
	groups := map[string]int{}
	for i := range rows {
		truth[rows[i].Account] = &rows[i]
		sum += rows[i].Exchanges
		groups[rows[i].Group]++
	}
	if err := exchange.ReadFacts(context.Background(), filepath.Join(dir, accountsFile), func(exchange.Facts) error { return nil },
		func(r *exchange.Rejection) error { return r }); err != nil {
		t.Errorf("the record rejects the facts of an account: %v", err)
	}
	for group, least := range map[string]int{"north": 100, "harbour": 70, "campus-nat-1": 150, "agent-fleet-1": 40, "agent-fleet-1-users": 60, "reseller-1": 40} {
		if groups[group] < least {
			t.Errorf("group %s has %d accounts, want %d or more", group, groups[group], least)
		}
	}
	account, event, moment := regexp.MustCompile(`^acct_[a-z2-7]{12}$`), regexp.MustCompile(`^x_[a-z2-7]{16}$`), regexp.MustCompile(`^2026-03-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`)
	n, harvest, last, ids := int64(0), map[string]int64{}, "", map[string]bool{}
	decoder := exchange.NewDecoder()
	var decoded exchange.Exchange
	lines(t, dir, func(file string, line []byte) {
		if err := decoder.Decode(line, &decoded); err != nil {
			t.Fatalf("%s: the record rejects a line: %v", file, err)
		}
		var x record
		if err := json.Unmarshal(line, &x); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		n++
		// Names and times have one form, whoever it is.
		if !account.MatchString(x.Account) || !event.MatchString(x.ID) || !moment.MatchString(x.Time) {
			t.Fatalf("odd form: %+v", x)
		}
		if !strings.Contains(file, x.Time[:10]) || x.Time < last {
			t.Fatalf("%s holds %s after %s", file, x.Time, last)
		}
		last = x.Time
		if ids[x.ID] {
			t.Fatalf("exchange %s is there twice", x.ID)
		}
		ids[x.ID] = true
		who := truth[x.Account]
		if who == nil {
			t.Fatalf("account %s is not in the truth", x.Account)
		}
		if x.Time < who.First || x.Time > who.Last {
			t.Fatalf("%s lies outside %s to %s", x.Time, who.First, who.Last)
		}
		if x.Label == "harvest" {
			harvest[x.Account]++
		}
	})
	if u := decoder.Unknown(); len(u) > 0 {
		t.Errorf("keys that the record does not know: %v", u)
	}
	if n != sum || n != r.Exchanges {
		t.Errorf("%d lines, %d in the truth, %d in the report", n, sum, r.Exchanges)
	}
	for id, who := range truth {
		if harvest[id] != who.Harvest {
			t.Errorf("%s: %d harvest lines, truth says %d", id, harvest[id], who.Harvest)
		}
	}
}

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

func TestPoolsAreUsed(t *testing.T) {
	pool := filepath.Join(t.TempDir(), "pool.jsonl")
	var b strings.Builder
	for i := range 60 {
		b.WriteString(`{"text":"Zebra question number `)
		b.WriteString(strings.Repeat("x", i+1))
		b.WriteString(` about quokkas and their habits in the wild?","source":"a","conversation_id":` + string(rune('0'+i%10)) + `,"turn":` + string(rune('0'+i/10)) + "}\n")
		b.WriteString(`{"text":"Derive the okapi identity for ` + strings.Repeat("y", i+1) + ` and prove it.","source":"h","label":"harvest"}` + "\n")
	}
	if err := os.WriteFile(pool, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	r, dir := generate(t, Options{Scenario: "quickstart", Days: 4, Scale: .2, Benign: 200, Prompts: []string{pool}, Labels: true})
	if r.PoolPrompts != 120 || r.PeopleReuse < 1 || r.HarvestReuse < 1 {
		t.Errorf("report %+v", r)
	}
	counts := map[string]int{}
	lines(t, dir, func(_ string, line []byte) {
		harvest := strings.Contains(string(line), `"stillhunt.label":"harvest"`)
		if strings.Contains(string(line), "okapi") {
			counts["okapi"]++
			if !harvest {
				t.Fatal("a harvest prompt outside the harvest")
			}
		}
		if strings.Contains(string(line), "quokkas") {
			counts["quokkas"]++
			if harvest {
				t.Fatal("a person's prompt in the harvest")
			}
		}
	})
	if counts["okapi"] < 100 || counts["quokkas"] < 20 {
		t.Errorf("the pools are hardly used: %v", counts)
	}
	text, err := os.ReadFile(filepath.Join(dir, scenarioFile))
	if err != nil || strings.Contains(string(text), filepath.Dir(pool)) {
		t.Errorf("scenario.yaml names the place of a pool (%v)", err)
	}
}

func BenchmarkGenerate(b *testing.B) {
	var exchanges int64
	for b.Loop() {
		r, err := Generate(context.Background(), Options{Scenario: "letter", Days: 2, Scale: .02, Benign: 10000, Out: filepath.Join(b.TempDir(), "r")})
		if err != nil {
			b.Fatal(err)
		}
		exchanges += r.Exchanges
		if err := os.RemoveAll(r.Dir); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(exchanges)/b.Elapsed().Seconds(), "exchanges/s")
}
