package table

import (
	"encoding/binary"
	"fmt"
	"io"
	"os"
)

const (
	maxFooter   = 64 << 20 // bytes
	maxElements = 10_000   // columns and groups of columns
	maxNesting  = 64       // groups inside one another; a list is two
	maxThrift   = 64       // structs and lists inside one another in the footer
)

// checkFooter refuses the files that would bring the engine down: it walks down
// the schema, which is in the footer, by recursion, and has no limit there. The
// footer is a struct in Thrift's compact protocol, between the columns and the
// last eight bytes, which are its length and "PAR1".
func checkFooter(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("reading a Parquet file: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("reading a Parquet file: %w", err)
	}
	const ends = 12 // "PAR1" at the start; at the end as well, behind the length
	var tail [8]byte
	if info.Size() >= ends {
		if _, err := f.ReadAt(tail[:], info.Size()-8); err != nil {
			return fmt.Errorf("reading %s: %w", path, err)
		}
	}
	if string(tail[4:]) != "PAR1" {
		return fmt.Errorf("%s is no whole Parquet file: its end is missing", path)
	}
	n := int64(binary.LittleEndian.Uint32(tail[:]))
	switch {
	case n > info.Size()-ends:
		return fmt.Errorf("%s is no whole Parquet file: its footer is longer than the file", path)
	case n > maxFooter:
		return fmt.Errorf("%s has a footer of more than 64 MiB: write it as several files", path)
	}
	footer := make([]byte, n)
	if _, err := f.ReadAt(footer, info.Size()-8-n); err != nil && err != io.EOF {
		return fmt.Errorf("reading %s: %w", path, err)
	}
	if reason := checkMetadata(footer); reason != "" {
		return fmt.Errorf("%s: %s", path, reason)
	}
	return nil
}

const damagedFooter = "the footer is damaged: write the file anew, or export CSV or JSON Lines"

// checkMetadata says what is wrong with a footer, or "".
func checkMetadata(footer []byte) string {
	t := thrift{b: footer}
	for last := int64(0); ; {
		id, kind := t.field(last)
		if t.bad {
			return damagedFooter
		}
		if kind == thriftStop {
			return ""
		}
		last = id
		if id == 2 && kind == thriftList {
			if reason := t.schema(); reason != "" {
				return reason
			}
			continue
		}
		t.skip(kind, 0)
	}
}

// schema reads the list of schema elements: each group comes before what is in
// it, and tells the number of its children.
func (t *thrift) schema() string {
	size, kind := t.list()
	if t.bad || kind != thriftStruct {
		return damagedFooter
	}
	if size > maxElements {
		return fmt.Sprintf("its columns are made of %d parts: at most %d are read, so leave out what is not needed", size, maxElements)
	}
	var open []int64 // children still to come, of each group
	for i := range size {
		children, leaf := t.element()
		switch {
		case t.bad || children < 0 || leaf && children > 0:
			return damagedFooter
		case i == 0 && children > maxColumns:
			return fmt.Sprintf("it has %d columns: at most %d are read, so leave out what is not needed", children, maxColumns)
		}
		for len(open) > 0 && open[len(open)-1] == 0 {
			open = open[:len(open)-1]
		}
		if len(open) > 0 {
			open[len(open)-1]--
		}
		if children > 0 {
			if open = append(open, children); len(open) > maxNesting {
				return fmt.Sprintf("its columns are nested deeper than %d levels: write nested values as JSON text", maxNesting)
			}
		}
	}
	return ""
}

// element reads a schema element: how many children it has, and whether it is a
// column of values.
func (t *thrift) element() (children int64, leaf bool) {
	for last := int64(0); ; {
		id, kind := t.field(last)
		if t.bad || kind == thriftStop {
			return children, leaf
		}
		last = id
		switch {
		case id == 1 && kind == thriftI32:
			t.zigzag()
			leaf = true
		case id == 5 && kind == thriftI32:
			children = t.zigzag()
		default:
			t.skip(kind, 0)
		}
	}
}
