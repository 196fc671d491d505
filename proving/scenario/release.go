package scenario

import (
	"fmt"
	"time"
)

// Release is a model that comes out during the range.
type Release struct {
	Model string `yaml:"model"`
	Day   int    `yaml:"day"`            // of the range, from 0
	Hour  int    `yaml:"hour,omitempty"` // UTC
}

// Time is when the model comes out, in a range with this first day.
func (r Release) Time(first time.Time) time.Time {
	return first.AddDate(0, 0, r.Day).Add(time.Duration(r.Hour) * time.Hour)
}

func (v *validator) releases(s *Scenario) {
	names := map[string]bool{}
	for i, r := range s.Releases {
		at := fmt.Sprintf("$.releases[%d]", i)
		v.check(r.Model != "", at+".model", "a release names its model")
		v.check(!names[r.Model], at+".model", "%q is released twice", r.Model)
		v.check(r.Day >= 0 && r.Day < s.Days, at+".day", "day is a day of the scenario, counted from 0")
		v.check(r.Hour >= 0 && r.Hour <= 23, at+".hour", "hour lies between 0 and 23")
		names[r.Model] = true
	}
}
