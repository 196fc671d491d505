package asn

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/gzip"
)

// Open reads a table, whole, in the form that its content shows: a MaxMind
// database of autonomous systems, iptoasn's TSV, or CSV; plain or gzip.
func Open(path string) (*DB, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the table of autonomous systems: %w", err)
	}
	db, err := read(data)
	if err != nil {
		return nil, fmt.Errorf("reading the table of autonomous systems %s: %w", path, err)
	}
	return db, nil
}

// sizeLimit bounds what a compressed table may unfold to, in bytes.
const sizeLimit = 1 << 30

func read(data []byte) (*DB, error) {
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("as gzip: %w", err)
		}
		if data, err = io.ReadAll(io.LimitReader(z, sizeLimit+1)); err != nil {
			return nil, fmt.Errorf("as gzip (fetch the file again): %w", err)
		}
		if len(data) > sizeLimit {
			return nil, fmt.Errorf("it unfolds to more than %d MiB", sizeLimit>>20)
		}
	}
	// The metadata of a MaxMind database stands near its end, behind this mark.
	if bytes.Contains(data[max(0, len(data)-128<<10):], []byte("\xab\xcd\xefMaxMind.com")) {
		return readMMDB(data)
	}
	return readTable(bytes.NewReader(data))
}
