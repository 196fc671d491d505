package exchange

import "fmt"

// Rejection says why one line was not taken. It never holds what the line said.
type Rejection struct {
	File   string `json:"file"`
	Line   int64  `json:"line"`   // counted from 1
	Reason string `json:"reason"` // names the key where one is at fault
	Hint   string `json:"hint"`   // what to do
}

// Error is "file:line: reason; hint".
func (r *Rejection) Error() string {
	s := r.Reason
	if r.Hint != "" {
		s += "; " + r.Hint
	}
	if r.File == "" {
		return s
	}
	return fmt.Sprintf("%s:%d: %s", r.File, r.Line, s)
}
