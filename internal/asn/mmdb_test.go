package asn

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"testing"
)

// network is an entry of a database that a test writes.
type network struct {
	prefix netip.Prefix
	record map[string]any
}

// writeMMDB writes a MaxMind database, version 2.0, with 24-bit records over
// IPv6: enough of the format for tests, from its specification.
func writeMMDB(t *testing.T, kind string, networks []network) []byte {
	t.Helper()
	const empty, leaf = -1, -2 // a child is a node, empty, or leaf−entry
	nodes := [][2]int{{empty, empty}}
	for n, net := range networks {
		b, bits := net.prefix.Addr().As16(), net.prefix.Bits()
		if net.prefix.Addr().Is4() { // IPv4 lives in ::/96
			four := net.prefix.Addr().As4()
			b = [16]byte{}
			copy(b[12:], four[:])
			bits += 96
		}
		at := 0
		for i := range bits {
			side := b[i/8] >> (7 - i%8) & 1
			if i == bits-1 {
				nodes[at][side] = leaf - n
				break
			}
			if nodes[at][side] == empty {
				nodes = append(nodes, [2]int{empty, empty})
				nodes[at][side] = len(nodes) - 1
			}
			at = nodes[at][side]
		}
	}
	var data []byte
	offsets := make([]int, len(networks))
	for n, net := range networks {
		offsets[n] = len(data)
		data = appendValue(data, net.record)
	}
	var out []byte
	for _, node := range nodes {
		for _, child := range node {
			v := child
			switch {
			case child == empty:
				v = len(nodes)
			case child <= leaf:
				v = len(nodes) + 16 + offsets[leaf-child]
			}
			out = append(out, byte(v>>16), byte(v>>8), byte(v))
		}
	}
	out = append(append(out, make([]byte, 16)...), data...)
	out = append(out, "\xab\xcd\xefMaxMind.com"...)
	return appendValue(out, map[string]any{
		"binary_format_major_version": uint32(2), "binary_format_minor_version": uint32(0), "build_epoch": uint32(1),
		"database_type": kind, "description": map[string]any{}, "ip_version": uint32(6),
		"node_count": uint32(len(nodes)), "record_size": uint32(24),
	})
}

func appendValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case uint32: // type 6; build_epoch is read as wider and takes it
		return binary.BigEndian.AppendUint32(append(b, 6<<5|4), v)
	case string: // type 2; from 29 bytes on the length takes a byte more
		if len(v) >= 29 {
			return append(append(b, 2<<5|29, byte(len(v)-29)), v...)
		}
		return append(append(b, 2<<5|byte(len(v))), v...)
	case map[string]any: // type 7
		b = append(b, 7<<5|byte(len(v)))
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			b = appendValue(appendValue(b, k), v[k])
		}
	}
	return b
}

func TestMMDB(t *testing.T) {
	data := writeMMDB(t, "GeoLite2-ASN", []network{
		{netip.MustParsePrefix("198.51.100.0/24"), map[string]any{"autonomous_system_number": uint32(64500), "autonomous_system_organization": "Example Cloud Hosting"}},
		{netip.MustParsePrefix("203.0.113.64/26"), map[string]any{"asn": "AS64501", "as_name": "Example Broadband"}},
		{netip.MustParsePrefix("2001:db8:5::/48"), map[string]any{"asn": "AS64502", "name": "Example Mobile"}},
		{netip.MustParsePrefix("192.0.2.0/24"), map[string]any{"country": "ZZ"}},
	})
	db, err := read(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		addr  string
		asn   uint32
		class string
	}{
		{"198.51.100.0", 64500, Hosting}, {"198.51.100.255", 64500, Hosting}, {"198.51.101.0", 0, ""},
		{"203.0.113.63", 0, ""}, {"203.0.113.64", 64501, Residential}, {"203.0.113.127", 64501, Residential}, {"203.0.113.128", 0, ""},
		{"::ffff:203.0.113.70", 64501, Residential},
		{"2001:db8:5::1", 64502, Mobile}, {"2001:db8:6::1", 0, ""}, {"192.0.2.1", 0, ""},
	} {
		if asn, class := db.Lookup(netip.MustParseAddr(c.addr)); asn != c.asn || class != c.class {
			t.Errorf("%s: AS%d %q, want AS%d %q", c.addr, asn, class, c.asn, c.class)
		}
	}
	if _, err := read(writeMMDB(t, "GeoLite2-Country", []network{{netip.MustParsePrefix("192.0.2.0/24"), map[string]any{"country": "ZZ"}}})); err == nil {
		t.Error("a database without autonomous systems was taken")
	}
	if _, err := read(data[len(data)/2:]); err == nil {
		t.Error("half a database was taken")
	}
}
