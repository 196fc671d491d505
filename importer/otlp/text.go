package otlp

import (
	"bytes"
	"iter"
)

const (
	maxDepth   = 300     // of brackets in a request: some fifty of values in values
	maxObjects = 1 << 20 // in a request: each can cost the decoder 300 bytes
)

// scan is what is known of a request of JSON before it is decoded.
type scan struct {
	signals signal
	depth   int // deepest nesting of brackets
	objects int // how many
}

// signalKeys are those of a request by what it carries, as the protobuf names them
// and as JSON does.
var signalKeys = map[string]signal{
	"resourceSpans": traces, "resource_spans": traces,
	"resourceLogs": logs, "resource_logs": logs,
	"resourceMetrics": others, "resource_metrics": others,
	"resourceProfiles": others, "resource_profiles": others,
}

// scanJSON reads over a JSON text; with brief only to the first key that tells
// a signal. What is no JSON gives what can be told.
func scanJSON(text []byte, brief bool) scan {
	var s scan
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '{', '[':
			s.objects++
			if depth++; depth > s.depth {
				s.depth = depth
			}
		case '}', ']':
			depth--
		case '"':
			end := i + 1 + stringEnd(text[i+1:])
			if depth == 1 && end < len(text) && bytes.HasPrefix(bytes.TrimLeft(text[end+1:min(len(text), end+64)], " \t\r\n"), []byte{':'}) {
				if s.signals |= signalKeys[string(text[i+1:end])]; brief && s.signals != 0 {
					return s
				}
			}
			i = end
		}
	}
	return s
}

// stringEnd is where the quote is that closes a string; the length if none does.
func stringEnd(text []byte) int {
	for i := 0; i < len(text); {
		n := bytes.IndexByte(text[i:], '"')
		if n < 0 {
			return len(text)
		}
		n += i
		slashes := 0
		for n-slashes > i && text[n-slashes-1] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return n
		}
		i = n + 1
	}
	return len(text)
}

// members are the keys and values of an object that is written without spaces.
func members(object []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for i := 1; i < len(object) && object[i] == '"'; i++ {
			end := i + 1 + stringEnd(object[i+1:])
			key := string(object[i+1 : end])
			i = end + 2 // the quote and the colon
			end = valueEnd(object, i)
			if !yield(key, object[i:end]) {
				return
			}
			i = end
		}
	}
}

// valueEnd is where the value ends that begins at i.
func valueEnd(object []byte, i int) int {
	depth := 0
	for ; i < len(object); i++ {
		switch object[i] {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth < 0 {
				return i
			}
		case ',':
			if depth == 0 {
				return i
			}
		case '"':
			i += 1 + stringEnd(object[i+1:])
		}
	}
	return len(object)
}
