package hunt

import (
	"context"
	"fmt"
	"strings"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/lake/click"
	"github.com/stillhunt/stillhunt/lake/duck"
)

// OpenLake opens the lake that an operator names: a directory, or a database
// on ClickHouse nodes.
func OpenLake(ctx context.Context, where string) (lake.Lake, error) {
	switch scheme, _, remote := strings.Cut(where, "://"); {
	case !remote:
		return duck.Open(where, duck.Options{})
	case scheme == "clickhouse":
		return click.Open(ctx, where)
	default:
		return nil, fmt.Errorf("there is no lake at %s://: name a directory, or clickhouse://host:9000,…/database", scheme)
	}
}

// onDisk is the directory that a lake is in; empty if it is on other machines.
func onDisk(where string) string {
	if strings.Contains(where, "://") {
		return ""
	}
	return where
}
