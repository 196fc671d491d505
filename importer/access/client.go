package access

import (
	"net/netip"
	"strings"
)

// address is the client's: the first one that it was forwarded for, or else the
// one that the gateway saw.
func address(r *record) string {
	for _, p := range forwarded {
		first, _, _ := strings.Cut(text(r.get(p)), ",")
		if a := plainAddress(first); a != "" {
			return a
		}
	}
	for _, p := range addresses {
		if a := plainAddress(text(r.get(p))); a != "" {
			return a
		}
	}
	return ""
}

// plainAddress is an address without port, brackets and zone; "" if it is none.
func plainAddress(s string) string {
	s = strings.TrimSpace(s)
	a, err := netip.ParseAddr(strings.Trim(s, "[]"))
	if err != nil {
		a, err = netip.ParseAddr(withoutPort(s))
	}
	if err != nil {
		return ""
	}
	return a.Unmap().WithZone("").String()
}

// withoutPort takes the port away from a host, and the brackets of an address.
func withoutPort(host string) string {
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.Contains(host[i:], "]") {
		host = host[:i]
	}
	return strings.Trim(host, "[]")
}
