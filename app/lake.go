package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/report"
)

// lakeCommands keep house in a lake.
type lakeCommands struct {
	Show   lakeShowCommand   `cmd:"" help:"Say what a lake holds."`
	Retain lakeRetainCommand `cmd:"" help:"Remove old days."`
	Erase  lakeEraseCommand  `cmd:"" help:"Remove all that is of one account."`
	Rotate lakeRotateCommand `cmd:"" help:"Bring a lake to a new key, without its traffic."`
}

// place is the lake that a command is for.
type place struct {
	Lake string `arg:"" name:"lake" help:"A hunt directory, or what --lake named."`
}

// consent is what removing takes.
type consent struct {
	Yes    bool `short:"y" help:"Do it. Without it nothing is removed."`
	DryRun bool `help:"Say what would go, and that alone."`
}

// asks reports whether the command ends with what would go: at once where that
// was wanted, with an error where nobody said yes.
func (c consent) asks() (ends bool, err error) {
	switch {
	case c.DryRun:
		return true, nil
	case !c.Yes:
		return true, hinted{errors.New("nothing was removed"), "the same command with --yes removes it; it cannot be taken back"}
	}
	return false, nil
}

// in opens the lake for a command.
func (p place) in(env *environment, do func(h *hunt.House) error) error {
	h, err := hunt.OpenHouse(env.ctx, p.Lake)
	if err != nil {
		return err
	}
	return errors.Join(do(h), h.Close())
}

type lakeShowCommand struct {
	place
	KeyFile string `placeholder:"FILE" help:"Say which segments are under this key, too."`
	JSON    bool   `name:"json" help:"Print JSON."`
}

// Run says what the lake holds.
func (c *lakeShowCommand) Run(env *environment) error {
	return c.in(env, func(h *hunt.House) error {
		var k key.Key
		if c.KeyFile != "" {
			var err error
			if k, err = key.Load(c.KeyFile); err != nil {
				return err
			}
		}
		s, err := h.Show(env.ctx, k)
		if err != nil {
			return err
		}
		if c.JSON {
			e := json.NewEncoder(env.Out)
			e.SetIndent("", "  ")
			return e.Encode(s)
		}
		return report.Lake(env.Out, s)
	})
}

type lakeRetainCommand struct {
	place
	Before  moment `placeholder:"TIME" xor:"cut" required:"" help:"Remove the days before this one: 2026-01-31 or RFC 3339."`
	Days    int    `placeholder:"N" xor:"cut" required:"" help:"Keep so many days, the newest in the lake among them."`
	FromNow bool   `help:"Count --days back from today."`
	consent
}

// Help is the text below the flags.
func (lakeRetainCommand) Help() string {
	return `A day is of UTC, and goes as a whole. Hunts into the lake do not read what went again; hunt directories keep what they say of accounts.

Examples:

    stillhunt lake retain march --days 90 --dry-run
    stillhunt lake retain /srv/lake --before 2026-01-01 --yes`
}

// Validate implements kong's check after parsing.
func (c *lakeRetainCommand) Validate() error {
	switch {
	case c.Days < 0:
		return errors.New("--days is 1 or more")
	case c.FromNow && c.Days == 0:
		return errors.New("--from-now goes with --days")
	}
	return nil
}

