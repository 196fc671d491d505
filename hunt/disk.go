package hunt

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"

	"github.com/stillhunt/stillhunt/internal/unpack"
)

// What the lake needs at most: a plain line becomes an observation a tenth of
// its size or less; a compressed log is about as large as its observations. The
// margin is for the tables, what the engine spills, and everybody else.
const (
	plainShare = 10
	diskMargin = 256 << 20
)

// checkDisk reports, before anything is written, that there is no room for what
// is still to be read.
func checkDisk(dir string, todo []stretch) error {
	need := int64(0)
	for _, s := range todo {
		need += s.lakeSize()
	}
	if need == 0 {
		return nil
	}
	var fs unix.Statfs_t
	if err := unix.Statfs(dir, &fs); err != nil {
		return fmt.Errorf("asking for the free space of %s: %w", dir, err)
	}
	return enough(dir, int64(fs.Bavail)*fs.Bsize, need+diskMargin)
}

func enough(dir string, free, need int64) error {
	if free >= need {
		return nil
	}
	return fmt.Errorf("%s has %s free, and this log needs about %s: free some space, or name a larger disk with --lake or --out", dir, Size(free), Size(need))
}

// lakeSize is what a stretch is expected to take in the lake, in bytes. What
// cannot be told (a pipe) is nothing.
func (s stretch) lakeSize() int64 {
	if s.Size <= 0 {
		return 0
	}
	f, err := os.Open(s.Path)
	if err != nil {
		return 0 // the reading will say it better
	}
	defer f.Close()
	u, err := unpack.NewReader(f)
	if err != nil {
		return 0
	}
	defer u.Close()
	if u.Kind() != unpack.Plain {
		return s.Size
	}
	return max(s.Size-s.from.Offset, 0) / plainShare
}

// Size writes a number of bytes: "6.5 MiB".
func Size(bytes int64) string {
	const unit = 1 << 10
	if bytes < unit {
		return fmt.Sprintf("%d bytes", bytes)
	}
	n, names := float64(bytes)/unit, "KMGTPE"
	for n >= unit && len(names) > 1 {
		n, names = n/unit, names[1:]
	}
	return fmt.Sprintf("%.1f %ciB", n, names[0])
}
