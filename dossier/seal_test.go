package dossier

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/campaign"
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

// Other groups of the hunt, and whom the operator knows, are not named.
func TestNoOtherGroupIsNamed(t *testing.T) {
	dir := t.TempDir()
	all, err := filepath.Glob(filepath.Join(huntDir(t), "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range all {
		if err := os.Symlink(path, filepath.Join(dir, filepath.Base(path))); err != nil {
			t.Fatal(err)
		}
	}
	r := result(t)
	family := &r.Campaigns[0].Families[0]
	family.Reasons = append(family.Reasons,
		campaign.Reason{Code: "known", Text: "3 of its accounts are known to the operator as ivory godwit (reseller)"},
		campaign.Reason{Code: "shared-with", Text: "it has content evidence in common with ivory godwit (d02cbbf4b11e): one operator"})
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, hunt.CampaignsFile)
	if err := errors.Join(os.Remove(path), os.WriteFile(path, b, 0o600)); err != nil {
		t.Fatal(err)
	}
	o := options(t, filepath.Join(t.TempDir(), "out"))
	o.Dir = dir
	if _, err := Seal(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	text := string(unpack(t, o.Out).texts[recordsEntry])
	if !strings.Contains(text, `"code":"shared-with"`) || strings.Contains(text, "godwit") || strings.Contains(text, "d02cbbf4b11e") {
		t.Error("another group is named, or the reason is not there")
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
