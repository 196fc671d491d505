package main

import (
	"math"
	"path/filepath"
	"sort"

	"github.com/stillhunt/stillhunt/proving/arrival"
)

// clients fits how programs send: ServeGen's clients one by one, and from its
// windows of ten minutes the curve of the day.
func clients(dir string, l *arrival.Laws) error {
	var columns [4][]float64
	duty := map[string]float64{}
	n, err := rows(filepath.Join(dir, "servegen_clients.csv"), func(r *row) error {
		v := [4]float64{r.number("requests_est"), r.number("median_cv"), r.number("duty_cycle"), r.number("night_share")}
		duty[r.text("model")+"/"+r.text("client")] = v[2]
		if v[0] <= 0 || v[1] <= 0 {
			return r.err // a client that sent nothing measurable
		}
		for i := range v {
			columns[i] = append(columns[i], v[i])
		}
		return r.err
	})
	if err != nil {
		return err
	}
	var mean float64
	for _, v := range columns[0] {
		mean += math.Log(v) / float64(len(columns[0]))
	}
	scaled := make([]float64, len(columns[0]))
	for i, v := range columns[0] {
		scaled[i] = v / math.Exp(mean)
	}
	c := &l.Clients
	c.Rate, c.CV, c.Duty, c.Night = quantiles(scaled), quantiles(columns[1]), quantiles(columns[2]), quantiles(columns[3])
	var scores [4][]float64
	for i := range columns {
		scores[i] = normalScores(columns[i])
	}
	for i := range scores {
		for j := range scores {
			c.Correlation[i][j] = round(correlation(scores[i], scores[j]))
		}
	}
	l.Sources = append(l.Sources, arrival.Source{Name: "ServeGen clients (Alibaba Cloud Model Studio, m-small and m-mid, two weeks)", Licence: "Apache-2.0", Rows: n,
		Gives: "rate, burstiness, duty cycle and night share of programs"})
	return hours(dir, duty, l)
}

// hours fits the curve of the day. Every client that keeps hours counts alike,
// whatever its volume.
func hours(dir string, duty map[string]float64, l *arrival.Laws) error {
	sums, order := map[string]*[24]float64{}, []string{}
	n, err := rows(filepath.Join(dir, "servegen_windows.csv.gz"), func(r *row) error {
		name := r.text("model") + "/" + r.text("client")
		if d := duty[name]; d < .1 || d > .95 {
			return r.err
		}
		if sums[name] == nil {
			sums[name] = &[24]float64{}
			order = append(order, name)
		}
		sums[name][int(r.number("t_sec"))%86400/3600] += r.number("rate_rps")
		return r.err
	})
	if err != nil {
		return err
	}
	sort.Strings(order)
	curve := make([]float64, 24)
	for _, name := range order {
		var total float64
		for _, v := range sums[name] {
			total += v
		}
		for h, v := range sums[name] {
			if total > 0 {
				curve[h] += v / total
			}
		}
	}
	var total float64
	for _, v := range curve {
		total += v
	}
	for h := range curve {
		curve[h] = round(curve[h] / total)
	}
	l.Hours = curve
	l.Sources = append(l.Sources, arrival.Source{Name: "ServeGen windows of 600 s of the same clients", Licence: "Apache-2.0", Rows: n, Gives: "curve of the day"})
	return nil
}

// quantiles are the values at 0, 1/Steps … 1 between neighbours of the sorted sample.
func quantiles(v []float64) arrival.Quantiles {
	s := append([]float64(nil), v...)
	sort.Float64s(s)
	q := make(arrival.Quantiles, arrival.Steps+1)
	for i := range q {
		x := float64(i) / arrival.Steps * float64(len(s)-1)
		k := min(int(x), len(s)-2)
		q[i] = round(s[k] + (x-float64(k))*(s[k+1]-s[k]))
	}
	return q
}

// normalScores replaces each value by the normal quantile of its rank; equal
// values have the mean rank.
func normalScores(v []float64) []float64 {
	order := make([]int, len(v))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return v[order[a]] < v[order[b]] })
	out := make([]float64, len(v))
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && v[order[j]] == v[order[i]] {
			j++
		}
		for k := i; k < j; k++ {
			out[order[k]] = normal(float64(i+j) / 2 / float64(len(v)))
		}
		i = j
	}
	return out
}

func correlation(a, b []float64) float64 {
	var ma, mb, aa, bb, ab float64
	for i := range a {
		ma += a[i] / float64(len(a))
		mb += b[i] / float64(len(a))
	}
	for i := range a {
		aa += (a[i] - ma) * (a[i] - ma)
		bb += (b[i] - mb) * (b[i] - mb)
		ab += (a[i] - ma) * (b[i] - mb)
	}
	return ab / math.Sqrt(aa*bb)
}

// round keeps four significant digits.
func round(v float64) float64 {
	if v == 0 {
		return 0
	}
	scale := math.Pow(10, 3-math.Floor(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}
