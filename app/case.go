package app

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/stillhunt/stillhunt/dossier"
	"github.com/stillhunt/stillhunt/dossier/letter"
	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/proving"
	"github.com/stillhunt/stillhunt/report"
)

// caseCommands are what is done with dossiers.
type caseCommands struct {
	Seal   sealCommand   `cmd:"" help:"Seal a campaign into a file that a third party can verify."`
	Verify verifyCommand `cmd:"" help:"Check a dossier, offline: what is proved, and what has to be believed."`
	Letter letterCommand `cmd:"" help:"Write the letter of a dossier, as HTML and PDF."`
	Export exportCommand `cmd:"" help:"Write what an audience may see; it can still be verified."`
	Prove  proveCommand  `cmd:"" help:"Write what concerns one account, and nothing else."`
	Erase  eraseCommand  `cmd:"" help:"Take one account's records out, by a signed tombstone."`
	Key    keyCommand    `cmd:"" help:"Print the public key that verifies what you seal."`
}

// author renders letters; one that writes them is made where a case is sealed.
func author() dossier.Author { return new(letter.Letter) }

// signing names the key that seals.
type signing struct {
	SigningKey string `placeholder:"FILE" help:"The private key that signs (one in your configuration directory, made on first use)."`
}

// stamping are the hooks of a checkpoint.
type stamping struct {
	Time      moment `placeholder:"TIME" help:"When it was done (now)."`
	Witness   string `placeholder:"COMMAND" help:"A shell command that reads the checkpoint and prints a witness's signature lines."`
	Timestamp string `placeholder:"COMMAND" help:"A shell command that reads the checkpoint and prints a time stamp authority's answer (RFC 3161, DER, of its SHA-256)."`
}

func (s *stamping) at() time.Time {
	if s.Time.IsZero() {
		return time.Now()
	}
	return s.Time.Time
}

// hook runs a shell command on a checkpoint; nil if there is none.
func hook(command string) dossier.Hook {
	if command == "" {
		return nil
	}
	return func(ctx context.Context, checkpoint []byte) ([]byte, error) {
		c := exec.CommandContext(ctx, "/bin/sh", "-c", command)
		c.Stdin = bytes.NewReader(checkpoint)
		out, err := c.Output()
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return nil, fmt.Errorf("%q: %w: %.300s", command, err, bytes.TrimSpace(exit.Stderr))
		}
		return out, err
	}
}

type sealCommand struct {
	Dir      string `arg:"" help:"A hunt directory."`
	Campaign string `arg:"" help:"Its name, id or the beginning of its id."`
	Out      string `short:"o" placeholder:"FILE" required:"" help:"The dossier."`
	Lake     string `placeholder:"PLACE" help:"Where the hunt's observations are, if not in the directory."`
	Case     string `placeholder:"NAME" help:"Names the case (the campaign's id)."`

	Prices     string `placeholder:"FILE" help:"A price list of your own; its rows come before the shipped ones."`
	Statements string `placeholder:"FILE" help:"What persons have to say in the letter: steps taken, attribution."`

	Synthetic bool `help:"Say on every page that the traffic was made by the range (as is said of its directories anyway)."`
	signing
	stamping
}

// Help is the text below the flags.
func (sealCommand) Help() string {
	return `The file holds the evidence as records, a letter whose every number says how it follows from them, and a signed transparency log over both. Ids of accounts and values are keyed under the case. SPEC-dossier.md is the format.

Examples:

    stillhunt case seal march "flaxen harrier" -o harrier.dossier
    stillhunt case verify harrier.dossier --key "$(stillhunt case key)"`
}

