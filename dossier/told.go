package dossier

import (
	"context"
	"maps"
	"slices"

	"github.com/stillhunt/stillhunt/lake"
)

// tell fills in what the author of a letter is told of records that are yet to be
// written: he makes no claim of what is not there.
func (g *gathered) tell(ctx context.Context, l lake.Lake) error {
	g.Accounts = g.accounts
	traits, models, accused := map[string]bool{}, map[string]bool{}, map[uint64]bool{}
	for _, x := range g.links {
		traits[x.Trait] = true
	}
	for i, a := range g.accounts {
		accused[g.hashes[i]] = a.Accused
	}
	for row, err := range l.Categories(ctx, "model") {
		if err != nil {
			return err
		}
		if accused[row.Account] && row.Value != "" {
			models[row.Value] = true
		}
	}
	for row, err := range l.Accounts(ctx) {
		if err != nil {
			return err
		}
		if accused[row.Account] {
			g.Output += row.OutputTokens
		}
	}
	g.Traits, g.Models = slices.Sorted(maps.Keys(traits)), slices.Sorted(maps.Keys(models))
	return nil
}
