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
	if r.Campaigns != 2 || r.CampaignAccounts != 170 || r.Benign < 1300 {
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
