// Package durable makes what was done to files outlive a loss of power.
package durable

import (
	"errors"
	"os"
)

// Dir makes what was renamed, made or removed in a directory last: without it a
// file that was put in another's place can be gone after a loss of power.
func Dir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
