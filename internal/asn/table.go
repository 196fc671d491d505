package asn

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"net/netip"
	"strconv"
	"strings"
)

// lineLimit bounds a line of a table, in bytes.
const lineLimit = 1 << 16

// readTable reads the text form of a table: one range a line, as
// start⇥end⇥number⇥country⇥description (iptoasn's TSV) or
// start,end,number,"description" (CSV). A header line and lines that start
// with # are skipped, and so are ranges that nobody announces (number 0).
// Errors name the line.
func readTable(r io.Reader) (*DB, error) {
	b := newBuilder()
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, lineLimit)
	n := 0
	for lines.Scan() {
		n++
		line := bytes.TrimRight(lines.Bytes(), "\r")
		if n == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		fields, err := split(string(line))
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		if n == 1 && header(fields) {
			continue
		}
		if err := b.addFields(fields); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		if errors.Is(err, bufio.ErrTooLong) {
			return nil, fmt.Errorf("line %d is longer than %d bytes: this is no table of ranges", n+1, lineLimit)
		}
		return nil, fmt.Errorf("after line %d: %w", n, err)
	}
	return b.finish()
}

// split parts a line at its tabs, or as CSV if it has none.
func split(line string) ([]string, error) {
	if strings.IndexByte(line, '\t') >= 0 {
		return strings.Split(line, "\t"), nil
	}
	r := csv.NewReader(strings.NewReader(line))
	r.LazyQuotes = true
	fields, err := r.Read()
	if err != nil {
		return nil, errors.New("neither tabs nor CSV: want start, end, number, description")
	}
	return fields, nil
}

// header reports whether a first line names columns: it holds no address.
func header(fields []string) bool {
	_, err := netip.ParseAddr(fields[0])
	return err != nil && len(fields) >= 3 && !strings.ContainsAny(fields[0], ".:0123456789")
}

func (b *builder) addFields(fields []string) error {
	if len(fields) < 3 {
		return fmt.Errorf("%d columns, want start, end, number, description", len(fields))
	}
	first, err := netip.ParseAddr(fields[0])
	if err != nil {
		return errors.New("the first column is no address")
	}
	last, err := netip.ParseAddr(fields[1])
	if err != nil {
		return errors.New("the second column is no address")
	}
	if first.Is4() != last.Is4() || last.Less(first) || first.Zone() != "" || last.Zone() != "" {
		return errors.New("the range does not run from a lower to a higher address of one kind")
	}
	number, err := strconv.ParseUint(strings.TrimPrefix(strings.ToUpper(fields[2]), "AS"), 10, 64)
	if err != nil || number > math.MaxUint32 {
		return errors.New("the third column is no AS number")
	}
	if number == 0 { // announced by nobody
		return nil
	}
	b.add(first, last, uint32(number), fields[len(fields)-1])
	return nil
}
