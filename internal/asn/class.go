package asn

import "strings"

// The classes of networks.
const (
	Hosting     = "hosting"
	VPN         = "vpn"
	Mobile      = "mobile"
	Business    = "business"
	Residential = "residential"
)

// marks are parts of systems' names, in lower case, that tell a class. The
// first that matches a name decides, so the telling ones stand first; spaces in
// a mark are ends of words.
var marks = []struct {
	class string
	parts []string
}{
	{VPN, []string{"vpn", "mullvad", "proton ag", "protonvpn", "windscribe", "surfshark", "tzulo", "packethub", "anonymi", " tor ", "torservers", "private internet access", "proxy", "privax"}},
	{Mobile, []string{"mobile", "wireless", "cellular", "cellco", "gsm", " lte ", "movil", "móvil", "celular", "mobil", "mts pjsc", "airtel", "vodacom", "jio infocomm", "kddi", "softbank", "docomo"}},
	{Hosting, []string{"hosting", "hosted", "cloud", "datacenter", "data center", "data centre", "datacentre", "vps", "colocation", "colo ", "dedicated", "amazon", " aws", "google", "microsoft", "azure",
		"digitalocean", "ovh", "hetzner", "linode", "akamai", "vultr", "choopa", "constant company", "leaseweb", "contabo", "alibaba", "aliyun", "tencent", "oracle", "scaleway", "online s.a.s", "m247", "datacamp",
		"cdn", "fastly", "zenlayer", "g core", "gcore", "hivelocity", "quadranet", "psychz", "ionos", "strato", "rackspace", "softlayer", "equinix", "server", "hostinger", "hostroyale", "host ", "worldstream",
		"i3d", "kamatera", "upcloud", "coreweave", "lambda labs", "nforce", "sharktech", "buyvm", "frantech", "ucloud", "baidu", "bytedance", "huawei"}},
	{Residential, []string{"broadband", "cable", "dsl", "fiber", "fibre", "ftth", "telecom", "telekom", "telefonica", "telecomunic", "telekomun", "telia", "telenor", "communications", "comcast", "charter", "spectrum", " cox ", "verizon", "at&t", "att internet",
		"bt uk", "british tele", "virgin media", "sky uk", "liberty global", "orange", "free sas", "sfr", "bouygues", "vodafone", "chinanet", "unicom", "kornet", "korea telecom", "ntt ", "ocn ", "bsnl", "rogers", "bell canada", "telstra", "optus",
		"claro", "turk", "rostelecom", "ziggo", "kpn", "proximus", "swisscom", "internet service", " isp", "residential"}},
	{Business, []string{"university", "universit", "universid", "college", "school", "academy", "institute", "education", "research", " bank", "bank ", "government", "ministry", "hospital", "insurance", "corporation", " corp", "enterprise", " gmbh & co", "business", "holdings", "airlines", "motors"}},
}

// classOf tells the class of a network from its system's name, as far as names
// tell it; "" if this one does not.
func classOf(name string) string {
	name = " " + strings.ToLower(separators.Replace(name)) + " "
	for _, m := range marks {
		for _, part := range m.parts {
			if strings.Contains(name, part) {
				return m.class
			}
		}
	}
	return ""
}

// separators turns what registries write between words into spaces.
var separators = strings.NewReplacer("-", " ", "_", " ", ",", " ")
