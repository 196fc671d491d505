package claim

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/internal/stat"
)

// laws are the records that the operations of their own law need.
type laws struct {
	candidates []candidate
	nulls      map[bed][]float64
	reasons    []reason
	members    []campaign.Member
	prices     map[string]price
	currency   string
}

// bed is what null groups are drawn for.
type bed struct {
	Size   int  `json:"size"`
	Topics bool `json:"topics"`
}

type candidate struct {
	bed
	Own   bool    `json:"own"`
	Score float64 `json:"score"`
	P     float64 `json:"p"`
}

type reason struct {
	Family string             `json:"family"`
	Code   string             `json:"code"`
	Text   string             `json:"text"`
	Nats   map[string]float64 `json:"nats"`
	Cap    float64            `json:"cap"`
}

type price struct {
	Model     string  `json:"model"`
	Currency  string  `json:"currency"`
	Input     float64 `json:"input"`
	Cached    float64 `json:"cached"`
	Output    float64 `json:"output"`
	Reasoning float64 `json:"reasoning"`
}

func (l *laws) add(kind string, line []byte) error {
	switch kind {
	case "null":
		var n struct {
			bed
			Score float64 `json:"score"`
		}
		if err := json.Unmarshal(line, &n); err != nil {
			return err
		}
		if l.nulls == nil {
			l.nulls = map[bed][]float64{}
		}
		l.nulls[n.bed] = append(l.nulls[n.bed], n.Score)
	case "candidate":
		var c candidate
		if err := json.Unmarshal(line, &c); err != nil {
			return err
		}
		l.candidates = append(l.candidates, c)
	case "reason":
		var r reason
		if err := json.Unmarshal(line, &r); err != nil {
			return err
		}
		l.reasons = append(l.reasons, r)
	case "account":
		var m campaign.Member
		if err := json.Unmarshal(line, &m); err != nil {
			return err
		}
		l.members = append(l.members, campaign.Member{Probability: m.Probability, Role: m.Role})
	case "price":
		var p price
		if err := json.Unmarshal(line, &p); err != nil {
			return err
		}
		if l.prices == nil {
			l.prices, l.currency = map[string]price{}, p.Currency
		}
		if _, twice := l.prices[p.Model]; twice || p.Currency != l.currency {
			return fmt.Errorf("there are two prices of %.64q, or two currencies", p.Model)
		}
		l.prices[p.Model] = p
	}
	return nil
}

// own is the case's candidate.
func (l *laws) own() (candidate, int, error) {
	at := -1
	for i, c := range l.candidates {
		if c.Own && at >= 0 {
			return c, at, fmt.Errorf("two candidates are the case's own")
		}
		if c.Own {
			at = i
		}
	}
	if at < 0 {
		return candidate{}, at, fmt.Errorf("no candidate is the case's own")
	}
	return l.candidates[at], at, nil
}

// q is the own candidate's.
func (l *laws) q() (float64, error) {
	_, at, err := l.own()
	if err != nil {
		return 0, err
	}
	p := make([]float64, len(l.candidates))
	for i, c := range l.candidates {
		p[i] = c.P
	}
	return stat.BenjaminiHochberg(p)[at], nil
}

// leastNulls is how many null groups a law can be fitted to.
const leastNulls = 50

// tails gives p-values against the null groups, as campaign/calibrate does.
func (l *laws) tails() func(c candidate) (float64, error) {
	fitted := map[bed]*stat.ExpTail{}
	return func(c candidate) (float64, error) {
		if c.Size == 0 {
			return 1, nil // there were too few innocents to compare it with
		}
		t := fitted[c.bed]
		if t == nil {
			nulls := l.nulls[c.bed]
			if len(nulls) < leastNulls {
				return 0, fmt.Errorf("there are %d null groups of size %d, and %d are needed", len(nulls), c.Size, leastNulls)
			}
			var err error
			if t, err = stat.FitExpTail(nulls, .9); err != nil {
				return 0, err
			}
			fitted[c.bed] = t
		}
		return t.P(c.Score), nil
	}
}

// logOdds adds up what reasons say over a rival: by family, in the order in which
// families come first, each sum within the family's cap.
func (l *laws) logOdds(rival string) (float64, error) {
	var order []string
	sums, caps := map[string]float64{}, map[string]float64{}
	for _, r := range l.reasons {
		nats, ok := r.Nats[rival]
		if !ok {
			continue
		}
		if limit, seen := caps[r.Family]; !seen {
			order = append(order, r.Family)
			caps[r.Family] = r.Cap
		} else if limit != r.Cap {
			return 0, fmt.Errorf("reasons of family %q have different caps", r.Family)
		}
		sums[r.Family] += nats
	}
	if len(order) == 0 {
		return 0, fmt.Errorf("no reason speaks of %q", rival)
	}
	total := 0.
	for _, f := range order {
		s := sums[f]
		if limit := caps[f]; limit > 0 {
			s = math.Max(-limit, math.Min(limit, s))
		}
		total += s
	}
	return total, nil
}

// cost is the price of some tokens by model.
func (l *laws) cost(models map[string]*[4]float64) (float64, error) {
	total := 0.
	for _, model := range sorted(models) {
		n := models[model]
		p, ok := l.prices[model]
		if !ok {
			p, ok = l.prices[""]
		}
		if !ok {
			return 0, fmt.Errorf("the price list has no row for the model %.64q, nor one for any model", model)
		}
		total += (n[0]*p.Input + n[1]*p.Cached + n[2]*p.Output + n[3]*p.Reasoning) / 1e6
	}
	return total, nil
}
