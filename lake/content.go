package lake

// MeetingRow says in how many hours of the clock one account showed one value,
// and in how many of them others did, too.
type MeetingRow struct {
	Value, Account uint64
	Hours          int64 // distinct hours in which it showed the value
	Met            int64 // those in which another account did
	Meetings       int64 // other accounts over these hours: an hour with n others counts n
	First, Last    int64 // hours since 1970 UTC
}

// OverlapRow counts the exchanges in which one account sent a prompt like one of
// a set.
type OverlapRow struct {
	Account   uint64
	Exchanges int64
}
