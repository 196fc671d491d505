package taxii

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/stillhunt/stillhunt/share/stix"
)

// Client asks a TAXII 2.1 server.
type Client struct {
	// URL is a collection's (…/collections/ID/), or a server's discovery
	// (…/taxii2/) or API root, if just one of its collections can be meant.
	URL           string
	Login, Secret string // a Secret without a Login is a bearer token
	Insecure      bool   // also over http to another machine
	HTTP          *http.Client

	most int // bytes of what is pulled at once; 0 is stix.MaxBytes
}

// atOnce bounds what is sent in one request, whatever the server takes.
const (
	atOnce      = 500
	bytesAtOnce = 1 << 20
	answerBytes = 32 << 20
)

// Push sends objects, in parts, and says what became of them. Objects that the
// server refuses are in the status, and no error.
func (c Client) Push(ctx context.Context, things []stix.Thing) (Status, error) {
	all := Status{Status: "complete"}
	at, err := c.collection(ctx, func(x Collection) bool { return x.CanWrite })
	if err != nil {
		return all, err
	}
	for len(things) > 0 {
		n, size := 0, 0
		for n < len(things) && n < atOnce && (n == 0 || size+len(things[n].Raw) <= bytesAtOnce) {
			size += len(things[n].Raw)
			n++
		}
		var e Envelope
		for _, t := range things[:n] {
			e.Objects = append(e.Objects, t.Raw)
		}
		things = things[n:]
		st, err := c.send(ctx, at, e)
		if err != nil {
			return all, err
		}
		all.Total += st.Total
		all.Succeeded += st.Succeeded
		all.Failed += st.Failed
		all.Pending += st.Pending
		all.Failures = append(all.Failures, st.Failures...)
	}
	return all, nil
}

func (c Client) send(ctx context.Context, at *url.URL, e Envelope) (Status, error) {
	var st Status
	text, err := plainJSON(e)
	if err != nil {
		return st, err
	}
	err = c.ask(ctx, http.MethodPost, at.JoinPath("objects/"), text, &st, nil)
	root, _, _ := strings.Cut(at.String(), "/collections/")
	for tries := 0; err == nil && st.Status == "pending" && tries < 60; tries++ {
		select {
		case <-ctx.Done():
			return st, ctx.Err()
		case <-time.After(time.Second):
		}
		var u *url.URL
		if u, err = url.Parse(root + "/status/" + url.PathEscape(st.ID) + "/"); err == nil {
			err = c.ask(ctx, http.MethodGet, u, nil, &st, nil)
		}
	}
	for i := range st.Failures {
		st.Failures[i].ID, st.Failures[i].Message = stix.Clean(st.Failures[i].ID), stix.Clean(st.Failures[i].Message)
	}
	return st, err
}

// ErrMore is what Pull returns with all that fits into a bundle, if the server has
// more.
var ErrMore = errors.New("the server has more than fits into a bundle")

// overhead is what a bundle has beside its objects.
const overhead = 1024

// Pull gets what was added after a time (zero: everything), and when the last of
// it was added: where the next Pull goes on. It returns ErrMore with what fits
// into a bundle that stix.Read takes.
func (c Client) Pull(ctx context.Context, after time.Time) ([]stix.Thing, time.Time, error) {
	at, err := c.collection(ctx, func(x Collection) bool { return x.CanRead })
	if err != nil {
		return nil, after, err
	}
	var all []stix.Thing
	size, first := 0, ""
	var reached time.Time // what came before was added by then
	for next := ""; ; {
		u := at.JoinPath("objects/")
		q := url.Values{"limit": {strconv.Itoa(maxPage)}} // with each page: medallion wants it beside next
		if !after.IsZero() {
			q.Set("added_after", written(after))
		}
		if next != "" {
			q.Set("next", next)
		}
		u.RawQuery = q.Encode()
		var e Envelope
		last := time.Time{}
		if err := c.ask(ctx, http.MethodGet, u, nil, &e, &last); err != nil {
			return nil, after, err
		}
		for _, raw := range e.Objects {
			size += len(raw) + 1
		}
		if len(all)+len(e.Objects) > stix.MaxObjects || size > cmp.Or(c.most, stix.MaxBytes)-overhead {
			if reached.IsZero() {
				return nil, after, fmt.Errorf("%s has more than %d objects or %d MiB, and does not say when they were added", at, stix.MaxObjects, stix.MaxBytes>>20)
			}
			return all, reached, ErrMore
		}
		for i, raw := range e.Objects {
			t, err := stix.ReadObject(raw)
			if err != nil {
				return nil, after, fmt.Errorf("object %d of a page of %s: %w", i+1, u, err)
			}
			all = append(all, t)
		}
		reached = last
		if !e.More {
			if last.IsZero() {
				last = after
			}
			return all, last, nil
		}
		// Some servers have one next for all pages, so that it cannot tell whether
		// they go on; a page that begins as the one before does.
		if e.Next == "" || len(e.Objects) == 0 || string(e.Objects[0]) == first {
			return nil, after, fmt.Errorf("%s says that there is more and does not go on", at)
		}
		next, first = e.Next, string(e.Objects[0])
	}
}

