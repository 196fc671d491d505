package campaign

import (
	_ "embed"
	"slices"
)

//go:embed schema/campaigns.schema.json
var resultSchema []byte

// ResultSchema is the JSON Schema (draft 2020-12) of campaigns.json.
func ResultSchema() []byte { return slices.Clone(resultSchema) }
