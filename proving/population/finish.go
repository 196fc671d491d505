package population

import "github.com/stillhunt/stillhunt/proving/wire"

// Finish fills in what every exchange has, whoever sent it: its id, and the
// failures that a service has now and then.
func Finish(e Event, v *Voice, x *wire.Exchange) {
	x.ID = code(append(x.ID, "x_"...), 16, text(x.Account), e.Session, uint64(e.Turn), uint64(e.At))
	media(e, v, x)
	reasoning(e, v, x)
	switch outcome(e.Session+uint64(e.Retry), int(e.Turn), v) {
	case limited:
		fail(x, 429, "rate_limited")
	case broken:
		fail(x, 500, "server_error")
	case filtered:
		x.Finish = "content_filter"
	}
}

// Outcomes of a request.
const (
	fine = iota
	limited
	broken
	filtered
)

// outcome is what becomes of one turn of a conversation.
func outcome(session uint64, turn int, v *Voice) int {
	v.d.start(session, 100, uint64(turn))
	switch u := v.d.Float64(); {
	case u < .004:
		return limited
	case u < .007:
		return broken
	case u < .009:
		return filtered
	}
	return fine
}

func fail(x *wire.Exchange, status int, kind string) {
	x.Status, x.Error, x.Finish = status, kind, ""
	x.Output, x.OutputTokens, x.Duration, x.Issued = x.Output[:0], wire.Absent, 40, x.Issued[:0]
}
