package table

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	db "github.com/duckdb/duckdb-go-bindings"

	"github.com/stillhunt/stillhunt/exchange"
)

// Parquet gives the rows of the Parquet file at path as JSON Lines, in the
// order of the file: an object a row, whose keys are the columns' names; empty
// values are left out. Nested columns are objects and arrays, JSON columns what
// they hold, timestamps RFC 3339 text in UTC; what JSON cannot say (bytes that
// are no text, NaN, infinity, a JSON column's broken value) is null. Line n is
// row n. A row of more than exchange.MaxLine bytes is given cut, but longer
// than that: whoever reads lines rejects it.
//
// DuckDB reads it, in this process and on the reader's thread, without any of
// its extensions being fetched. It holds the pages being read and 2,048 rows at
// a time, of which the rows are not under its limit of 1 GB. An error never says
// what is in the file.
func Parquet(ctx context.Context, path string) (io.ReadCloser, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := checkFooter(path); err != nil {
		return nil, err
	}
	p := &parquet{ctx: ctx, path: path}
	if err := p.start(); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// parquet reads the answer of a query, row by row.
type parquet struct {
	ctx     context.Context
	path    string
	columns []column

	engine db.Database
	conn   db.Connection
	stmt   db.PreparedStatement
	result db.Result
	chunk  db.DataChunk

	vectors []vector // of the chunk
	rows    int      // of the chunk
	row     int      // of the chunk, the next
	memory  []byte
	out     []byte // what of memory was not given yet
	err     error
}

// Read gives what comes next. Errors: io.EOF, the context's, and that the file
// is damaged.
func (p *parquet) Read(b []byte) (int, error) {
	for len(p.out) == 0 {
		switch {
		case p.row < p.rows:
			p.write()
		case p.err != nil:
			return 0, p.err
		default:
			p.err = p.fetch()
		}
	}
	n := copy(b, p.out)
	p.out = p.out[n:]
	return n, nil
}

// fetch gets the next chunk, of at most 2,048 rows.
func (p *parquet) fetch() error {
	if err := p.ctx.Err(); err != nil {
		return err
	}
	db.DestroyDataChunk(&p.chunk)
	p.row, p.rows, p.vectors = 0, 0, p.vectors[:0]
	if p.chunk = db.FetchChunk(p.result); p.chunk.Ptr == nil {
		if reason := db.ResultError(&p.result); reason != "" {
			return p.damaged(reason)
		}
		return io.EOF
	}
	if p.rows = int(db.DataChunkGetSize(p.chunk)); p.rows == 0 {
		return io.EOF
	}
	for i := range p.columns {
		p.vectors = append(p.vectors, p.columns[i].vector(db.DataChunkGetVector(p.chunk, db.IdxT(i))))
	}
	return nil
}

// write makes a line of the next row.
func (p *parquet) write() {
	if cap(p.memory) > keptMemory {
		p.memory = nil
	}
	out := append(p.memory[:0], '{')
	for i := range p.vectors {
		if p.vectors[i].null(p.row) {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(out, p.vectors[i].key...)
		if out = p.vectors[i].append(out, p.row); len(out) > exchange.MaxLine {
			break
		}
	}
	p.memory = append(out, '}', '\n')
	p.out = p.memory
	p.row++
}

// Close frees the engine.
func (p *parquet) Close() error {
	p.out, p.row, p.rows, p.err = nil, 0, 0, errClosed
	db.DestroyDataChunk(&p.chunk)
	db.DestroyResult(&p.result)
	db.DestroyPrepare(&p.stmt)
	db.Disconnect(&p.conn)
	db.Close(&p.engine)
	return nil
}

var errClosed = errors.New("reading a Parquet file that was closed")

// start opens the engine and asks for the rows.
func (p *parquet) start() error {
	if err := p.open(); err != nil {
		return err
	}
	absolute, err := filepath.Abs(p.path) // so that it cannot be an address
	if err != nil {
		return fmt.Errorf("reading %s: %w", p.path, err)
	}
	name := literal.Replace(absolute)
	if err := p.ask("SELECT * FROM "+source+" LIMIT 0", name); err != nil {
		return err
	}
	n := db.ColumnCount(&p.result)
	if n > maxColumns {
		return fmt.Errorf("%s has %d columns: at most %d are read, so leave out what is not needed", p.path, n, maxColumns)
	}
	for i := range n {
		t := db.ColumnLogicalType(&p.result, i)
		c, ok := columnOf(db.ColumnName(&p.result, i), t)
		db.DestroyLogicalType(&t)
		if !ok {
			return fmt.Errorf("%s: column %d has a name of more than %d bytes: rename it", p.path, i+1, maxName)
		}
		p.columns = append(p.columns, c)
	}
	return p.ask(query(p.columns), name)
}

// settings keep the engine to what is on this machine, to the reader's thread
// and to 1 GB of memory, with nothing spilt to disk.
var settings = [...]struct{ name, value string }{
	{"memory_limit", "1GB"},
	{"threads", "1"},
	{"temp_directory", ""},
	{"autoinstall_known_extensions", "false"},
	{"autoload_known_extensions", "false"},
	{"allow_community_extensions", "false"},
	{"preserve_insertion_order", "true"},
}

func (p *parquet) open() error {
	var config db.Config
	if db.CreateConfig(&config) == db.StateError {
		return errors.New("starting DuckDB: out of memory")
	}
	defer db.DestroyConfig(&config)
	for _, s := range settings {
		if db.SetConfig(config, s.name, s.value) == db.StateError {
			return fmt.Errorf("starting DuckDB: setting %s=%s is refused", s.name, s.value)
		}
	}
	var reason string
	if db.OpenExt(":memory:", &p.engine, config, &reason) == db.StateError {
		return fmt.Errorf("starting DuckDB: %s", reason)
	}
	if db.Connect(p.engine, &p.conn) == db.StateError {
		return errors.New("connecting to DuckDB: out of memory")
	}
	var done db.Result
	defer db.DestroyResult(&done)
	if db.Query(p.conn, oneChunk, &done) == db.StateError {
		return fmt.Errorf("starting DuckDB: %s", db.ResultError(&done))
	}
	return nil
}

// oneChunk makes the buffer of a streamed answer so small that it holds one
// chunk: the engine does not count the strings in it, and would hold dozens.
const oneChunk = "SET streaming_buffer_size = '1KB'"

const source = "read_parquet(?, hive_partitioning = false)"

// literal makes a pattern that only the path itself matches.
var literal = strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]")

// ask runs a query with one parameter; its rows are streamed.
func (p *parquet) ask(query, parameter string) error {
	db.DestroyResult(&p.result)
	db.DestroyPrepare(&p.stmt)
	if db.Prepare(p.conn, query, &p.stmt) == db.StateError {
		return p.damaged(db.PrepareError(p.stmt))
	}
	if db.BindVarchar(p.stmt, 1, parameter) == db.StateError {
		return p.damaged(db.PrepareError(p.stmt))
	}
	var pending db.PendingResult
	defer db.DestroyPending(&pending)
	if db.PendingPreparedStreaming(p.stmt, &pending) == db.StateError {
		return p.damaged(db.PendingError(pending))
	}
	if db.ExecutePending(pending, &p.result) == db.StateError {
		return p.damaged(db.ResultError(&p.result))
	}
	return nil
}

// damaged is the error of a file that the engine does not read. Of the engine's
// words only the class is kept: they can hold what the file says.
func (p *parquet) damaged(reason string) error {
	if err := p.ctx.Err(); err != nil {
		return err
	}
	class, _, _ := strings.Cut(reason, ":")
	if class == "Out of Memory Error" {
		return fmt.Errorf("%s needs more than 1 GB of memory to read: write it with smaller pages or row groups", p.path)
	}
	return fmt.Errorf("%s is damaged, or no Parquet file that DuckDB reads (%s): write it anew, or export CSV or JSON Lines", p.path, class)
}
