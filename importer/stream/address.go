package stream

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	schemeKafka = "kafka"
	schemeNATS  = "nats"

	defaultGroup = "stillhunt"

	// patience is how long a server may take to answer, and a stream to go on.
	patience = 10 * time.Second
)

// address is a URL taken apart.
type address struct {
	scheme   string
	hosts    []string // host:port
	stream   string   // the topic or the stream
	subject  string   // of NATS; empty: every subject
	group    string
	share    share
	user     string
	password string
	token    string
	tls      *tls.Config // nil without TLS
	patience time.Duration
}

// each is how long one of the servers may take to be reached.
func (a *address) each() time.Duration {
	return max(a.patience/time.Duration(len(a.hosts)), 2*time.Second)
}

// Is reports whether an input is the URL of a stream.
func Is(input string) bool {
	scheme, _, ok := strings.Cut(input, "://")
	return ok && (scheme == schemeKafka || scheme == schemeNATS)
}

// Redact is the URL without user, password and options: what the stream is
// called wherever a person or a file sees it. The error names no part of a URL
// that cannot be read.
func Redact(rawURL string) (string, error) {
	a, err := split(rawURL)
	if err != nil {
		return "", err
	}
	return a.name(), nil
}

func (a *address) name() string {
	name := a.scheme + "://" + strings.Join(a.hosts, ",") + "/" + a.stream
	if a.subject != "" {
		name += "/" + a.subject
	}
	return name
}

// parse reads a URL, the environment and the files that the URL names.
func parse(rawURL string) (*address, error) {
	a, err := split(rawURL)
	if err != nil {
		return nil, err
	}
	_, query, _ := strings.Cut(rawURL, "?")
	if err := a.options(query); err != nil {
		return nil, fmt.Errorf("%s: %w", a.name(), err)
	}
	a.environment()
	return a, nil
}

