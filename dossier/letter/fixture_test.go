package letter

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/dossier"
	"github.com/stillhunt/stillhunt/dossier/claim"
	"github.com/stillhunt/stillhunt/dossier/worth"
)

// world is an invented case: records by kind, and what its letter's author is told.
type world struct {
	*dossier.Case
	letter  Letter
	records []record
}

type record struct {
	kind string
	line []byte
}

func (w *world) put(kind string, fields any) {
	line, err := json.Marshal(fields)
	if err != nil {
		panic(err)
	}
	w.records = append(w.records, record{kind, line})
}

// shape is what worlds differ in.
type shape struct {
	fee       func(i int) float64 // a month, by account; nil: none
	tokens    bool
	model     string
	suspended bool
	state     string // of the calibration
	synthetic bool
	say       Statements
}

// typical has 40 accused accounts and 3 customers, who send 800 exchanges in ten
// days.
func typical(t testing.TB, s shape) *world {
	t.Helper()
	l, err := worth.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	if s.model == "" {
		s.model = "claude-opus-4-8"
	}
	if s.state == "" {
		s.state = "calibrated"
	}
	start := time.Date(2026, 8, 3, 6, 0, 0, 0, time.UTC)
	end := start.Add(800 * 15 * time.Minute)
	w := &world{letter: Letter{List: l, Statements: s.say}, Case: &dossier.Case{}}
	c := w.Case
	c.Campaign = campaign.Group{ID: "0a1b2c3d4e5f", Name: "amber heron", Accounts: 40, Exchanges: 800, Confidence: "high", Likelihood: "almost certain",
		ExchangesAttributed: campaign.Interval{Estimate: 760, Low: 700, High: 800}, First: start.Format(time.RFC3339), Last: end.Format(time.RFC3339),
		Targets: []campaign.Target{{Capability: "math", Share: .6}, {Capability: "code", Share: .4}}}
	c.Result = campaign.Result{NotComputable: []campaign.NotComputable{{Detector: "replay", Family: "replay", Missing: []string{"stillhunt.reasoning.presented"}}}}
	c.Manifest = dossier.Manifest{Schema: dossier.Schema, Case: "5f3a9c01", Campaign: c.Campaign.ID, Name: c.Campaign.Name, Sealed: "2026-08-20T09:00:00Z",
		Software: "stillhunt 0.4.0", ParametersSHA256: "c66d5b4c0d915e4005dfdf944e8b4791d8d99160e25c4d3569bae6ee092bb666", Key: "stillhunt.dossier/5f3a9c01+0f3c9d1e", Synthetic: s.synthetic,
		Input: campaign.Input{Exchanges: 39046, Accounts: 1910, From: "2026-08-01T00:02:08Z", To: "2026-08-15T23:59:20Z", Sources: []string{"native"}},
		FDR:   .01, Calibration: campaign.Calibration{State: s.state, Nulls: 60, Drift: "none"}, Confidence: "high", Likelihood: "almost certain"}
	w.laws()
	w.members(s, start)
	w.observations(s, start)
	if c.Prices, err = w.letter.Prices(c); err != nil {
		t.Fatal(err)
	}
	for _, p := range c.Prices {
		w.put(dossier.KindPrice, p)
	}
	order := []string{dossier.KindPrice, dossier.KindNull, dossier.KindCandidate, dossier.KindReason, dossier.KindRival, dossier.KindAccount, dossier.KindLink, dossier.KindObservation}
	slices.SortStableFunc(w.records, func(a, b record) int { return slices.Index(order, a.kind) - slices.Index(order, b.kind) })
	return w
}