// Run seals.
func (c *sealCommand) Run(env *environment) error {
	k, err := dossier.LoadOrMakeKey(c.SigningKey)
	if err != nil {
		return err
	}
	writer, err := letter.New(c.Prices, c.Statements)
	if err != nil {
		return err
	}
	point, err := dossier.Seal(env.ctx, dossier.SealOptions{
		Dir: c.Dir, Lake: c.Lake, Campaign: c.Campaign, Case: c.Case, Out: c.Out, Key: k, Time: c.at(), Author: writer,
		Synthetic: c.Synthetic || proving.MadeBy(c.Dir), Witness: hook(c.Witness), Timestamp: hook(c.Timestamp),
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Out, "Sealed  %s\nCase    %s\nLeaves  %d\nRoot    %s\nKey     %s\n", c.Out, point.Case, point.Size, point.Root, k.Public())
	return nil
}

type verifyCommand struct {
	File    string   `arg:"" help:"A dossier, an export or a proof."`
	Key     string   `placeholder:"KEY" help:"The operator's public key, or a file that holds it; without one, the file's own is believed."`
	Witness []string `placeholder:"KEY" sep:"none" help:"The public key of a witness that must have cosigned."`
	Seen    []string `placeholder:"FILE" help:"A checkpoint of the case that was seen before: the log must have grown from it."`
	JSON    bool     `name:"json" help:"Print JSON."`
}

// Help is the text below the flags.
func (verifyCommand) Help() string {
	return `Needs nothing but the file and the public key. Each line is proved, believed (it follows from nothing that the file shows) or failed; the exit code is 1 if one failed.`
}

// Run verifies.
func (c *verifyCommand) Run(env *environment) error {
	o := dossier.VerifyOptions{Author: author()}
	var err error
	if c.Key != "" {
		if o.Key, err = publicKey(c.Key, dossier.ParsePublicKey); err != nil {
			return usage{err}
		}
	}
	for _, w := range c.Witness {
		key, err := publicKey(w, dossier.ParseWitness)
		if err != nil {
			return usage{err}
		}
		o.Witnesses = append(o.Witnesses, key)
	}
	for _, path := range c.Seen {
		text, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("reading the checkpoint that was seen: %w", err)
		}
		o.Seen = append(o.Seen, text)
	}
	r, err := dossier.Verify(env.ctx, c.File, o)
	if err != nil {
		return err
	}
	states := map[string]int{}
	for _, f := range r.Findings {
		states[f.State]++
	}
	if c.JSON {
		e := json.NewEncoder(env.Out)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		err = e.Encode(r)
	} else {
		err = writeFindings(env, r, states)
	}
	if failed := states[dossier.Failed]; err == nil && failed > 0 {
		err = fmt.Errorf("%s is not what was sealed, or says what does not follow: %d of %d findings failed", c.File, failed, len(r.Findings))
	}
	return err
}

