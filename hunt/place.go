package hunt

import (
	"context"
	"fmt"
	"strings"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/lake/duck"
)

// OpenLake opens the lake that an operator names: a directory.
func OpenLake(_ context.Context, where string) (lake.Lake, error) {
	if scheme, _, ok := strings.Cut(where, "://"); ok {
		return nil, fmt.Errorf("there is no lake at %s://: name a directory", scheme)
	}
	return duck.Open(where, duck.Options{})
}

// onDisk is the directory that a lake is in; empty if it is on other machines.
func onDisk(where string) string {
	if strings.Contains(where, "://") {
		return ""
	}
	return where
}
