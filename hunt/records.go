package hunt

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/observe"
	"github.com/stillhunt/stillhunt/profile"
)

// facts reads the operator's account facts and keys them, by the account id as
// the hunt writes it.
func (h *hunt) facts(ctx context.Context, ob *observe.Observer) (map[string]profile.Facts, error) {
	if h.Accounts == "" {
		return nil, nil
	}
	var bad int
	var first *exchange.Rejection
	raw, err := exchange.LoadFacts(ctx, h.Accounts, func(r *exchange.Rejection) error {
		if bad++; first == nil {
			first = r
		}
		return nil
	})
	if err != nil {
		return nil, err // says which file, and what of it
	}
	if share := float64(bad) / float64(bad+len(raw)); bad > 0 && share > h.MaxReject {
		return nil, fmt.Errorf("%d of %d lines of %s cannot be read, more than --max-rejected %g allows; the first: %w", bad, bad+len(raw), h.Accounts, h.MaxReject, first)
	}
	if bad > 0 {
		h.out.Warnings = append(h.out.Warnings, fmt.Sprintf("%d lines of the account facts were rejected; the first: %v", bad, first))
	}
	out := make(map[string]profile.Facts, len(raw))
	words := map[string]string{} // few, each a part of the file's text, which is let go of
	own := func(word string) string {
		if _, ok := words[word]; !ok {
			words[strings.Clone(word)] = strings.Clone(word)
		}
		return words[word]
	}
	for id, f := range raw {
		k := profile.Keyed(f, h.key)
		k.Plan, k.Verified, k.Declared, k.Region = own(k.Plan), own(k.Verified), own(k.Declared), own(k.Region)
		if f.Org != "" {
			k.Org = own(ob.Name("org", f.Org))
		}
		out[ob.Name("account", id)] = k
	}
	return out, nil
}

// meet checks that the facts and the traffic speak of the same accounts.
func (h *hunt) meet(facts map[string]profile.Facts, s *profile.Set) error {
	switch {
	case h.Accounts == "" || len(s.Accounts) == 0:
		return nil
	case len(facts) == 0:
		return fmt.Errorf("%s names no account: check that it is the right file, or leave --accounts out", h.Accounts)
	}
	met := 0
	for i := range s.Accounts {
		if s.Accounts[i].Facts.Known {
			met++
		}
	}
	switch {
	case met == 0:
		return fmt.Errorf("none of the %d accounts in %s appears in the traffic: check that user.id is written the same way in both, or leave --accounts out", len(facts), h.Accounts)
	case 10*met < len(s.Accounts):
		h.out.Warnings = append(h.out.Warnings, fmt.Sprintf("only %d of the %d accounts in the traffic have facts in %s", met, len(s.Accounts), h.Accounts))
	}
	return nil
}

func (h *hunt) readKnown(ctx context.Context) ([]exchange.Known, error) {
	if h.Known == "" {
		return nil, nil
	}
	known, err := exchange.ReadKnown(ctx, h.Known)
	if err != nil {
		return nil, fmt.Errorf("reading what is known: %w", err)
	}
	return known, nil
}

// mostKnownSets is the size of an index, in bytes: ten million prompts.
const mostKnownSets = 1 << 28

func (h *hunt) readKnownSets() ([]observe.KnownSet, error) {
	if h.KnownSets == "" {
		return nil, nil
	}
	f, err := os.Open(h.KnownSets)
	if err != nil {
		return nil, fmt.Errorf("reading known sets: %w", err)
	}
	defer f.Close()
	switch info, err := f.Stat(); {
	case err != nil:
		return nil, fmt.Errorf("reading known sets: %w", err)
	case info.Size() > mostKnownSets:
		return nil, fmt.Errorf("reading known sets: %s is larger than %d MiB: is it an index that stillhunt known-set made?", h.KnownSets, mostKnownSets>>20)
	}
	sets, err := observe.ReadKnownSets(f, h.key.ID())
	if err != nil {
		return nil, fmt.Errorf("reading known sets: %s: %w", h.KnownSets, err)
	}
	return sets, nil
}

func (h *hunt) readReleases(ctx context.Context) ([]exchange.Release, error) {
	if h.Releases == "" {
		return nil, nil
	}
	releases, err := exchange.ReadReleases(ctx, h.Releases)
	if err != nil {
		return nil, fmt.Errorf("reading model releases: %w", err)
	}
	return releases, nil
}

// whoIsKnown finds the accounts that --known means: an entry matches by all of
// the account, the organisation and the mail domain that it names; of several
// the first counts.
func (h *hunt) whoIsKnown(known []exchange.Known, s *profile.Set, ob *observe.Observer) map[string]campaign.Known {
	out := map[string]campaign.Known{}
	for i := range s.Accounts {
		a := &s.Accounts[i]
		for _, k := range known {
			if (k.Account == "" || ob.Name("account", k.Account) == a.ID) &&
				(k.Org == "" || ob.Name("org", k.Org) == a.Organisation()) &&
				(k.EmailDomain == "" || h.key.Sum64("email.domain", strings.ToLower(k.EmailDomain)) == a.Facts.Domain) {
				out[a.ID] = campaign.Known{Name: k.Name, Kind: k.Kind}
				break
			}
		}
	}
	return out
}