// laws are null groups, candidates, reasons and rivals.
func (w *world) laws() {
	for i := range 60 {
		w.Nulls = append(w.Nulls, dossier.Null{Size: 30, Score: float64(i%20) / 4})
	}
	w.Candidates = []dossier.Candidate{{Own: true, Size: 30, Score: 19, P: 1e-6}, {Size: 30, Score: 1, P: .6}}
	nats := func(all float64) map[string]float64 {
		return map[string]float64{"crowd": all, "organisation": all - .5, "reseller": all - 1, "data-vendor": .5}
	}
	w.Reasons = []dossier.Reason{
		{Family: "network", Code: "shared-network", Links: 4.2, Text: "100 % of its accounts share 5 exit networks; 40 % of its accounts share 8 sign-up networks"},
		{Family: "payment", Code: "shared-payment", Links: 5.7, Text: "97 % of its accounts share 3 payment instruments"},
		{Family: "payment", Code: "payer", Nats: nats(3.8), Cap: 6, Text: "100 % of its accounts share a card with another, no card holds more than 18 %"},
		{Family: "timing", Code: "totals", Nats: nats(4), Cap: 6, Text: "its accounts' totals vary 1.6 % as much as those of unrelated accounts"},
		{Family: "content", Code: "followups", Nats: nats(4), Cap: 6, Text: "less than 0.1 % of its exchanges go on with a conversation"},
		{Family: "content", Code: "repeats", Nats: map[string]float64{"crowd": -.7, "organisation": -.6, "reseller": .1, "data-vendor": -.9}, Cap: 6, Text: "20 % of its exchanges repeat a prompt of another of its accounts, 1,234 of them"},
		{Family: "content", Code: "shared-with", Text: "it has evidence in common with another group of the hunt: one operator, one source of both, or one shows what the other is known by"},
	}
	w.Rivals = []dossier.Rival{{Hypothesis: "organisation", LogOdds: 9.7}, {Hypothesis: "reseller", LogOdds: 8.9}, {Hypothesis: "data-vendor", LogOdds: .6}}
	for _, x := range w.Nulls {
		w.put(dossier.KindNull, x)
	}
	for _, x := range w.Candidates {
		w.put(dossier.KindCandidate, x)
	}
	for _, x := range w.Reasons {
		w.put(dossier.KindReason, x)
	}
	for _, x := range w.Rivals {
		w.put(dossier.KindRival, x)
	}
}

func (w *world) members(s shape, start time.Time) {
	for i := range 43 {
		a := dossier.Account{Account: fmt.Sprintf("%016x", 1000+i), Role: "operator", Probability: .97, Accused: true, Exchanges: 20, Days: 9, Plan: "payg",
			First: start.UnixMicro(), Last: start.Add(800 * 15 * time.Minute).UnixMicro()}
		if i >= 40 {
			a.Role, a.Probability, a.Accused = "customer", .2, false
		}
		if s.fee != nil {
			a.PriceMonth = s.fee(i)
		}
		if s.suspended && i%2 == 0 {
			a.Suspended = start.Add(300 * time.Hour).UnixMicro()
		}
		w.Accounts = append(w.Accounts, a)
		w.put(dossier.KindAccount, a)
		w.put(dossier.KindLink, dossier.Link{Account: a.Account, Family: "network", Trait: "network", Value: fmt.Sprintf("%016x", i%5), Holders: 9, Nats: 3})
		if i < 38 {
			w.put(dossier.KindLink, dossier.Link{Account: a.Account, Family: "payment", Trait: "card", Value: fmt.Sprintf("%016x", 77+i%3), Holders: 14, Nats: 5})
		}
		if i >= 41 {
			w.put(dossier.KindLink, dossier.Link{Account: a.Account, Family: "client", Trait: "device", Value: fmt.Sprintf("%016x", 99), Holders: 2, Nats: 2})
		}
	}
	w.Traits = []string{"card", "device", "network"}
}

func (w *world) observations(s shape, start time.Time) {
	w.Models = []string{s.model, "unlisted-model-9"}
	for i := range 43 {
		for k := range 20 {
			n := i + 40*k
			o := map[string]any{"account": fmt.Sprintf("%016x", 1000+i), "time": start.Add(time.Duration(n) * 15 * time.Minute).UnixMicro(), "model": s.model, "target": "math"}
			if i >= 40 {
				o["time"] = start.Add(time.Duration(k) * time.Hour).UnixMicro()
			}
			if k%5 < 2 {
				o["target"] = "code"
			}
			if k == 19 {
				o["model"] = "unlisted-model-9"
			}
			if s.tokens && k != 7 {
				o["input"], o["output"], o["reasoning"], o["cached"] = 1200, 4000, 1000, 200
				if i < 40 {
					w.Output += 4000
				}
			}
			w.put(dossier.KindObservation, o)
		}
	}
}

