package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/hunt"
)

func TestPast(t *testing.T) {
	kin := func(name, kind string, accounts int) hunt.Kin {
		return hunt.Kin{ID: "0123456789ab"[:11] + name[:1], Name: name, Kind: kind, Accounts: accounts}
	}
	from := func(all ...hunt.Kin) (out []hunt.Ancestor) {
		for _, k := range all {
			out = append(out, hunt.Ancestor{Kin: k, Shared: 9})
		}
		return out
	}
	knot, siskin, heron := kin("knot", hunt.KindCampaign, 40), kin("siskin", hunt.KindGroup, 1200), kin("heron", hunt.KindCampaign, 1240)
	for _, c := range []struct {
		relation, moved string
		origin, now     hunt.Kin
		from            []hunt.Ancestor
		want            string
	}{
		{hunt.Fresh, "", heron, heron, nil, "Not found in the hunt before, whose data ended on 9 Mar 2026."},
		{hunt.Same, "", heron, heron, from(heron), "Known since 5 Mar 2026, with the same accounts."},
		{hunt.Same, "", knot, heron, from(heron), "Known since 5 Mar 2026, then as knot with 40 accounts; as many accounts as in the hunt before."},
		{hunt.Grew, "", knot, heron, from(siskin), "Known since 5 Mar 2026, then as knot with 40 accounts; grew from 1,200 to 1,240 accounts since the hunt before."},
		{hunt.Shrank, "", siskin, knot, from(heron), "Known since 5 Mar 2026, then as siskin with 1,200 accounts; shrank from 1,240 to 40 accounts since the hunt before."},
		{hunt.Merged, hunt.Named, siskin, heron, from(siskin, knot), "Known since 5 Mar 2026, then as siskin with 1,200 accounts; merged from siskin (1,200 accounts) and knot (40 accounts) since the hunt before. It was no campaign then."},
		{hunt.Split, hunt.Unnamed, siskin, siskin, from(heron), "Split from heron (1,240 accounts) since the hunt before. It was named a campaign then."},
		{hunt.Merged, "", heron, heron, from(siskin, knot, siskin, knot, knot), "Merged from siskin (1,200 accounts), knot (40 accounts), siskin (1,200 accounts) and 2 more since the hunt before."},
	} {
		d := hunt.Descended{Relation: hunt.Relation{Kin: c.now, Relation: c.relation, Moved: c.moved, From: c.from}, Since: "2026-03-05T23:00:00Z", Origin: c.origin}
		if got := past(d, hunt.Entry{To: "2026-03-09T00:00:00Z"}); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.relation, got, c.want)
		}
	}
}

// A history is shown with the result that it was written for, and only if there
// was a hunt before.
func TestOpenWithHistory(t *testing.T) {
	w, dir := typical(), t.TempDir()
	save(t, w, dir)
	text, err := os.ReadFile(filepath.Join(dir, hunt.CampaignsFile))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(text)
	amber := w.result.Campaigns[0]
	now := hunt.Kin{ID: amber.ID, Name: amber.Name, Kind: hunt.KindCampaign, Accounts: amber.Accounts}
	was := hunt.Kin{ID: "000000000001", Name: "dusky knot", Kind: hunt.KindCampaign, Accounts: 70}
	last := hunt.Entry{Result: hex.EncodeToString(sum[:]), Follows: true, Found: []hunt.Descended{{
		Relation: hunt.Relation{Kin: now, Relation: hunt.Grew, From: []hunt.Ancestor{{Kin: was, Shared: 70}}}, Since: "2026-03-05T00:00:00Z", Origin: was,
	}}}
	const sentence = "Known since 5 Mar 2026, then as dusky knot with 70 accounts; grew from 70 to 84 accounts since the hunt before."
	for name, c := range map[string]struct {
		hunts []hunt.Entry
		want  bool
	}{
		"a hunt before":      {[]hunt.Entry{{}, last}, true},
		"none before":        {[]hunt.Entry{last}, false},
		"of another result":  {[]hunt.Entry{last, {Follows: true}}, false},
		"cannot be compared": {[]hunt.Entry{{}, {Result: last.Result, Found: last.Found}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			text, err := json.Marshal(hunt.History{Schema: "stillhunt.history/v1", Hunts: c.hunts})
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, hunt.HistoryFile), text, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
			h, err := Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			d, err := h.Data(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			var page, answer strings.Builder
			if err := WriteHTML(&page, d); err != nil {
				t.Fatal(err)
			}
			if err := Explain(t.Context(), &answer, h, []string{"amber-heron"}, ExplainOptions{Width: 100}); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(page.String(), sentence) != c.want || strings.Contains(strings.Join(strings.Fields(answer.String()), " "), sentence) != c.want {
				t.Errorf("the sentence on the page: %v; in the answer: %s", strings.Contains(page.String(), sentence), answer.String())
			}
		})
	}
}
