package app

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/alecthomas/kong"
	duckdb "github.com/duckdb/duckdb-go-bindings"

	"github.com/stillhunt/stillhunt/hunt"
)

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(env *environment) error {
	_, err := fmt.Fprintln(env.Out, versionLine())
	return err
}

// versionFlag is --version, which needs no command.
type versionFlag bool

// BeforeReset prints before kong looks for a command.
func (versionFlag) BeforeReset(k *kong.Kong) error {
	fmt.Fprintln(k.Stdout, versionLine())
	k.Exit(exitDone)
	return nil
}

// IsBool makes the flag take no value.
func (versionFlag) IsBool() bool { return true }

// versionLine says what is running: what can change a result is named.
func versionLine() string {
	commit := "no commit known"
	if info, ok := debug.ReadBuildInfo(); ok {
		dirty := ""
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision":
				commit = "commit " + s.Value[:min(12, len(s.Value))]
			case s.Key == "vcs.modified" && s.Value == "true":
				dirty = " with changes"
			}
		}
		commit += dirty
	}
	return fmt.Sprintf("stillhunt %s (%s, DuckDB %s, %s, %s/%s)", hunt.Version, commit, duckdb.LibraryVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
