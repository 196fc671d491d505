package dossier

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

func kindsOf(t testing.TB, path string) map[string]int {
	t.Helper()
	c := unpack(t, path)
	out := map[string]int{}
	for _, name := range []string{recordsEntry, letterEntry} {
		for _, l := range c.lines(name) {
			kind, err := kindOf(l)
			if err != nil {
				t.Fatal(err)
			}
			out[kind]++
		}
	}
	return out
}

func TestExports(t *testing.T) {
	dir := t.TempDir()
	whole := kindsOf(t, sealedFile(t))
	for for_, hidden := range withholds {
		path := filepath.Join(dir, string(for_))
		if err := Export(t.Context(), sealedFile(t), path, for_, nil); err != nil {
			t.Fatal(err)
		}
		r := verified(t, path, VerifyOptions{})
		wantOK(t, r)
		got := kindsOf(t, path)
		for kind, n := range whole {
			if slices.Contains(hidden, kind) {
				n = 0
			}
			if got[kind] != n {
				t.Errorf("%s sees %d records of kind %s, want %d", for_, got[kind], kind, n)
			}
		}
		claims := r.Claims()
		want := map[Audience]string{Regulator: Proved, Peer: Believed, Customer: Believed, Public: Believed}[for_]
		if claims["exchanges"] != want || claims["per-account-day"] != want {
			t.Errorf("for %s exchanges are %s, and per day %s", for_, claims["exchanges"], claims["per-account-day"])
		}
		if want := map[Audience]string{Regulator: Proved, Peer: Proved, Customer: Believed, Public: Believed}[for_]; claims["q-value"] != want {
			t.Errorf("for %s the q-value is %s", for_, claims["q-value"])
		}
	}
	// an export of an export, which joins what is withheld
	path := filepath.Join(dir, "again")
	if err := Export(t.Context(), filepath.Join(dir, string(Customer)), path, Public, []string{KindPrice}); err != nil {
		t.Fatal(err)
	}
	wantOK(t, verified(t, path, VerifyOptions{}))
	same := filepath.Join(dir, "same")
	if err := Export(t.Context(), sealedFile(t), same, Public, []string{KindPrice}); err != nil {
		t.Fatal(err)
	}
	a, b := unpack(t, path), unpack(t, same)
	if !bytes.Equal(a.texts[withheldEntry], b.texts[withheldEntry]) {
		t.Error("withheld in two steps it is covered by other nodes")
	}
	for _, kind := range evidence[1:] {
		if err := Export(t.Context(), sealedFile(t), path, Regulator, []string{kind}); err != nil {
			t.Fatal(err)
		}
		wantOK(t, verified(t, path, VerifyOptions{}))
	}
	if err := Export(t.Context(), sealedFile(t), path, "everybody", nil); err == nil {
		t.Error("everybody is an audience")
	}
	if err := Export(t.Context(), sealedFile(t), path, Public, []string{KindManifest}); err == nil {
		t.Error("the manifest can be withheld")
	}
}

// Neither the file that is read nor one beside it is written over.
func TestNoOtherFileIsWritten(t *testing.T) {
	dir := t.TempDir()
	whole, err := os.ReadFile(sealedFile(t))
	if err != nil {
		t.Fatal(err)
	}
	path, link, beside := filepath.Join(dir, "a.tmp"), filepath.Join(dir, "link"), filepath.Join(dir, "a")
	if err := errors.Join(os.WriteFile(path, whole, 0o600), os.Symlink(path, link)); err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{path, link} {
		if err := Export(t.Context(), path, out, Public, nil); err == nil || !strings.Contains(err.Error(), "the dossier itself") {
			t.Errorf("exported into itself: %v", err)
		}
		if err := Prove(t.Context(), path, out, result(t).Campaigns[0].Members[0].Account, testKey()); err == nil {
			t.Error("a proof is written over its dossier")
		}
	}
	if err := Export(t.Context(), path, beside, Public, nil); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(path); err != nil || !bytes.Equal(b, whole) {
		t.Errorf("the file that was read is another now: %v", err)
	}
	if info, err := os.Stat(beside); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v: %v", info.Mode(), err)
	}
}

