package split

import (
	"fmt"
	"testing"
)

func TestHalves(t *testing.T) {
	fitted := 0
	for i := range 10000 {
		if Fitted(fmt.Sprint("conversation ", i), "any") {
			fitted++
		}
		if Fitted(fmt.Sprint(i), "one turn") != Fitted(fmt.Sprint(i), "another turn") {
			t.Fatal("two turns of one conversation are in different halves")
		}
	}
	if fitted < 4800 || fitted > 5200 {
		t.Errorf("%d of 10,000 conversations are in the fitted half", fitted)
	}
	if Fitted("", "text") != Fitted("text", "") {
		t.Error("a prompt without a conversation goes by its text")
	}
}
