package batch

import (
	"crypto/sha256"
	"path/filepath"

	"github.com/stillhunt/stillhunt/importer/join"
)

// group is what was read under one custom_id.
type group struct {
	asks, answers []*entry
	bytes         int
}

// entry is a request or an answer.
type entry struct {
	record []byte
	at     join.Place
}

// set is the entries that say different things: a file that was given twice, or
// a request that was sent again, is there once.
type set struct {
	all  []*entry
	same map[[sha256.Size]byte]*entry
	near map[string][]*entry // by folder
}

func setOf(all []*entry) *set {
	s := &set{same: map[[sha256.Size]byte]*entry{}, near: map[string][]*entry{}}
	for _, e := range all {
		sum := sha256.Sum256(e.record)
		if s.same[sum] != nil {
			continue
		}
		s.same[sum] = e
		s.all = append(s.all, e)
		folder := filepath.Dir(e.at.File)
		s.near[folder] = append(s.near[folder], e)
	}
	return s
}

// close joins the requests and the answers of one custom_id, and gives out the
// exchanges.
func (c *Converter) close(g *group, out *join.Out) {
	asks, answers := setOf(g.asks), setOf(g.answers)
	out.Others += int64(len(g.answers) - len(answers.all) + len(g.asks) - len(asks.all))
	used, unsure := map[*entry]bool{}, false
	for _, a := range answers.all {
		r, sure := choose(asks, answers, a, len(g.asks))
		if !sure {
			unsure = true
			out.Reject(a.at, "several batches use the custom_id of this answer", "put the files of each batch in a folder of their own, or make every custom_id unique")
			continue
		}
		used[r] = true
		c.write(r, a, out)
	}
	for _, r := range asks.all {
		if used[r] || unsure {
			out.Others++
		} else {
			c.unanswered(r, out)
		}
	}
}

// choose is the request that an answer is to, nil if there is none. Batches may
// use the same custom_id: then it is the one request in the answer's folder,
// and if that is not certain sure is false.
func choose(asks, answers *set, a *entry, sent int) (r *entry, sure bool) {
	switch {
	case len(asks.all) == 0:
		return nil, true
	case len(asks.all) == 1 && len(answers.all) <= sent:
		return asks.all[0], true
	}
	folder := filepath.Dir(a.at.File)
	if near := asks.near[folder]; len(near) == 1 && len(answers.near[folder]) == 1 {
		return near[0], true
	}
	return nil, false
}
