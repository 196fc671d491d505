package proving

import (
	_ "embed"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/stillhunt/stillhunt/proving/scenario"
)

//go:embed prices.yaml
var prices []byte

// Prices are what an operator pays, in dollars.
type Prices struct {
	Account    float64 `yaml:"account"`
	Aged       float64 `yaml:"aged_account"` // on top
	Card       float64 `yaml:"card"`
	Exit       float64 `yaml:"exit_month"`
	Hosting    float64 `yaml:"hosting_month"`
	Browser    float64 `yaml:"browser_month"` // an account
	Exchange   float64 `yaml:"exchange"`
	Paraphrase float64 `yaml:"paraphrase"` // an exchange
}

// ReadPrices reads a price table; an empty path gives the shipped one.
func ReadPrices(path string) (Prices, error) {
	var p Prices
	text, name := prices, "prices.yaml"
	if path != "" {
		var err error
		if text, err = os.ReadFile(path); err != nil {
			return p, fmt.Errorf("reading the prices: %w", err)
		}
		name = path
	}
	if err := yaml.UnmarshalWithOptions(text, &p, yaml.Strict()); err != nil {
		return p, fmt.Errorf("%s: %w", name, err)
	}
	for _, x := range []float64{p.Account, p.Aged, p.Card, p.Exit, p.Hosting, p.Browser, p.Exchange, p.Paraphrase} {
		if !(x >= 0) || math.IsInf(x, 1) {
			return p, fmt.Errorf("%s: a price is a number from 0", name)
		}
	}
	return p, nil
}

// axis is one thing that an operator can do more or less of. The first level is
// the loudest; each is a text of dials that is laid over those of the letter.
type axis struct {
	name   string
	levels []level
}

type level struct {
	name  string
	dials map[string]string // dial to its YAML
}

// axes are the dials that the search turns.
var axes = []axis{
	{"exits", []level{{"shared", nil}, {"own", map[string]string{"exit": "{accounts: 1, hosting: 0}"}}}},
	{"cards", []level{{"shared", nil}, {"own", map[string]string{"card": "{accounts: [1, 1], bins: 0}"}}}},
	{"age", []level{{"new", nil}, {"aged", map[string]string{"signup": "{aged: [60, 400]}"}}}},
	{"hours", []level{{"a scheduler's", nil}, {"own", map[string]string{"schedule": "own-hours", "spread": ".1"}}, {"people's law", map[string]string{"schedule": "own-hours", "spread": ".1", "rates": "people"}}}},
	{"wording", []level{{"frames", nil}, {"paraphrased", map[string]string{"paraphrase": "true"}}}},
	{"camouflage", []level{{"none", nil}, {"30 %", map[string]string{"camouflage": ".3"}}, {"60 %", map[string]string{"camouflage": ".6"}}}},
	{"clients", []level{{"one library", nil}, {"browsers", map[string]string{"clients": "browsers", "max_tokens": "0"}}}},
}

// Effort is a level for each axis.
type Effort [7]uint8

// quietest is every dial at its end.
func quietest() Effort {
	var e Effort
	for i, a := range axes {
		e[i] = uint8(len(a.levels) - 1)
	}
	return e
}

// String names what is not at its loudest.
func (e Effort) String() string {
	var parts []string
	for i, a := range axes {
		if e[i] > 0 {
			parts = append(parts, a.name+" "+a.levels[e[i]].name)
		}
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// yaml is the letter with the effort's dials.
func (e Effort) yaml() string {
	dials := map[string]string{"frames": "6"} // as the letter has it: a scenario with a base changes something
	for i, a := range axes {
		maps.Copy(dials, a.levels[e[i]].dials)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "name: letter-%s\nabout: the letter with %s\nbase: letter\ndials:\n", e.code(), e)
	for _, k := range slices.Sorted(maps.Keys(dials)) {
		fmt.Fprintf(&b, "  %s: %s\n", k, dials[k])
	}
	return b.String()
}

// code is the effort in digits, for names.
func (e Effort) code() string {
	var b strings.Builder
	for _, x := range e {
		b.WriteByte('0' + x)
	}
	return b.String()
}

// month in days.
const month = 30.

// Cost is what goal harvested exchanges cost a campaign in so many days, whose
// accounts harvest perDay each. Camouflage is paid for and harvests nothing, and
// who keeps to people's rates harvests little a day: both take more accounts.
func (p Prices) Cost(c *scenario.Campaign, perDay float64, days int, goal float64) float64 {
	d := &c.Dials
	sent := goal / (1 - d.Camouflage)
	accounts := math.Ceil(goal / (perDay * float64(days)))
	months := math.Max(1, float64(days)/month)
	cards := accounts / (float64(d.Card.Accounts[0]+d.Card.Accounts[1]) / 2)
	exits := accounts / float64(d.Exit.Accounts)
	cost := accounts*p.Account + cards*p.Card + sent*p.Exchange
	cost += exits * months * (d.Exit.Hosting*p.Hosting + (1-d.Exit.Hosting)*p.Exit)
	if d.Signup.Aged != nil {
		cost += accounts * p.Aged
	}
	if d.Clients == scenario.Browsers {
		cost += accounts * months * p.Browser
	}
	if d.Paraphrase {
		cost += goal * p.Paraphrase
	}
	return cost
}
