package replay

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/netip"
	"slices"
	"time"

	"github.com/stillhunt/stillhunt/importer"
)

// Read analyses a block: its lines from files or a folder of them, in the order
// of their names and of time, and the facts of its accounts.
func Read(ctx context.Context, traffic, accounts string) (*Block, error) {
	b := &Block{}
	inputs, err := importer.Expand([]string{traffic})
	if err != nil {
		return nil, err
	}
	size := int64(0)
	for _, in := range inputs {
		size += in.Size
	}
	b.traffic.lines = make([]byte, 0, size+size/64) // a copy while it grows would be as large again
	r := reader{block: b, networks: map[netip.Prefix]int32{}, short: map[string]string{}, tongue: newTongue()}
	for _, input := range []struct {
		path string
		line func([]byte) error
	}{{traffic, r.exchange}, {accounts, r.account}} {
		if err := lines(ctx, input.path, input.line); err != nil {
			return nil, err
		}
	}
	r.end()
	if len(b.pieces) == 0 {
		return nil, fmt.Errorf("%s has no line", traffic)
	}
	b.days = int(r.last/dayMs) + 1
	return b, nil
}

// lines hands each line, with its end, to do.
func lines(ctx context.Context, path string, do func([]byte) error) error {
	inputs, err := importer.Expand([]string{path})
	if err != nil {
		return err
	}
	for _, in := range inputs {
		s, err := in.Open(ctx, importer.Position{})
		if err != nil {
			return err
		}
		for buf := []byte(nil); err == nil; {
			var block importer.Block
			if block, err = s.Next(buf); err != nil {
				break
			}
			for number, line := range block.Lines() {
				if err = do(line); err != nil {
					file, line := block.At(number)
					err = fmt.Errorf("%s:%d: %w", file, line, err)
					break
				}
			}
			buf = block.Data
		}
		if err = errors.Join(ignoreEnd(err), s.Close()); err != nil {
			return err
		}
	}
	return nil
}

func ignoreEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// reader analyses lines.
type reader struct {
	block    *Block
	tongue   *tongue
	networks map[netip.Prefix]int32
	short    map[string]string // what is left of an id without what replicas change: the id
	last     int64             // time of the line before, in milliseconds since the first midnight
	hour     int
}

const (
	dayMs    = 24 * hourMs
	hourMs   = 3600 * 1000
	stampMs  = "2006-01-02T15:04:05.000Z"
	stampSec = "2006-01-02T15:04:05Z"
)

// exchange takes a line of the traffic.
func (r *reader) exchange(line []byte) error {
	b := r.block
	at, ok := value(line, "time")
	if !ok {
		return errors.New("there is no time")
	}
	t, err := time.Parse(stampMs, string(at.of(line)))
	if err != nil {
		return fmt.Errorf("the time is not as the range writes it: %w", err)
	}
	if b.Exchanges == 0 {
		b.first = t.Truncate(24 * time.Hour)
	}
	s := stamp{ms: t.Sub(b.first).Milliseconds()}
	if s.ms < r.last {
		return errors.New("it is earlier than the line before it")
	}
	r.last = s.ms
	if hour := int(s.ms / hourMs); hour != r.hour || len(b.traffic.lines)-r.from() >= pieceSize {
		r.end()
		r.hour = hour
	}
	b.Exchanges++
	before := len(b.traffic.lines)
	if err := r.line(&b.traffic, line, "client.address"); err != nil {
		return err
	}
	s.at = uint32(before + at.from)
	b.traffic.stamps = append(b.traffic.stamps, s)
	kept := b.traffic.lines[before:]
	for _, key := range []string{"user.id", "stillhunt.exchange.id", "stillhunt.org.id", "gen_ai.conversation.id"} {
		if err := r.id(&b.traffic, before, key, key == "user.id" || key == "stillhunt.exchange.id"); err != nil {
			return err
		}
	}
	for _, key := range []string{"stillhunt.reasoning.issued", "stillhunt.reasoning.presented"} {
		for _, d := range list(kept, key) {
			if d.to-d.from != 16 {
				return fmt.Errorf("%s has a digest that is not as the range writes it", key)
			}
			b.traffic.digests = append(b.traffic.digests, uint32(before+d.from))
		}
	}
	if system, ok := value(kept, "gen_ai.system_instructions"); ok {
		r.tongue.prose(&b.traffic.spots, kept, system, before)
	}
	for rest := 0; ; {
		said, ok := next(kept, rest, `"content":"`)
		if !ok {
			return nil
		}
		r.tongue.prose(&b.traffic.spots, kept, said, before)
		rest = said.to
	}
}