func writeFindings(env *environment, r *dossier.Report, states map[string]int) error {
	for _, f := range r.Findings {
		if _, err := fmt.Fprintf(env.Out, "%-9s %-12s %s\n", f.State, f.What, report.Printable(f.Text)); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(env.Out, "\n%d findings: %d proved, %d believed, %d failed\n", len(r.Findings), states[dossier.Proved], states[dossier.Believed], states[dossier.Failed])
	return err
}

// publicKey reads a key, or the file that holds it.
func publicKey(text string, parse func(string) (note.Verifier, error)) (note.Verifier, error) {
	if strings.Count(text, "+") >= 2 {
		return parse(text)
	}
	b, err := os.ReadFile(text)
	if errors.Is(err, fs.ErrNotExist) {
		return parse(text)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the key: %w", err)
	}
	return parse(string(b))
}

type letterCommand struct {
	File string `arg:"" help:"A dossier, or an export."`
	Out  string `short:"o" placeholder:"NAME" help:"NAME.html and NAME.pdf are written (the file's name without its ending)."`
}

// Run writes the letter's files.
func (c *letterCommand) Run(env *environment) error {
	html, pdf, err := dossier.Letter(c.File)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	name := cmp.Or(c.Out, strings.TrimSuffix(c.File, filepath.Ext(c.File)))
	for _, f := range []struct {
		ending string
		text   []byte
	}{{".html", html}, {".pdf", pdf}} {
		if filepath.Clean(name+f.ending) == filepath.Clean(c.File) {
			return usage{fmt.Errorf("the letter would be written over the dossier: name another place with -o")}
		}
		if err := hunt.WriteFile(name+f.ending, f.text); err != nil {
			return err
		}
		fmt.Fprintf(env.Out, "Letter  %s\n", name+f.ending)
	}
	return nil
}

type exportCommand struct {
	File     string   `arg:"" help:"A dossier."`
	For      string   `placeholder:"WHOM" enum:"regulator,peer,customer,public" required:"" help:"The audience: ${enum}."`
	Out      string   `short:"o" placeholder:"FILE" required:"" help:"The export."`
	Withhold []string `placeholder:"KIND" help:"Kinds of records to withhold besides: price, null, candidate, reason, rival, account, link, observation."`
}

// Help is the text below the flags.
func (exportCommand) Help() string {
	return `Regulators see everything; peers no record of a single account; customers no candidates and null groups either; the public the letter and its price list. What is withheld is covered by the tree's hashes: how much it is can be seen, and that nothing else was altered.`
}

// Run exports.
func (c *exportCommand) Run(env *environment) error {
	return dossier.Export(env.ctx, c.File, c.Out, dossier.Audience(c.For), c.Withhold)
}

type proveCommand struct {
	File    string `arg:"" help:"A dossier."`
	Account string `placeholder:"ID" required:"" help:"The account: its own id, or its keyed one."`
	Out     string `short:"o" placeholder:"FILE" required:"" help:"The proof."`
	signing
}

// Run proves.
func (c *proveCommand) Run(env *environment) error {
	k, err := dossier.LoadKey(c.SigningKey)
	if c.SigningKey == "" && errors.Is(err, fs.ErrNotExist) {
		k, err = nil, nil // the account's keyed id needs none
	}
	if err != nil {
		return err
	}
	return dossier.Prove(env.ctx, c.File, c.Out, c.Account, k)
}

type eraseCommand struct {
	File    string `arg:"" help:"A dossier as it was sealed, or erased from before."`
	Account string `placeholder:"ID" required:"" help:"The account: its own id, or its keyed one."`
	Grounds string `placeholder:"WORDS" required:"" help:"Why; the tombstone says it."`
	Out     string `short:"o" placeholder:"FILE" required:"" help:"The dossier without them; the old file is yours to remove."`
	signing
	stamping
}

// Help is the text below the flags.
func (eraseCommand) Help() string {
	return `The records are not in the new file; hashes of the tree stay in their place, and a tombstone says how many there were and why. Every number of the letter is computed again from what remains. The old checkpoint stays in the file, and whoever holds it can check that the log only grew. Exports and copies that were given away before are not changed.

The numbers as they were stay in the log, too: the difference of an old and a new one is a figure of the erased account. An old time stamp, which is of the old checkpoint, is dropped; --timestamp asks for a new one.`
}

// Run erases.
func (c *eraseCommand) Run(env *environment) error {
	k, err := dossier.LoadKey(c.SigningKey)
	if err != nil {
		return err
	}
	n, err := dossier.Erase(env.ctx, dossier.EraseOptions{
		Path: c.File, Out: c.Out, Account: c.Account, Grounds: c.Grounds, Key: k, Time: c.at(), Author: author(),
		Witness: hook(c.Witness), Timestamp: hook(c.Timestamp),
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Out, "Erased  %d records of one account; the letter was computed again from the rest\n", n)
	return nil
}

type keyCommand struct{ signing }

// Run prints the public key.
func (c *keyCommand) Run(env *environment) error {
	k, err := dossier.LoadOrMakeKey(c.SigningKey)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(env.Out, k.Public())
	return err
}
