package sources

import (
	"embed"
	"os"
	"strconv"
	"strings"
	"testing"
)

//go:embed *.go
var own embed.FS

func TestWriteNamesEveryFileButTests(t *testing.T) {
	var got strings.Builder
	Write(&got, "here", own)
	text, err := os.ReadFile("sources.go")
	if err != nil {
		t.Fatal(err)
	}
	if want := "here/sources.go " + strconv.Itoa(len(text)) + "\n" + string(text); got.String() != want {
		t.Errorf("got %d bytes, want %d: the file's path, its length and its text, and no test", got.Len(), len(want))
	}
}
