// Package split divides people's prompts in two halves: one to fit the weights
// of the text model, one to compose test worlds from. What the model was fitted
// on must not be what it is tested on.
package split

import "github.com/zeebo/xxh3"

// Fitted reports whether a prompt belongs to the half that the codebook and the
// heads are fitted on. The turns of one conversation stay together; a prompt
// without a conversation goes by its text. Test worlds are composed from the
// prompts for which it is false.
func Fitted(conversation, text string) bool {
	if conversation == "" {
		conversation = text
	}
	return xxh3.HashString("stillhunt.fit.half\x00"+conversation)&1 == 0
}
