package dossier

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Audience is whom an export is for.
type Audience string

// The audiences. A regulator sees everything, a peer what an error rate rests on,
// a customer why accounts were joined, the public the letter.
const (
	Regulator Audience = "regulator"
	Peer      Audience = "peer"
	Customer  Audience = "customer"
	Public    Audience = "public"
)

// withholds are the kinds that an audience does not see. What is of single
// accounts, and with it every fact of networks, clients and cards, is for
// regulators alone.
var withholds = map[Audience][]string{
	Regulator: {},
	Peer:      {KindAccount, KindLink, KindObservation},
	Customer:  {KindAccount, KindLink, KindObservation, KindCandidate, KindNull},
	Public:    {KindAccount, KindLink, KindObservation, KindCandidate, KindNull, KindReason, KindRival},
}

// Audiences are their names.
var Audiences = []string{string(Regulator), string(Peer), string(Customer), string(Public)}

// Export writes what an audience may see, and nothing else, as a dossier under the
// same checkpoint. More names further kinds of evidence to withhold.
func Export(ctx context.Context, path, out string, for_ Audience, more []string) error {
	hidden, ok := withholds[for_]
	if !ok {
		return fmt.Errorf("%q is no audience: %s are", for_, strings.Join(Audiences, ", "))
	}
	for _, kind := range more {
		if kind == KindManifest || !slices.Contains(evidence, kind) {
			return fmt.Errorf("records of kind %q cannot be withheld: %s can", kind, strings.Join(evidence[1:], ", "))
		}
	}
	o, err := openWhole(path)
	if err != nil {
		return err
	}
	defer o.Close()
	return o.derive(ctx, out, &sieve{keep: func(kind string) bool { return !slices.Contains(hidden, kind) && !slices.Contains(more, kind) }}, false)
}

// NoAccount is the error for an account that a dossier does not have.
type NoAccount struct{ Account, Path string }

func (e *NoAccount) Error() string { return fmt.Sprintf("no account %q is in %s", e.Account, e.Path) }

// Hint says what to do.
func (e *NoAccount) Hint() string {
	return "name it by its keyed id, or by its own with the --signing-key that sealed the case"
}

// Prove writes what concerns one account, and nothing else: the manifest, its
// records, and the nodes of the tree that show that they are in the log. The
// account is named by its keyed id, or by its own if the key is given.
func Prove(ctx context.Context, path, out, account string, k *Key) error {
	o, err := openWhole(path)
	if err != nil {
		return err
	}
	defer o.Close()
	own := []string{KindManifest, KindAccount, KindLink, KindObservation}
	return o.derive(ctx, out, &sieve{keep: func(kind string) bool { return slices.Contains(own, kind) }, whose: o.who(account, k)}, true)
}
