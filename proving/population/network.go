package population

import (
	"strconv"
)

// network is the Internet of a range: /24 and /48 prefixes of several kinds,
// as many as its people need. Prefixes of all kinds lie in the same blocks, so
// that an address says nothing about who uses it.
type network struct {
	seed  uint64
	sizes [kinds]int
	bases [kinds]int
}

// Kinds of prefixes.
const (
	home   = iota // residential lines; neighbours share one now and then
	mobile        // carrier NAT: many people a prefix
	office        // a company's own line
	cloud         // hosting
	relay         // consumer VPN exits
	campusNet
	kinds
)

// place is one prefix.
type place struct {
	kind  uint8
	index int32
}

func newNetwork(seed uint64, benign int) network {
	n := network{seed: seed, sizes: [kinds]int{
		home: max(64, benign*9/10), mobile: max(4, benign/200), office: max(8, benign/15),
		cloud: max(16, benign/8), relay: max(4, benign/600), campusNet: 256}}
	base := 0
	for k, size := range n.sizes {
		n.bases[k] = base
		base += size
	}
	return n
}

// draw gives a prefix of a kind; offices differ in size, so some are drawn often.
func (n *network) draw(d dice, kind uint8) place {
	u := d.Float64()
	if kind == office {
		u *= u
	}
	return place{kind, int32(u * float64(n.sizes[kind]))}
}

// asn is a number reserved for private use that stands for the carrier.
func (n *network) asn(p place) int {
	carriers := [kinds]int{home: 24, mobile: 4, office: 24, cloud: 9, relay: 3, campusNet: 40}
	first := [kinds]int{home: 64512, mobile: 64544, office: 64512, cloud: 64560, relay: 64576, campusNet: 64600}
	return first[p.kind] + int(join(n.seed, uint64(p.kind), uint64(p.index))%uint64(carriers[p.kind]))
}

// octets are first octets of ordinary unicast space: no private, shared,
// documentation or test block lies under them.
var octets = [32]byte{31, 37, 46, 58, 61, 62, 77, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95, 109, 110, 111, 112, 113, 114, 115, 116}

// address appends the address of a host in a prefix. One home in six has IPv6.
func (n *network) address(dst []byte, p place, host uint64) []byte {
	if p.kind == home && join(n.seed, 6, uint64(p.index))%6 == 0 {
		return n.six(dst, p, host)
	}
	// An affine permutation of 2^21 /24s: every prefix its own place.
	id := (uint32(n.bases[p.kind]+int(p.index))*1477633 + uint32(n.seed)) & (1<<21 - 1)
	dst = strconv.AppendUint(dst, uint64(octets[id>>16]), 10)
	dst = append(dst, '.')
	dst = strconv.AppendUint(dst, uint64(id>>8&255), 10)
	dst = append(dst, '.')
	dst = strconv.AppendUint(dst, uint64(id&255), 10)
	dst = append(dst, '.')
	return strconv.AppendUint(dst, 1+host%254, 10)
}

func (n *network) six(dst []byte, p place, host uint64) []byte {
	id := uint32(n.bases[p.kind]+int(p.index))*2654435761 + uint32(n.seed)
	dst = append(dst, "2a0"...)
	dst = strconv.AppendUint(dst, uint64(id>>29), 16)
	for _, part := range []uint64{uint64(id>>16&0x1fff) + 0x1000, uint64(id & 0xffff), host & 0xff, host >> 8 & 0xffff, host >> 24 & 0xffff, host >> 40 & 0xffff} {
		dst = append(dst, ':')
		dst = strconv.AppendUint(dst, part, 16)
	}
	return append(dst, ":1"...)
}
