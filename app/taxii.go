package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/share/stix"
	"github.com/stillhunt/stillhunt/share/taxii"
)

type shareServeCommand struct {
	Dir        string   `arg:"" help:"The directory of the collections' files; it is made."`
	Listen     string   `placeholder:"HOST:PORT" default:"127.0.0.1:6100" help:"Where (${default}); others than this machine need --users and TLS."`
	Users      string   `placeholder:"FILE" help:"Who may: lines of LOGIN read|write SECRET NAME, mode 0600. Without it anybody on this machine reads, nobody writes."`
	Collection []string `placeholder:"TITLE" default:"campaigns" sep:"none" help:"A collection (${default}). Repeatable."`
	Title      string   `placeholder:"TEXT" default:"Stillhunt" help:"What the server calls itself (${default})."`
	Cert       string   `placeholder:"FILE" help:"Certificate for TLS."`
	Key        string   `placeholder:"FILE" help:"Its key."`
	Insecure   bool     `help:"Without TLS on an address that others reach: a proxy in front has it."`
}

// Run serves until it is stopped.
func (c *shareServeCommand) Run(env *environment) error {
	o := taxii.ServeOptions{
		Dir: c.Dir, Listen: c.Listen, Title: c.Title, Collections: c.Collection, Cert: c.Cert, Key: c.Key, Insecure: c.Insecure,
		Log: slog.New(slog.NewTextHandler(env.Err, nil)),
	}
	if c.Users != "" {
		var err error
		if o.Users, err = taxii.LoadUsers(c.Users); err != nil {
			return err
		}
	}
	var said error
	o.Ready = func(address string, all []taxii.Collection) {
		scheme := "http"
		if c.Cert != "" {
			scheme = "https"
		}
		_, said = fmt.Fprintf(env.Out, "serving %s://%s/taxii2/\n", scheme, address)
		for _, x := range all {
			_, err := fmt.Fprintf(env.Out, "%s  %s://%s/api/collections/%s/\n", x.Title, scheme, address, x.ID)
			said = errors.Join(said, err)
		}
	}
	return errors.Join(taxii.Serve(env.ctx, o), said)
}

// peer is a server and how to speak to it.
type peer struct {
	URL        string `arg:"" help:"A collection's address (…/collections/ID/), or a server's (…/taxii2/)."`
	Login      string `placeholder:"NAME" help:"For basic authentication; without it the secret is a bearer token."`
	SecretFile string `placeholder:"FILE" help:"A file with the secret, mode 0600."`
	Insecure   bool   `help:"Also over http to another machine."`
}

func (p peer) client() (taxii.Client, error) {
	c := taxii.Client{URL: p.URL, Login: p.Login, Insecure: p.Insecure}
	if p.SecretFile == "" {
		return c, nil
	}
	f, err := os.Open(p.SecretFile)
	if err != nil {
		return c, fmt.Errorf("reading the secret: %w", err)
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || info.Mode().Perm()&0o077 != 0 {
		return c, errors.Join(err, fmt.Errorf("the secret in %s can be read by others: chmod 600 it", p.SecretFile))
	}
	text, err := io.ReadAll(io.LimitReader(f, 4096))
	c.Secret = strings.TrimSpace(string(text))
	if err == nil && c.Secret == "" {
		err = fmt.Errorf("%s holds no secret", p.SecretFile)
	}
	return c, err
}

type sharePushCommand struct {
	peer
	Files []string `arg:"" name:"bundle" help:"Bundles to send."`
}

// Run sends, and fails if anything was refused.
func (c *sharePushCommand) Run(env *environment) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	all, err := things(c.Files, nil)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].Red() {
			return fmt.Errorf("%s is marked TLP:RED, which is handed over in person and to no server", all[i].ID)
		}
	}
	st, err := client.Push(env.ctx, all)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(env.Out, "%d objects sent, %d kept, %d refused\n", st.Total, st.Succeeded, st.Failed); err != nil {
		return err
	}
	if st.Failed > 0 && len(st.Failures) > 0 {
		return fmt.Errorf("the server refused %d objects; the first, %s: %s", st.Failed, st.Failures[0].ID, st.Failures[0].Message)
	}
	if st.Failed+st.Pending > 0 {
		return fmt.Errorf("the server refused %d objects and has not decided on %d", st.Failed, st.Pending)
	}
	return nil
}

type sharePullCommand struct {
	peer
	Out        string `short:"o" required:"" placeholder:"FILE" help:"The bundle to write."`
	AddedAfter string `placeholder:"TIME" help:"Only what the server got after this: the time that the last pull printed."`
}

// Run gets.
func (c *sharePullCommand) Run(env *environment) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	var after time.Time
	if c.AddedAfter != "" {
		if after, err = time.Parse(time.RFC3339Nano, c.AddedAfter); err != nil {
			return usage{fmt.Errorf("%q is no time: write 2026-01-31T12:00:00Z", c.AddedAfter)}
		}
	}
	all, last, err := client.Pull(env.ctx, after)
	more := errors.Is(err, taxii.ErrMore)
	if err != nil && !more {
		return err
	}
	raw := make([]json.RawMessage, len(all))
	for i := range all {
		raw[i] = all[i].Raw
	}
	if err := env.output(c.Out, func(w io.Writer) error { return stix.Pack(w, raw) }); err != nil {
		return err
	}
	said := fmt.Sprintf("%d objects", len(all))
	if !last.IsZero() {
		said += "; next time --added-after " + last.UTC().Format(time.RFC3339Nano)
	}
	if more {
		said += ", and at once: the server has more than fits into one file"
	}
	_, err = fmt.Fprintln(env.Out, said)
	return err
}
