package population

import (
	"strconv"
	"time"
)

// Facts are what the provider knows of an account beside its traffic. An empty
// field is not known.
type Facts struct {
	Created      time.Time
	Suspended    time.Time // zero: never
	Plan         string
	Price        int // a month; negative if not known
	Verification string
	Card, BIN    string
	Domain       string // of the mail address
	Shape        string // of its local part: l letters, 9 digits, r random, . and _ as they are
	Device       string
	Signup       string // address
	Use          string // declared
}

// AppendAccount writes an account's line of accounts.jsonl, with some facts
// missing.
func (a *Account) AppendAccount(dst []byte) []byte {
	known := *a
	a = &known
	a.forget()
	f := &a.Facts
	dst = append(dst, `{"user.id":"`...)
	dst = append(dst, a.ID...)
	dst = append(dst, '"')
	put := func(key, value string) {
		if value != "" {
			dst = append(dst, ',', '"')
			dst = append(dst, key...)
			dst = append(dst, `":`...)
			dst = strconv.AppendQuote(dst, value)
		}
	}
	put("stillhunt.org.id", a.Org)
	put("created", f.Created.UTC().Format(time.RFC3339))
	if !f.Suspended.IsZero() {
		put("suspended_at", f.Suspended.UTC().Format(time.RFC3339))
	}
	put("plan", f.Plan)
	if f.Price >= 0 {
		dst = append(dst, `,"price_month":`...)
		dst = strconv.AppendInt(dst, int64(f.Price), 10)
	}
	put("verification", f.Verification)
	put("payment.fingerprint", f.Card)
	put("payment.bin", f.BIN)
	put("email.domain", f.Domain)
	put("email.shape", f.Shape)
	put("device", f.Device)
	put("signup.address", f.Signup)
	put("declared_use", f.Use)
	put("region", a.Region)
	return append(dst, "}\n"...)
}

// Plans and their prices a month.
var (
	planNames  = [...]string{"free", "plus", "pro", "payg", "edu"}
	planPrices = [...]int{0, 20, 100, 0, 10}
)

const (
	planFree = iota
	planPlus
	planPro
	planPayg
	planEdu
)

var (
	mailDomains = [...]string{"gmail.com", "outlook.com", "yahoo.com", "icloud.com", "proton.me", "gmx.net", "hotmail.com", "mail.ru", "qq.com", "web.de"}
	mailWeights = []float64{.5, .14, .08, .1, .04, .03, .06, .02, .02, .01}
	mailShapes  = [...]string{"l.l", "ll", "ll99", "l.l99", "l_l", "l9999", "r"}
	shapeWeight = []float64{.34, .2, .17, .1, .05, .08, .06}
)

// facts draws what every kind of account has by default: seed is the
// account's, created in milliseconds.
func (w *World) facts(seed uint64, created int64, plan int) Facts {
	d := newDice(seed, 11)
	f := Facts{Created: time.UnixMilli(created).Truncate(time.Second), Plan: planNames[plan], Price: planPrices[plan]}
	f.Verification = []string{"email", "phone", "none", "document"}[d.weighted([]float64{.55, .33, .1, .02})]
	f.Domain = mailDomains[d.weighted(mailWeights)]
	f.Shape = mailShapes[d.weighted(shapeWeight)]
	f.Device = string(code([]byte("dev_"), 16, seed, 12))
	if plan != planFree {
		f.Card = card(seed)
		f.BIN = bin(d)
	}
	return f
}

// forget leaves out what a provider happens not to know of an account. Every
// account, whoever is behind it, loses each fact with the same chance: missing
// facts must not tell the kinds apart.
func (a *Account) forget() {
	d, f := newDice(text(a.ID), 15), &a.Facts
	for _, fact := range []struct {
		chance float64
		fields []*string
	}{
		{.06, []*string{&f.Device}}, {.05, []*string{&f.Domain, &f.Shape}}, {.04, []*string{&f.Verification}},
		{.1, []*string{&f.Signup}}, {.08, []*string{&a.Region}}, {.03, []*string{&f.Card, &f.BIN}},
	} {
		if d.chance(fact.chance) {
			for _, s := range fact.fields {
				*s = ""
			}
		}
	}
	if d.chance(.05) {
		f.Price = -1
	}
}

func card(seed uint64) string { return string(code([]byte("card_"), 16, seed, 13)) }

// bin draws an issuer: few are very common.
func bin(d dice) string {
	u := d.Float64()
	return issuer(int(90 * u * u * u))
}

func issuer(i int) string { return strconv.Itoa(400000 + int(join(uint64(i), 14)%150000)) }

func (w *World) signup(p place, host uint64) string { return string(w.net.address(nil, p, host)) }
