package scenario

// Dials say how a campaign hides, each on an axis of its own. The zero of each
// is its loudest form.
type Dials struct {
	Exit       Exit    `yaml:"exit"`
	Card       Card    `yaml:"card"`
	Signup     Signup  `yaml:"signup"`
	Schedule   string  `yaml:"schedule"`             // lanes (a scheduler hands a queue from account to account) or own-hours
	Jitter     float64 `yaml:"jitter,omitempty"`     // lanes only: standard deviation in hours by which an exchange strays from its slot
	Spread     float64 `yaml:"spread,omitempty"`     // standard deviation of the log of an account's rate
	Rates      string  `yaml:"rates,omitempty"`      // none: per_day; people: rates, active days and weekends by the law of the scenario's people
	Pace       float64 `yaml:"pace,omitempty"`       // exchanges an account and day at most; as many more accounts as that takes
	Frames     int     `yaml:"frames"`               // prompt frames in use
	Paraphrase bool    `yaml:"paraphrase,omitempty"` // a new wording of the frame for every request
	Camouflage float64 `yaml:"camouflage,omitempty"` // share of exchanges that look like a person's, with a taste for each account
	Tastes     bool    `yaml:"tastes,omitempty"`     // models, length of tasks and answers, and the share of camouflage, are drawn for each account
	TasksSplit bool    `yaml:"tasks_split,omitempty"`
	Cells      int     `yaml:"cells,omitempty"`      // accounts a cell; cells share nothing but tasks
	Poison     int     `yaml:"poison,omitempty"`     // innocents whose prefix and prompts the campaign uses too
	FalseFlag  string  `yaml:"false_flag,omitempty"` // operator whose software, frames and exits are shown
	Clients    string  `yaml:"clients"`              // sdk (one library), varied (libraries) or browsers
	MaxTokens  int     `yaml:"max_tokens,omitempty"` // 0: not set, as browsers do
}

// Exit is where the accounts come from.
type Exit struct {
	Accounts    int     `yaml:"accounts"`               // accounts an exit /24
	Hosting     float64 `yaml:"hosting,omitempty"`      // share of exits in hosting networks; the others are residential
	Rotate      bool    `yaml:"rotate,omitempty"`       // a conversation draws its exit: of all, or of the account's own few where each has its own
	SignupApart bool    `yaml:"signup_apart,omitempty"` // accounts are made from exits that they never use again
}

// Card is how the accounts pay.
type Card struct {
	Accounts []int `yaml:"accounts"`       // least and most accounts a card
	BINs     int   `yaml:"bins,omitempty"` // issuers in use; 0: those of people
}

// Signup is when the accounts were made: in a burst before the start, or long
// ago at days drawn between two ages.
type Signup struct {
	Burst  int   `yaml:"burst,omitempty"`  // length in days
	Before int   `yaml:"before,omitempty"` // days from its begin to the start of the campaign
	Aged   []int `yaml:"aged,omitempty"`   // least and most days
}

// Schedules, client mixes and rates of campaigns.
const (
	Lanes    = "lanes"
	OwnHours = "own-hours"

	SDK      = "sdk"
	Varied   = "varied"
	Browsers = "browsers"

	PeoplesRates = "people"
)

func (v *validator) dials(at string, d Dials) {
	v.check(d.Exit.Accounts >= 1, at+".exit.accounts", "an exit has one account or more")
	v.check(d.Exit.Hosting >= 0 && d.Exit.Hosting <= 1, at+".exit.hosting", "hosting is a share")
	v.check(span(d.Card.Accounts, 1), at+".card.accounts", "accounts a card are written [least, most], from 1")
	v.check(d.Card.BINs >= 0 && d.Card.BINs <= 50, at+".card.bins", "bins lie between 0 and 50")
	aged := d.Signup.Aged != nil
	v.check(!aged || span(d.Signup.Aged, 0), at+".signup.aged", "ages are written [least, most] in days")
	v.check(aged != (d.Signup.Burst > 0), at+".signup", "accounts are either aged or made in a burst of some days")
	v.check(d.Signup.Before >= 0, at+".signup.before", "before is a number of days")
	v.check(d.Schedule == Lanes || d.Schedule == OwnHours, at+".schedule", "schedule is %s or %s", Lanes, OwnHours)
	v.check(d.Jitter >= 0 && d.Jitter <= 12, at+".jitter", "jitter lies between 0 and 12 hours")
	v.check(d.Jitter == 0 || d.Schedule == Lanes, at+".jitter", "jitter goes with the schedule %s; accounts with %s have no slots", Lanes, OwnHours)
	v.check(d.Spread >= 0 && d.Spread <= 3, at+".spread", "spread lies between 0 and 3")
	v.check(d.Rates == "" || d.Rates == PeoplesRates, at+".rates", "rates is %s, or left out", PeoplesRates)
	v.check(d.Rates == "" || d.Schedule == OwnHours, at+".rates", "rates of people go with the schedule %s", OwnHours)
	v.check(d.Pace == 0 || d.Pace >= .1 && d.Pace <= 1e4, at+".pace", "pace lies between 0.1 and 10000 exchanges an account and day")
	v.check(d.Frames >= 1 && d.Frames <= 1000, at+".frames", "frames lie between 1 and 1000")
	v.check(d.Camouflage >= 0 && d.Camouflage < 1, at+".camouflage", "camouflage is a share below 1")
	v.check(d.Cells == 0 || d.Cells >= 2 && d.Cells <= 1e6, at+".cells", "a cell has two accounts or more")
	v.check(d.Poison >= 0 && d.Poison <= 10000, at+".poison", "poison lies between 0 and 10000 innocents")
	v.check(d.Clients == SDK || d.Clients == Varied || d.Clients == Browsers, at+".clients", "clients are %s, %s or %s", SDK, Varied, Browsers)
	v.check(d.MaxTokens >= 0 && d.MaxTokens <= 1<<20, at+".max_tokens", "max_tokens lies between 0 and %d", 1<<20)
}

func span(s []int, least int) bool {
	return len(s) == 2 && s[0] >= least && s[1] >= s[0] && s[1] <= 1e6
}
