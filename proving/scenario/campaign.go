package scenario

// Campaign is a set of accounts of one operator that harvests.
type Campaign struct {
	Name     string   `yaml:"name"`
	Operator string   `yaml:"operator"` // campaigns of one operator use the same frames and software
	Accounts int      `yaml:"accounts"` // at scale 1
	PerDay   float64  `yaml:"per_day"`  // exchanges an account and day, camouflage and customers included
	From     int      `yaml:"from,omitempty"`
	Until    int      `yaml:"until,omitempty"` // first day without it; 0: the end
	Tasks    []string `yaml:"tasks,omitempty"` // topics of the task grammar
	Language string   `yaml:"language,omitempty"`
	// Sources of harvest-labelled prompts, when pools are given; none: dealt out
	// among the campaigns.
	Sources []string `yaml:"sources,omitempty"`

	Content  string  `yaml:"content,omitempty"`  // none: tasks in frames; or sessions, loops, agentic
	Injected bool    `yaml:"injected,omitempty"` // the frame is one instruction put behind whatever is asked
	Media    float64 `yaml:"media,omitempty"`    // share of harvest exchanges with an image
	Replay   float64 `yaml:"replay,omitempty"`   // share of harvest exchanges that present a reasoning block which another account was issued
	// Customers makes the accounts a network of unrelated customers: least and
	// most share of an account's exchanges that are theirs.
	Customers []float64 `yaml:"customers,omitempty"`
	Pathways  int       `yaml:"pathways,omitempty"`  // ways of access, each with software, exits and cards of its own
	Suspended int       `yaml:"suspended,omitempty"` // day on which all its accounts are suspended
	Follows   string    `yaml:"follows,omitempty"`   // campaign of the same operator after whose suspension this one begins, within 24 hours
	Pivot     string    `yaml:"pivot,omitempty"`     // released model to which half of the traffic moves within 24 hours

	Dials Dials `yaml:"dials"`
}

// Contents of a campaign's exchanges other than tasks in frames.
const (
	Sessions = "sessions" // people's own conversations, replayed whole
	Loops    = "loops"    // a task, then its answer cleaned, then judged
	Agentic  = "agentic"  // tools, their calls and results
)

// Scaled is the number of accounts at a scale; never under ten. A pace below
// per_day takes more of them.
func (c *Campaign) Scaled(scale float64) int {
	return max(10, int(float64(c.Accounts)*c.PerDay/c.Rate()*scale+.5))
}

// Rate is the mean number of exchanges an account and day.
func (c *Campaign) Rate() float64 {
	if c.Dials.Pace > 0 {
		return min(c.PerDay, c.Dials.Pace)
	}
	return c.PerDay
}

// End is the first day without the campaign, in a range of so many days.
func (c *Campaign) End(days int) int {
	if c.Suspended > 0 {
		days = min(days, c.Suspended+1)
	}
	if c.Until == 0 {
		return days
	}
	return min(c.Until, days)
}

func (v *validator) campaign(at string, c Campaign, s *Scenario, earlier map[string]*Campaign) {
	v.check(c.Name != "", at+".name", "a campaign needs a name")
	v.check(c.Operator != "", at+".operator", "a campaign needs an operator")
	v.check(c.Accounts >= 10 && c.Accounts <= 1e6, at+".accounts", "a campaign has 10 to 1000000 accounts")
	v.check(c.PerDay > 0 && c.PerDay <= 5000, at+".per_day", "per_day lies above 0 and at most at 5000")
	v.check(c.From >= 0 && c.From < s.Days, at+".from", "from is a day of the scenario, counted from 0")
	v.check(c.Until == 0 || c.Until > c.From, at+".until", "until comes after from")
	switch c.Content {
	case "", Loops, Agentic:
		v.check(len(c.Tasks) > 0, at+".tasks", "a campaign needs tasks")
	case Sessions:
		v.check(len(c.Tasks) == 0, at+".tasks", "a campaign that replays sessions has no tasks")
	default:
		v.check(false, at+".content", "content is %s, %s or %s, or left out", Sessions, Loops, Agentic)
	}
	v.check(!c.Injected || c.Content == "" || c.Content == Agentic, at+".injected", "an injected instruction goes with tasks or %s", Agentic)
	v.check(c.Media >= 0 && c.Media <= 1, at+".media", "media is a share")
	v.check(c.Replay >= 0 && c.Replay <= 1, at+".replay", "replay is a share")
	v.check(c.Replay == 0 || c.Dials.Clients != Browsers, at+".replay", "reasoning is replayed by programs; clients are %s or %s", SDK, Varied)
	v.check(c.Customers == nil || len(c.Customers) == 2 && c.Customers[0] > 0 && c.Customers[1] >= c.Customers[0] && c.Customers[1] < 1,
		at+".customers", "customers are written [least, most], two shares below 1")
	v.check(c.Pathways >= 0 && c.Pathways <= 20, at+".pathways", "pathways lie between 0 and 20")
	v.check(c.Pathways == 0 || c.Dials.Cells < 2, at+".pathways", "pathways and cells exclude each other")
	v.check(c.Suspended == 0 || c.Suspended > c.From && c.Suspended < s.Days, at+".suspended", "suspended is a day of the scenario after from")
	v.check(c.Content != Sessions || c.Customers == nil, at+".customers", "customers go with tasks, not with replayed sessions")
	if c.Follows != "" {
		other := earlier[c.Follows]
		v.check(other != nil && other.Suspended > 0 && other.Operator == c.Operator, at+".follows", "follows names a campaign above, of the same operator, that is suspended")
		v.check(other == nil || c.From == other.Suspended, at+".from", "a campaign that follows another begins on the day of its suspension")
	}
	known := c.Pivot == ""
	for _, r := range s.Releases {
		known = known || r.Model == c.Pivot
	}
	v.check(known, at+".pivot", "there is no release of the model %q", c.Pivot)
	v.check(c.Dials.FalseFlag == "" || c.Dials.FalseFlag != c.Operator, at+".dials.false_flag", "a false flag is another operator's")
	v.dials(at+".dials", c.Dials)
}
