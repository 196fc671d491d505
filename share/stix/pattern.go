package stix

import (
	"fmt"
	"regexp"
)

// Pattern is the STIX pattern of a fingerprint.
func Pattern(keyID, kind, value string) string {
	return fmt.Sprintf("[%[1]s:key_id = '%[2]s' AND %[1]s:kind = '%[3]s' AND %[1]s:value = '%[4]s']", FingerprintType, keyID, kind, value)
}

var pattern = regexp.MustCompile(fmt.Sprintf(`^\[%[1]s:key_id = '([0-9a-f]{16})' AND %[1]s:kind = '([a-z-]{1,40})' AND %[1]s:value = '([0-9a-f]{32})'\]$`, FingerprintType))

// ParsePattern reads a pattern of this form; false if it is another.
func ParsePattern(text string) (keyID, kind, value string, ok bool) {
	m := pattern.FindStringSubmatch(text)
	if m == nil {
		return "", "", "", false
	}
	return m[1], m[2], m[3], true
}
