package app

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/share"
	"github.com/stillhunt/stillhunt/share/community"
	"github.com/stillhunt/stillhunt/share/stix"
)

// shareCommands hand findings to other houses, and look for theirs.
type shareCommands struct {
	Key     shareKeyCommands    `cmd:"" help:"The key that houses have in common: make it, rotate it, stand behind it."`
	Bundle  shareBundleCommand  `cmd:"" help:"Write a campaign for others: STIX, MISP, OCSF or CSV."`
	Match   shareMatchCommand   `cmd:"" help:"Find what others look for in this house's lake."`
	Dispute shareDisputeCommand `cmd:"" help:"Tell a peer that something of his is wrong."`
	Serve   shareServeCommand   `cmd:"" help:"Serve collections by TAXII 2.1."`
	Push    sharePushCommand    `cmd:"" help:"Send a bundle to a TAXII 2.1 server."`
	Pull    sharePullCommand    `cmd:"" help:"Get what a TAXII 2.1 server has."`
}

// Help is the text below the commands.
func (shareCommands) Help() string {
	return `Values leave under a community's key only: whoever lacks it learns nothing from them, and whoever has it can test guesses. What a peer looks for is a lead and reaches no hunt and no verdict. docs/sharing.md says who can learn what.

Examples:

    stillhunt share key new labs -o community.key
    stillhunt share key join community.key -o deployment.key
    stillhunt hunt logs/ --key-file deployment.key -o march
    stillhunt share bundle march "flaxen harrier" --community community.key --key-file deployment.key --by "Lab A" -o a.json
    stillhunt share match march b.json --community community.key --key-file deployment.key`
}

// keys are what it takes to bring values of a hunt to the community's.
type keys struct {
	Community string   `required:"" placeholder:"FILE" help:"The community's key file."`
	KeyFile   string   `required:"" placeholder:"FILE" help:"The deployment key that the hunt was made under; share key join made it."`
	Without   []string `placeholder:"KIND" enum:"prompt-skeleton,system-skeleton,payment,exit-network,device,client" help:"Leave a kind out: ${enum}. Repeatable."`
}

func (k keys) load() (c community.Key, d key.Key, err error) {
	if c, err = community.Load(k.Community); err != nil {
		return c, d, err
	}
	d, err = key.Load(k.KeyFile)
	return c, d, err
}

// kinds are those that are not left out.
func (k keys) kinds() []community.Kind {
	return slices.DeleteFunc(slices.Clone(community.Kinds), func(x community.Kind) bool { return slices.Contains(k.Without, string(x)) })
}

// now is the time that a command works at.
func now(at moment) time.Time {
	if at.IsZero() {
		return time.Now().UTC().Truncate(time.Millisecond)
	}
	return at.Time
}

// things reads bundles. In those that a server vouches for, who wrote an object
// is known.
func things(paths, vouched []string) ([]stix.Thing, error) {
	var all []stix.Thing
	for i, p := range slices.Concat(paths, vouched) {
		t, err := stix.ReadFile(p)
		if err != nil {
			return nil, err
		}
		for j := range t {
			if i >= len(paths) {
				t[j].File = ""
			}
		}
		all = append(all, t...)
	}
	return all, nil
}

// vouched are files in which each dispute counts.
type vouched struct {
	Vouched []string `sep:"none" placeholder:"FILE" help:"The same, pulled from a server that lets each peer write in his own name only, as share serve does: all disputes in it count; of another file one does. Repeatable."`
}

// output writes to a file, complete or not at all, or to the terminal.
func (e *environment) output(path string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	if path == "" || path == "-" {
		_, err := e.Out.Write(b.Bytes())
		return err
	}
	return hunt.WriteFile(path, b.Bytes())
}

