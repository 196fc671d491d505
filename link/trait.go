// Package link is the evidence graph: which accounts show the same values, and
// how surprising that is if they have nothing to do with each other.
package link

// Family is an independent class of evidence.
type Family string

// The families that this version computes links in.
const (
	Network   Family = "network"
	Client    Family = "client"
	Payment   Family = "payment"
	Lifecycle Family = "lifecycle"
	Timing    Family = "timing"
	Content   Family = "content"
	Semantics Family = "semantics"
	Replay    Family = "replay"
)

// Trait is a kind of value that two accounts can share.
type Trait struct {
	Name   string
	Family Family
	// Share is the chance that two accounts of one operator share this kind of
	// value: s of the surprise weight, fitted on the range's training worlds.
	Share float64
	// Counted says that a value counts more the more often an account shows it
	// (a prompt frame seen once is an accident); facts are not counted.
	Counted bool
	Plain   string // "the same …", for reasons
	Needs   []string
}

// Traits lists every kind of value, in the order of their places in Value.Trait.
var Traits = []Trait{
	{"network", Network, .3, true, "exit network", []string{"client.address"}},
	{"signup_network", Network, .3, false, "sign-up network", []string{"signup.address"}},
	{"client", Client, .5, true, "client fingerprint", []string{"user_agent.original"}},
	{"ja4", Client, .5, true, "TLS fingerprint", []string{"stillhunt.client.ja4"}},
	{"contradiction", Client, .5, true, "contradiction between parts of a request", []string{"user_agent.original"}},
	{"device", Client, .2, false, "device", []string{"device"}},
	{"card", Payment, .1, false, "payment instrument", []string{"payment.fingerprint"}},
	{"bin", Payment, .15, false, "card issuer range", []string{"payment.bin"}},
	{"signup_day", Lifecycle, .2, false, "sign-up day", []string{"created"}},
	{"email_domain", Lifecycle, .3, false, "mail domain", []string{"email.domain"}},
	{"email_shape", Lifecycle, .3, false, "shape of the mail address", []string{"email.shape"}},
	{"skeleton", Content, .3, true, "prompt skeleton", []string{"gen_ai.input.messages"}},
	{"head", Content, .6, true, "opening of the prompt", []string{"gen_ai.input.messages"}},
	{"tail", Content, .6, true, "closing of the prompt", []string{"gen_ai.input.messages"}},
	{"system", Content, .5, true, "system prompt", []string{"gen_ai.system_instructions"}},
	{"pool", Semantics, .6, false, "pool of tasks", []string{"gen_ai.input.messages"}},
}

// Caps bound what one family can say about two accounts, in nats, so that one
// leaky family (a NAT, a popular SDK) never links alone.
var Caps = map[Family]float64{Network: 5, Client: 3, Payment: 6, Lifecycle: 4, Content: 5, Timing: 4, Semantics: 5, Replay: 8}

// Families in the order in which they are reported.
var Families = []Family{Network, Client, Payment, Lifecycle, Timing, Content, Semantics, Replay}

// The lake's traits are asked of the lake, the others come from the facts.
var inLake = map[string]bool{"network": true, "client": true, "ja4": true, "contradiction": true, "skeleton": true, "head": true, "tail": true, "system": true}
