package native

import (
	"strings"
	"testing"
)

func TestSniff(t *testing.T) {
	const good = `{"time":"x","user.id":"y"}`
	for text, want := range map[string]int{
		"":                0,
		"not JSON":        0,
		"[]":              0,
		`{"timestamp":1}`: 0,
		`{"time":1}`:      10,
		`{"gen_ai.request.model":1,"gen_ai.operation.name":1,"gen_ai.provider.name":1,"error.type":1,"client.address":1}`: 40,
		`{"time":1,"client.address":2}`: 60,
		good:                            100,
		`{"time":1,"user.id":2,"request":{},"response":{}}`: 60,
		"\n\r\n[]\n" + good:                                     100,
		strings.Repeat("[]\n", 32) + good:                       0,
		strings.Repeat("\n", 32) + "{\"\n" + good:               100,
		`{"\u0074ime":1,"user.id":2,"http.request.header.x":3}`: 100,
	} {
		if got := Sniff([]byte(text)); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}
