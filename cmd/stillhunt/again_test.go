package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/hunt"
)

// A second hunt over the same files reads nothing; of files that changed it
// reads those, and ends where a fresh hunt ends.
func TestASecondHuntReadsWhatIsNew(t *testing.T) {
	log, out, fresh := t.TempDir(), t.TempDir(), t.TempDir()
	all := lines(small(900))
	first := write(t, filepath.Join(log, "1.jsonl"), bytes.Join(all[:300], nil))
	write(t, filepath.Join(log, "2.jsonl"), bytes.Join(all[300:600], nil))
	args := []string{"hunt", log, "--quiet", "--out"}
	program{}.ok(t, append(args, out)...)
	before, _ := found(t, out)
	if n := readNow(t, out); n != 600 {
		t.Fatalf("the first hunt read %d exchanges", n)
	}
	program{}.ok(t, append(args, out)...)
	if n := readNow(t, out); n != 0 {
		t.Errorf("the second hunt read %d exchanges again", n)
	}
	if again, _ := found(t, out); !bytes.Equal(again, before) {
		t.Errorf("nothing changed, but:\n%s", difference(again, before))
	}

	write(t, filepath.Join(log, "3.jsonl"), bytes.Join(all[600:800], nil))
	program{}.ok(t, append(args, out)...)
	if n := readNow(t, out); n < 200 || n > 800 {
		t.Errorf("with a new file of 200 exchanges it read %d", n)
	}
	write(t, first, bytes.Join(all[:250], nil)) // shorter than before
	write(t, filepath.Join(log, "4.jsonl"), bytes.Join(all[800:], nil))
	program{}.ok(t, append(args, out)...)
	program{}.ok(t, append(args, fresh)...)
	got, _ := found(t, out)
	want, r := found(t, fresh)
	if r.Input.Exchanges != 850 || !bytes.Equal(got, want) {
		t.Errorf("a changed log, %d exchanges:\n%s", r.Input.Exchanges, difference(got, want))
	}
	checkWhole(t, out, 850)
}

// Skeletons can be asked for later: what was read without them is read again.
func TestSkeletonsAskedForLater(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	args := []string{"hunt", quickstart(t), "--accounts", accounts(t), "--quiet", "--out", out}
	program{}.ok(t, args...)
	if _, err := os.Stat(filepath.Join(out, hunt.SkeletonsFile)); err == nil {
		t.Error("text is kept that nobody asked for")
	}
	program{}.ok(t, append(args, "--keep-skeletons")...)
	if n := len(lines(read(t, filepath.Join(out, hunt.SkeletonsFile)))); n == 0 {
		t.Error("no skeleton is kept")
	}
	want, _ := found(t, reference(t))
	if got, _ := found(t, out); !bytes.Equal(got, want) {
		t.Errorf("skeletons change campaigns.json:\n%s", difference(got, want))
	}
}

// A hunt that fails while it writes does not leave the result of an earlier one
// beside tables of its own.
func TestNoStaleResult(t *testing.T) {
	dir := t.TempDir()
	log, out := write(t, filepath.Join(dir, "log.jsonl"), small(60)), filepath.Join(dir, "out")
	program{}.ok(t, "hunt", log, "--out", out, "--quiet")
	if err := os.Remove(filepath.Join(out, hunt.NullsFile)); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(out, hunt.NullsFile, "in the way"), nil) // a folder where a file goes
	o := program{}.run(t, "hunt", log, "--out", out, "--quiet")
	if o.code != 1 || !strings.Contains(o.err, hunt.NullsFile) {
		t.Errorf("exit %d: %s", o.code, o.err)
	}
	if _, err := os.Stat(filepath.Join(out, hunt.CampaignsFile)); err == nil {
		t.Error("campaigns.json is still there")
	}
}

// A map that was mended reads the log anew.
func TestAMendedMapReadsAnew(t *testing.T) {
	dir := t.TempDir()
	log := write(t, filepath.Join(dir, "log.csv"), []byte("at,who,asked\n1772366400,u-1,hello\n1772366401,u-2,hello\n"))
	ours, out := filepath.Join(dir, "ours.yaml"), filepath.Join(dir, "out")
	for _, account := range []string{"r.asked", "r.who"} {
		write(t, ours, []byte("fields:\n  time: seconds(r.at)\n  user.id: "+account+"\n"))
		program{}.ok(t, "hunt", log, "--map", ours, "--out", out, "--quiet")
	}
	if _, r := found(t, out); r.Input.Accounts != 2 || r.Input.Exchanges != 2 {
		t.Errorf("with the mended map: %+v", r.Input)
	}
}
