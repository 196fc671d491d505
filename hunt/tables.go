package hunt

// The tables of a hunt directory, one Parquet file each; field tags name the
// columns. Times are microseconds since 1970 UTC.

// AccountRecord is a row of accounts.parquet, sorted by Account: every account.
type AccountRecord struct {
	Account       string  `col:"account"`
	Org           string  `col:"org"`
	Group         string  `col:"grp"` // id of its campaign or group, or empty
	Role          string  `col:"role"`
	Probability   float64 `col:"probability"`
	Exchanges     int64   `col:"exchanges"`
	First         int64   `col:"first"`
	Last          int64   `col:"last"`
	ActiveDays    int64   `col:"active_days"`
	Conversations int64   `col:"conversations"`
	FollowUps     int64   `col:"follow_ups"`
	Networks      int64   `col:"networks"`
	Skeletons     int64   `col:"skeletons"`
	LengthSpread  float64 `col:"length_spread"` // standard deviation of log prompt length; negative if not computable
	StyleEntropy  float64 `col:"style_entropy"` // bits; negative if not computable
	Reasons       string  `col:"reasons"`       // JSON: []campaign.Evidence of this account
}

// LinkRecord is a row of links.parquet, sorted by Group, Account, Family,
// Trait, Value: an account shows a value that others show too. Two accounts
// that show the same (Trait, Value) are linked by it; the table is the evidence
// graph with values as its other side, so its size is linear in accounts.
type LinkRecord struct {
	Group   string  `col:"grp"`
	Account string  `col:"account"`
	Family  string  `col:"family"`
	Trait   string  `col:"trait"`
	Value   string  `col:"value"` // sixteen hexadecimal digits of a keyed hash
	Holders int64   `col:"holders"`
	Nats    float64 `col:"nats"`   // what sharing it says for one operator, between two holders
	Drawn   int64   `col:"drawn"`  // 1 if the value is one of the DrawnValues of its family that most of the accused share, and the account is accused
	Shared  int64   `col:"shared"` // values of this family that two or more of the accused share
}

// DrawnValues is how many values of a family the drawing of a group has.
const DrawnValues = 16

// DayRecord is a row of days.parquet, sorted by Group, Day: the time line of a
// campaign or group ("" is everybody).
type DayRecord struct {
	Group     string `col:"grp"`
	Day       int64  `col:"day"` // days since 1970 UTC
	Exchanges int64  `col:"exchanges"`
	Accounts  int64  `col:"accounts"`
}

// FactRecord is a row of facts.parquet, sorted by Account: what was known of
// an account, with every value that identifies a person or a device keyed.
type FactRecord struct {
	Account      string  `col:"account"`
	Created      int64   `col:"created"`
	Suspended    int64   `col:"suspended"`
	Plan         string  `col:"plan"`
	Price        float64 `col:"price_month"`
	Verification string  `col:"verification"`
	Card         string  `col:"payment_fingerprint"`
	BIN          string  `col:"payment_bin"`
	Domain       string  `col:"email_domain"`
	Shape        string  `col:"email_shape"`
	Device       string  `col:"device"`
	SignupNet    string  `col:"signup_network"`
	Region       string  `col:"region"`
}

// NullRecord is a row of nulls.parquet: one innocent group of the calibration,
// without its accounts.
type NullRecord struct {
	Size   int64   `col:"size"`
	Score  float64 `col:"score"`  // nats of behaviour for a campaign over a crowd
	Topics int64   `col:"topics"` // 1 if drawn from accounts that are alike in topic
}

// CandidateRecord is a row of candidates.parquet, sorted by P: a candidate that
// was tested, whatever came of it. Nothing is rounded, so that q-values can be
// computed again.
type CandidateRecord struct {
	Group  string  `col:"grp"`    // id of its campaign or group, or empty
	Size   int64   `col:"size"`   // of the rows of nulls.parquet that it was compared with; 0 if there were none
	Topics int64   `col:"topics"` // theirs
	Score  float64 `col:"score"`  // nats of behaviour for a campaign over a crowd
	P      float64 `col:"p"`
}

// WeightRecord is a row of weights.parquet, sorted by Group, then in the order in
// which log-odds are added up: what one detector says of a campaign or group over
// one rival. Nothing is rounded.
type WeightRecord struct {
	Group    string  `col:"grp"`
	Family   string  `col:"family"` // empty: what the choice between two forms of a campaign costs
	Detector string  `col:"detector"`
	Figure   float64 `col:"figure"`
	Rival    string  `col:"rival"` // a hypothesis, or crowd
	Nats     float64 `col:"nats"`  // before the family's bound
}
