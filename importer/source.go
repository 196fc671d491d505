package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/importer/fieldmap"
)

// Source gives an input's exchanges as blocks of lines. It is for one goroutine.
type Source interface {
	// Next gives the next block, of about 1 MiB, in buf, which it grows where a
	// line needs it; pass the last block's Data to use its memory again. Errors:
	// io.EOF at the end, *CorruptError, the context's, those of reading, and
	// that no format is recognised.
	Next(buf []byte) (Block, error)
	// Format is what the input is written in; nil before there was a line.
	Format() *Format
	// Files are the files read, each with the hash of its content; known once
	// Next has returned io.EOF.
	Files() []File
	// Consumed is how many bytes of the files as they are stored were read so far.
	Consumed() int64
	Close() error
}

// File is a file that was read to its end.
type File struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"` // of the bytes as stored, in hexadecimal
}

// Open reads in from at, a Position that an earlier Source of the same content
// gave, or from the zero Position. The files are read and hashed from their
// start in any case.
func (in Input) Open(ctx context.Context, at Position) (Source, error) {
	if in.IsStream() {
		return openStream(ctx, in, at)
	}
	if len(in.Parts) > 0 {
		return newJoint(ctx, in, at), nil
	}
	r, err := in.reader(ctx, at, blockSize)
	if err != nil {
		return nil, err
	}
	s := &single{reader: r, in: in, format: in.format}
	if s.format == nil {
		if err := s.detect(); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	if s.format != nil && s.format.NewConverter != nil {
		in.format, in.Parts = s.format, []Input{in}
		j := newJoint(ctx, in, at)
		j.members[0].single = s
		return j, nil
	}
	return s, nil
}

// single is the source of one file.
type single struct {
	*reader
	in     Input
	format *Format
	ahead  []Block // read to tell the format, not yet given
}

// detect reads until there is a line, and tells the format by it.
func (s *single) detect() error {
	if s.shape == message || s.shape == messages {
		first := make([]byte, 0, firstLook)
		format, err := detect(s.in.Path, append(first, s.carry...))
		s.format = format
		return err
	}
	for {
		b, err := s.reader.Next(nil)
		if err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		s.ahead = append(s.ahead, b)
		if len(b.Data) > 0 {
			s.format, err = detect(s.in.Path, b.Data)
			return err
		}
	}
}

func (s *single) Next(buf []byte) (Block, error) {
	if len(s.ahead) > 0 {
		b := s.ahead[0]
		s.ahead = s.ahead[1:]
		return b, nil
	}
	return s.reader.Next(buf)
}

func (s *single) Format() *Format { return s.format }

func (s *single) Files() []File {
	if s.SHA256() == "" {
		return nil
	}
	return []File{{s.in.Path, s.in.Size, s.SHA256()}}
}

// As says what the inputs are written in, where that is known.
type As struct {
	Format string // a format's name; empty or auto: told by content
	Map    string // a file that says what the fields are; empty: none
}

func (as As) format() (*Format, error) {
	if as.Map == "" {
		return ByName(as.Format)
	}
	if as.Format != "" && as.Format != "auto" {
		return nil, errors.New("--map is a format of its own: leave --format out")
	}
	m, err := fieldmap.Load(as.Map)
	if err != nil {
		return nil, err
	}
	return &Format{Name: "map", Says: "what --map says", NewDecoder: func() Decoder { return m.NewDecoder() }}, nil
}

// Resolve tells each input's format, by its content unless it has a name, and
// makes one input of those whose records are to be joined with each other's.
// What cannot be read twice (a pipe) stays by itself, and is looked at when it
// is opened.
func Resolve(ctx context.Context, inputs []Input, as As) ([]Input, error) {
	given, err := as.format()
	if err != nil {
		return nil, err
	}
	var out []Input
	together := map[string][]Input{}
	for _, in := range inputs {
		format := given
		switch {
		case format != nil:
		case in.Size >= 0:
			if format, err = in.look(ctx); err != nil {
				return nil, err
			}
		}
		in.format = format
		if in.Size >= 0 && format != nil && format.NewConverter != nil {
			together[format.Name] = append(together[format.Name], in)
			continue
		}
		out = append(out, in)
	}
	for _, f := range formats {
		if parts := together[f.Name]; len(parts) > 0 {
			out = append(out, joined(f, parts))
		}
	}
	slices.SortFunc(out, func(a, b Input) int { return strings.Compare(a.Path, b.Path) })
	return out, nil
}

// look tells the format of a file; nil if it has no line.
func (in Input) look(ctx context.Context) (*Format, error) {
	r, err := in.reader(ctx, Position{}, blockSize/16)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	s := &single{reader: r, in: in}
	err = s.detect()
	return s.format, err
}

// joined is one input of several files of one format.
func joined(format *Format, parts []Input) Input {
	if len(parts) == 1 {
		in := parts[0]
		in.Parts = parts
		return in
	}
	in := Input{Path: fmt.Sprintf("%s (%s, %d files)", folder(parts), format.Name, len(parts)), format: format, Parts: parts}
	for _, p := range parts {
		in.Size += p.Size
		in.ModTime = max(in.ModTime, p.ModTime)
	}
	return in
}

// folder is the deepest folder that holds all of the files.
func folder(files []Input) string {
	dir := filepath.Dir(files[0].Path)
	for _, f := range files[1:] {
		for dir != "." && dir != "/" && !strings.HasPrefix(f.Path, dir+string(filepath.Separator)) {
			dir = filepath.Dir(dir)
		}
	}
	return dir
}
