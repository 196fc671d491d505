package profile

import (
	"context"
	"errors"
	"iter"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

// answers are the rows of a lake that a profile is built of.
type answers struct {
	lake.Lake
	accounts   []lake.AccountRow
	days       []lake.DayRow
	categories map[string][]lake.CategoryRow
	codes      []lake.CodeRow
	moments    []lake.MomentRow
	replays    []lake.ReplayRow
	adoption   map[string][]lake.AdoptionRow
	fail       string // the question that goes wrong
}

var errBroken = errors.New("broken")

func rows[T any](l answers, question string, all []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		if l.fail == question {
			yield(none, errBroken)
			return
		}
		for _, r := range all {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (l answers) Accounts(context.Context) iter.Seq2[lake.AccountRow, error] {
	return rows(l, "accounts", l.accounts)
}
func (l answers) Days(context.Context) iter.Seq2[lake.DayRow, error] {
	return rows(l, "days", l.days)
}
func (l answers) Codes(context.Context) iter.Seq2[lake.CodeRow, error] {
	return rows(l, "codes", l.codes)
}
func (l answers) Moments(context.Context, lake.Sample) iter.Seq2[lake.MomentRow, error] {
	return rows(l, "moments", l.moments)
}
func (l answers) Replays(context.Context) iter.Seq2[lake.ReplayRow, error] {
	return rows(l, "replays", l.replays)
}
func (l answers) Adoption(_ context.Context, model string, _, _ int64) iter.Seq2[lake.AdoptionRow, error] {
	return rows(l, "adoption", l.adoption[model])
}
func (l answers) Categories(_ context.Context, column string) iter.Seq2[lake.CategoryRow, error] {
	return rows(l, column, l.categories[column])
}

func sample() answers {
	return answers{
		accounts: []lake.AccountRow{
			{Account: 5, ID: "a", Exchanges: 10, First: 100 * dayMicros, Last: 104 * dayMicros},
			{Account: 9, ID: "b", OrgID: "acme", Exchanges: 3, First: 100 * dayMicros, Last: 100*dayMicros + 5},
		},
		days: []lake.DayRow{
			{Account: 5, Day: 100, Exchanges: 4}, {Account: 5, Day: 102, Exchanges: 3}, {Account: 5, Day: 103, Exchanges: 2}, {Account: 5, Day: 104, Exchanges: 1},
			{Account: 9, Day: 100, Exchanges: 3}, {Account: 7, Day: 100, Exchanges: 99}, // nobody
		},
		categories: map[string][]lake.CategoryRow{
			"model":  {{Account: 5, Value: "m", Exchanges: 10}, {Account: 7, Value: "m", Exchanges: 1}},
			"target": {{Account: 5, Value: "code", Exchanges: 7}, {Account: 5, Value: "", Exchanges: 3}},
			"agent":  {{Account: 9, Value: "curl", Exchanges: 3}},
		},
		codes:   []lake.CodeRow{{Account: 5, Code: 3, Conversations: 6}, {Account: 5, Code: observe.NoCode, Conversations: 4}},
		moments: []lake.MomentRow{{Account: 5, Time: 100 * dayMicros}, {Account: 5, Time: 104 * dayMicros}, {Account: 7, Time: 1}, {Account: 9, Time: 100*dayMicros + 5}},
		replays: []lake.ReplayRow{
			{Account: 5, Issuer: 0, Presented: 4}, {Account: 5, Issuer: 5, Presented: 5, Continued: 3, Moved: 2},
			{Account: 5, Issuer: 9, Org: true, Presented: 7, Continued: 6, Moved: 1}, {Account: 7, Issuer: 5, Presented: 1, Moved: 1},
			{Account: 9, Issuer: 7, Presented: 2, Moved: 2}, // whom no fold knows
		},
		adoption: map[string][]lake.AdoptionRow{"new": {{Account: 5, Exchanges: 6, Model: 2}, {Account: 7, Exchanges: 1, Model: 1}}},
	}
}

func TestBuild(t *testing.T) {
	s, err := Build(context.Background(), sample(), map[string]Facts{"b": {Known: true, Org: "other"}, "z": {Known: true}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Accounts) != 2 {
		t.Fatalf("%d accounts", len(s.Accounts))
	}
	a, b := &s.Accounts[0], &s.Accounts[1]
	if a.ActiveDays != 4 || a.FirstDays != 7 || a.Rate != 2.5 { // days 100 to 102; 10 in 4 days
		t.Errorf("a: %d active days, %d exchanges in the first three, %v a day", a.ActiveDays, a.FirstDays, a.Rate)
	}
	if b.ActiveDays != 1 || b.Rate != 3 { // a moment counts as a day
		t.Errorf("b: %d active days, %v a day", b.ActiveDays, b.Rate)
	}
	if !reflect.DeepEqual(a.Models, []Share{{"m", 10}}) || !reflect.DeepEqual(a.Targets, []Share{{"code", 7}}) || a.Agents != nil {
		t.Errorf("a: %v, %v, %v", a.Models, a.Targets, a.Agents)
	}
	if !reflect.DeepEqual(a.Codes, []Code{{3, 6}}) {
		t.Errorf("a: the codewords are %v", a.Codes)
	}
	if a.Facts.Known || !b.Facts.Known {
		t.Error("facts stand by the wrong account")
	}
	if a.Organisation() != "" || b.Organisation() != "acme" {
		t.Errorf("organisations %q, %q", a.Organisation(), b.Organisation())
	}
	b.OrgID = ""
	if b.Organisation() != "other" {
		t.Errorf("without the traffic's word the organisation is %q", b.Organisation())
	}
	for hash, want := range map[uint64]int32{5: 0, 9: 1} {
		if i, ok := s.Find(hash); !ok || i != want {
			t.Errorf("account %d is at %d, %v", hash, i, ok)
		}
	}
	if _, ok := s.Find(7); ok {
		t.Error("found nobody")
	}
}

func TestNewFindsWhatBuildFinds(t *testing.T) {
	s, err := Build(context.Background(), sample(), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	again := New(slices.Clone(s.Accounts))
	again.Sample = s.Sample
	if !reflect.DeepEqual(s, again) {
		t.Error("a set of the same accounts differs")
	}
}

func TestBuildReportsTheLake(t *testing.T) {
	for _, question := range []string{"accounts", "days", "model", "target", "agent", "codes", "moments", "replays"} {
		l := sample()
		l.fail = question
		if _, err := Build(context.Background(), l, nil, 0); !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", question, err)
		}
	}
}

func TestLengthSpread(t *testing.T) {
	var a Account
	if _, ok := a.LengthSpread(); ok {
		t.Error("no prompt has a spread")
	}
	a.WithContent, a.FollowUps = 5, 2
	for _, x := range []int64{3000, 4000, 5000} { // log lengths in thousandths
		a.FirstLengthSum += x
		a.FirstLengthSquares += x * x
	}
	if sd, ok := a.LengthSpread(); !ok || math.Abs(sd-1) > 1e-9 {
		t.Errorf("the spread of 3, 4 and 5 nats is %v, %v", sd, ok)
	}
}

func TestStyleEntropy(t *testing.T) {
	var a Account
	if _, ok := a.StyleEntropy(); ok {
		t.Error("nothing written has a style")
	}
	a.WithContent = 8
	a.Style[0], a.Style[1], a.Style[2] = 4, 8, 0 // a coin, always, never
	if bits, ok := a.StyleEntropy(); !ok || math.Abs(bits-1) > 1e-9 {
		t.Errorf("one coin has %v bits, %v", bits, ok)
	}
}

func TestKeyed(t *testing.T) {
	k, err := key.FromBytes([]byte(strings.Repeat("k", key.Size)))
	if err != nil {
		t.Fatal(err)
	}
	if got := Keyed(exchange.Facts{}, k); got != (Facts{Known: true}) {
		t.Errorf("nothing known became %+v", got)
	}
	raw := exchange.Facts{
		Account: "u", Org: "acme", Created: 5, Suspended: 6, Plan: "pro", PriceMonth: 20, Verification: "email",
		PaymentFingerprint: "canary-card", PaymentBIN: "canary-bin", EmailDomain: "Canary.example", EmailShape: "canary-shape",
		Device: "canary-device", SignupAddress: "203.0.113.9", DeclaredUse: "Model Evaluation", Region: "eu",
	}
	got := Keyed(raw, k)
	if got.Org != "acme" || got.Created != 5 || got.Suspended != 6 || got.Plan != "pro" || got.Price != 20 || got.Verified != "email" || got.Declared != "model evaluation" || got.Region != "eu" {
		t.Errorf("kept %+v", got)
	}
	hashes := []uint64{got.Card, got.BIN, got.Domain, got.Shape, got.Device, got.SignupNet}
	slices.Sort(hashes)
	if hashes[0] == 0 || len(slices.Compact(hashes)) != 6 {
		t.Errorf("keyed values are %v", hashes)
	}
	same := raw
	same.EmailDomain, same.SignupAddress = "cANARY.example", "203.0.113.200"
	if again := Keyed(same, k); again != got {
		t.Error("the case of a domain or the host of an address makes a difference")
	}
	other, err := key.FromBytes([]byte(strings.Repeat("j", key.Size)))
	if err != nil {
		t.Fatal(err)
	}
	if alien := Keyed(raw, other); alien.Card == got.Card || alien.SignupNet == got.SignupNet {
		t.Error("a value can be told without the key")
	}
	if at := Keyed(exchange.Facts{SignupAddress: "10.0.0.1"}, k); at.SignupNet != 0 {
		t.Error("a private address is a network")
	}
}

// TestKeyedAsTheObserver holds sign-up networks against exits: a sign-up and
// an exchange from one network must show one value.
func TestKeyedAsTheObserver(t *testing.T) {
	k, err := key.FromBytes(make([]byte, key.Size))
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"203.0.113.9", "2001:db8:1:2::3"} {
		if got, want := Keyed(exchange.Facts{SignupAddress: address}, k).SignupNet, k.Sum64("network", observe.Network(address)); got != want || got == 0 {
			t.Errorf("%s: %d, the observer says %d", address, got, want)
		}
	}
}
