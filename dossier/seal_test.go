package dossier

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/hunt"
)

func TestWhatIsSealedIsVerified(t *testing.T) {
	r := verified(t, sealedFile(t), VerifyOptions{})
	wantOK(t, r)
	c := result(t).Campaigns[0]
	if r.Case != c.ID || r.Size == 0 {
		t.Errorf("case %q of %d leaves", r.Case, r.Size)
	}
	l, err := readLetter(unpack(t, sealedFile(t)).texts[letterEntry])
	if err != nil {
		t.Fatal(err)
	}
	claims := byID(l.claims)
	for id, want := range map[string]float64{
		"accounts": float64(c.Accounts), "exchanges": float64(c.Exchanges), "q-value": c.QValue, "innocents": c.InnocentAccounts.Estimate,
		"per-account-day": c.PerAccountDay, "attributed": c.ExchangesAttributed.Estimate,
	} {
		if got := claims[id].Value; got != want {
			t.Errorf("%s is %v in the letter, and %v in %s", id, got, want, hunt.CampaignsFile)
		}
	}
	if in := claims["innocents"]; *in.Low != c.InnocentAccounts.Low || *in.High != c.InnocentAccounts.High {
		t.Errorf("innocents %v to %v, want %+v", *in.Low, *in.High, c.InnocentAccounts)
	}
	for _, h := range c.Hypotheses {
		x := claims["over-"+h.Name].Value
		if d := x - h.LogOdds; d > 1e-5 || d < -1e-5 {
			t.Errorf("over %s %v, want %v", h.Name, x, h.LogOdds)
		}
	}
	believed := 0
	for id, state := range r.Claims() {
		if state == Believed {
			believed++
		}
		if state == Failed {
			t.Errorf("%s %s", id, state)
		}
	}
	if believed != 1 {
		t.Errorf("%d claims are believed, and one is stated", believed)
	}
}

func TestSealingIsDeterministic(t *testing.T) {
	want, err := os.ReadFile(sealedFile(t))
	if err != nil {
		t.Fatal(err)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	path := filepath.Join(t.TempDir(), "again")
	if _, err := Seal(t.Context(), options(t, path)); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("sealed on one core it is another file")
	}
	o := options(t, path)
	o.Time = o.Time.Add(1e9)
	if _, err := Seal(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	a, b := unpack(t, path), unpack(t, sealedFile(t))
	if bytes.Equal(a.lines(recordsEntry)[1][:60], b.lines(recordsEntry)[1][:60]) {
		t.Error("sealed at another time the salts are the same")
	}
}

// No id of an account or an organisation, no region and no language leaves the
// house.
func TestNothingOfAPersonIsSealed(t *testing.T) {
	all := string(bytes.Join([][]byte{unpack(t, sealedFile(t)).texts[recordsEntry], unpack(t, sealedFile(t)).texts[letterEntry]}, nil))
	for _, m := range result(t).Campaigns[0].Members {
		if strings.Contains(all, m.Account) {
			t.Fatalf("account %s is in the file as it is", m.Account)
		}
	}
	for _, field := range []string{`"region"`, `"lang"`, `"language"`, `"country"`} {
		if strings.Contains(all, field) {
			t.Errorf("there is a field %s", field)
		}
	}
}

func TestSealingSaysWhatIsWrong(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	for _, c := range []struct {
		change func(*SealOptions)
		says   string
	}{
		{func(o *SealOptions) { o.Dir = t.TempDir() }, "holds no finished hunt"},
		{func(o *SealOptions) { o.Campaign = "nobody" }, `no campaign "nobody"`},
		{func(o *SealOptions) { o.Case = "a/b" }, "is no name for a case"},
		{func(o *SealOptions) { o.Lake = t.TempDir() }, "holds no lake"},
	} {
		o := options(t, out)
		c.change(&o)
		if _, err := Seal(t.Context(), o); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("got %v, want %q", err, c.says)
		}
		if left, _ := filepath.Glob(filepath.Join(filepath.Dir(out), "*")); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
}
