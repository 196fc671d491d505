package dossier

import (
	"bytes"
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// who tells the records of one account.
type who struct {
	account string
	fields  [][]byte // as records have it, with each id that it can be
}

func (o *opened) who(account string, k *Key) *who {
	w := &who{account: account}
	ids := []string{account}
	if k != nil {
		ids = append(ids, k.AccountID(o.manifest.Case, account))
	}
	for _, id := range ids {
		if len(id) == 16 {
			w.fields = append(w.fields, fmt.Appendf(nil, `"account":%q`, id))
		}
	}
	return w
}

// is reports whether a record is of the account. Inside of a string of a record
// the field could only stand with its quotes escaped.
func (w *who) is(line []byte) bool {
	for _, f := range w.fields {
		if bytes.Contains(line, f) {
			return true
		}
	}
	return false
}

// ranges notes the leaves of an account's records.
type ranges struct {
	who *who
	all [][2]int64
}

// take implements sink.
func (r *ranges) take(b *block) error {
	if b.gap != nil {
		return nil
	}
	for i, l := range b.lines {
		if b.kind != KindAccount && b.kind != KindLink && b.kind != KindObservation || !r.who.is(l) {
			continue
		}
		leaf := b.first + int64(i)
		if n := len(r.all); n > 0 && r.all[n-1][1] == leaf {
			r.all[n-1][1]++
		} else {
			r.all = append(r.all, [2]int64{leaf, leaf + 1})
		}
	}
	return nil
}

// letterLine implements sink.
func (r *ranges) letterLine(string, []byte, tlog.Hash) error { return nil }

// find gives the leaves of an account's records. Errors: *NoAccount.
func (o *opened) find(ctx context.Context, w *who) ([][2]int64, error) {
	s, err := o.plain()
	if err != nil {
		return nil, err
	}
	r := &ranges{who: w}
	if err := o.pass(ctx, s, r); err != nil {
		return nil, err
	}
	if len(r.all) == 0 {
		return nil, &NoAccount{w.account, o.path}
	}
	return r.all, nil
}
