package proving

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/campaign"
	"gonum.org/v1/gonum/mathext"
	"pgregory.net/rapid"
)

func near(a, b float64) bool { return math.Abs(a-b) < 5e-4*math.Max(1, math.Abs(b)) }

// sent makes an account of the truth that is active from the first to the tenth.
func sent(id, class, group, lang string, harvest int64) Truth {
	return Truth{Account: id, Class: class, Group: group, Operator: group, Language: lang, Exchanges: harvest + 1, Harvest: harvest,
		First: "2026-01-01T10:00:00.000Z", Last: "2026-01-10T10:00:00.000Z"}
}

func member(id string, p float64, role string) campaign.Member {
	return campaign.Member{Account: id, Probability: p, Role: role}
}

func TestScoreByHand(t *testing.T) {
	rows := []Truth{
		sent("a1", "campaign", "a", "en", 100), sent("a2", "campaign", "a", "en", 100), sent("a3", "campaign", "a", "en", 100), sent("a4", "campaign", "a", "en", 100),
		sent("b1", "campaign", "b", "zh", 50), sent("b2", "campaign", "b", "zh", 50),
		sent("p1", "benign", "", "en", 0), sent("p2", "benign", "", "en", 0), sent("p3", "benign", "", "de", 0), sent("l1", "look-alike", "campus-nat-1", "en", 0),
	}
	r := &campaign.Result{Schema: campaign.Schema, Campaigns: []campaign.Group{
		{ID: "F1", First: "2026-01-02T00:00:00Z", Last: "2026-01-10T23:00:00Z", ExchangesAttributed: campaign.Interval{Estimate: 400, Low: 380, High: 420},
			Members: []campaign.Member{member("a1", .9, "operator"), member("a2", .5, "mixed"), member("a3", .99, "operator"), member("p1", .7, "operator"),
				member("a4", .49, "operator"), member("l1", .9, "customer")}},
		{ID: "F2", First: "2026-01-01T00:00:00Z", Last: "2026-01-09T00:00:00Z", ExchangesAttributed: campaign.Interval{Estimate: 200, Low: 150, High: 250},
			Members: []campaign.Member{member("b1", 1, "operator")}},
		{ID: "F3", Members: []campaign.Member{member("p3", .6, "operator")}},
	}}
	b, err := score(rows, r)
	if err != nil {
		t.Fatal(err)
	}
	if b.Precision.Hits != 4 || b.Precision.Of != 6 || b.Recall.Hits != 4 || b.Recall.Of != 6 {
		t.Errorf("precision %v, recall %v; want 4 of 6 each", b.Precision, b.Recall)
	}
	if b.StrictPrecision.Hits != 3 || b.StrictPrecision.Of != 3 || b.StrictRecall.Hits != 3 || b.StrictRecall.Of != 6 {
		t.Errorf("at .9: precision %v, recall %v; want 3 of 3 and 3 of 6", b.StrictPrecision, b.StrictRecall)
	}
	a, c := b.Campaigns[0], b.Campaigns[1]
	if a.Name != "a" || a.Found != "F1" || a.Precision.Hits != 3 || a.Precision.Of != 4 || a.Recall.Hits != 3 || a.Recall.Of != 4 {
		t.Errorf("campaign a: %+v", a)
	}
	if a.FirstDayError != 1 || a.LastDayError != 0 || !a.Inside || !near(a.Width, .1) || a.Harvest != 400 {
		t.Errorf("campaign a: %+v", a)
	}
	if c.Found != "F2" || c.LastDayError != -1 || c.Inside || !near(c.Width, .5) {
		t.Errorf("campaign b: %+v", c)
	}
	if len(b.Unmatched) != 1 || b.Unmatched[0] != "F3" {
		t.Errorf("unmatched %v", b.Unmatched)
	}
	// Two of four innocents, ten days each.
	if b.Wrongful.Count != 2 || b.Wrongful.Exposure != 40 || !near(b.Wrongful.Rate, 50000) || !near(b.Wrongful.Upper, 6.2958/40*1e6) {
		t.Errorf("wrongful %+v", b.Wrongful)
	}
	if len(b.Innocents) != 2 || b.Innocents[0] != (GroupScore{"benign", "", 3, 2, rateBound(2, 30)}) || b.Innocents[1] != (GroupScore{"look-alike", "campus-nat-1", 1, 0, rateBound(0, 10)}) {
		t.Errorf("innocents %+v", b.Innocents)
	}
	if len(b.Languages) != 2 || b.Languages[0].Language != "de" || b.Languages[0].Rate.Hits != 1 || b.Languages[1].Rate.Of != 3 {
		t.Errorf("languages %+v", b.Languages)
	}
	// Items a1..a4, b1, b2, p1, p3. Found: {a1 a2 a3 p1}, {b1}, {p3}, a4 and b2 alone.
	// Precision: a1..a3 3/4, a4 1, b1 1, b2 1, p1 1/4, p3 1. Recall: a1..a3 3/4, a4 1/4, b1 and b2 1/2, p1 and p3 1.
	if !near(b.Clustering.Precision, (3*.75+1+1+1+.25+1)/8) || !near(b.Clustering.Recall, (3*.75+.25+.5+.5+1+1)/8) {
		t.Errorf("B³ %+v", b.Clustering)
	}
	// Pairs: truth 6+1, found 6, both 3, of ten accounts 45.
	if want := (3 - 7*6/45.) / (6.5 - 7*6/45.); !near(b.Clustering.ARI, want) {
		t.Errorf("ARI %g, want %g", b.Clustering.ARI, want)
	}
	var out strings.Builder
	if err := b.WriteTable(&out); err != nil || !strings.Contains(out.String(), "campus-nat-1") || !strings.Contains(out.String(), "0.6667") {
		t.Errorf("table (%v):\n%s", err, out.String())
	}
}

