package exchange

import (
	_ "embed"
	"slices"
)

//go:generate go test -run TestSchemasAreCurrent -update .

//go:embed schema/exchange.schema.json
var exchangeSchema []byte

//go:embed schema/account.schema.json
var accountSchema []byte

// Schema is the JSON Schema (draft 2020-12) of one line of traffic.
func Schema() []byte { return slices.Clone(exchangeSchema) }

// AccountSchema is the JSON Schema (draft 2020-12) of one line of account facts.
func AccountSchema() []byte { return slices.Clone(accountSchema) }
