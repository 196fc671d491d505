package exchange

import (
	"strconv"
	"time"
)

// AppendLine appends x as one line of the native format, with its end. Reading
// the line gives an exchange with the same Hash.
func AppendLine(dst []byte, x *Exchange) []byte {
	before := byte('{')
	key := func(name string) {
		dst = append(AppendText(append(dst, before), name), ':')
		before = ','
	}
	for i := range record {
		f := Fields(1) << i
		if f != FieldHeaders && (x.Fields.Has(f) || f == FieldSystem && x.System != "") {
			key(record[i].name)
			dst = appendValue(dst, f, x)
		}
	}
	for _, h := range x.Headers {
		key(headerPrefix + h.Name)
		if h.Value == "" { // which alone would say nothing
			dst = append(dst, "[]"...)
		} else {
			dst = AppendText(dst, h.Value)
		}
	}
	return append(dst, '}', '\n')
}

func appendValue(dst []byte, f Fields, x *Exchange) []byte {
	switch f {
	case FieldTime:
		return AppendText(dst, time.UnixMicro(x.Time).UTC().Format(time.RFC3339Nano))
	case FieldInput:
		return appendMessages(dst, x.Input)
	case FieldOutput:
		return appendMessages(dst, x.Output)
	case FieldTools: // what they are is not kept
		return appendList(dst, int(x.Tools), func(dst []byte, _ int) []byte { return append(dst, "{}"...) })
	case FieldTemperature:
		return appendThousandths(dst, x.Temperature)
	case FieldTopP:
		return appendThousandths(dst, x.TopP)
	case FieldSeed: // which it was is not kept
		return append(dst, '1')
	case FieldStream:
		return strconv.AppendBool(dst, x.Stream == 1)
	case FieldLogprobs:
		return strconv.AppendBool(dst, x.Logprobs == 1)
	case FieldIssued:
		return appendTexts(dst, x.Issued)
	case FieldPresented:
		return appendTexts(dst, x.Presented)
	}
	if s, ok := textIn(f, x); ok {
		return AppendText(dst, s)
	}
	return strconv.AppendInt(dst, numberIn(f, x), 10)
}

// textIn is the value of a key that is a text.
func textIn(f Fields, x *Exchange) (string, bool) {
	switch f {
	case FieldID:
		return x.ID, true
	case FieldAccount:
		return x.Account, true
	case FieldOrg:
		return x.Org, true
	case FieldConversation:
		return x.Conversation, true
	case FieldModel:
		return x.Model, true
	case FieldOperation:
		return x.Operation, true
	case FieldProvider:
		return x.Provider, true
	case FieldSystem:
		return x.System, true
	case FieldResponseID:
		return x.ResponseID, true
	case FieldResponseModel:
		return x.ResponseModel, true
	case FieldFinish:
		return x.Finish, true
	case FieldRefusal:
		return x.Refusal, true
	case FieldErrorType:
		return x.ErrorType, true
	case FieldAddress:
		return x.Address, true
	case FieldUserAgent:
		return x.UserAgent, true
	case FieldJA4:
		return x.JA4, true
	case FieldJA4H:
		return x.JA4H, true
	case FieldHTTP2:
		return x.HTTP2, true
	}
	return "", false
}

// numberIn is the value of a key that is a whole number.
func numberIn(f Fields, x *Exchange) int64 {
	switch f {
	case FieldMaxTokens:
		return int64(x.MaxTokens)
	case FieldChoices:
		return int64(x.Choices)
	case FieldInputTokens:
		return int64(x.InputTokens)
	case FieldOutputTokens:
		return int64(x.OutputTokens)
	case FieldReasoningTokens:
		return int64(x.ReasoningTokens)
	case FieldCacheTokens:
		return int64(x.CacheTokens)
	case FieldStatus:
		return int64(x.Status)
	case FieldDuration:
		return int64(x.Duration)
	case FieldASN:
		return x.ASN
	}
	return Absent
}

func appendThousandths(dst []byte, n int32) []byte {
	if n == Absent {
		return strconv.AppendInt(dst, Absent, 10)
	}
	return strconv.AppendFloat(dst, float64(n)/1000, 'f', -1, 64)
}

func appendMessages(dst []byte, list []Message) []byte {
	return appendList(dst, len(list), func(dst []byte, i int) []byte {
		m := &list[i]
		dst = AppendText(append(dst, `{"role":`...), m.Role)
		dst = append(dst, `,"parts":`...)
		before := byte('[')
		part := func(kind string) {
			dst = AppendText(append(append(dst, before), `{"type":`...), kind)
			before = ','
		}
		if m.Text != "" {
			part("text")
			dst = append(AppendText(append(dst, `,"content":`...), m.Text), '}')
		}
		for _, has := range [...]struct {
			it   bool
			kind string
		}{{m.ToolCall, "tool_call"}, {m.ToolData, "tool_call_response"}, {m.Media, "blob"}} {
			if has.it {
				part(has.kind)
				dst = append(dst, '}')
			}
		}
		if before == '[' {
			dst = append(dst, '[')
		}
		return append(dst, ']', '}')
	})
}

func appendTexts(dst []byte, list []string) []byte {
	return appendList(dst, len(list), func(dst []byte, i int) []byte { return AppendText(dst, list[i]) })
}

func appendList(dst []byte, n int, one func(dst []byte, i int) []byte) []byte {
	dst = append(dst, '[')
	for i := range n {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = one(dst, i)
	}
	return append(dst, ']')
}
