package click

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// options are what the lake's URL says.
type options struct {
	hosts          []string // host:port, one a shard, in their order
	user, password string
	database       string
	secure         bool
	dial           time.Duration
	memory         int64 // bytes a query may hold on a node; 0 is as the server has it
}

// form is said in every error about a URL, which itself may hold a password and
// is never repeated.
const form = "clickhouse://[user[:password]@]host[:port][,host[:port]…]/database[?secure=true&dial_timeout=10s&memory=BYTES]"

var databaseName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,99}$`)

// parse reads a URL. Its authority has several hosts, which net/url refuses.
func parse(raw string) (options, error) {
	o := options{user: "default", dial: 10 * time.Second}
	rest, ok := strings.CutPrefix(raw, "clickhouse://")
	if !ok {
		return o, errors.New("this is no ClickHouse URL; write " + form)
	}
	rest, query, _ := strings.Cut(rest, "?")
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		if err := o.credentials(rest[:at]); err != nil {
			return o, err
		}
		rest = rest[at+1:]
	}
	hosts, database, _ := strings.Cut(rest, "/")
	if o.database = database; !databaseName.MatchString(database) {
		return o, fmt.Errorf("%q is no name for a database (letters, digits and _); write %s", database, form)
	}
	if err := o.options(query); err != nil {
		return o, err
	}
	return o, o.shards(hosts)
}

func (o *options) credentials(info string) (err error) {
	user, password, _ := strings.Cut(info, ":")
	var wrong error
	o.user, err = url.PathUnescape(user)
	o.password, wrong = url.PathUnescape(password)
	if err != nil || wrong != nil {
		return errors.New("the user or password of the ClickHouse URL has a % that begins no escape: write it as %25")
	}
	return nil
}

func (o *options) options(query string) error {
	values, err := url.ParseQuery(query)
	if err != nil {
		return errors.New("the options of the ClickHouse URL cannot be read; write " + form)
	}
	for name, list := range values {
		text := list[len(list)-1]
		switch name {
		case "secure":
			o.secure, err = strconv.ParseBool(text)
		case "dial_timeout":
			o.dial, err = time.ParseDuration(text)
			if err == nil && o.dial <= 0 {
				err = errors.New("not positive")
			}
		case "memory":
			o.memory, err = strconv.ParseInt(text, 10, 64)
		default:
			return fmt.Errorf("%q is no option of a ClickHouse URL; write %s", name, form)
		}
		if err != nil {
			return fmt.Errorf("%s=%s in the ClickHouse URL cannot be read; write %s", name, text, form)
		}
	}
	return nil
}

func (o *options) shards(hosts string) error {
	port := "9000"
	if o.secure {
		port = "9440"
	}
	known := map[string]bool{}
	for _, h := range strings.Split(hosts, ",") {
		host, own, err := net.SplitHostPort(h)
		if err != nil {
			host, own = strings.Trim(h, "[]"), port
		}
		if host == "" || strings.ContainsAny(h, "'\\|{}") {
			return fmt.Errorf("%q is no host of a shard; write %s", h, form)
		}
		address := net.JoinHostPort(host, own)
		if known[address] {
			return fmt.Errorf("%s is named twice: each host is one shard", address)
		}
		known[address] = true
		o.hosts = append(o.hosts, address)
	}
	return nil
}

// String is the URL without user and password.
func (o *options) String() string {
	return "clickhouse://" + strings.Join(o.hosts, ",") + "/" + o.database
}

func (o *options) tls() *tls.Config {
	if !o.secure {
		return nil
	}
	return &tls.Config{MinVersion: tls.VersionTLS12}
}

// hide takes the password out of a text that the server wrote: its errors may
// repeat a statement.
func (o *options) hide(text string) string {
	if o.password == "" {
		return text
	}
	for _, said := range []string{quoteText(o.password), o.password} {
		text = strings.ReplaceAll(text, said, "[hidden]")
	}
	return text
}
