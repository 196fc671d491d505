package report

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stillhunt/stillhunt/internal/browser"
)

func TestPageInBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, []byte(writePage(t, "typical", typical().data())), 0o644); err != nil {
		t.Fatal(err)
	}
	browser.Look(t, file, "")
}
