package exchange

import "math/bits"

// Fields is a set of the record's keys, one bit a key.
type Fields uint64

// The keys of the record. FieldHeaders stands for every http.request.header.*.
const (
	FieldTime Fields = 1 << iota
	FieldID
	FieldAccount
	FieldOrg
	FieldConversation
	FieldModel
	FieldOperation
	FieldProvider
	FieldSystem
	FieldInput
	FieldOutput
	FieldTools
	FieldTemperature
	FieldTopP
	FieldMaxTokens
	FieldSeed
	FieldChoices
	FieldStream
	FieldLogprobs
	FieldInputTokens
	FieldOutputTokens
	FieldReasoningTokens
	FieldCacheTokens
	FieldResponseID
	FieldResponseModel
	FieldFinish
	FieldRefusal
	FieldStatus
	FieldErrorType
	FieldDuration
	FieldAddress
	FieldUserAgent
	FieldJA4
	FieldJA4H
	FieldHTTP2
	FieldASN
	FieldIssued
	FieldPresented
	FieldHeaders
)

// AllFields are the keys of the record.
const AllFields = FieldHeaders<<1 - 1

// Has reports whether every key of f is in s.
func (s Fields) Has(f Fields) bool { return s&f == f }

// Names are the record's names of the keys in s, in the order of the record.
func (s Fields) Names() []string {
	names := make([]string, 0, bits.OnesCount64(uint64(s)))
	for i := range record {
		if s&(1<<i) != 0 {
			names = append(names, record[i].name)
		}
	}
	return names
}

// Lookup is the set of the one key called name, or 0 if the record has none.
func Lookup(name string) Fields {
	if i, ok := index[name]; ok {
		return 1 << i
	}
	if isHeader(name) {
		return FieldHeaders
	}
	return 0
}
