package check

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/internal/key"
	"github.com/stillhunt/stillhunt/observe"
	"github.com/stillhunt/stillhunt/proving"
	"github.com/stillhunt/stillhunt/proving/population"
	"github.com/valyala/fastjson"
)

// reader folds one range directory into its accounts.
type reader struct {
	accounts map[string]*account
	decoder  *exchange.Decoder
	parser   fastjson.Parser
	worker   *observe.Worker // nil: topics are not wanted
	order    keyOrder
	last     int64   // time of the line before
	run      []marks // of the lines of this time
	dice     *rand.Rand
	x        exchange.Exchange
	o        observe.Observation
}

// read gives the accounts of a range directory that sent something, sorted by
// id, with their topics where they are wanted. Errors name file and line, never
// what it says.
func read(ctx context.Context, dir string, topics bool) ([]*account, error) {
	r := &reader{accounts: map[string]*account{}, decoder: exchange.NewDecoder(), order: newKeyOrder(), dice: rand.New(rand.NewPCG(1, 2))}
	if topics {
		k, err := key.FromBytes(bytes.Repeat([]byte{1}, 32)) // codes do not depend on it
		if err != nil {
			return nil, err
		}
		ob, err := observe.New(observe.Options{Key: k})
		if err != nil {
			return nil, err
		}
		r.worker = ob.Worker()
	}
	if err := lines(ctx, filepath.Join(dir, "truth.jsonl"), r.truth); err != nil {
		return nil, err
	}
	total := 0
	if err := lines(ctx, filepath.Join(dir, "accounts.jsonl"), func([]byte) error { total++; return nil }); err != nil {
		return nil, err
	}
	n := 0
	if err := lines(ctx, filepath.Join(dir, "accounts.jsonl"), func(line []byte) error {
		n++
		return r.facts(line, float64(n)/float64(total))
	}); err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(dir, "traffic", "*.jsonl.zst"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("%s has no traffic/*.jsonl.zst: name a range directory", dir)
	}
	slices.Sort(files)
	if err := lines(ctx, files[0], r.keys); err != nil {
		return nil, err
	}
	r.order.learned()
	for _, f := range files {
		r.last = 0
		if err := lines(ctx, f, r.exchange); err != nil {
			return nil, err
		}
		r.equal()
	}
	var all []*account
	for _, a := range r.accounts {
		if a.lines > 0 {
			all = append(all, a)
		}
	}
	slices.SortFunc(all, func(a, b *account) int { return strings.Compare(a.id, b.id) })
	return all, nil
}

func (r *reader) truth(line []byte) error {
	var t proving.Truth
	if err := json.Unmarshal(line, &t); err != nil || t.Account == "" {
		return errors.New("no line of a truth")
	}
	a := newAccount()
	a.id, a.class, a.group, a.language = t.Account, t.Class, t.Group, t.Language
	a.carries = t.Role == population.RoleMixed || t.Role == population.RoleCustomer
	a.known.id(accountID, []byte(a.id))
	r.accounts[t.Account] = a
	return nil
}

func (r *reader) facts(line []byte, place float64) error {
	v, err := r.parser.ParseBytes(line)
	if err != nil || v.Type() != fastjson.TypeObject {
		return errors.New("no JSON object")
	}
	o := v.GetObject()
	a := r.accounts[string(v.GetStringBytes("user.id"))]
	if a == nil {
		return nil // sent nothing
	}
	created := string(v.GetStringBytes("created"))
	if at, err := time.Parse(time.RFC3339Nano, created); err == nil {
		a.created = at
	}
	a.known.facts(o, place, created)
	return nil
}

// keys learns the usual order of keys.
func (r *reader) keys(line []byte) error {
	v, err := r.parser.ParseBytes(line)
	if err != nil || v.Type() != fastjson.TypeObject {
		return errors.New("no JSON object")
	}
	r.order.learn(v.GetObject())
	return nil
}

func (r *reader) exchange(line []byte) error {
	if err := r.decoder.Decode(line, &r.x); err != nil {
		return err
	}
	a := r.accounts[r.x.Account]
	if a == nil {
		return errors.New("the account is not in truth.jsonl")
	}
	v, err := r.parser.ParseBytes(line)
	if err != nil {
		return errors.New("no JSON object")
	}
	m := a.draw(r.dice)
	if m != nil {
		m.line(v.GetObject(), &r.x, &r.order)
		m[lineBeforeItsTime] = yes(r.x.Time < r.last)
	}
	if r.x.Time != r.last {
		r.equal()
	}
	r.run, r.last = append(r.run, m), r.x.Time
	a.see(&r.x)
	if r.worker != nil && a.class == population.Benign && firstTurn(&r.x) {
		r.worker.Observe(&r.x, &r.o)
		if r.o.Code != observe.NoCode {
			a.codes[r.o.Code]++
		}
	}
	return nil
}

// equal says where each line stands among lines of one time.
func (r *reader) equal() {
	if n := len(r.run); n > 1 {
		for i, m := range r.run {
			if m != nil {
				m[placeAmongEqualTimes] = float64(i) / float64(n-1)
			}
		}
	}
	r.run = r.run[:0]
}

// firstTurn reports whether a conversation begins: collisions are counted
// between conversations only.
func firstTurn(x *exchange.Exchange) bool {
	n := 0
	for i := range x.Input {
		if x.Input[i].Role == "user" {
			n++
		}
	}
	return n == 1
}

// lines calls each with every line of a file, plain or zstd.
func lines(ctx context.Context, path string, each func([]byte) error) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("reading the range: %w", err)
	}
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(path, ".zst") {
		z, err := zstd.NewReader(f)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		defer z.Close()
		in = z
	}
	sc := bufio.NewScanner(in)
	sc.Buffer(make([]byte, 1<<16), exchange.MaxLine)
	for n := 1; sc.Scan(); n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if len(bytes.TrimSpace(sc.Bytes())) == 0 {
			continue
		}
		if err := each(sc.Bytes()); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	if err := sc.Err(); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