var (
	host    = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,253}$`)
	topic   = regexp.MustCompile(`^[A-Za-z0-9._-]{1,249}$`)
	stream  = regexp.MustCompile(`^[^\s.*>/\\@:\x00-\x1f\x7f]{1,255}$`)
	subject = regexp.MustCompile(`^[^\s/\\@:\x00-\x1f\x7f]{1,255}$`)
	group   = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)
)

// split takes the URL itself apart. What it cannot read may hold a password, so
// no error quotes any of it. (net/url quotes, and refuses several hosts.)
func split(rawURL string) (*address, error) {
	scheme, rest, _ := strings.Cut(rawURL, "://")
	if !Is(rawURL) {
		return nil, errors.New("a stream is kafka://host:port/topic or nats://host:port/stream")
	}
	a := &address{scheme: scheme, patience: patience}
	rest, _, _ = strings.Cut(rest, "?")
	authority, path, _ := strings.Cut(rest, "/")
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		if err := a.userInfo(authority[:i]); err != nil {
			return nil, err
		}
		authority = authority[i+1:]
	}
	for one := range strings.SplitSeq(authority, ",") {
		h, ok := hostPort(one, map[string]string{schemeKafka: "9092", schemeNATS: "4222"}[scheme])
		if !ok {
			return nil, fmt.Errorf("the %s URL has a server that is not host:port%s", scheme, escape)
		}
		a.hosts = append(a.hosts, h)
	}
	path, err := url.PathUnescape(path)
	ok := err == nil
	if scheme == schemeKafka {
		a.stream, ok = path, ok && topic.MatchString(path)
	} else {
		var more bool
		a.stream, a.subject, more = strings.Cut(path, "/")
		ok = ok && stream.MatchString(a.stream) && (!more || subject.MatchString(a.subject))
	}
	if !ok {
		what := map[string]string{schemeKafka: "a topic: kafka://host:port/topic", schemeNATS: "a stream: nats://host:port/stream or nats://host:port/stream/subject"}[scheme]
		return nil, fmt.Errorf("the %s URL does not name %s%s", scheme, what, escape)
	}
	return a, nil
}

const escape = " (write / @ : and % of a password as %2F %40 %3A and %25)"

func hostPort(s, port string) (string, bool) {
	h := s
	if bracket := strings.HasSuffix(s, "]"); !bracket && strings.Contains(s, ":") {
		var err error
		if h, port, err = net.SplitHostPort(s); err != nil {
			return "", false
		}
	} else if bracket {
		h = strings.TrimSuffix(strings.TrimPrefix(s, "["), "]")
	}
	n, err := strconv.Atoi(port)
	ok := err == nil && n > 0 && n < 1<<16 && (host.MatchString(h) || net.ParseIP(h) != nil)
	return net.JoinHostPort(h, port), ok
}

func (a *address) userInfo(info string) error {
	name, password, two := strings.Cut(info, ":")
	var errs [2]error
	a.user, errs[0] = url.PathUnescape(name)
	a.password, errs[1] = url.PathUnescape(password)
	if errs != [2]error{} {
		return fmt.Errorf("the %s URL's user or password cannot be read%s", a.scheme, escape)
	}
	if a.scheme == schemeNATS && !two {
		a.user, a.token = "", a.user
	}
	return nil
}

// options reads what stands behind the question mark.
func (a *address) options(query string) error {
	values, err := url.ParseQuery(query)
	if err != nil {
		return errors.New("the options behind ? cannot be read")
	}
	for key := range values {
		switch key {
		case "group", "worker", "tls", "ca", "cert", "key":
		default:
			return fmt.Errorf("there is no option %q: there are group, worker, tls, ca, cert and key", key)
		}
	}
	a.group = defaultGroup
	if values.Has("group") {
		if a.group = values.Get("group"); !group.MatchString(a.group) {
			return errors.New("group must be 1 to 128 letters, digits, - and _")
		}
	}
	if values.Has("worker") {
		if a.share, err = parseShare(values.Get("worker")); err != nil {
			return err
		}
		if a.scheme == schemeNATS && a.share.of > 1 { // a Kafka group has an offset for each partition
			a.group += fmt.Sprintf("-%dof%d", a.share.worker, a.share.of)
		}
	}
	on := false
	if values.Has("tls") {
		if on, err = strconv.ParseBool(values.Get("tls")); err != nil {
			return errors.New("tls must be true or false")
		}
	}
	ca, cert, key := values.Get("ca"), values.Get("cert"), values.Get("key")
	if !on && ca == "" && cert == "" && key == "" {
		return nil
	}
	return a.secure(ca, cert, key)
}

// secure reads the files of TLS; an empty name is none.
func (a *address) secure(ca, cert, key string) error {
	a.tls = &tls.Config{MinVersion: tls.VersionTLS12}
	if ca != "" {
		text, err := os.ReadFile(ca)
		if err != nil {
			return fmt.Errorf("reading the trusted certificates: %w", err)
		}
		a.tls.RootCAs = x509.NewCertPool()
		if !a.tls.RootCAs.AppendCertsFromPEM(text) {
			return fmt.Errorf("%s holds no certificate in PEM", ca)
		}
	}
	if cert != "" || key != "" {
		pair, err := tls.LoadX509KeyPair(cert, key)
		if err != nil {
			return fmt.Errorf("reading the client's certificate (cert and key belong together): %w", err)
		}
		a.tls.Certificates = []tls.Certificate{pair}
	}
	return nil
}

// environment takes the secrets that the URL does not have.
func (a *address) environment() {
	prefix := "STILLHUNT_" + strings.ToUpper(a.scheme) + "_"
	if a.token != "" {
		return
	}
	if a.user == "" {
		a.user = os.Getenv(prefix + "USER")
	}
	if a.user != "" && a.password == "" {
		a.password = os.Getenv(prefix + "PASSWORD")
	}
	if a.user == "" && a.scheme == schemeNATS {
		a.token = os.Getenv(prefix + "TOKEN")
	}
}
