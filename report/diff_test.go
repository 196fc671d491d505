package report

import (
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/hunt"
)

func TestWriteDiff(t *testing.T) {
	kin := func(id, name, kind string, accounts int) hunt.Kin {
		return hunt.Kin{ID: id, Name: name, Kind: kind, Accounts: accounts}
	}
	knot := kin("a", "dusky knot", hunt.KindCampaign, 40)
	d := hunt.Diff{
		Before:  hunt.DiffSide{Dir: "february", Exchanges: 1000, Accounts: 90, From: "2026-02-01T00:00:00Z", To: "2026-02-28T00:00:00Z", Campaigns: 2},
		After:   hunt.DiffSide{Dir: "march", Exchanges: 2000, Accounts: 99, From: "2026-03-01T00:00:00Z", To: "2026-03-28T00:00:00Z", Campaigns: 2},
		Changed: []hunt.Change{{What: "--accounts", Before: strings.Repeat("ab", 32)}},
		Found: []hunt.Relation{
			{Kin: kin("b", "amber\x1b heron", hunt.KindCampaign, 51), Relation: hunt.Grew, From: []hunt.Ancestor{{Kin: knot, Shared: 39}}},
			{Kin: kin("c", "new bird", hunt.KindCampaign, 7), Relation: hunt.Fresh},
			{Kin: kin("d", "north alder", hunt.KindGroup, 12), Relation: hunt.Split, Moved: hunt.Unnamed, From: []hunt.Ancestor{{Kin: knot, Shared: 12}}},
		},
		Ended: []hunt.Kin{kin("e", "slate curlew", hunt.KindCampaign, 30)},
	}
	for range 12 {
		d.Accused = append(d.Accused, hunt.Accusation{Account: "acct", Campaign: "b", Name: "amber heron"})
	}
	var b strings.Builder
	if err := WriteDiff(&b, d, 200, false); err != nil {
		t.Fatal(err)
	}
	out := b.String()
	for _, want := range []string{
		"2 campaigns before, 2 now, 1 grew, 1 new, 1 ended; 12 accounts newly accused, 0 no longer.",
		"Before      february · 1,000 exchanges of 90 accounts · 1–28 Feb 2026",
		"Changed     --accounts: abababababab… → none",
		"  amber\ufffd heron  grew from 40 to 51 accounts · was dusky knot, 39 shared",
		"  new bird      new · 7 accounts",
		"  north alder  split from dusky knot (40 accounts) · 12 accounts · was named a campaign",
		"  slate curlew · campaign, 30 accounts",
		"… and 2: --json lists them",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
	b.Reset()
	if err := WriteDiff(&b, hunt.Diff{Incomparable: "ids are keyed"}, 80, false); err != nil || !strings.Contains(b.String(), "cannot be compared") || strings.Contains(b.String(), "Campaigns") {
		t.Errorf("%v: %s", err, b.String())
	}
}
