package profile

import (
	"strings"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/observe"
)

// Facts are what the operator knows of an account, with every value that
// identifies a person or a device keyed. Zero means unknown.
type Facts struct {
	Known     bool
	Org       string
	Created   int64 // microseconds since 1970 UTC
	Suspended int64
	Plan      string
	Price     float64 // a month
	Verified  string
	Card      uint64 // payment.fingerprint
	BIN       uint64 // payment.bin
	Domain    uint64 // email.domain
	Shape     uint64 // email.shape
	Device    uint64
	SignupNet uint64 // /24 or /48 of signup.address
	Declared  string // declared_use, lower case
	Region    string // for access policy and fairness reports only, never evidence
}

// Keyed turns the operator's facts into what may be kept.
func Keyed(f exchange.Facts, k key.Key) Facts {
	sum := func(domain, value string) uint64 {
		if value == "" {
			return 0
		}
		return k.Sum64(domain, value)
	}
	return Facts{
		Known: true, Org: f.Org, Created: f.Created, Suspended: f.Suspended, Plan: f.Plan, Price: f.PriceMonth,
		Verified: f.Verification, Region: f.Region, Declared: strings.ToLower(f.DeclaredUse),
		Card: sum("payment.fingerprint", f.PaymentFingerprint), BIN: sum("payment.bin", f.PaymentBIN),
		Domain: sum("email.domain", strings.ToLower(f.EmailDomain)), Shape: sum("email.shape", f.EmailShape),
		Device: sum("device", f.Device), SignupNet: sum("network", observe.Network(f.SignupAddress)),
	}
}
