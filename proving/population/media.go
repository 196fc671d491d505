package population

import "github.com/stillhunt/stillhunt/proving/wire"

// pictured is the share of conversations that begin with an image.
const pictured = .03

// media puts an image into the first message of some conversations, whoever
// has them. What a campaign harvests has its own.
func media(e Event, v *Voice, x *wire.Exchange) {
	if e.Harvest || e.Turn > memory || len(x.Messages) == 0 {
		return
	}
	if v.d.start(e.Session, 120); v.d.chance(pictured) {
		x.Messages[0].Media = true
	}
}
