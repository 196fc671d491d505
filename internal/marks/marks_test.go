package marks

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "page.md")
	from, to := "<!-- the table: from here -->\n", "<!-- the table: to here -->\n"
	if err := os.WriteFile(path, []byte("before\n"+from+"old\n"+to+"after\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time nothing changes
		if err := File(path, "the table", "| new |\n"); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if want := "before\n" + from + "\n| new |\n\n" + to + "after\n"; err != nil || string(b) != want {
			t.Errorf("got %q, %v", b, err)
		}
	}
	for page, what := range map[string]string{
		"no marks\n":          "no mark",
		to + from:             "marks in the wrong order",
		from + "no end\n":     "no second mark",
		strings.ToUpper(from): "another name",
	} {
		if _, err := Replace(page, "the table", "x"); err == nil || !strings.Contains(err.Error(), "no place") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := File(path+".not", "the table", "x"); err == nil {
		t.Error("no error for a page that is not there")
	}
}
