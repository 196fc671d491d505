package body

import (
	"bytes"

	"github.com/valyala/fastjson"
)

// look is how many lines Best reads, at most.
const look = 32

// Best is the highest score that score gives to one of the first lines, from 0
// to 100. What is no JSON object is passed over.
func Best(first []byte, score func(*fastjson.Object) int) int {
	var parser fastjson.Parser
	best := 0
	for n := 0; n < look && len(first) > 0 && best < 100; {
		line, rest, _ := bytes.Cut(first, []byte{'\n'})
		first = rest
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		n++
		if v, err := parser.ParseBytes(line); err == nil && v.Type() == fastjson.TypeObject {
			best = max(best, score(v.GetObject()))
		}
	}
	return best
}