// TestAccusedTwice: the more probable campaign counts, and of equals the first.
func TestAccusedTwice(t *testing.T) {
	rows := []Truth{sent("a1", "campaign", "a", "en", 1), sent("a2", "campaign", "a", "en", 1), sent("a3", "campaign", "a", "en", 1)}
	accused, err := accusations(rows, &campaign.Result{Campaigns: []campaign.Group{
		{ID: "F", Members: []campaign.Member{member("a1", .6, campaign.RoleOperator), member("a2", .9, campaign.RoleOperator), member("a3", .7, campaign.RoleOperator)}},
		{ID: "G", Members: []campaign.Member{member("a1", .8, campaign.RoleMixed), member("a2", .6, campaign.RoleOperator), member("a3", .7, campaign.RoleOperator)}},
	}})
	if err != nil || accused["a1"] != (charge{"G", .8}) || accused["a2"] != (charge{"F", .9}) || accused["a3"] != (charge{"F", .7}) {
		t.Errorf("%v, %v", accused, err)
	}
}

func TestScoreHidesLanguagesWithoutRecall(t *testing.T) {
	b, err := score([]Truth{sent("a", "campaign", "a", "en", 1), sent("p", "benign", "", "en", 0)}, &campaign.Result{})
	if err != nil || len(b.Languages) != 0 || b.Campaigns[0].Found != "" || b.Precision.Of != 0 {
		t.Errorf("%+v, %v", b, err)
	}
	if !near(b.Wrongful.Upper, 2.99573/10*1e6) {
		t.Errorf("the rule of three gives %g", b.Wrongful.Upper)
	}
	if _, err := json.Marshal(b); err != nil {
		t.Error(err)
	}
}

func TestScoreRefusesAnotherRange(t *testing.T) {
	_, err := score([]Truth{sent("a", "campaign", "a", "en", 1)}, &campaign.Result{Campaigns: []campaign.Group{{ID: "F", Members: []campaign.Member{member("z", 1, "operator")}}}})
	if err == nil || !strings.Contains(err.Error(), "does not have") {
		t.Errorf("error %v", err)
	}
}

func TestScoreReads(t *testing.T) {
	truth, hunt := t.TempDir(), t.TempDir()
	write := func(dir, name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	good := `{"account":"a","class":"campaign","group":"g","exchanges":2,"harvest_exchanges":2,"first":"2026-01-01T00:00:00Z","last":"2026-01-02T00:00:00Z"}` + "\n"
	write(truth, truthFile, good)
	write(hunt, "campaigns.json", `{"schema":"stillhunt.campaigns/v1","campaigns":[]}`)
	if b, err := Score(truth, hunt); err != nil || b.Recall.Of != 1 {
		t.Errorf("%+v, %v", b, err)
	}
	for _, c := range []struct{ text, want string }{
		{good + good, ":2: the account is there twice"},
		{"{", ":1: "},
		{strings.Replace(good, "campaign", "guilty", 1), ":1: class is none of"},
		{strings.Replace(good, "2026-01-01T00", "soon", 1), ":1: "},
		{"", "is empty"},
	} {
		write(truth, truthFile, c.text)
		if _, err := Score(truth, hunt); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("truth %q: error %v, want %q", c.text, err, c.want)
		}
	}
	write(truth, truthFile, good)
	write(hunt, "campaigns.json", `{"schema":"other/v9"}`)
	if _, err := Score(truth, hunt); err == nil || !strings.Contains(err.Error(), "schema") {
		t.Errorf("another schema: %v", err)
	}
}

