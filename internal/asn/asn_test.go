package asn

import (
	"bytes"
	"compress/gzip"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const tsv = "198.51.100.0\t198.51.100.255\t64500\tUS\tEXAMPLE-CLOUD\n" +
	"203.0.113.0\t203.0.113.63\t0\tNone\tNot routed\n" +
	"203.0.113.64\t203.0.113.130\t64501\tDE\tEXAMPLE-DSL Example Telekom\r\n" +
	"2001:db8::\t2001:db8:0:ffff:ffff:ffff:ffff:ffff\t64502\tFR\tEXAMPLE VPN\n"

const csvTable = "start_ip,end_ip,asn,name\n" +
	"198.51.100.0,198.51.100.255,AS64500,\"Example, Cloud\"\n" +
	"203.0.113.64,203.0.113.130,64501,Example Telekom\n" +
	"2001:db8::,2001:db8:0:ffff:ffff:ffff:ffff:ffff,64502,Example VPN\n"

func zipped(s string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(s))
	z.Close()
	return b.Bytes()
}

func TestOpen(t *testing.T) {
	for name, data := range map[string][]byte{"tsv": []byte(tsv), "tsv.gz": zipped(tsv), "csv": []byte(csvTable), "csv.gz": zipped(csvTable)} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if db.Ranges() != 3 {
			t.Errorf("%s: %d ranges, want 3", name, db.Ranges())
		}
		for _, c := range []struct {
			addr  string
			asn   uint32
			class string
		}{
			{"198.51.99.255", 0, ""}, {"198.51.100.0", 64500, Hosting}, {"198.51.100.255", 64500, Hosting},
			{"203.0.113.1", 0, ""}, {"203.0.113.130", 64501, Residential}, {"203.0.113.131", 0, ""},
			{"::ffff:198.51.100.7", 64500, Hosting}, {"2001:db8::9", 64502, VPN}, {"2001:db8:1::", 0, ""}, {"::1", 0, ""},
		} {
			if asn, class := db.Lookup(netip.MustParseAddr(c.addr)); asn != c.asn || class != c.class {
				t.Errorf("%s: %s is AS%d %q, want AS%d %q", name, c.addr, asn, class, c.asn, c.class)
			}
		}
		if db.Class(64501) != Residential || db.Class(1) != "" {
			t.Errorf("%s: classes by number are wrong", name)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, c := range map[string]struct{ data, want string }{
		"empty":         {"", "no address range"},
		"few columns":   {"198.51.100.0\t198.51.100.255\n", "line 1: 2 columns"},
		"no address":    {tsv + "somewhere\t198.51.100.255\t1\tUS\tX\n", "line 5: the first column"},
		"no end":        {"198.51.100.0\thome\t1\tUS\tX\n", "line 1: the second column"},
		"backwards":     {"198.51.100.9\t198.51.100.1\t1\tUS\tX\n", "line 1: the range"},
		"mixed kinds":   {"198.51.100.9\t2001:db8::\t1\tUS\tX\n", "line 1: the range"},
		"no number":     {"198.51.100.0\t198.51.100.255\tnine\tUS\tX\n", "line 1: the third column"},
		"large number":  {"198.51.100.0\t198.51.100.255\t4294967296\tUS\tX\n", "line 1: the third column"},
		"overlap":       {tsv + "198.51.100.255\t198.51.101.255\t7\tUS\tX\n", "overlap"},
		"long line":     {tsv + strings.Repeat("x", lineLimit+1), "line 5 is longer"},
		"truncated zip": {string(zipped(tsv)[:40]), "gzip"},
	} {
		path := filepath.Join(t.TempDir(), "table")
		if err := os.WriteFile(path, []byte(c.data), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: error %v, want one that says %q and names the file", name, err, c.want)
		}
	}
	if _, err := Open(filepath.Join(t.TempDir(), "absent")); err == nil {
		t.Error("a file that is not there was opened")
	}
}

func TestClassOf(t *testing.T) {
	for name, want := range map[string]string{
		"AMAZON-02": Hosting, "DIGITALOCEAN-ASN": Hosting, "Hetzner Online GmbH": Hosting, "GOOGLE-CLOUD-PLATFORM": Hosting,
		"Mullvad VPN AB": VPN, "T-MOBILE-AS21928": Mobile, "CELLCO-PART Verizon Wireless": Mobile,
		"COMCAST-7922": Residential, "Deutsche Telekom AG": Residential, "KORNET Korea Telecom": Residential,
		"Stanford University": Business, "JPMORGAN CHASE BANK": Business, "Lawson Lumber": "", "": "",
	} {
		if got := classOf(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

func FuzzTable(f *testing.F) {
	f.Add(tsv)
	f.Add(csvTable)
	f.Add("\"a\n1.1.1.1,1.1.1.2")
	f.Fuzz(func(t *testing.T, table string) {
		db, err := readTable(strings.NewReader(table))
		if err != nil {
			return
		}
		for i, r := range db.ranges {
			if r.last.compare(r.first) < 0 || r.asn == 0 || i > 0 && r.first.compare(db.ranges[i-1].last) <= 0 {
				t.Fatalf("range %d is backwards, unannounced, or overlaps the one before", i)
			}
		}
	})
}
