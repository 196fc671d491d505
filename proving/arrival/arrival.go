// Package arrival holds the laws of arrival of the range: how programs spread
// their requests over a day, how long a person thinks between two turns, how
// many turns there are, and how long answers are. The numbers are fitted to
// public traces by proving/arrival/fit; no row of a trace is here.
package arrival

import (
	_ "embed" // the fitted numbers
	"fmt"
	"math"

	"github.com/goccy/go-yaml"
)

//go:embed laws.yaml
var file []byte

// Laws are all fitted numbers. They are read-only once loaded.
type Laws struct {
	Sources []Source `yaml:"sources"`
	// Think is the time between the starts of two turns of a conversation, in seconds.
	Think Quantiles `yaml:"think_seconds"`
	// Follow is the law of the number of follow-ups.
	Follow Follow `yaml:"follow"`
	// Clients says how programs send.
	Clients Clients `yaml:"clients"`
	// Hours is the share of each hour of the day of programs that neither run
	// around the clock nor only now and then; they sum to 1.
	Hours []float64 `yaml:"hours"`
	// Tokens are the lengths of requests and answers, by kind of service.
	Tokens map[string]Tokens `yaml:"tokens"`
}

// Source is a trace and its licence.
type Source struct {
	Name    string `yaml:"name"`
	Licence string `yaml:"licence"`
	Rows    int    `yaml:"rows"`
	Gives   string `yaml:"gives"`
}

// Follow is a mixture of geometric laws: the mean number of follow-ups of an
// account is log-normal with this mean and this standard deviation of its log.
type Follow struct {
	Mean   float64 `yaml:"mean"`
	Spread float64 `yaml:"spread"`
	// Goes is the measured chance that a conversation goes on after its first,
	// second, third … turn.
	Goes []float64 `yaml:"goes_on"`
}

// Clients are the laws of programs, one value a client, and how they go together.
type Clients struct {
	Rate  Quantiles `yaml:"rate"`  // requests over their geometric mean
	CV    Quantiles `yaml:"cv"`    // coefficient of variation of the gaps between requests, in windows of ten minutes
	Duty  Quantiles `yaml:"duty"`  // share of those windows with any request
	Night Quantiles `yaml:"night"` // share of requests before six o'clock
	// Correlation of the normal scores of rate, cv, duty and night.
	Correlation [4][4]float64 `yaml:"correlation"`

	root [4][4]float64
}

// Tokens are quantiles of a request's and an answer's length.
type Tokens struct {
	Input  Quantiles `yaml:"input"`
	Output Quantiles `yaml:"output"`
	Spread float64   `yaml:"output_log_spread"` // standard deviation of the log of the output
}

// Load reads the numbers built into the program.
func Load() (*Laws, error) {
	var l Laws
	if err := yaml.UnmarshalWithOptions(file, &l, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("arrival/laws.yaml (made by go run ./proving/arrival/fit): %w", err)
	}
	return &l, l.prepare()
}

func (l *Laws) prepare() error {
	c := &l.Clients
	for name, q := range map[string]Quantiles{"think_seconds": l.Think, "clients.rate": c.Rate, "clients.cv": c.CV, "clients.duty": c.Duty, "clients.night": c.Night} {
		if len(q) < 2 {
			return fmt.Errorf("arrival/laws.yaml: %s has fewer than two quantiles", name)
		}
	}
	if len(l.Hours) != 24 || l.Follow.Mean <= 0 {
		return fmt.Errorf("arrival/laws.yaml: hours or follow are incomplete")
	}
	for i := range 4 { // Cholesky, so that independent normal scores become correlated ones
		for j := range i + 1 {
			s := c.Correlation[i][j]
			for k := range j {
				s -= c.root[i][k] * c.root[j][k]
			}
			if i == j {
				if s <= 0 {
					return fmt.Errorf("arrival/laws.yaml: the correlations contradict each other")
				}
				c.root[i][i] = math.Sqrt(s)
			} else {
				c.root[i][j] = s / c.root[j][j]
			}
		}
	}
	return nil
}
