package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/report"
)

// What may be written of a log, and why. Everything else that was planted must
// appear nowhere: not in a file, not on the terminal.
var (
	mayBeWritten = map[string]string{
		canary("gen_ai.request.model"):  "model names: what a campaign is after",
		canary("gen_ai.operation.name"): "operation names: a category of the API",
		canary("plan"):                  "plans: what the operator sells, the cohort of an account",
		canary("region"):                "regions: access policy and fairness reports need them; never evidence",
		canary("key name"):              "names of keys that the record does not know, counted",
		canary("known name"):            "what the operator himself calls accounts that he knows",
	}
	withIDs = map[string]string{
		canary("user.id"):          "account ids stay as written, so that the operator can act on them",
		canary("stillhunt.org.id"): "so do organisation ids",
	}
	withSkeletons = map[string]string{
		canary("frame"): "wording that 20 or more accounts, not all of one organisation, sent",
	}
)

// A hunt writes nothing of what people said and nothing that identifies them,
// whatever field it came in.
func TestNoCanaryIsWritten(t *testing.T) {
	log := t.TempDir()
	plant(t, log)
	for _, c := range []struct {
		name  string
		flags []string
		may   []map[string]string
		in    map[string]string // file → canary that must be there, so that the search is not blind
	}{
		{"ids kept", nil, []map[string]string{mayBeWritten, withIDs}, map[string]string{
			hunt.AccountsFile: canary("user.id"), hunt.FactsFile: canary("region"), "observations": canary("gen_ai.request.model"),
			"dictionary": canary("stillhunt.org.id"), hunt.ManifestFile: canary("key name"), hunt.CampaignsFile: canary("user.id"),
		}},
		{"ids keyed", []string{"--ids", "keyed"}, []map[string]string{mayBeWritten}, map[string]string{hunt.FactsFile: canary("plan")}},
		{"skeletons kept", []string{"--keep-skeletons"}, []map[string]string{mayBeWritten, withIDs, withSkeletons}, map[string]string{hunt.SkeletonsFile: canary("frame")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			said := w.hunt(t, log, c.flags)
			seen := w.search(t)
			maps.Copy(seen, said)
			checkCanaries(t, seen, c.may, c.in)
			checkKey(t, filepath.Join(w.root, "config", "stillhunt", "key"), seen)
			if len(c.flags) == 0 || c.flags[0] != "--keep-skeletons" {
				if _, err := os.Stat(filepath.Join(w.out(), hunt.SkeletonsFile)); err == nil {
					t.Error("skeletons are kept that nobody asked for")
				}
			}
		})
	}
}

// world is every place that a hunt could write to.
type world struct {
	root string
	program
}