// TestProportion compares with the exact limits of Documenta Geigy (Diem and
// Lentner, Scientific Tables, 7th edition, 1970, "Exact confidence limits for p",
// 95 %, to four decimals), and the last with R's example of binom.test.
func TestProportion(t *testing.T) {
	for _, c := range []struct {
		hits, of       int
		low, high, off float64
	}{
		{0, 10, 0, .3085, 5e-5}, {1, 10, .0025, .4450, 5e-5}, {2, 10, .0252, .5561, 5e-5}, {3, 10, .0667, .6525, 5e-5}, {4, 10, .1216, .7376, 5e-5},
		{5, 10, .1871, .8129, 5e-5}, {10, 10, .6915, 1, 5e-5}, {1, 20, .0013, .2487, 5e-5}, {5, 20, .0866, .4910, 5e-5}, {99, 100, .9455, .9997, 6e-5},
		{682, 925, .7076683, .7654066, 1e-6}, {0, 0, 0, 1, 0},
	} {
		p := proportion(c.hits, c.of)
		if math.Abs(p.Low-c.low) > c.off || math.Abs(p.High-c.high) > c.off || c.of > 0 && !near(p.Value, float64(c.hits)/float64(c.of)) {
			t.Errorf("%d of %d: %+v", c.hits, c.of, p)
		}
	}
}

// TestIntervalsAreExact: the chance of so many or more at the lower limit, and
// of so few or fewer at the upper one, are what the interval says, also at sizes
// that no table has.
func TestIntervalsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of := rapid.OneOf(rapid.IntRange(1, 200), rapid.IntRange(1, 50_000_000)).Draw(t, "of")
		hits := rapid.OneOf(rapid.IntRange(0, min(of, 30)), rapid.IntRange(0, of)).Draw(t, "hits")
		k, n := float64(hits), float64(of)
		p := proportion(hits, of)
		// A limit has six digits; far out a digit of it moves the chance more.
		if hits > 0 {
			if least := mathext.RegIncBeta(k, n-k+1, p.Low*(1-1e-5)); least > .025 {
				t.Fatalf("%d of %d: %g at a little below %g", hits, of, least, p.Low)
			}
			if most := mathext.RegIncBeta(k, n-k+1, math.Min(1, p.Low*(1+1e-5))); most < .025 {
				t.Fatalf("%d of %d: %g at a little above %g", hits, of, most, p.Low)
			}
		}
		if hits < of {
			if least := mathext.RegIncBeta(k+1, n-k, p.High*(1-1e-5)); least > .975 {
				t.Fatalf("%d of %d: %g at a little below %g", hits, of, least, p.High)
			}
			if most := mathext.RegIncBeta(k+1, n-k, math.Min(1, p.High*(1+1e-5))); most < .975 {
				t.Fatalf("%d of %d: %g at a little above %g", hits, of, most, p.High)
			}
		}
		upper := rateBound(hits, 1e6).Upper
		if least, most := mathext.GammaIncReg(k+1, upper*(1-1e-5)), mathext.GammaIncReg(k+1, upper*(1+1e-5)); least > .95 || most < .95 {
			t.Fatalf("%d in a million: %g to %g around %g", hits, least, most, upper)
		}
	})
}

func TestClusteringProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		label := rapid.SampledFrom([]string{"", "x", "y", "z"})
		items := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) item { return item{label.Draw(t, "truth"), label.Draw(t, "found")} }), 2, 60).Draw(t, "items")
		c := clustering(items, len(items))
		for _, v := range []float64{c.Precision, c.Recall, c.F1} {
			if v < 0 || v > 1.000001 {
				t.Fatalf("%+v", c)
			}
		}
		mirror := make([]item, len(items))
		same := make([]item, len(items))
		for i, it := range items {
			mirror[i] = item{it.found, it.truth}
			same[i] = item{it.truth, it.truth}
		}
		if m := clustering(mirror, len(items)); m.Precision != c.Recall || m.Recall != c.Precision || math.Abs(m.ARI-c.ARI) > 1e-5 {
			t.Fatalf("mirrored: %+v and %+v", c, m)
		}
		if s := clustering(same, len(items)); s.Precision != 1 || s.Recall != 1 || s.ARI != 1 {
			t.Fatalf("the truth itself scores %+v", s)
		}
	})
}
