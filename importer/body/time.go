package body

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/valyala/fastjson"
)

// Time reads a moment: text as RFC 3339 has it, or with a space for the T, a
// comma for the point, an offset of hours alone, or none, which is UTC; or the
// time since 1970 as a number or its text, in seconds, milliseconds,
// microseconds or nanoseconds, which the size tells: of years 2001 to 5000 the
// ranges do not overlap.
func Time(v *fastjson.Value) (time.Time, bool) {
	if v == nil {
		return time.Time{}, false
	}
	switch v.Type() {
	case fastjson.TypeNumber:
		if n, err := v.Int64(); err == nil {
			return epoch(n)
		}
		f, err := v.Float64()
		return epochs(f, err == nil)
	case fastjson.TypeString:
		return written(string(v.GetStringBytes()))
	}
	return time.Time{}, false
}

// epoch is a moment by its whole number.
func epoch(n int64) (time.Time, bool) {
	switch {
	case n < 1e9:
		return time.Time{}, false
	case n < 1e11:
		return time.Unix(n, 0), true
	case n < 1e14:
		return time.UnixMilli(n), true
	case n < 1e17:
		return time.UnixMicro(n), true
	}
	return time.Unix(0, n), true
}

// epochs is a moment by a number with a fraction.
func epochs(f float64, ok bool) (time.Time, bool) {
	switch {
	case !ok || !(f >= 1e9 && f < 1<<63): // NaN too
		return time.Time{}, false
	case f < 1e11:
		return time.UnixMicro(int64(math.Round(f * 1e6))), true
	case f < 1e14:
		return time.UnixMicro(int64(math.Round(f * 1e3))), true
	}
	return epoch(int64(f))
}

func written(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return epoch(n)
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil {
		return epochs(f, true)
	}
	if len(s) > len("2006-01-02") && s[10] == ' ' {
		s = s[:10] + "T" + strings.Replace(s[11:], " ", "", 1)
	}
	for _, layout := range [...]string{time.RFC3339, "2006-01-02T15:04:05Z07", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05", "2006-01-02T15:04:05UTC"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// Created is when an answer says it was made, to the second.
func Created(response *fastjson.Value) (time.Time, bool) {
	if t, ok := Time(response.Get("created")); ok {
		return t, true
	}
	return Time(response.Get("created_at"))
}