func newWorld(t *testing.T) world {
	w := world{root: t.TempDir()}
	for _, dir := range []string{"here", "home", "config", "tmp"} {
		if err := os.Mkdir(filepath.Join(w.root, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	at := func(dir string) string { return filepath.Join(w.root, dir) }
	w.program = program{dir: at("here"), env: []string{"HOME=" + at("home"), "XDG_CONFIG_HOME=" + at("config"), "XDG_CACHE_HOME=" + at("home"), "TMPDIR=" + at("tmp")}}
	return w
}

func (w world) out() string { return filepath.Join(w.root, "out") }

// hunt hunts and explains, and gives what was printed.
func (w world) hunt(t *testing.T, log string, flags []string) map[string][]byte {
	t.Helper()
	at := func(name string) string { return filepath.Join(log, name) }
	args := append([]string{"hunt", at("traffic"), "--accounts", at("accounts.jsonl"), "--known", at("known.jsonl"), "--releases", at("releases.jsonl"), "--out", w.out()}, flags...)
	said := map[string][]byte{}
	say := func(name string, o outcome) { said["the output of "+name] = []byte(o.out + "\n" + o.err) }
	say("hunt", w.ok(t, args...))
	say("hunt --json", w.ok(t, append(args, "--json")...))
	_, r := found(t, w.out())
	if len(r.Campaigns) == 0 || r.Input.Rejected != int64(len(rejectedLines())) {
		t.Fatalf("%d campaigns and %d rejected lines: the planted log does not show what a log shows", len(r.Campaigns), r.Input.Rejected)
	}
	members := r.Campaigns[0].Members
	say("explain campaign", w.ok(t, "explain", w.out(), r.Campaigns[0].ID))
	say("explain account", w.ok(t, "explain", w.out(), members[0].Account, "--json"))
	say("explain two accounts", w.ok(t, "explain", w.out(), members[0].Account, members[1].Account))
	unknown := w.run(t, "explain", w.out(), "acct_nobody")
	if unknown.code != 1 {
		t.Errorf("an unknown account is explained: %s", unknown.out)
	}
	say("explain nobody", unknown)
	// A failing hunt and its log must not tell either.
	strict := w.run(t, append(args, "--max-rejected", "0")...)
	if strict.code != 1 {
		t.Errorf("bad lines are accepted: exit %d", strict.code)
	}
	say("a hunt that fails", strict)
	return said
}

// search reads every file below the world's root, as it is and, if it is a
// Parquet file, also decoded.
func (w world) search(t *testing.T) map[string][]byte {
	t.Helper()
	seen := map[string][]byte{}
	err := filepath.WalkDir(w.root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name := strings.TrimPrefix(path, w.root+"/")
		seen[name] = append([]byte(name+"\n"), read(t, path)...)
		if strings.HasSuffix(name, ".parquet") {
			seen[name+" decoded"] = bytes.Join(table(t, path), nil)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(seen) < 20 {
		t.Fatalf("only %d files were searched", len(seen))
	}
	return seen
}

var (
	canaryStarts = []string{"cnry", networkV4, networkV6, signupV4, seedNumber}
	canaryForm   = regexp.MustCompile(`^(cnry[a-z0-9]*?x|(?:198\.51|203\.0\.113)\.[0-9]|2001:db8:c4|` + seedNumber + `)`)
)

// canaries are the canaries in b, each as often as it is there, in lower case.
func canaries(b []byte) []string {
	b = bytes.ToLower(b)
	var all []string
	for _, start := range canaryStarts {
		for at := 0; ; at++ {
			i := bytes.Index(b[at:], []byte(start))
			if i < 0 {
				break
			}
			at += i
			if c := canaryForm.Find(b[at:min(at+128, len(b))]); c != nil {
				all = append(all, string(c))
			}
		}
	}
	return all
}

func checkCanaries(t *testing.T, seen map[string][]byte, may []map[string]string, in map[string]string) {
	t.Helper()
	there := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(seen)) {
		told := map[string]bool{}
		for _, c := range canaries(seen[name]) {
			allowed := slices.ContainsFunc(may, func(m map[string]string) bool { return m[c] != "" })
			if withSkeletons[c] != "" && !showsSkeletons(name) {
				allowed = false
			}
			if !allowed && !told[c] {
				t.Errorf("%s holds %s", name, c)
			}
			told[c] = true
			for file := range in {
				if strings.Contains(name, file) && in[file] == c {
					there[file] = c
				}
			}
		}
	}
	if !maps.Equal(there, in) {
		t.Errorf("the search found %v, of %v that must be there", there, in)
	}
}

// showsSkeletons reports whether a skeleton that was kept may be read there: the
// analyst sees it, but it never enters the result or the tables.
func showsSkeletons(name string) bool {
	if strings.HasPrefix(name, "the output of ") {
		return name != "the output of hunt --json"
	}
	return slices.Contains([]string{hunt.SkeletonsFile, report.File}, filepath.Base(name))
}

// checkKey checks that the key is for its owner only and nowhere else.
func checkKey(t *testing.T, path string, seen map[string][]byte) {
	t.Helper()
	for p, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		info, err := os.Stat(p)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %04o, want %04o", p, got, want)
		}
	}
	text := strings.TrimSpace(string(read(t, path)))
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != 32 {
		t.Fatalf("the key is not 32 bytes in hexadecimal: %v", err)
	}
	for name, b := range seen {
		if strings.HasSuffix(path, name) {
			continue
		}
		if bytes.Contains(b, raw) || bytes.Contains(bytes.ToLower(b), []byte(text)) || bytes.Contains(b, []byte(base64.StdEncoding.EncodeToString(raw))) {
			t.Errorf("%s holds the key", name)
		}
	}
}

func TestCanariesAreFound(t *testing.T) {
	text := `"` + strings.ToUpper(canary("plan")) + `", ` + networkV4 + `7.1; ` + networkV6 + `07::1 ` + signupV4 + `9 1` + seedNumber + ` ` + networkV4 + `x cnry`
	want := []string{canary("plan"), "198.51.7", networkV6, "203.0.113.9", seedNumber}
	slices.Sort(want)
	if got := slices.Sorted(slices.Values(canaries([]byte(text)))); !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}