// collection finds the collection that the client's address means.
func (c Client) collection(ctx context.Context, may func(Collection) bool) (*url.URL, error) {
	u, err := c.address()
	if err != nil {
		return nil, err
	}
	if strings.Contains(u.Path, "/collections/") {
		return u, nil
	}
	var d struct {
		Discovery
		Versions []string `json:"versions"`
	}
	if err := c.ask(ctx, http.MethodGet, u, nil, &d, nil); err != nil {
		return nil, err
	}
	if len(d.Versions) == 0 { // it was the discovery
		root := d.Default
		if root == "" && len(d.APIRoots) > 0 {
			root = d.APIRoots[0]
		}
		to, err := url.Parse(root)
		if root == "" || err != nil {
			return nil, fmt.Errorf("%s names no API root: name a collection's address", u)
		}
		if to = u.ResolveReference(to); to.Host != u.Host || to.Scheme != u.Scheme {
			return nil, fmt.Errorf("%s sends to %s, which is another server: name that one if you trust it", u, to)
		}
		u = to
	}
	var list struct {
		Collections []Collection `json:"collections"`
	}
	if err := c.ask(ctx, http.MethodGet, u.JoinPath("collections/"), nil, &list, nil); err != nil {
		return nil, err
	}
	var fit []Collection
	for _, x := range list.Collections {
		if may(x) {
			fit = append(fit, x)
		}
	}
	if len(fit) != 1 {
		return nil, fmt.Errorf("%s has %d collections that you may use so: name one, as %scollections/ID/", u, len(fit), u)
	}
	return u.JoinPath("collections", fit[0].ID+"/"), nil
}

func (c Client) address() (*url.URL, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" || u.User != nil {
		return nil, errors.New("that is no address of a TAXII server: write https://HOST/taxii2/ or a collection's, without a password in it")
	}
	switch {
	case u.Scheme == "https":
	case u.Scheme != "http":
		return nil, fmt.Errorf("%s:// is not spoken here: https://", u.Scheme)
	case !c.Insecure && !loopback(u.Hostname()):
		return nil, errors.New("over http everybody on the way can read it: use https, or --insecure if something else protects it")
	}
	if !strings.HasSuffix(u.Path, "/") {
		u.Path += "/"
	}
	return u, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// ask puts one request and reads the answer into v, and when the last object of
// it was added into last.
func (c Client) ask(ctx context.Context, method string, u *url.URL, body []byte, v any, last *time.Time) error {
	r, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Accept", MediaType)
	if body != nil {
		r.Header.Set("Content-Type", MediaType)
	}
	switch {
	case c.Login != "":
		r.SetBasicAuth(c.Login, c.Secret)
	case c.Secret != "":
		r.Header.Set("Authorization", "Bearer "+c.Secret)
	}
	client := c.HTTP
	if client == nil {
		client = &http.Client{Timeout: 2 * time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error {
			return errors.New("the server sends elsewhere: name that address if you trust it")
		}}
	}
	res, err := client.Do(r)
	if err != nil {
		return fmt.Errorf("asking the TAXII server: %w", err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, answerBytes+1))
	switch {
	case err != nil:
		return fmt.Errorf("reading the answer of %s: %w", u, err)
	case len(text) > answerBytes:
		return fmt.Errorf("the answer of %s has more than %d MiB", u, answerBytes>>20)
	case res.StatusCode/100 != 2:
		var p Problem
		if json.Unmarshal(text, &p) != nil || p.Title == "" {
			p.Title = http.StatusText(res.StatusCode)
		}
		return fmt.Errorf("%s answers %d: %s", u.Redacted(), res.StatusCode, stix.Clean(p.Title+" "+p.Description))
	}
	if err := json.Unmarshal(text, v); err != nil {
		return fmt.Errorf("the answer of %s is no TAXII: %w", u, err)
	}
	if last != nil {
		if t, err := time.Parse(time.RFC3339, res.Header.Get("X-TAXII-Date-Added-Last")); err == nil {
			*last = t
		}
	}
	return nil
}
