package dossier

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/observe"
)

// source is what sealing asks of a lake.
type source interface {
	Exchanges(ctx context.Context, accounts []uint64) iter.Seq2[lake.ExchangeRow, error]
}

// row is an exchange that is to become an observation.
type row struct {
	lake.ExchangeRow
	account string // keyed
}

// Accounts are asked for together as long as they have so many exchanges, so that
// the lake can sort them in memory, and the rows of a block are so many.
const (
	askedRows = 1 << 20
	blockRows = 2048
)

// evidence writes the records of evidence.
func (w *sealing) evidence(ctx context.Context) error {
	err := pipeline(ctx, func(emit func(*block) error, wait func() error) error {
		leaf, err := w.small(emit, wait)
		if err == nil {
			err = wait()
		}
		if err == nil {
			err = w.observations(ctx, leaf, emit)
		}
		return err
	}, w.work, func(b *block) error { return w.scan.done(b, w) })
	if err == nil {
		err = w.scan.bad
	}
	if err == nil {
		err = w.scan.ledger.settle(false)
	}
	if end := w.scan.bounds[len(evidence)]; err == nil && w.scan.total.to != end {
		err = fmt.Errorf("there are %d observations fewer", end-w.scan.total.to)
	}
	if err != nil {
		return fmt.Errorf("sealing what the lake holds, if it is still what the hunt saw: %w", err)
	}
	return nil
}

func (w *sealing) work(b *block) {
	if len(b.rows) > 0 {
		w.render(b)
	}
	w.scan.work(b, false)
}

// take implements sink.
func (w *sealing) take(b *block) error {
	_, err := w.to.Write(b.text)
	return err
}

func (w *sealing) letterLine(string, []byte, tlog.Hash) error { return nil }

// small emits the records before observations, and gives the leaf behind them.
func (w *sealing) small(emit func(*block) error, wait func() error) (int64, error) {
	leaf := int64(0)
	var err error
	batch := func(kind string, n int, at func(int) any) {
		for from := 0; from < n && err == nil; {
			b := newBlock(leaf)
			b.kind = kind
			var ends []int
			for ; from < n && len(b.text) < blockSize && err == nil; from++ {
				var l []byte
				if l, err = line(kind, w.salter.salt(leaf), at(from)); err != nil {
					return
				}
				b.text = append(append(b.text, l...), '\n')
				ends = append(ends, len(b.text))
				leaf++
			}
			b.cutUp(ends)
			if err == nil {
				err = emit(b)
			}
		}
		if err == nil {
			err = wait()
		}
	}
	g := w.g
	batch(KindManifest, 1, func(int) any { return g.Manifest })
	batch(KindPrice, len(g.Prices), func(i int) any { return g.Prices[i] })
	batch(KindNull, len(g.Nulls), func(i int) any { return g.Nulls[i] })
	batch(KindCandidate, len(g.Candidates), func(i int) any { return g.Candidates[i] })
	batch(KindReason, len(g.Reasons), func(i int) any { return g.Reasons[i] })
	batch(KindRival, len(g.Rivals), func(i int) any { return g.Rivals[i] })
	batch(KindAccount, len(g.accounts), func(i int) any { return g.accounts[i] })
	batch(KindLink, len(g.links), func(i int) any { return g.links[i] })
	return leaf, err
}

// observations emits the exchanges of the accounts, in the accounts' order.
func (w *sealing) observations(ctx context.Context, leaf int64, emit func(*block) error) error {
	b := newBlock(leaf)
	b.kind = KindObservation
	flush := func() error {
		if len(b.rows) == 0 {
			return nil
		}
		full := b
		leaf += int64(len(b.rows))
		b = newBlock(leaf)
		b.kind = KindObservation
		return emit(full)
	}
	for from := 0; from < len(w.g.accounts); {
		to, rows := from, int64(0)
		for to < len(w.g.accounts) && to-from < lake.MostAccounts && (to == from || rows+w.g.accounts[to].Exchanges <= askedRows) {
			rows += w.g.accounts[to].Exchanges
			to++
		}
		at := from
		for r, err := range w.lake.Exchanges(ctx, w.g.hashes[from:to]) {
			if err != nil {
				return err
			}
			for at < to && w.g.hashes[at] != r.Account {
				at++
			}
			if at == to {
				return fmt.Errorf("the lake gives exchanges out of order")
			}
			if b.rows = append(b.rows, row{r, w.g.accounts[at].Account}); len(b.rows) == blockRows {
				if err := flush(); err != nil {
					return err
				}
			}
		}
		from = to
	}
	return flush()
}

// render writes the lines of a block's rows.
func (w *sealing) render(b *block) {
	s := w.salters.Get().(*renderer)
	defer w.salters.Put(s)
	t := b.text
	var ends []int
	for i := range b.rows {
		t = append(s.observation(t, b.first+int64(i), &b.rows[i]), '\n')
		ends = append(ends, len(t))
	}
	b.text = t
	b.cutUp(ends)
}

// renderer writes observations. It belongs to one goroutine.
type renderer struct {
	*salter
	words map[string]string // as JSON
}

// mostWords bounds the strings that are remembered as JSON.
const mostWords = 4096

func (s *renderer) word(w string) string {
	out, ok := s.words[w]
	if !ok {
		b, err := json.Marshal(w)
		if err != nil {
			return `""` // a string marshals
		}
		if len(s.words) >= mostWords {
			clear(s.words)
		}
		out = string(b)
		s.words[strings.Clone(w)] = out
	}
	return out
}

// observation appends the record of an exchange.
func (s *renderer) observation(t []byte, leaf int64, r *row) []byte {
	t = append(t, `{"kind":"observation","salt":"`...)
	t = s.appendSalt(t, leaf)
	t = append(append(append(t, `","account":"`...), r.account...), `","time":`...)
	t = strconv.AppendInt(t, r.Time, 10)
	for _, f := range [...]struct{ name, text string }{
		{`,"model":`, r.Model}, {`,"operation":`, r.Operation}, {`,"target":`, observe.Target(r.Target).String()},
	} {
		if f.text != "" {
			t = append(append(t, f.name...), s.word(f.text)...)
		}
	}
	for _, f := range [...]struct {
		name string
		n    int64
	}{
		{`,"input":`, r.InputTokens}, {`,"cached":`, r.CacheTokens}, {`,"output":`, r.OutputTokens}, {`,"reasoning":`, r.ReasoningTokens},
	} {
		if f.n >= 0 {
			t = strconv.AppendInt(append(t, f.name...), f.n, 10)
		}
	}
	if r.Status > 0 {
		t = strconv.AppendInt(append(t, `,"status":`...), r.Status, 10)
	}
	for _, f := range [...]struct {
		name  string
		value uint64
	}{
		{`,"skeleton":"`, r.Skeleton}, {`,"network":"`, r.Network}, {`,"client":"`, r.Client},
	} {
		if f.value != 0 {
			t = append(s.appendValue(append(t, f.name...), f.value), '"')
		}
	}
	return append(t, '}')
}
