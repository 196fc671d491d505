package exchange

import (
	"context"
	"math"
	"strconv"
	"strings"
	"time"
)

// Facts are what the operator's own records say of one account. A zero field
// is unknown.
type Facts struct {
	Account    string // user.id
	Org        string // stillhunt.org.id
	Created    int64  // microseconds since 1970 UTC
	Suspended  int64  // suspended_at, microseconds since 1970 UTC
	Plan       string
	PriceMonth float64 // price_month, in the operator's currency; 0 is also free
	priced     bool    // price_month was there

	Verification       string // none, email, phone, document
	PaymentFingerprint string // payment.fingerprint
	PaymentBIN         string // payment.bin
	EmailDomain        string // email.domain
	EmailShape         string // email.shape
	Device             string
	SignupAddress      string // signup.address
	DeclaredUse        string // declared_use
	Region             string // for access policy and fairness reports only, never evidence
}

// accountColumns lists the keys of an account fact, in the order of factsOf.
var accountColumns = []column{
	{name: "user.id", need: true, says: "the account"},
	{name: "stillhunt.org.id", says: "the organisation above the account"},
	{name: "created", kind: instant, says: "when the account was made, RFC 3339 or a date"},
	{name: "suspended_at", kind: instant, says: "when the account was suspended, RFC 3339 or a date"},
	{name: "plan", says: "what the account subscribes to"},
	{name: "price_month", kind: number, says: "what it pays a month, in the operator's currency"},
	{name: "verification", from: []string{"none", "email", "phone", "document"}, says: "how the holder was verified"},
	{name: "payment.fingerprint", says: "fingerprint of the card or other instrument"},
	{name: "payment.bin", says: "issuer number of the card"},
	{name: "email.domain", says: "domain of the mail address"},
	{name: "email.shape", says: "shape of the mail address's local part"},
	{name: "device", says: "fingerprint of the device that signed up"},
	{name: "signup.address", says: "address that signed up"},
	{name: "declared_use", says: "what the holder said the account is for"},
	{name: "region", says: "region of the account; for access policy and fairness reports only, never evidence"},
}

// ReadFacts reads an accounts file, JSON Lines or CSV, plain, gzip or zstd,
// and calls each for every good line, in order; the Facts is the callee's to
// keep. Bad lines go to reject; it is never given what a line says.
func ReadFacts(ctx context.Context, path string, each func(Facts) error, reject func(*Rejection) error) error {
	return factsTable(path, each, reject).read(ctx)
}

// LoadFacts reads an accounts file as ReadFacts does and merges its lines: of
// two for one account the later wins, field by field.
func LoadFacts(ctx context.Context, path string, reject func(*Rejection) error) (map[string]Facts, error) {
	all := map[string]Facts{}
	err := ReadFacts(ctx, path, func(f Facts) error {
		all[f.Account] = all[f.Account].Merge(f)
		return nil
	}, reject)
	if err != nil {
		return nil, err
	}
	return all, nil
}

func factsTable(path string, each func(Facts) error, reject func(*Rejection) error) *table {
	return &table{path: path, what: "accounts", columns: accountColumns, reject: reject,
		each: func(_ int64, row []string) error {
			f, err := factsOf(row)
			if err != nil {
				return err
			}
			return each(f)
		}}
}

func factsOf(row []string) (f Facts, err error) {
	if len(row[0]) > maxID || len(row[1]) > maxID {
		return f, &Rejection{Reason: "user.id or stillhunt.org.id is longer than 256 bytes", Hint: "write the same ids as the traffic has"}
	}
	if f.Created, err = day(row[2], "created"); err != nil {
		return f, err
	}
	if f.Suspended, err = day(row[3], "suspended_at"); err != nil {
		return f, err
	}
	if row[5] != "" {
		f.priced = true
		f.PriceMonth, err = strconv.ParseFloat(row[5], 64)
		if err != nil || f.PriceMonth < 0 || math.IsNaN(f.PriceMonth) || math.IsInf(f.PriceMonth, 0) {
			return f, &Rejection{Reason: "price_month is not a price", Hint: "write a number, 0 or more, with a point and without a currency"}
		}
	}
	row = keep(row)
	f.Account, f.Org, f.Plan, f.Verification = row[0], row[1], row[4], row[6]
	f.PaymentFingerprint, f.PaymentBIN = row[7], row[8]
	f.EmailDomain, f.EmailShape = row[9], row[10]
	f.Device, f.SignupAddress, f.DeclaredUse, f.Region = row[11], row[12], row[13], row[14]
	return f, nil
}

// Merge is f with the fields that later knows in the place of its own.
func (f Facts) Merge(later Facts) Facts {
	for _, s := range [...]struct{ old, new *string }{
		{&f.Account, &later.Account}, {&f.Org, &later.Org}, {&f.Plan, &later.Plan}, {&f.Verification, &later.Verification},
		{&f.PaymentFingerprint, &later.PaymentFingerprint}, {&f.PaymentBIN, &later.PaymentBIN},
		{&f.EmailDomain, &later.EmailDomain}, {&f.EmailShape, &later.EmailShape},
		{&f.Device, &later.Device}, {&f.SignupAddress, &later.SignupAddress},
		{&f.DeclaredUse, &later.DeclaredUse}, {&f.Region, &later.Region},
	} {
		if *s.new != "" {
			*s.old = *s.new
		}
	}
	if later.Created != 0 {
		f.Created = later.Created
	}
	if later.Suspended != 0 {
		f.Suspended = later.Suspended
	}
	if later.priced || later.PriceMonth != 0 {
		f.PriceMonth, f.priced = later.PriceMonth, true
	}
	return f
}

// Times of a table lie in [minDay, maxTime): accounts are older than traffic.
var minDay = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()

// day reads an RFC 3339 time or a date into microseconds since 1970 UTC; "" is 0.
func day(s, name string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	if len(s) == len(time.DateOnly) {
		s += "T00:00:00Z"
	}
	t, ok := parseTime(s)
	switch {
	case !ok:
		return 0, &Rejection{Reason: name + " is not RFC 3339", Hint: "write it as 2026-01-31T12:00:00Z or 2026-01-31"}
	case t < minDay || t >= maxTime:
		return 0, &Rejection{Reason: name + " out of range", Hint: "years 2000 to 2100 are taken"}
	}
	return t, nil
}

// keep copies a row into one string, so that a table keeps one allocation a
// row and not one a cell.
func keep(row []string) []string {
	all := strings.Join(row, "")
	kept := make([]string, len(row))
	at := 0
	for i, s := range row {
		kept[i] = all[at : at+len(s)]
		at += len(s)
	}
	return kept
}