type shareBundleCommand struct {
	Dir      string `arg:"" help:"A hunt directory."`
	Campaign string `arg:"" help:"A campaign: its name, its id or the beginning of it."`

	keys
	By      string   `required:"" placeholder:"NAME" help:"What this house calls itself, always the same."`
	Out     string   `short:"o" placeholder:"FILE" help:"Where to (standard output)."`
	Form    string   `enum:"stix,misp,ocsf,csv" placeholder:"NAME" default:"stix" help:"${enum} (${default})."`
	TLP     string   `name:"tlp" enum:"clear,green,amber,amber+strict,red" placeholder:"LEVEL" default:"amber" help:"TLP 2.0: ${enum} (${default})."`
	Days    int      `placeholder:"N" default:"90" help:"How long indicators are good for, ${default} at most."`
	Answers []string `sep:"none" placeholder:"FILE" help:"What peers wrote of what was shared before: a dispute lowers the confidence, and is kept in the hunt directory. Repeatable."`
	vouched
	Entity  string `placeholder:"NAME" help:"Whom a person holds responsible; the software names nobody."`
	NamedBy string `placeholder:"PERSON" help:"The person who does."`
	Grounds string `placeholder:"TEXT" help:"On what grounds."`
	At      moment `placeholder:"TIME" help:"The time that it is written at (now): the same gives the same bytes."`
}

// Run writes.
func (c *shareBundleCommand) Run(env *environment) error {
	o := share.Options{Dir: c.Dir, Campaign: c.Campaign, By: c.By, Kinds: c.kinds(), At: now(c.At), Days: c.Days, TLP: c.TLP}
	if c.Entity != "" || c.NamedBy != "" || c.Grounds != "" {
		o.Named = &share.Named{Entity: c.Entity, Person: c.NamedBy, Grounds: c.Grounds}
	}
	var err error
	if o.Community, o.Deployment, err = c.load(); err != nil {
		return err
	}
	if o.Answers, err = things(c.Answers, c.Vouched); err != nil {
		return err
	}
	found, err := share.Collect(env.ctx, o)
	if err != nil {
		return err
	}
	if err := found.Keep(); err != nil {
		return err
	}
	if err := env.output(c.Out, func(w io.Writer) error { return found.Write(w, c.Form) }); err != nil {
		return err
	}
	if c.Out != "" && c.Out != "-" {
		return share.Summary(env.Out, found)
	}
	return nil
}

type shareMatchCommand struct {
	Dir   string   `arg:"" help:"A hunt directory of this house."`
	Files []string `arg:"" optional:"" name:"bundle" help:"Bundles of others, and what others wrote of these."`

	keys
	vouched
	Lake   string `placeholder:"PLACE" help:"Where the observations are (in the hunt directory)."`
	JSON   bool   `name:"json" help:"Print JSON, with the accounts."`
	Answer string `placeholder:"FILE" help:"Write sightings for the peers: that it occurs here, with three accounts or more, and on which days."`
	By     string `placeholder:"NAME" help:"What this house calls itself, for --answer."`
	Counts bool   `help:"Tell the peers how many exchanges, too."`
	At     moment `placeholder:"TIME" help:"The time that it is looked at (now)."`
}

// Validate implements kong's check after parsing.
func (c *shareMatchCommand) Validate() error {
	switch {
	case c.Answer != "" && c.By == "":
		return errors.New("--answer says who answers: --by NAME")
	case len(c.Files)+len(c.Vouched) == 0:
		return errors.New("there is nothing to look for: name a bundle")
	}
	return nil
}

// Run looks.
func (c *shareMatchCommand) Run(env *environment) error {
	o := share.MatchOptions{Dir: c.Dir, Lake: c.Lake, At: now(c.At), Kinds: c.kinds()}
	var err error
	if o.Community, o.Deployment, err = c.load(); err != nil {
		return err
	}
	if o.Things, err = things(c.Files, c.Vouched); err != nil {
		return err
	}
	found, err := share.FindIn(env.ctx, o)
	if err != nil {
		return err
	}
	if c.Answer != "" {
		a := share.Answer{By: c.By, At: o.At, TLP: stix.Narrowest(o.Things), Counts: c.Counts}
		if err := env.output(c.Answer, func(w io.Writer) error { return a.Write(w, found) }); err != nil {
			return err
		}
	}
	if c.JSON {
		return share.WriteJSON(env.Out, found)
	}
	return share.Show(env.Out, found)
}