// sealed computes the claims from the records, as sealing does.
func (w *world) sealed(t testing.TB) []dossier.Claim {
	t.Helper()
	claims, err := w.letter.Claims(w.Case)
	if err != nil {
		t.Fatal(err)
	}
	asked := make([]claim.Asked, len(claims))
	for i, c := range claims {
		asked[i] = claim.Asked{ID: c.ID, How: c.How, Value: c.Value, Low: c.Low, High: c.High}
	}
	plan, err := claim.Compile(asked)
	if err != nil {
		t.Fatal(err)
	}
	state := plan.NewState()
	lines := map[string][][]byte{}
	for _, r := range w.records {
		if r.kind == dossier.KindLink || r.kind == dossier.KindObservation {
			lines[r.kind] = append(lines[r.kind], r.line)
		} else if err := state.Add(r.kind, r.line); err != nil {
			t.Fatal(err)
		}
	}
	for _, kind := range []string{dossier.KindLink, dossier.KindObservation} {
		part, _, err := state.Fold(new(claim.Reader), kind, lines[kind])
		if err != nil {
			t.Fatal(err)
		}
		state.Merge(part)
	}
	for i, r := range state.Compute(true) {
		if r.Err != nil {
			t.Fatalf("claim %s: %v", claims[i].ID, r.Err)
		}
		claims[i].Value, claims[i].Low, claims[i].High = r.Value, r.Low, r.High
	}
	return claims
}

// written is the whole letter.
func (w *world) written(t testing.TB) ([]dossier.Claim, []dossier.Sentence) {
	t.Helper()
	claims := w.sealed(t)
	sentences, err := w.letter.Sentences(w.Case, claims)
	if err != nil {
		t.Fatal(err)
	}
	return claims, sentences
}

// worlds are all shapes of letters.
func worlds(t testing.TB) map[string]*world {
	said := Statements{Schema: StatementsSchema, To: "The Committee", From: "A. Person, Head of Safety",
		Done:           []Done{{On: "2026-08-21", What: "40 accounts were capped at 10 exchanges a day.", By: "A. Person"}},
		Infrastructure: []Infrastructure{{Case: "77aa", Basis: "Both show exit networks under 3 common keys.", By: "B. Analyst"}},
		Named:          []Named{{Entity: "Example Works Ltd", By: "C. Counsel", Role: "General Counsel", On: "2026-08-22", Grounds: "Two of the payment instruments were issued to it, says the issuer's answer of 21 August."}}}
	return map[string]*world{
		"metered":    typical(t, shape{tokens: true}),
		"subscribed": typical(t, shape{tokens: true, fee: func(int) float64 { return 20 }, suspended: true}),
		"mixed":      typical(t, shape{tokens: true, fee: func(i int) float64 { return float64(i%2) * 100 }, say: said}),
		"tokenless":  typical(t, shape{state: "weak"}),
		"unpriced":   typical(t, shape{tokens: true, model: "nobody-knows-it", state: "drifted"}),
		"synthetic":  typical(t, shape{tokens: true, model: "aurora-4-large", synthetic: true, state: "none"}),
	}
}

// input gives the package worth the sums of a world's records.
func input(w *world) worth.Input {
	first, last, _ := window(w.Campaign)
	in := worth.Input{First: first, Last: last, Exchanges: 800, Attributed: w.Campaign.ExchangesAttributed, Accounts: 40, Cards: 3, Exits: 5}
	for _, a := range w.Accounts {
		if a.Accused && a.PriceMonth > 0 {
			in.Payers++
			in.Fees += a.PriceMonth
		}
	}
	listed := worth.Tokens{Exchanges: 760, Counted: 720, Input: 720 * 1200, Cached: 720 * 200, Output: 720 * 4000, Reasoning: 720 * 1000}
	other := worth.Tokens{Exchanges: 40, Counted: 40, Input: 40 * 1200, Cached: 40 * 200, Output: 40 * 4000, Reasoning: 40 * 1000}
	in.Usage = []worth.Usage{{Model: w.Models[0], Tokens: listed}, {Model: w.Models[1], Tokens: other}}
	return in
}
