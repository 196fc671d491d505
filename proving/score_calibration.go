package proving

import (
	"cmp"
	"slices"

	"github.com/stillhunt/stillhunt/campaign"
)

// Reliability judges the probabilities of the members. The forecast for an
// account is the probability with which a campaign claims it, and 0 if none
// does or only as a customer.
type Reliability struct {
	Brier      float64 `json:"brier"`      // mean square of forecast less truth, over all accounts (Brier 1950)
	Candidates int     `json:"candidates"` // accounts in any campaign or group of the hunt
	Candidate  float64 `json:"brier_candidates"`
	// Skill over the candidates: 1 less the Brier score over that of their base
	// rate (Murphy 1973). Absent where all of them are guilty or all innocent.
	Skill *float64 `json:"skill,omitempty"`
	Bins  []Bin    `json:"bins"` // of the members of campaigns, customers left out
	// Precision is the average precision of the forecasts over all accounts.
	Precision float64 `json:"average_precision"`
}

// Bin is a tenth of the reliability diagram; the last one includes 1.
type Bin struct {
	From     float64    `json:"from"`
	Members  int        `json:"members"`
	Forecast float64    `json:"mean_probability"`
	Guilty   Proportion `json:"guilty"`
}

const bins = 10

// forecasts are the probabilities of all whom a campaign claims.
func forecasts(result *campaign.Result) map[string]float64 {
	forecast := map[string]float64{}
	for _, c := range result.Campaigns {
		for _, m := range c.Members {
			if m.Role != campaign.RoleCustomer {
				forecast[m.Account] = max(forecast[m.Account], m.Probability)
			}
		}
	}
	return forecast
}

func reliability(rows []Truth, result *campaign.Result, forecast map[string]float64) Reliability {
	candidate := map[string]bool{}
	for _, c := range result.Campaigns {
		for _, m := range c.Members {
			candidate[m.Account] = true
		}
	}
	for _, g := range result.Groups {
		for _, m := range g.Members {
			candidate[m.Account] = true
		}
	}
	r := Reliability{Bins: make([]Bin, bins)}
	var hits, of [bins]int
	var sum [bins]float64
	var ranked []verdict
	guilty := 0
	for i := range rows { // in the truth's order: the sums are the same each time
		t := &rows[i]
		f, claimed := forecast[t.Account]
		y := 0.
		if t.guilty() {
			y = 1
		}
		ranked = append(ranked, verdict{f, t.guilty()})
		r.Brier += (f - y) * (f - y)
		if candidate[t.Account] {
			r.Candidates++
			r.Candidate += (f - y) * (f - y)
			guilty += int(y)
		}
		if claimed {
			k := min(int(f*bins), bins-1)
			of[k]++
			sum[k] += f
			hits[k] += int(y)
		}
	}
	if n := len(rows); n > 0 {
		r.Brier = round(r.Brier / float64(n))
	}
	if n := float64(r.Candidates); n > 0 {
		base := float64(guilty) / n
		r.Candidate /= n
		if base > 0 && base < 1 {
			skill := round(1 - r.Candidate/(base*(1-base)))
			r.Skill = &skill
		}
		r.Candidate = round(r.Candidate)
	}
	for k := range r.Bins {
		r.Bins[k] = Bin{From: round(float64(k) / bins), Members: of[k], Guilty: proportion(hits[k], of[k])}
		if of[k] > 0 {
			r.Bins[k].Forecast = round(sum[k] / float64(of[k]))
		}
	}
	r.Precision = averagePrecision(ranked)
	return r
}

// verdict is a forecast beside a label.
type verdict struct {
	forecast float64
	guilty   bool
}

// averagePrecision is Σ (R_k − R_{k−1})·P_k over the distinct forecasts from the
// highest down: the area under precision over recall without interpolation.
// Accounts of one forecast come together, so that their order says nothing.
func averagePrecision(vs []verdict) float64 {
	vs = slices.Clone(vs)
	slices.SortFunc(vs, func(a, b verdict) int { return cmp.Compare(b.forecast, a.forecast) })
	all := 0
	for _, v := range vs {
		if v.guilty {
			all++
		}
	}
	if all == 0 {
		return 0
	}
	var area float64
	hits := 0
	for i := 0; i < len(vs); {
		before, j := hits, i
		for ; j < len(vs) && vs[j].forecast == vs[i].forecast; j++ {
			if vs[j].guilty {
				hits++
			}
		}
		area += float64(hits-before) / float64(all) * float64(hits) / float64(j)
		i = j
	}
	return round(area)
}