// Run removes old days.
func (c *lakeRetainCommand) Run(env *environment) error {
	return c.in(env, func(h *hunt.House) error {
		var r hunt.Retention
		var err error
		switch {
		case c.Days == 0:
			r, err = h.Before(env.ctx, c.Before.Time)
		case c.FromNow:
			r, err = h.Latest(env.ctx, c.Days, time.Now())
		default:
			r, err = h.Latest(env.ctx, c.Days, time.Time{})
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(env.Out, "before %s: %s in %s; %s stay\n", r.From.Format("2 Jan 2006"), plural(r.Exchanges, "exchange"), plural(r.Days, "day"), report.Thousands(r.Left))
		if r.Exchanges == 0 {
			return nil
		}
		if ends, err := c.asks(); ends {
			return err
		}
		n, err := h.Retain(env.ctx, r)
		if err == nil {
			fmt.Fprintf(env.Out, "removed: %s\n", plural(n, "exchange"))
		}
		return err
	})
}

type lakeEraseCommand struct {
	place
	Account string `arg:"" help:"The account's id, as the log has it."`
	KeyFile string `placeholder:"FILE" help:"The key that the lake was filled under (the one in your configuration directory)."`
	consent
}

// Help is the text below the flags.
func (lakeEraseCommand) Help() string {
	return `Removes every observation of the account and its id. Hunt directories beside the lake that still name it are listed: hunt again into them, or remove them. As long as the account is in the log, a hunt that reads the log anew brings it back.

Examples:

    stillhunt lake erase march acct_52sszt3lqakf --dry-run
    stillhunt lake erase /srv/lake acct_52sszt3lqakf --yes`
}

// Run erases an account.
func (c *lakeEraseCommand) Run(env *environment) error {
	path, err := key.Path(c.KeyFile)
	if err != nil {
		return err
	}
	k, err := key.Load(path)
	if err != nil {
		return err
	}
	return c.in(env, func(h *hunt.House) error {
		e, err := h.Find(env.ctx, k, c.Account)
		var none *hunt.NoAccount
		if errors.As(err, &none) {
			c.tell(env, e)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(env.Out, "%s: %s\n", c.Account, plural(e.Exchanges, "exchange"))
		if ends, err := c.asks(); ends {
			c.tell(env, e)
			return err
		}
		n, err := h.Erase(env.ctx, e)
		if err != nil {
			return err
		}
		fmt.Fprintf(env.Out, "removed: %s, and the account's name\n", plural(n, "exchange"))
		c.tell(env, e)
		return nil
	})
}

// tell lists the hunts that name the account.
func (c *lakeEraseCommand) tell(env *environment, e hunt.Erasure) {
	if len(e.Hunts) > 0 {
		fmt.Fprintf(env.Out, "named in %s: hunt again into what is to be kept, and remove the rest\n", strings.Join(e.Hunts, ", "))
	}
}

type lakeRotateCommand struct {
	place
	KeyFile string `placeholder:"FILE" help:"The key that the lake was filled under (the one in your configuration directory)."`
}

// Help is the text below the flags.
func (lakeRotateCommand) Help() string {
	return `Puts a fresh key behind those in the key file, and in place of every keyed value in the lake what the fresh key makes of it. Whoever has the old key cannot test a guess against the lake any more. What is read later fits to it, with the key file as it then is: keep all of it.

A rotation that was stopped goes on when the same command is run again. Another lake under the same key file is brought to its last key by the same command, which then makes none.

Example:

    stillhunt lake rotate /srv/lake`
}

// Run rotates the key.
func (c *lakeRotateCommand) Run(env *environment) error {
	return c.in(env, func(h *hunt.House) error {
		r, err := h.Rotate(env.ctx, c.KeyFile)
		if err != nil {
			return err
		}
		switch {
		case r.Fresh:
			fmt.Fprintf(env.Out, "%s rekeyed, from key %s to %s, which is now the last in %s\n", plural(r.Segments, "segment"), r.From, r.To, r.KeyFile)
			fmt.Fprintf(env.Out, "Other lakes under this key: stillhunt lake rotate on each brings it to the same one. Indices of known-set are to be made again.\n")
		default:
			fmt.Fprintf(env.Out, "%s rekeyed, from key %s to %s, the last in %s; for a fresh key run the command again\n", plural(r.Segments, "segment"), r.From, r.To, r.KeyFile)
		}
		fmt.Fprintf(env.Out, "Hunt directories made before show the old ids and values: hunt again, and remove them.\n")
		return nil
	})
}
