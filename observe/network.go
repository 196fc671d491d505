package observe

import (
	"math"
	"net/netip"

	"github.com/stillhunt/stillhunt/exchange"
)

// Signal: network
// Family: network
// Measures: where the request came from: the keyed network, the autonomous system, and what kind of network that is.
// Formula: HMAC-SHA-256, cut to 64 bits, of the address's /24 (IPv4, also mapped into IPv6) or /48 (IPv6); the number as the record names it, else from the table of --asn-db; the class from the system's name in that table
// Unit: 64-bit hash, 0 for an address that the internet does not route; AS number, 0 if unknown; hosting, vpn, residential, mobile, business or empty
// Fooled by: an exit of its own for each account; carrier-grade NAT and campus networks, where strangers share a prefix; names say little of residential proxies
// Source: RFC 4632; names of systems as in the operator's table
// Needs: client.address, stillhunt.client.asn
func network(w *Worker, x *exchange.Exchange, o *Observation) {
	if x.Address != "" {
		at := w.networks.get(w.address, func() origin { return w.origin(x.Address) })
		o.Network, o.ASN, o.NetClass = at.network, at.asn, at.class
	}
	if x.ASN > 0 && x.ASN <= math.MaxUint32 && o.ASN != uint32(x.ASN) {
		o.ASN, o.NetClass = uint32(x.ASN), ""
		if w.asn != nil {
			o.NetClass = w.asn.Class(o.ASN)
		}
	}
}

// origin is what an address tells.
type origin struct {
	network uint64
	asn     uint32
	class   string
}

func (w *Worker) origin(address string) origin {
	a, ok := routed(address)
	if !ok {
		return origin{}
	}
	p := origin{network: w.hmac.Sum64("network", prefix(a))}
	if w.asn != nil {
		p.asn, p.class = w.asn.Lookup(a)
	}
	return p
}

// Network is the /24 of an IPv4 address or the /48 of an IPv6 address, in the
// form that is keyed under the domain "network"; empty if it is none that the
// internet routes. A port behind the address is ignored.
func Network(address string) string {
	if a, ok := routed(address); ok {
		return prefix(a)
	}
	return ""
}

// routed parses an address and reports whether the internet routes it.
func routed(address string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(address)
	if err != nil {
		ap, err := netip.ParseAddrPort(address)
		if err != nil {
			return a, false
		}
		a = ap.Addr()
	}
	a = a.Unmap().WithZone("")
	return a, a.IsGlobalUnicast() && !a.IsPrivate()
}

func prefix(a netip.Addr) string {
	bits := 48
	if a.Is4() {
		bits = 24
	}
	return netip.PrefixFrom(a, bits).Masked().String()
}
