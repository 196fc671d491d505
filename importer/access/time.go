package access

import (
	"math"
	"time"

	"github.com/stillhunt/stillhunt/exchange"
)

// time puts when the request began and how long it took. nginx writes its lines
// at the end of a request, and how long it took in seconds.
func (d *Decoder) time(r *record) {
	took, known := time.Duration(0), false
	for _, p := range seconds {
		if f, ok := number(text(r.get(p))); ok && f >= 0 && f < 1e6 && !known {
			took, known = time.Duration(math.Round(f*1e6))*time.Microsecond, true
		}
	}
	if s := begun.text(r); s != "" {
		d.putTime(s, 0)
	} else {
		d.putTime(told.text(r), took)
	}
	for _, p := range millis {
		if f, ok := number(text(r.get(p))); ok && f >= 0 && f < 1e9 && !known {
			took, known = time.Duration(math.Round(f*1e3))*time.Microsecond, true
		}
	}
	if known {
		d.PutInt(exchange.FieldDuration, took.Round(time.Millisecond).Milliseconds())
	}
}

// putTime puts the time s, less what the request took. What is no time is left
// for the decoder to reject.
func (d *Decoder) putTime(s string, took time.Duration) {
	if t, ok := instant(s); ok {
		d.PutTime(t.Add(-took))
		return
	}
	d.PutString(exchange.FieldTime, s)
}

// forms are the ways in which times are written, besides numbers. One without
// an offset is taken as UTC.
var forms = [...]string{time.RFC3339, "2006-01-02T15:04:05Z0700", "02/Jan/2006:15:04:05 -0700", "2006-01-02T15:04:05", "2006-01-02 15:04:05"}

// instant reads a time: text, or a number of seconds, milli-, micro- or
// nanoseconds since 1970, which its size tells apart until the year 5138.
func instant(s string) (time.Time, bool) {
	if f, ok := number(s); ok {
		switch {
		case f < 1e11:
		case f < 1e14:
			f /= 1e3
		case f < 1e17:
			f /= 1e6
		default:
			f /= 1e9
		}
		if f < 0 || f > 1e11 {
			return time.Time{}, false
		}
		return exchange.Seconds(f), true
	}
	for _, form := range forms {
		if t, err := time.Parse(form, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
