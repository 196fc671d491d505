package share

import (
	"bytes"
	"testing"

	"github.com/stillhunt/stillhunt/share/community"
	"github.com/stillhunt/stillhunt/share/stix"
)

// Whatever a peer writes, every indicator is accounted for, and confidences stay
// between 0 and 100.
func FuzzWant(f *testing.F) {
	c := newCommunity(f, 180)
	h := newHouse(f, c, crew(10))
	var b bytes.Buffer
	if err := collect(f, h.options(c)).WriteSTIX(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(`{"objects":[{"type":"indicator","id":"indicator--00000000-0000-4000-8000-000000000000","confidence":-9,"pattern_type":"stix"}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		all, err := stix.Read(bytes.NewReader(text))
		if err != nil {
			return
		}
		s := &search{
			MatchOptions: MatchOptions{Community: c, At: today, Kinds: community.Kinds, Things: all},
			keys:         map[community.Kind][]*community.Hasher{}, wanted: map[place]bool{}, seen: map[place]*sight{},
		}
		var n Counts
		looked := s.want(&n)
		if n.Foreign+n.Revoked+n.Expired+n.Ahead+n.Unknown+n.Replaced+n.Other+n.Disputed+n.TooMany+n.Looked != n.Indicators || n.Looked != len(looked) {
			t.Errorf("%+v", n)
		}
		for _, w := range looked {
			if w.Confidence < Least || w.Confidence > 100 || stix.Clean(w.From) != w.From {
				t.Errorf("%+v", w)
			}
		}
	})
}
