// Package marks writes the measured and generated parts of the documents: what
// stands between two marks is replaced, the rest of the page is its author's.
package marks

import (
	"fmt"
	"os"
	"strings"
)

// Replace gives the page with text between the marks of a name, which stand on
// lines of their own: "<!-- name: from here -->" and "<!-- name: to here -->".
func Replace(page, name, text string) (string, error) {
	from, to := "<!-- "+name+": from here -->\n", "<!-- "+name+": to here -->\n"
	head, rest, opened := strings.Cut(page, from)
	_, tail, closed := strings.Cut(rest, to)
	if !opened || !closed {
		return "", fmt.Errorf("there is no place for %q: put the lines %q and %q there", name, strings.TrimSpace(from), strings.TrimSpace(to))
	}
	return head + from + "\n" + text + "\n" + to + tail, nil
}

// File does the same to the page at path.
func File(path, name, text string) error {
	page, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading the page: %w", err)
	}
	replaced, err := Replace(string(page), name, text)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, []byte(replaced), 0o644)
}
