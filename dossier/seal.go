package dossier

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/stillhunt/stillhunt/dossier/claim"
	"github.com/stillhunt/stillhunt/hunt"
	"github.com/stillhunt/stillhunt/report"
)

// softwareVersion is written into the manifest.
const softwareVersion = "stillhunt " + hunt.Version

// SealOptions say what is sealed, and how.
type SealOptions struct {
	Dir       string // of the hunt
	Lake      string // where its observations are; empty: in Dir
	Campaign  string // name, id or the beginning of the id
	Case      string // names the log; empty: the campaign's id
	Out       string // the file
	Key       *Key
	Time      time.Time // of sealing, to the second
	Author    Author    // of the letter; nil: Plain
	Synthetic bool      // the traffic was made by the range
	Witness   Hook      // cosigns; nil: none
	Timestamp Hook      // stamps; nil: none
}

// Hook is given a checkpoint and answers: a witness with lines of signatures, a
// time stamp authority with an RFC 3161 answer (DER) of its SHA-256.
type Hook func(ctx context.Context, checkpoint []byte) ([]byte, error)

var caseName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// Seal seals a campaign. The file is complete or as it was. The same hunt, key and
// time give the same bytes, unless a hook answers otherwise.
func Seal(ctx context.Context, o SealOptions) (Checkpoint, error) {
	if o.Author == nil {
		o.Author = Plain{}
	}
	if o.Case != "" && !caseName.MatchString(o.Case) {
		return Checkpoint{}, fmt.Errorf("%q is no name for a case: use letters, digits, dots, hyphens and underscores, 64 at most", o.Case)
	}
	m, err := hunt.ReadManifest(o.Dir)
	if errors.Is(err, os.ErrNotExist) {
		err = fmt.Errorf("%s holds no finished hunt: name the directory that stillhunt hunt wrote", o.Dir)
	}
	if err != nil {
		return Checkpoint{}, err
	}
	from, to, err := window(&m)
	if err != nil {
		return Checkpoint{}, err
	}
	if err := holdsLake(cmp.Or(o.Lake, o.Dir)); err != nil {
		return Checkpoint{}, err
	}
	l, err := hunt.OpenLake(ctx, cmp.Or(o.Lake, o.Dir))
	if err != nil {
		return Checkpoint{}, err
	}
	defer l.Close()
	if _, err := l.Select(ctx, m.Segments, from, to); err != nil {
		return Checkpoint{}, err
	}
	h, err := report.Open(o.Dir)
	if err != nil {
		return Checkpoint{}, err
	}
	of, err := find(h.Result.Campaigns, o.Campaign)
	if err != nil {
		return Checkpoint{}, &NoCampaign{o.Campaign, o.Dir}
	}
	o.Case = cmp.Or(o.Case, of.ID)
	sealed := o.Time.UTC().Format(time.RFC3339)
	s := o.Key.secrets(o.Case, sealed)
	g, err := gather(ctx, &o, &s, l, h.Result, of)
	if err != nil {
		return Checkpoint{}, err
	}
	w := &sealing{o: &o, lake: l, g: g, secrets: s, salter: s.salter()}
	w.salters.New = func() any { return &renderer{s.salter(), map[string]string{}} }
	g.Manifest = w.describe(sealed)
	if g.Prices, err = o.Author.Prices(&g.Case); err != nil {
		return Checkpoint{}, fmt.Errorf("the price list: %w", err)
	}
	g.Manifest.Counts[KindPrice] = int64(len(g.Prices))
	claims, err := o.Author.Claims(&g.Case)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("the letter's claims: %w", err)
	}
	if w.scan, err = newScan(g.Manifest, nil, &letterPart{claims: claims}); err != nil {
		return Checkpoint{}, fmt.Errorf("the letter: %w", err)
	}
	if w.archive, err = create(o.Out); err != nil {
		return Checkpoint{}, err
	}
	c, err := w.write(ctx)
	if err != nil {
		w.archive.abort()
		return c, err
	}
	return c, w.archive.close()
}

// sealing is a dossier being made.
type sealing struct {
	o       *SealOptions
	lake    source
	g       *gathered
	secrets secrets
	salter  *salter
	scan    *scan
	archive *archive
	to      io.Writer // the entry being written
	salters sync.Pool // of *renderer
}

func (w *sealing) describe(sealed string) Manifest {
	g := w.g
	return Manifest{
		Schema: Schema, Case: w.o.Case, Campaign: g.Campaign.ID, Name: g.Campaign.Name, Sealed: sealed, Software: softwareVersion,
		ParametersSHA256: g.Result.ParametersSHA256, Key: w.o.Key.Public(), Synthetic: w.o.Synthetic, Input: g.Result.Input, FDR: g.Result.FDR,
		Calibration: g.Result.Calibration, QValue: g.Campaign.QValue, Confidence: g.Campaign.Confidence, Likelihood: g.Campaign.Likelihood,
		Counts: map[string]int64{
			KindNull: int64(len(g.Nulls)), KindCandidate: int64(len(g.Candidates)), KindReason: int64(len(g.Reasons)), KindRival: int64(len(g.Rivals)),
			KindAccount: int64(len(g.accounts)), KindLink: int64(len(g.links)), KindObservation: g.exchange,
		},
	}
}

