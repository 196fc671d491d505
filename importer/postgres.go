package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// spendLogs is the table that LiteLLM's proxy writes.
const spendLogs = "LiteLLM_SpendLogs"

// isDatabase tells a PostgreSQL database from a file.
func isDatabase(input string) bool {
	return strings.HasPrefix(input, "postgres://") || strings.HasPrefix(input, "postgresql://")
}

// database is the input of a table: table=NAME in the URL's query, else
// LiteLLM's. Its Path is the URL without user, password and options.
func database(dsn string) (Input, error) {
	u, err := url.Parse(dsn)
	if err != nil || u.Host == "" || strings.Trim(u.Path, "/") == "" {
		return Input{}, errors.New("the URL of a database is postgres://user@host:port/database, with the password in PGPASSWORD")
	}
	q := u.Query()
	name := q.Get("table")
	if name == "" {
		name = spendLogs
	}
	q.Del("table")
	u.RawQuery = q.Encode()
	return Input{Path: "postgres://" + u.Host + u.Path + "/" + name, Size: -1, url: u.String(), table: name}, nil
}

// rows reads the table as JSON Lines, in no order.
func (in Input) rows(ctx context.Context) (io.ReadCloser, error) {
	c, err := pgx.Connect(ctx, in.url)
	if err != nil {
		return nil, fmt.Errorf("connecting to %s: %w", in.Path, plainly(err))
	}
	from, to := io.Pipe()
	table := pgx.Identifier{in.table}.Sanitize()
	// A quote and a separator that JSON cannot hold leave it as it is.
	query := `COPY (SELECT row_to_json(t) FROM ` + table + ` t) TO STDOUT (FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02')`
	go func() {
		_, err := c.PgConn().CopyTo(ctx, to, query)
		if err != nil {
			err = fmt.Errorf("reading %s: %w", in.Path, plainly(err))
		}
		to.CloseWithError(err)
		_ = c.Close(context.WithoutCancel(ctx))
	}()
	return from, nil
}

// plainly leaves out of an error what it says of the URL.
func plainly(err error) error {
	var refused *pgconn.ConnectError
	var malformed *pgconn.ParseConfigError
	switch {
	case errors.As(err, &malformed):
		return errors.New("its URL has an option that PostgreSQL does not know")
	case errors.As(err, &refused):
		return refused.Unwrap()
	}
	return err
}