type shareDisputeCommand struct {
	File string   `arg:"" name:"bundle" help:"The peer's bundle."`
	IDs  []string `arg:"" name:"id" help:"Ids of indicators, or of a campaign, that are wrong."`

	By  string `required:"" placeholder:"NAME" help:"What this house calls itself."`
	Why string `required:"" placeholder:"TEXT" help:"Why it is wrong: the peer has to be able to check."`
	Out string `short:"o" placeholder:"FILE" help:"Where to (standard output)."`
	At  moment `placeholder:"TIME" help:"The time that it is written at (now)."`
}

// Run writes the dispute.
func (c *shareDisputeCommand) Run(env *environment) error {
	all, err := stix.ReadFile(c.File)
	if err != nil {
		return err
	}
	a := share.Answer{By: c.By, At: now(c.At), TLP: stix.Narrowest(all)}
	return env.output(c.Out, func(w io.Writer) error { return a.Dispute(w, all, c.IDs, strings.TrimSpace(c.Why)) })
}

// shareKeyCommands look after a community's key.
type shareKeyCommands struct {
	New    shareKeyNewCommand    `cmd:"" help:"Make a community's key."`
	Rotate shareKeyRotateCommand `cmd:"" help:"Put a fresh dated key behind those it has."`
	Join   shareKeyJoinCommand   `cmd:"" help:"Make a deployment key that stands behind a community's."`
	Show   shareKeyShowCommand   `cmd:"" help:"Say what a community's key is good for; no key is shown."`
}

type shareKeyNewCommand struct {
	Name string `arg:"" help:"What the community is called: small letters, digits and hyphens."`
	Out  string `short:"o" required:"" placeholder:"FILE" help:"The key file; it must not be there."`
	Days int    `placeholder:"N" default:"180" help:"How long its first dated key is good for (${default})."`
	From moment `placeholder:"TIME" help:"The first day of it (today)."`
}

// Run makes it.
func (c *shareKeyNewCommand) Run(env *environment) error {
	text, err := community.New(c.Name, now(c.From), c.Days)
	if err != nil {
		return err
	}
	if err := community.Write(c.Out, text, false); err != nil {
		return err
	}
	return showCommunity(env.Out, c.Out)
}

type shareKeyRotateCommand struct {
	File string `arg:"" help:"The community's key file."`
	Days int    `placeholder:"N" default:"180" help:"How long the fresh key is good for (${default})."`
	From moment `placeholder:"TIME" help:"The first day of it (today)."`
}

// Run rotates.
func (c *shareKeyRotateCommand) Run(env *environment) error {
	old, err := community.Read(c.File)
	if err != nil {
		return err
	}
	text, err := community.Rotate(old, now(c.From), c.Days)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	if err := community.Write(c.File, text, true); err != nil {
		return err
	}
	return showCommunity(env.Out, c.File)
}

type shareKeyJoinCommand struct {
	File string `arg:"" help:"The community's key file."`
	Out  string `short:"o" required:"" placeholder:"FILE" help:"The deployment key file; it must not be there."`
}

// Run makes the deployment key.
func (c *shareKeyJoinCommand) Run(env *environment) error {
	k, err := community.Load(c.File)
	if err != nil {
		return err
	}
	d, err := key.Behind(c.Out, k.Base)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.Out, "%s holds key %s, behind the community %s: hunt with --key-file %s. Lakes under another key are to be filled anew.\n", c.Out, d.ID(), k.Name, c.Out)
	return err
}

type shareKeyShowCommand struct {
	File string `arg:"" help:"The community's key file."`
}

// Run shows.
func (c *shareKeyShowCommand) Run(env *environment) error { return showCommunity(env.Out, c.File) }

func showCommunity(w io.Writer, path string) error {
	k, err := community.Load(path)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "Community  %s\n", k.Name); err != nil {
		return err
	}
	for _, d := range k.Dated {
		if _, err := fmt.Fprintf(w, "Key        %s  %s to %s\n", d.ID, d.From.Format(time.DateOnly), d.Until.Format(time.DateOnly)); err != nil {
			return err
		}
	}
	return nil
}
