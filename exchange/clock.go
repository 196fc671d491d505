package exchange

import "time"

// clock reads RFC 3339 times, many of one day one after the other.
type clock struct {
	date  string // as written; its own memory
	start int64  // of that day, microseconds since 1970 UTC
}

// parse is parseTime. Times in UTC with up to six decimals are read here, if
// their day is known.
func (k *clock) parse(s string) (int64, bool) {
	const size = len("2006-01-02T15:04:05")
	if len(s) <= size || s[len(s)-1] != 'Z' || s[:min(len(s), 10)] != k.date {
		return k.learn(s)
	}
	hour, minute, second := two(s[11:]), two(s[14:]), two(s[17:])
	if s[10] != 'T' || s[13] != ':' || s[16] != ':' || hour > 23 || minute > 59 || second > 59 {
		return parseTime(s)
	}
	micros := int64(hour*3600+minute*60+second) * 1e6
	if decimals := s[size : len(s)-1]; decimals != "" {
		if decimals[0] != '.' || len(decimals) < 2 || len(decimals) > 7 {
			return parseTime(s)
		}
		worth := int64(1e5)
		for _, c := range []byte(decimals[1:]) {
			if c-'0' > 9 {
				return parseTime(s)
			}
			micros += int64(c-'0') * worth
			worth /= 10
		}
	}
	return k.start + micros, true
}

// learn reads a time and remembers its day.
func (k *clock) learn(s string) (int64, bool) {
	t, ok := parseTime(s)
	if ok && s[len(s)-1] == 'Z' {
		const day = int64(24 * time.Hour / time.Microsecond)
		if t >= 0 {
			k.date, k.start = string([]byte(s[:10])), t/day*day
		}
	}
	return t, ok
}

// two reads two digits; what is none gives 100 or more.
func two(s string) int {
	a, b := s[0]-'0', s[1]-'0'
	if a > 9 || b > 9 {
		return 100
	}
	return int(a)*10 + int(b)
}
