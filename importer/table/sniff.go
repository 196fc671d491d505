package table

import (
	"bufio"
	"bytes"
)

const bom = "\xef\xbb\xbf"

// LooksLikeCSV tells whether first, the first bytes or lines of a file, begins
// a CSV table: two columns or more whose names are of letters, digits, "_", "."
// and "-", and a second row with as many cells. Of what first cuts off it takes
// no account.
func LooksLikeCSV(first []byte) bool {
	first = bytes.TrimPrefix(first, []byte(bom))
	s := scanner{r: bufio.NewReader(bytes.NewReader(first)), sep: separator(first)}
	if s.row() != nil || s.wrong && !s.cut {
		return false
	}
	names, columns := 0, s.count
	for i := range s.ends {
		switch name := bytes.TrimSpace(s.cell(i)); {
		case isName(name):
			names++
		case len(name) > 0:
			return false
		}
	}
	if names < 2 {
		return false
	}
	if s.cut {
		return names > 2 && !bytes.ContainsRune(first, '\n')
	}
	if s.row() != nil {
		return false
	}
	if s.cut {
		return s.count <= columns
	}
	return s.count == columns && !s.wrong
}

// row reads the next row that is not blank.
func (s *scanner) row() error {
	for {
		if err := s.next(); err != nil || !s.blank {
			return err
		}
	}
}

// isName tells a column's name from data: it has a letter.
func isName(name []byte) bool {
	letter := false
	for _, c := range name {
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			letter = true
		case c >= '0' && c <= '9' || c == '_' || c == '.' || c == '-':
		default:
			return false
		}
	}
	return letter && len(name) <= maxName
}

// separator is what parts the first line of a table into most cells: a comma, a
// semicolon or a tab.
func separator(text []byte) byte {
	text = bytes.TrimLeft(text, "\r\n")
	counts := [256]int{}
	inside := false
	for _, c := range text {
		switch {
		case c == '"':
			inside = !inside
		case inside:
		case c == '\n':
			return most(&counts)
		default:
			counts[c]++
		}
	}
	return most(&counts)
}

func most(counts *[256]int) byte {
	best := byte(',')
	for _, c := range [...]byte{';', '\t'} {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return best
}