func TestAnExportThatHidesMore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "peer")
	if err := Export(t.Context(), sealedFile(t), path, Peer, nil); err != nil {
		t.Fatal(err)
	}
	c := unpack(t, path)
	c.texts[withheldEntry] = bytes.Replace(c.texts[withheldEntry], []byte(`"hashes":["`), []byte(`"hashes":["AAAA`), 1)
	if verified(t, c.pack(t), VerifyOptions{}).OK() {
		t.Error("a hash that is none passes")
	}
	c = unpack(t, path)
	lines := c.lines(recordsEntry)
	c.set(recordsEntry, slices.Delete(lines, 3, 4))
	if verified(t, c.pack(t), VerifyOptions{}).OK() {
		t.Error("a record that is dropped from an export is not missed")
	}
}

func TestProofs(t *testing.T) {
	c := result(t).Campaigns[0]
	dir := t.TempDir()
	all := unpack(t, sealedFile(t))
	for _, m := range []string{c.Members[0].Account, c.Members[len(c.Members)/2].Account, c.Members[len(c.Members)-1].Account} {
		path := filepath.Join(dir, m)
		if err := Prove(t.Context(), sealedFile(t), path, m, testKey()); err != nil {
			t.Fatal(err)
		}
		wantOK(t, verified(t, path, VerifyOptions{}))
		id := []byte(`"account":"` + testKey().AccountID(c.ID, m) + `"`)
		var want [][]byte
		for i, l := range all.lines(recordsEntry) {
			if i == 0 || bytes.Contains(l, id) {
				want = append(want, l)
			}
		}
		got := unpack(t, path)
		if !slices.EqualFunc(got.lines(recordsEntry), want, bytes.Equal) {
			t.Errorf("the proof for %s holds other records", m)
		}
		if len(got.texts[letterEntry]) > 0 || got.texts[htmlEntry] != nil {
			t.Error("the proof holds the letter")
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%d bytes, of records before they are packed %d", info.Size(), len(got.texts[recordsEntry]))
	}
	err := Prove(t.Context(), sealedFile(t), filepath.Join(dir, "x"), "nobody", testKey())
	if !errors.As(err, new(*NoAccount)) {
		t.Errorf("a proof for nobody: %v", err)
	}
	keyed := testKey().AccountID(c.ID, c.Members[0].Account)
	if err := Prove(t.Context(), sealedFile(t), filepath.Join(dir, "keyed"), keyed, nil); err != nil {
		t.Error(err)
	}
}

// Beside an account's records a proof has four stretches of nodes. Of 28.8 million
// leaves they are at most 10 KB, wherever the account's are.
func TestProofsAreSmall(t *testing.T) {
	const leaves, accounts, links = 28_800_000 + 25_000 + 250_000, 25_000, 250_000
	worst := 0
	for _, place := range []int64{0, 1, 12_345, 16_383, 24_999} {
		own := [][2]int64{{0, 1}, {2000 + place, 2001 + place}, {2000 + accounts + place*10, 2000 + accounts + place*10 + 10},
			{2000 + accounts + links + place*1152, 2000 + accounts + links + place*1152 + 1152}, {leaves, leaves}}
		var gaps []gap
		for i := 1; i < len(own); i++ {
			g := gap{From: own[i-1][1], To: own[i][0]}
			for range levels(g.From, g.To) {
				g.Hashes = append(g.Hashes, tlog.RecordHash([]byte{byte(len(g.Hashes)), byte(i)}))
			}
			gaps = append(gaps, g)
		}
		worst = max(worst, len(writeGaps(gaps)))
	}
	t.Logf("%d bytes before they are packed", worst)
	if worst > 10_000 {
		t.Errorf("%d bytes", worst)
	}
}

// dropCheckpoint puts the newest checkpoint in the place of an earlier one.
func dropCheckpoint(t testing.TB, erased string) string {
	t.Helper()
	c := unpack(t, erased)
	at := slices.IndexFunc(c.names, func(n string) bool { return strings.HasPrefix(n, checkpointsEntry) })
	now, err := parseCheckpoint(string(c.texts[checkpointEntry]))
	if err != nil {
		t.Fatal(err)
	}
	c.names[at] = checkpointName(now.Size)
	c.texts[c.names[at]] = c.texts[checkpointEntry]
	return c.pack(t)
}

func TestErasure(t *testing.T) {
	c := result(t).Campaigns[0]
	dir := t.TempDir()
	gone := c.Members[3].Account
	keyed := testKey().AccountID(c.ID, gone)
	once, twice := filepath.Join(dir, "once"), filepath.Join(dir, "twice")
	o := EraseOptions{Path: sealedFile(t), Out: once, Account: gone, Grounds: "a request of the data subject", Key: testKey(), Time: sealedAt.AddDate(0, 1, 0)}
	n, err := Erase(t.Context(), o)
	if err != nil || n < 2 {
		t.Fatalf("%d records: %v", n, err)
	}
	old := unpack(t, sealedFile(t)).texts[checkpointEntry]
	r := verified(t, once, VerifyOptions{Seen: [][]byte{old}})
	wantOK(t, r)
	if r.Claims()["exchanges"] != Proved {
		t.Error("what remains does not prove the exchanges")
	}
	after := unpack(t, once)
	for name, text := range after.texts {
		if bytes.Contains(text, []byte(keyed)) {
			t.Errorf("%s still names the account", name)
		}
	}
	l, err := readLetter(after.texts[letterEntry])
	if err != nil {
		t.Fatal(err)
	}
	if got := byID(l.claims)["accounts"].Value; got != float64(c.Accounts-1) {
		t.Errorf("%v accounts remain of %d", got, c.Accounts)
	}
	if !strings.Contains(said(r), "erased later, by a signed tombstone") {
		t.Error(said(r))
	}

	// again, of another account, and an export of that
	o.Path, o.Out, o.Account = once, twice, c.Members[5].Account
	if _, err := Erase(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	wantOK(t, verified(t, twice, VerifyOptions{Seen: [][]byte{old, after.texts[checkpointEntry]}}))
	public := filepath.Join(dir, "public")
	if err := Export(t.Context(), twice, public, Public, nil); err != nil {
		t.Fatal(err)
	}
	wantOK(t, verified(t, public, VerifyOptions{Seen: [][]byte{old}}))

	// an old checkpoint, or an old file, in the place of the new
	replay := unpack(t, once)
	replay.texts[checkpointEntry] = old
	wantFailed(t, verified(t, replay.pack(t), VerifyOptions{}), "or it is another checkpoint")
	wantFailed(t, verified(t, sealedFile(t), VerifyOptions{Seen: [][]byte{after.texts[checkpointEntry]}}), "an older checkpoint was put in its place")

	// an erasure that is undone, and one that nobody signed
	undone := unpack(t, once)
	undone.names = slices.DeleteFunc(undone.names, func(n string) bool { return n == withheldEntry })
	undone.texts[recordsEntry] = unpack(t, sealedFile(t)).texts[recordsEntry]
	wantFailed(t, verified(t, undone.pack(t), VerifyOptions{}), "still there")
	cut := unpack(t, once)
	cut.names = slices.DeleteFunc(cut.names, func(n string) bool { return strings.HasPrefix(n, checkpointsEntry) })
	wantFailed(t, verified(t, cut.pack(t), VerifyOptions{}), "earlier checkpoints")

	wantFailed(t, verified(t, dropCheckpoint(t, once), VerifyOptions{}), "no tombstone stands behind")

	// what must not be erased from
	peer := filepath.Join(dir, "peer")
	if err := Export(t.Context(), sealedFile(t), peer, Customer, nil); err != nil {
		t.Fatal(err)
	}
	for says, change := range map[string]func(*EraseOptions){
		"no account":      func(o *EraseOptions) { o.Account = "nobody" },
		"longer than":     func(o *EraseOptions) { o.Grounds = strings.Repeat("x", mostLine) },
		"needs its":       func(o *EraseOptions) { o.Grounds = "" },
		"was sealed with": func(o *EraseOptions) { o.Key = keyOf("lab.example", 9) },
	} {
		o := EraseOptions{Path: sealedFile(t), Out: filepath.Join(dir, "bad"), Account: gone, Grounds: "x", Key: testKey(), Time: sealedAt}
		change(&o)
		if _, err := Erase(t.Context(), o); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v, want %q", err, says)
		}
	}
	o = EraseOptions{Path: peer, Out: filepath.Join(dir, "bad"), Account: gone, Grounds: "x", Key: testKey(), Time: sealedAt}
	if _, err := Erase(t.Context(), o); err == nil {
		t.Error("an export can be erased from")
	}
}
