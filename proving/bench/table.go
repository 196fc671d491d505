package main

import (
	"fmt"
	"os"
	"strings"
)

const (
	tableStart = "<!-- make bench: from here -->\n"
	tableEnd   = "<!-- make bench: to here -->\n"
)

// replaceTable puts the table between its marks.
func replaceTable(path, table string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	head, rest, ok := strings.Cut(string(b), tableStart)
	_, tail, ok2 := strings.Cut(rest, tableEnd)
	if !ok || !ok2 {
		return fmt.Errorf("%s has no place for the table: put %q and %q there", path, strings.TrimSpace(tableStart), strings.TrimSpace(tableEnd))
	}
	return os.WriteFile(path, []byte(head+tableStart+"\n"+table+"\n"+tableEnd+tail), 0o644)
}