// account takes a line of the accounts.
func (r *reader) account(line []byte) error {
	b := r.block
	b.Accounts++
	before := len(b.facts.lines)
	if err := r.line(&b.facts, line, "signup.address"); err != nil {
		return err
	}
	kept := b.facts.lines[before:]
	for _, key := range []string{"user.id", "stillhunt.org.id", "payment.fingerprint", "device"} {
		if err := r.id(&b.facts, before, key, key == "user.id"); err != nil {
			return err
		}
	}
	for _, key := range []string{"created", "suspended_at"} {
		at, ok := value(kept, key)
		if !ok {
			continue
		}
		t, err := time.Parse(stampSec, string(at.of(kept)))
		if err != nil {
			return fmt.Errorf("%s is not as the range writes it: %w", key, err)
		}
		b.facts.stamps = append(b.facts.stamps, stamp{uint32(before + at.from), t.Sub(b.first).Milliseconds()})
	}
	if issuer, ok := value(kept, "payment.bin"); ok && issuer.to-issuer.from == 6 {
		b.facts.issuers = append(b.facts.issuers, uint32(before+issuer.from+2))
	}
	// A domain of one's own is its holder's; those of mail providers are everybody's.
	if domain, ok := value(kept, "email.domain"); ok && bytes.HasSuffix(domain.of(kept), []byte(".example")) {
		b.facts.words = append(b.facts.words, uint32(before+domain.from))
	}
	return nil
}

// line keeps a line, with the network of its address in a form of fixed width.
func (r *reader) line(t *text, line []byte, address string) error {
	if len(t.lines)+len(line)+64 > math.MaxUint32 {
		return errors.New("the block has more than 4 GiB: take a smaller one")
	}
	at, ok := value(line, address)
	if !ok {
		t.lines = append(append(t.lines, line...), '\n')
		return nil
	}
	host, err := netip.ParseAddr(string(at.of(line)))
	if err != nil {
		return fmt.Errorf("%s is no address: %w", address, err)
	}
	n := network{six: host.Is6()}
	bits, form, groups := 24, fourForm, byte('.')
	if n.six {
		bits, form, groups = 48, sixForm, ':'
	}
	prefix, err := host.Prefix(bits)
	if err != nil {
		return err
	}
	if n.index, ok = r.networks[prefix]; !ok {
		count := &r.block.four
		if n.six {
			count = &r.block.six
		}
		n.index = int32(*count)
		*count++
		r.networks[prefix] = n.index
	}
	rest := at.of(line)
	for range 3 { // groups of the network
		i := bytes.IndexByte(rest, groups)
		if i < 0 || i+1 >= len(rest) || rest[i+1] == ':' {
			return fmt.Errorf("%s is not written as the range does", address)
		}
		rest = rest[i+1:]
	}
	t.lines = append(t.lines, line[:at.from]...)
	n.at = uint32(len(t.lines))
	t.lines = append(append(t.lines, form...), rest...)
	t.lines = append(append(t.lines, line[at.to:]...), '\n')
	t.nets = append(t.nets, n)
	return nil
}

// id notes the end of an id, which must tell ids apart without it, too.
func (r *reader) id(t *text, before int, key string, need bool) error {
	kept := t.lines[before:]
	at, ok := value(kept, key)
	if !ok && !need {
		return nil
	}
	if at.to-at.from < 8 {
		return fmt.Errorf("%s is missing or too short", key)
	}
	if key != "stillhunt.exchange.id" { // too many to keep: the hunt counts those that come twice
		id, head := at.of(kept), kept[at.from:at.to-2]
		if other, ok := r.short[string(head)]; !ok {
			r.short[string(head)] = string(id)
		} else if other != string(id) {
			return fmt.Errorf("the %s %s and %s would be one", key, id, other)
		}
	}
	t.ids = append(t.ids, uint32(before+at.to-2))
	return nil
}

// from is where the current piece begins.
func (r *reader) from() int {
	if n := len(r.block.pieces); n > 0 {
		return r.block.pieces[n-1].to
	}
	return 0
}

// end ends the current piece, if it has a line.
func (r *reader) end() {
	b := r.block
	now := &b.traffic.spots // of this piece
	p := piece{from: r.from(), to: len(b.traffic.lines), lines: len(now.stamps), spots: spots{
		slices.Clone(now.ids), slices.Clone(now.words), slices.Clone(now.cyrillic), slices.Clone(now.han), nil,
		slices.Clone(now.digests), slices.Clone(now.stamps), slices.Clone(now.nets),
	}}
	*now = spots{now.ids[:0], now.words[:0], now.cyrillic[:0], now.han[:0], nil, now.digests[:0], now.stamps[:0], now.nets[:0]}
	if p.lines == 0 {
		return
	}
	for len(b.hours) <= r.hour {
		b.hours = append(b.hours, nil)
	}
	b.hours[r.hour] = append(b.hours[r.hour], len(b.pieces))
	b.pieces = append(b.pieces, p)
}
