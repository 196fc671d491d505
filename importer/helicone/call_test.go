package helicone

import (
	"encoding/json"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
)

// TestLoggedText checks what textBody can be: a stream of any of the forms, a
// body, or bare words.
func TestLoggedText(t *testing.T) {
	const before = `{"headers":{"Helicone-User-Id":"u"},"body":{"providerRequest":{"json":{"model":"m","messages":[{"role":"user","content":"q"}]},"meta":{"Helicone-Session-Id":"s"}},"providerResponse":{"status":200,"json":{},"textBody":`
	const after = `},"timing":{"startTime":{"seconds":1800000000,"milliseconds":0}}}}`
	for name, c := range map[string]struct{ text, want, finish string }{
		"chunks": {`{"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"on"}}]}
{"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"ce"},"finish_reason":"stop"}]}
{"id":"c","object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":2,"completion_tokens":3}}`, "once", "stop"},
		"chunks as events": {"data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"once\"}}]}\n\ndata: [DONE]", "once", ""},
		"one chunk":        {`{"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"one"}}]}`, "one", ""},
		"broken off":       {"{\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"on\"}}]}\n{\"object\":\"chat.comp", "on", ""},
		"Anthropic": {`event: message_start
data: {"type":"message_start","message":{"id":"msg_1","model":"claude","usage":{"input_tokens":9,"output_tokens":1}}}

data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}
data: {"type":"ping"}
data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Ho"}}
data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"ney"}}
data: {"type":"content_block_stop","index":0}
data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":12}}
data: {"type":"message_stop"}`, "Honey", "end_turn"},
		"responses": {`{"type":"response.created","response":{"id":"resp_1","model":"m"}}
{"type":"response.output_text.delta","output_index":0,"delta":"Lo"}
{"type":"response.completed","response":{"id":"resp_1","model":"m","status":"completed","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Loaf"}]}]}}`, "Loaf", "completed"},
		"a body":         {"{\n \"id\":\"c\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"whole\"}}]}", "whole", ""},
		"words":          {"The jar is full.\nSo is the shelf.", "The jar is full.\nSo is the shelf.", ""},
		"another stream": {`data: {"candidates":[]}`, "", ""},
		"cut":            {`{"choices":[{`, "", ""},
		"nothing":        {"", "", ""},
	} {
		text, err := json.Marshal(c.text)
		if err != nil {
			t.Fatal(err)
		}
		var x exchange.Exchange
		if err := NewDecoder().Decode([]byte(before+string(text)+after), &x); err != nil {
			t.Fatal(name, err)
		}
		got := ""
		for _, m := range x.Output {
			got += m.Text
		}
		if got != c.want || x.Finish != c.finish || x.Account != "u" || x.Conversation != "s" {
			t.Errorf("%s: %q, %q; want %q, %q; %s %s", name, got, x.Finish, c.want, c.finish, x.Account, x.Conversation)
		}
	}
}

func TestNone(t *testing.T) {
	for _, request := range []string{
		`"json":{"_type":"vector_db","operation":"search"}`,
		`"json":{"_type":"tool","toolName":"t","input":{}}`,
		`"json":{"model":"text-embedding-3-small","input":"x"}`,
		`"json":{"model":"m","input":"x","encoding_format":"float"}`,
		`"json":{"model":"gpt-image-1","prompt":"x"}`,
		`"json":{"model":"m","input":"x","voice":"v"}`,
		`"json":{"model":"m","query":"x","documents":[]}`,
		`"url":"https://api.openai.com/v1/audio/speech?x=1","json":{}`,
		`"url":"https://api.openai.com/v1/models"`,
		`"url":"https://generativelanguage.googleapis.com/v1/models/m:embedContent","json":{}`,
		`"url":"https://api.anthropic.com/v1/messages/count_tokens","json":{"messages":[]}`,
	} {
		var x exchange.Exchange
		if err := NewDecoder().Decode([]byte(`{"providerRequest":{`+request+`}}`), &x); err != exchange.ErrNone {
			t.Errorf("%s: %v", request, err)
		}
	}
}
