package dossier

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"testing"
)

// python is a Python with what the second verifier needs; else the test is skipped.
func python(t *testing.T) string {
	t.Helper()
	unraced(t)
	path := "python3"
	if dir := os.Getenv("STILLHUNT_SHARE"); dir != "" {
		path = filepath.Join(dir, "peers", "bin", "python")
	}
	if err := exec.Command(path, "-c", "import cryptography").Run(); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s has no cryptography (%v): run scripts/share FOLDER and name the folder in STILLHUNT_SHARE", path, err)
		}
		t.Skipf("%s has no cryptography (%v): the second verifier is not run; scripts/share FOLDER installs it, and STILLHUNT_SHARE names the folder", path, err)
	}
	return path
}

// judge runs the second verifier over files.
const judge = `
import json, sys
sys.path.insert(0, sys.argv[1])
import verify
for path in sys.argv[3:]:
    ok, claims = verify.verify(path, sys.argv[2], say=lambda *a: print(path, *a, file=sys.stderr))
    print(json.dumps({"ok": ok, "claims": claims}))
`

type judgement struct {
	OK     bool              `json:"ok"`
	Claims map[string]string `json:"claims"`
}

// The verifier that was written from the specification alone agrees: on what is
// sound, on every forgery, and on each claim.
func TestASecondVerifierAgrees(t *testing.T) {
	py := python(t)
	dir := t.TempDir()
	files := map[string]string{"sealed": sealedFile(t)}
	for _, for_ := range Audiences {
		path := filepath.Join(dir, for_)
		if err := Export(t.Context(), sealedFile(t), path, Audience(for_), nil); err != nil {
			t.Fatal(err)
		}
		files[for_] = path
	}
	c := result(t).Campaigns[0]
	files["proof"], files["erased"] = filepath.Join(dir, "proof"), filepath.Join(dir, "erased")
	if err := Prove(t.Context(), sealedFile(t), files["proof"], c.Members[1].Account, testKey()); err != nil {
		t.Fatal(err)
	}
	if _, err := Erase(t.Context(), EraseOptions{Path: sealedFile(t), Out: files["erased"], Account: c.Members[3].Account, Grounds: "a request", Key: testKey(), Time: sealedAt}); err != nil {
		t.Fatal(err)
	}
	for _, kind := range evidence[1:] {
		path := filepath.Join(dir, "without "+kind)
		if err := Export(t.Context(), sealedFile(t), path, Regulator, []string{kind}); err != nil {
			t.Fatal(err)
		}
		files["without "+kind] = path
	}
	files["erased, and the letter withheld"] = letterWithheld(t, files["erased"])
	files["a checkpoint dropped"] = dropCheckpoint(t, files["erased"])
	for _, f := range slices.Concat(forgeries, misread, variants) {
		files[f.name] = f.make(t)
	}
	replay := unpack(t, files["erased"])
	replay.texts[checkpointEntry] = unpack(t, sealedFile(t)).texts[checkpointEntry]
	files["replayed checkpoint"] = replay.pack(t)
	other := unpack(t, sealedFile(t))
	other.resign(t, keyOf("lab.example", 9))
	files["another key"] = other.pack(t)
	small := smallFile(t)
	for i := 0; i < len(small); i += len(small) / 40 {
		x := bytes.Clone(small)
		x[i] ^= 4
		path := filepath.Join(dir, "flip"+string(rune('A'+i*40/len(small))))
		if err := os.WriteFile(path, x, 0o600); err != nil {
			t.Fatal(err)
		}
		files["flip "+path] = path
	}
	var names []string
	args := []string{"-c", judge, "../examples", testKey().Public()}
	for name, path := range files {
		names = append(names, name)
		args = append(args, path)
	}
	cmd := exec.CommandContext(t.Context(), py, args...)
	cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
	var said2 bytes.Buffer
	cmd.Stderr = &said2
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, said2.String())
	}
	decoder := json.NewDecoder(bytes.NewReader(out))
	for _, name := range names {
		var theirs judgement
		if err := decoder.Decode(&theirs); err != nil {
			t.Fatal(err)
		}
		r := verified(t, files[name], VerifyOptions{})
		if theirs.OK != r.OK() {
			t.Errorf("%s: ours says %t, theirs %t\n%s", name, r.OK(), theirs.OK, said(r))
			for l := range bytes.Lines(said2.Bytes()) {
				if bytes.HasPrefix(l, []byte(files[name]+" failed")) {
					t.Logf("theirs: %s", l)
				}
			}
		}
		if r.OK() && !reflect.DeepEqual(theirs.Claims, r.Claims()) {
			t.Errorf("%s: of claims ours says %v, theirs %v", name, r.Claims(), theirs.Claims)
		}
	}
	t.Logf("%d files", len(names))
}

// flipEach prints every byte that can change while the second verifier's own check
// of the bytes passes. The rest of it, which comes after, is not asked.
const flipEach = `
import io, sys
sys.path.insert(0, sys.argv[1])
import verify
b, step = bytearray(open(sys.argv[2], "rb").read()), int(sys.argv[3])
verify.verify_records = lambda *a: None
verify.open = lambda *a: io.BytesIO(b)
assert verify.verify("", None, lambda *a: None)[0]
for i in range(0, len(b), step):
    b[i] ^= 1 << i % 8
    if verify.verify("", None, lambda *a: None)[0]:
        print(i)
    b[i] ^= 1 << i % 8
`

// The second verifier, too, sees every flip of the files of TestEveryFlipIsDetected.
func TestASecondVerifierSeesEveryFlip(t *testing.T) {
	py := python(t)
	small := filepath.Join(t.TempDir(), "small")
	if err := os.WriteFile(small, smallFile(t), 0o600); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(sealedFile(t))
	if err != nil {
		t.Fatal(err)
	}
	for path, step := range map[string]int64{small: 1, sealedFile(t): info.Size()/200 + 1} {
		cmd := exec.CommandContext(t.Context(), py, "-c", flipEach, "../examples", path, strconv.FormatInt(step, 10))
		cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
		if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%s: %v: unseen: %s", path, err, out)
		}
	}
}
