package observe

import (
	"github.com/zeebo/xxh3"

	"github.com/stillhunt/stillhunt/exchange"
)

// Signal: identity
// Family: lifecycle
// Measures: which exchange this is and whose, so that a line delivered twice counts once.
// Formula: ID is XXH3-64 of the exchange id under a keyed seed, or Canonical if there is none; Account and Org are HMAC-SHA-256 of the ids, cut to 64 bits; Canonical hashes all that the exchange says
// Unit: 64-bit hashes
// Fooled by: a source that gives two exchanges one id: the second is dropped and counted as a duplicate
// Source: Stillhunt, own design; RFC 2104
// Needs: user.id
func identity(w *Worker, x *exchange.Exchange, o *Observation) {
	o.Canonical = nonzero(exchange.Hash(x, w.seed.canonical))
	o.ID, o.HasID = o.Canonical, x.ID != ""
	if o.HasID {
		o.ID = nonzero(xxh3.HashStringSeed(x.ID, w.seed.exchange))
	}
	w.named.account, w.named.org = false, false
	if x.Account != "" {
		o.Account = w.accounts.get(w.account, func() uint64 {
			w.named.account = true
			return w.hmac.Sum64("account", x.Account)
		})
	}
	if x.Org != "" {
		o.Org = w.orgs.get(xxh3.HashString128Seed(x.Org, w.seed.cache), func() uint64 {
			w.named.org = true
			return w.hmac.Sum64("org", x.Org)
		})
	}
}

// keyed64 is key.Sum64, from memory if it is there; 0 for an empty value. A
// cache serves one domain.
func (w *Worker) keyed64(domain, value string, c *cache[uint64]) uint64 {
	if value == "" {
		return 0
	}
	return c.get(xxh3.HashString128Seed(value, w.seed.cache), func() uint64 { return w.hmac.Sum64(domain, value) })
}
