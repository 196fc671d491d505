package asn

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	maxminddb "github.com/oschwald/maxminddb-golang/v2"
)

// record is what MaxMind's ASN databases (number and organisation) and
// IPinfo's (asn and as_name or name) hold for a network.
type record struct {
	Number       uint32 `maxminddb:"autonomous_system_number"`
	Organisation string `maxminddb:"autonomous_system_organization"`
	ASN          string `maxminddb:"asn"`
	ASName       string `maxminddb:"as_name"`
	Name         string `maxminddb:"name"`
}

// readMMDB reads a MaxMind database of autonomous systems.
func readMMDB(data []byte) (*DB, error) {
	r, err := maxminddb.OpenBytes(data)
	if err != nil {
		return nil, fmt.Errorf("as a MaxMind database: %w", err)
	}
	defer r.Close()
	b := newBuilder()
	for result := range r.Networks() {
		var rec record
		if err := result.Decode(&rec); err != nil {
			return nil, fmt.Errorf("as a MaxMind database of autonomous systems: %w", err)
		}
		if rec.Number == 0 {
			n, _ := strconv.ParseUint(strings.TrimPrefix(rec.ASN, "AS"), 10, 32)
			rec.Number = uint32(n)
		}
		if rec.Number == 0 {
			continue
		}
		p := result.Prefix()
		b.add(p.Addr(), lastOf(p), rec.Number, rec.Organisation+" "+rec.ASName+" "+rec.Name)
	}
	db, err := b.finish()
	if err != nil {
		return nil, fmt.Errorf("as a MaxMind database of autonomous systems (type %q): %w", r.Metadata.DatabaseType, err)
	}
	return db, nil
}

// lastOf is the last address of a prefix.
func lastOf(p netip.Prefix) netip.Addr {
	b := p.Masked().Addr().AsSlice()
	for i := p.Bits(); i < 8*len(b); i++ {
		b[i/8] |= 0x80 >> (i % 8)
	}
	last, _ := netip.AddrFromSlice(b)
	return last
}