func (w *sealing) write(ctx context.Context) (Checkpoint, error) {
	var c Checkpoint
	var err error
	if w.to, err = w.archive.entry(recordsEntry); err != nil {
		return c, err
	}
	if err := w.evidence(ctx); err != nil {
		return c, err
	}
	lines, html, pdf, err := w.letter()
	if err != nil {
		return c, err
	}
	if w.to, err = w.archive.entry(letterEntry); err != nil {
		return c, err
	}
	for _, l := range lines {
		w.scan.total.leaf(tlog.RecordHash(l))
		if _, err := w.to.Write(append(l, '\n')); err != nil {
			return c, err
		}
	}
	c = Checkpoint{Case: w.o.Case, Size: w.scan.total.to, Root: w.scan.total.root()}
	return c, w.archive.finish(ctx, w.o.Key, c, nil, w.o.Witness, w.o.Timestamp, html, pdf)
}

// finish writes the entries behind the records: the checkpoint, signed, with the
// earlier ones, and the rendered letter.
func (a *archive) finish(ctx context.Context, k *Key, c Checkpoint, earlier map[string][]byte, witness, timestamp Hook, html, pdf []byte) error {
	text, err := k.sign(c)
	if err != nil {
		return fmt.Errorf("signing the checkpoint: %w", err)
	}
	var stamp []byte
	if timestamp != nil {
		if stamp, err = timestamp(ctx, text); err == nil {
			_, err = stamped(stamp, text)
		}
		if err != nil {
			return fmt.Errorf("the time stamp: %w", err)
		}
	}
	if witness != nil {
		lines, err := witness(ctx, text)
		if err == nil {
			text, err = withCosignatures(text, lines)
		}
		if err != nil {
			return fmt.Errorf("the witness: %w", err)
		}
	}
	return a.entries(text, earlier, stamp, html, pdf)
}

// entries writes the entries behind the records, those that there are.
func (a *archive) entries(checkpoint []byte, earlier map[string][]byte, stamp, html, pdf []byte) error {
	if err := a.put(checkpointEntry, checkpoint); err != nil {
		return err
	}
	for _, name := range bySize(earlier) {
		if err := a.put(name, earlier[name]); err != nil {
			return err
		}
	}
	for _, e := range []struct {
		name string
		text []byte
	}{{timestampEntry, stamp}, {htmlEntry, html}, {pdfEntry, pdf}} {
		if e.text != nil {
			if err := a.put(e.name, e.text); err != nil {
				return err
			}
		}
	}
	return nil
}

func bySize(earlier map[string][]byte) []string {
	names := make([]string, 0, len(earlier))
	for name := range earlier {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	return names
}

// letter computes the claims, has the letter written and rendered, and gives its
// records.
func (w *sealing) letter() (lines [][]byte, html, pdf []byte, err error) {
	claims := w.scan.letter.claims
	for i, r := range w.scan.state.Compute(true) {
		c := &claims[i]
		if r.Err != nil {
			return nil, nil, nil, fmt.Errorf("the letter: claim %q: %w", c.ID, r.Err)
		}
		if c.How.Op != claim.Stated {
			c.Value, c.Low, c.High = r.Value, r.Low, r.High
		}
	}
	sentences, err := w.o.Author.Sentences(&w.g.Case, slices.Clone(claims))
	if err != nil {
		return nil, nil, nil, fmt.Errorf("writing the letter: %w", err)
	}
	known := byID(claims)
	for i := range sentences {
		if err := sentences[i].check(known); err != nil {
			return nil, nil, nil, fmt.Errorf("the letter: sentence %d (%.80q): %w", i+1, sentences[i].Text, err)
		}
	}
	if html, pdf, err = w.o.Author.Render(w.g.Manifest, claims, sentences); err != nil {
		return nil, nil, nil, fmt.Errorf("rendering the letter: %w", err)
	}
	leaf := w.scan.total.to
	add := func(kind string, v any) {
		if err == nil {
			var l []byte
			l, err = line(kind, w.salter.salt(leaf), v)
			lines = append(lines, l)
			leaf++
		}
	}
	for _, c := range claims {
		add(KindClaim, c)
	}
	for _, s := range sentences {
		add(KindSentence, s)
	}
	add(KindLetter, Rendered{len(sentences), digest(html), digest(pdf)})
	return lines, html, pdf, err
}
