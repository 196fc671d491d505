package population

import "github.com/stillhunt/stillhunt/proving/wire"

// thinks is the share of conversations with a large model that reason.
const thinks = .4

// reasoning fills in the digests of reasoning blocks: an answer that reasons
// issues one, and a client that keeps the history itself presents those of the
// turns before. A digest follows from conversation and turn, whoever sends it,
// so a pool of keys presents under one key what another was issued. A
// population that has set digests of its own keeps them.
func reasoning(e Event, v *Voice, x *wire.Exchange) {
	if x.Model == modelSmall || len(x.Issued)+len(x.Presented) > 0 {
		return
	}
	if v.d.start(e.Session, 101); !v.d.chance(thinks) {
		return
	}
	x.Issued = append(x.Issued, digest(e.Session, int(e.Turn)))
	if len(x.Conversation) > 0 {
		return // the service keeps the history
	}
	for t := max(0, int(e.Turn)-memory); t < int(e.Turn); t++ {
		if o := outcome(e.Session, t, v); o == fine || o == filtered {
			x.Presented = append(x.Presented, digest(e.Session, t))
		}
	}
}

// digest is that of the reasoning block which one turn was answered with.
func digest(session uint64, turn int) uint64 { return join(session, 102, uint64(turn)) }
