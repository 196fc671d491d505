package proving

import (
	"context"
	"path/filepath"
	"testing"
)

// TestContainment by hand: a campaign of four accounts harvests ten a day from
// the second day of 1970 on; it is named by the first hunt that accuses two.
func TestContainment(t *testing.T) {
	sent := &days{first: 0, last: 5, begin: map[string]int64{"a": 1}, harvest: map[string]map[int64]float64{"a": {1: 10, 2: 10, 3: 10, 4: 10, 5: 10}}}
	c := Containment{Name: "a", Accounts: 4, Lost: 50, Harvest: 50}
	never := c
	for d, hits := range []int{0, 1, 1, 2, 0, 4} {
		c.after(int64(d), map[string]int{"a": hits}, sent)
		never.after(int64(d), map[string]int{"a": 1, "b": 4}, sent)
	}
	if want := (Containment{Name: "a", Accounts: 4, Named: "1970-01-04", After: 3, Lost: 30, Harvest: 50}); c != want {
		t.Errorf("%+v, want %+v", c, want)
	}
	if never.Named != "" || never.After != 0 || never.Lost != 50 {
		t.Errorf("never named: %+v", never)
	}
}

// TestSentByDay: what the days hold adds up to the truth.
func TestSentByDay(t *testing.T) {
	dir := t.TempDir()
	if _, err := Generate(context.Background(), Options{Scenario: "quickstart", Out: dir, Scale: .2, Benign: 50, Days: 4, Seed: 3}); err != nil {
		t.Fatal(err)
	}
	rows, err := readTruth(filepath.Join(dir, truthFile))
	if err != nil {
		t.Fatal(err)
	}
	sent, err := sentByDay(context.Background(), dir, rows)
	if err != nil {
		t.Fatal(err)
	}
	harvest, accounts, begin := map[string]int64{}, map[string]int{}, map[string]int64{}
	for i := range rows {
		if r := &rows[i]; r.guilty() {
			harvest[r.Group] += r.Harvest
			accounts[r.Group]++
			d, err := day(r.First)
			if err != nil {
				t.Fatal(err)
			}
			if b, ok := begin[r.Group]; !ok || d < b {
				begin[r.Group] = d
			}
		}
	}
	if len(harvest) == 0 || len(sent.names()) != len(harvest) || sent.last-sent.first != 3 {
		t.Fatalf("campaigns %v, days %d to %d", sent.names(), sent.first, sent.last)
	}
	for name, n := range harvest {
		if sent.total(name, sent.last) != n || sent.accounts[name] != accounts[name] || sent.begin[name] != begin[name] || sent.total(name, sent.begin[name]-1) != 0 {
			t.Errorf("%s: %d of %d, %d of %d accounts, from %d, want %d", name, sent.total(name, sent.last), n, sent.accounts[name], accounts[name], sent.begin[name], begin[name])
		}
	}
}
