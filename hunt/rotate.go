package hunt

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/stillhunt/stillhunt/internal/key"
)

// Rotation is a lake that was brought to a later key.
type Rotation struct {
	KeyFile  string
	From, To string // names of the keys
	Fresh    bool   // the last key was made by this rotation
	Segments int
}

// stand is a segment and the key it is under.
type stand struct {
	segment string
	keys    int    // of the chain, from the first on; 0 if it is under none of them
	ids     string // keep or keyed
	rekeyed bool   // by the lake, rather than written so
}

// keys says under which keys of a chain the lake's segments are.
func (h *House) keys(ctx context.Context, k key.Key) (LakeKeys, error) {
	out := LakeKeys{Key: k.ID()}
	known := map[string]stand{}
	for n := 1; n <= k.Len(); n++ {
		for _, ids := range []string{"keep", keyedIDs} {
			name, err := sight(k.Until(n), ids)
			if err != nil {
				return out, err
			}
			known[name] = stand{keys: n, ids: ids}
		}
	}
	all, err := h.Lake.Segments(ctx)
	if err != nil {
		return out, err
	}
	for _, c := range all {
		n, err := readNote(c)
		if err != nil {
			return out, err
		}
		s := known[n.Observer]
		s.segment, s.rekeyed = c.Name, c.Key != ""
		out.stands = append(out.stands, s)
		switch s.keys {
		case 0:
			out.Unknown++
			continue
		case k.Len():
			out.Now++
		default:
			out.Earlier++
		}
		if out.IDs != "" && out.IDs != s.ids {
			s.ids = "both"
		}
		out.IDs = s.ids
	}
	return out, nil
}

// Rotate brings the lake to a fresh key, put behind those in the key file. If the
// lake is under an earlier one of them, because another lake was rotated, it is
// brought to the last one, and none is made. It may be stopped and done again: the
// key file is replaced at the end.
func (h *House) Rotate(ctx context.Context, keyFile string) (Rotation, error) {
	path, err := key.Path(keyFile)
	if err != nil {
		return Rotation{}, err
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return Rotation{}, fmt.Errorf("finding the key file: %w", err)
	}
	r := Rotation{KeyFile: path}
	k, err := key.Load(path)
	if err != nil {
		return r, err
	}
	next, pending, err := key.Pending(path)
	if err != nil {
		return r, err
	}
	if pending {
		k = next
	}
	at, err := h.keys(ctx, k)
	if err != nil {
		return r, err
	}
	from, err := at.together(k)
	if err != nil {
		return r, err
	}
	if from == k.Len() && !pending {
		if k, err = key.Prepare(path); err != nil {
			return r, err
		}
		pending = true
	}
	r.From, r.To, r.Fresh, r.Segments = k.Until(from).ID(), k.ID(), pending, len(at.stands)
	for n := from; n < k.Len(); n++ { // one key at a time: see observe.RekeyBand
		name, err := sight(k.Until(n+1), at.IDs)
		if err != nil {
			return r, err
		}
		if err := h.Lake.Rekey(ctx, name, k.Until(n+1).ChangeFrom(n).Of); err != nil {
			return r, err
		}
	}
	if pending {
		err = key.Finish(path)
	}
	return r, err
}

// together is the number of keys that the lake is under, if it can be brought to
// another as a whole. A rotation that was stopped has brought some segments one
// key further, and these are passed over.
func (at LakeKeys) together(k key.Key) (int, error) {
	switch {
	case len(at.stands) == 0:
		return 0, errors.New("the lake is empty, nothing in it is under any key: for a new one use another key file")
	case at.Unknown > 0:
		return 0, fmt.Errorf("%d of the lake's %d segments are under another key, or were made by another version, and cannot be brought to a new key: name the key file that they were made with", at.Unknown, len(at.stands))
	case at.IDs == "both":
		return 0, errors.New("the lake has segments with --ids keep and segments with --ids keyed, and cannot be brought to a new key as one: fill a lake with one of them")
	}
	from := k.Len()
	for _, s := range at.stands {
		from = min(from, s.keys)
	}
	for _, s := range at.stands {
		if s.keys > from+1 || s.keys == from+1 && !s.rekeyed {
			return 0, fmt.Errorf("the lake was filled further under a later key than that of other segments of it (%d of %d are under the last), and cannot be brought to a new key as one: hunt again in all of its traffic", at.Now, len(at.stands))
		}
	}
	return from, nil
}
