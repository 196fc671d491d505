package lake

// NameRow is an account's id as the hunt writes it.
type NameRow struct {
	Account uint64
	ID      string
}

// ExchangeRow is what a dossier keeps of one exchange. Tokens are exchange.Absent
// if unknown, hashes 0.
type ExchangeRow struct {
	Account                                                 uint64
	Time                                                    int64 // microseconds
	Model, Operation                                        string
	Target                                                  uint8
	InputTokens, OutputTokens, ReasoningTokens, CacheTokens int64
	Status                                                  int64
	Skeleton, Network, Client                               uint64
}

// MostAccounts is how many accounts Exchanges can be asked for at once.
const MostAccounts = 5000
