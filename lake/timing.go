package lake

// Sample is a set of moments: those t (microseconds) with t mod Every below
// Length. Every ≤ Length is all of time.
type Sample struct{ Every, Length int64 }

// Whole reports whether the sample is all of time.
func (s Sample) Whole() bool { return s.Every <= s.Length }

// MomentRow is one exchange of a Sample.
type MomentRow struct {
	Account uint64
	Time    int64 // microseconds
}

// ReplayRow counts the reasoning blocks that one account presented and that
// another, or itself, was issued. A presentation is one block in one exchange.
// A block that two exchanges or more issued has no issuer: gateways and clients
// put constants where they have no signature.
type ReplayRow struct {
	Account uint64 // presented them
	Issuer  uint64 // was issued them; 0 if nobody here was, or more than one exchange
	Org     bool   // of another account of the same organisation

	// Of the presentations with an issuer: Continued stand where the block
	// belongs, in a later turn or a tool's loop of a conversation that is not
	// known to be another one. Moved stand in an exchange without a history, or
	// in a conversation that both name and name differently.
	Presented, Continued, Moved int64
}

// AdoptionRow counts one account's exchanges in a span of time, and those with
// one model among them.
type AdoptionRow struct {
	Account   uint64
	Exchanges int64
	Model     int64
}
