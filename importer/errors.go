package importer

import (
	"bytes"
	"fmt"
)

// CorruptError says that a packed file is damaged or ends too early. Every
// whole line before the damage was given.
type CorruptError struct {
	File  string
	Lines int64 // lines that were given
	Err   error
}

func (e *CorruptError) Error() string {
	return fmt.Sprintf("%s: %v, after %d whole lines: fetch the file again, or unpack what there is of it and hunt that", e.File, e.Err, e.Lines)
}

func (e *CorruptError) Unwrap() error { return e.Err }

// foreign says what kind of thing first, the first bytes of a file, opens that
// is not text; empty if it is text.
func foreign(first []byte) string {
	for _, m := range []struct{ magic, what string }{
		{"\xff\xfe", "UTF-16 text: write it as UTF-8"},
		{"\xfe\xff", "UTF-16 text: write it as UTF-8"},
		{"\xfd7zXZ\x00", "an xz archive: unpack it first, or pack it with zstd or gzip"},
		{"BZh", "a bzip2 archive: unpack it first, or pack it with zstd or gzip"},
		{"\x04\x22\x4d\x18", "an lz4 archive: unpack it first, or pack it with zstd or gzip"},
		{"PK\x03\x04", "a zip archive: unpack it first"},
		{"PAR1", "a Parquet file in a pack or a pipe: give it as a file of its own"},
		{"SQLite format 3\x00", "an SQLite database: export it as JSON Lines"},
	} {
		if bytes.HasPrefix(first, []byte(m.magic)) {
			return m.what
		}
	}
	if len(first) >= 262 && string(first[257:262]) == "ustar" {
		return "a tar archive: unpack it first and name the folder"
	}
	if bytes.IndexByte(first, 0) >= 0 {
		return "not text, nor an OpenTelemetry export: a traffic log is JSON Lines in UTF-8, plain, gzip or zstd"
	}
	return ""
}
