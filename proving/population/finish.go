package population

import "github.com/stillhunt/stillhunt/proving/wire"

// Finish fills in what every exchange has, whoever sent it: its id, and the
// failures that a service has now and then.
func Finish(e Event, v *Voice, x *wire.Exchange) {
	x.ID = code(append(x.ID, "x_"...), 16, text(x.Account), e.Session, uint64(e.Turn), uint64(e.At))
	v.d.start(e.Session, 100, uint64(e.Turn))
	switch u := v.d.Float64(); {
	case u < .004:
		fail(x, 429, "rate_limited")
	case u < .007:
		fail(x, 500, "server_error")
	case u < .009:
		x.Finish = "content_filter"
	}
}

func fail(x *wire.Exchange, status int, kind string) {
	x.Status, x.Error, x.Finish = status, kind, ""
	x.Output, x.OutputTokens, x.Duration = x.Output[:0], wire.Absent, 40
}
