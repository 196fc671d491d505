package main

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// row is one line of a CSV with a header. The first value that is no number is
// kept as err.
type row struct {
	columns map[string]int
	values  []string
	err     error
}

func (r *row) text(column string) string {
	i, ok := r.columns[column]
	if !ok {
		r.err = fmt.Errorf("there is no column %s", column)
		return ""
	}
	return r.values[i]
}

func (r *row) number(column string) float64 {
	v, err := strconv.ParseFloat(r.text(column), 64)
	if err != nil && r.err == nil {
		r.err = fmt.Errorf("%s is no number", column)
	}
	return v
}

// rows calls each with every line after the header and gives their number.
func rows(path string, each func(*row) error) (int, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, fmt.Errorf("reading a trace (name its folder with -data): %w", err)
	}
	defer f.Close()
	var in io.Reader = bufio.NewReader(f)
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(in); err != nil {
			return 0, fmt.Errorf("%s: %w", path, err)
		}
	}
	c := csv.NewReader(in)
	c.ReuseRecord = true
	header, err := c.Read()
	if err != nil {
		return 0, fmt.Errorf("%s: %w", path, err)
	}
	columns := map[string]int{}
	for i, name := range header {
		columns[name] = i
	}
	for n := 0; ; n++ {
		values, err := c.Read()
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err == nil {
			err = each(&row{columns: columns, values: values})
		}
		if err != nil {
			return n, fmt.Errorf("%s:%d: %w", path, n+2, err)
		}
	}
}
