// Package taxii exchanges STIX objects between houses by TAXII 2.1 (OASIS
// Standard, 10 June 2021): a small server over files, and a client.
//
// The server knows who writes: an object's created_by_ref must be the identity
// of the user who sends it, so that nobody disputes, revokes or replaces
// anything in another's name. Indicators whose time is over are not given out,
// and leave the files when the server starts.
package taxii

import (
	"bytes"
	"encoding/json"
	"net/http"
	"time"

	"github.com/stillhunt/stillhunt/share/stix"
)

// MediaType is the content type of TAXII 2.1.
const MediaType = "application/taxii+json;version=2.1"

// stixType is the media type of what collections hold.
const stixType = "application/stix+json;version=2.1"

// Limits of a request and an answer.
const (
	MaxBody  = 8 << 20 // bytes of a request
	maxPage  = 1000    // objects of an answer
	maxBytes = 8 << 20 // of an answer, about
)

// stamp is the form of the times that TAXII itself makes.
const stamp = "2006-01-02T15:04:05.000000Z"

func written(t time.Time) string { return t.UTC().Format(stamp) }

// Discovery is what a server says of itself.
type Discovery struct {
	Title       string   `json:"title"`
	Description string   `json:"description,omitempty"`
	Default     string   `json:"default,omitempty"`
	APIRoots    []string `json:"api_roots,omitempty"`
}

// APIRoot is what a root says of itself.
type APIRoot struct {
	Title            string   `json:"title"`
	Versions         []string `json:"versions"`
	MaxContentLength int64    `json:"max_content_length"`
}

// Collection is what a collection says of itself.
type Collection struct {
	ID         string   `json:"id"`
	Title      string   `json:"title"`
	CanRead    bool     `json:"can_read"`
	CanWrite   bool     `json:"can_write"`
	MediaTypes []string `json:"media_types,omitempty"`
}

// Envelope is what objects come in.
type Envelope struct {
	More    bool         `json:"more,omitempty"`
	Next    string       `json:"next,omitempty"`
	Objects stix.Objects `json:"objects,omitempty"`
}

// Status says what became of objects that were sent.
type Status struct {
	ID        string   `json:"id"`
	Status    string   `json:"status"` // complete or pending
	Requested string   `json:"request_timestamp,omitempty"`
	Total     int      `json:"total_count"`
	Succeeded int      `json:"success_count"`
	Successes []Detail `json:"successes,omitempty"`
	Failed    int      `json:"failure_count"`
	Failures  []Detail `json:"failures,omitempty"`
	Pending   int      `json:"pending_count"`
}

// Detail is one object of a status.
type Detail struct {
	ID      string `json:"id"`
	Version string `json:"version"`
	Message string `json:"message,omitempty"`
}

// Problem is TAXII's error message.
type Problem struct {
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
	Status      string `json:"http_status,omitempty"`

	code int
}

func (p *Problem) Error() string { return p.Title }

func problem(code int, title string) *Problem { return &Problem{Title: title, code: code} }

var (
	errUnknown   = problem(http.StatusNotFound, "there is nothing here, or nothing that you may read")
	errForbidden = problem(http.StatusForbidden, "you may not do this")
)

// plainJSON is json.Marshal without the escapes for HTML, which make six bytes of
// one: an object that was taken must not grow past what is read again.
func plainJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
