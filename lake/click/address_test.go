package click

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	for raw, want := range map[string]options{
		"clickhouse://h/db": {hosts: []string{"h:9000"}, user: "default", database: "db", dial: 10 * time.Second},
		"clickhouse://u:p%40ss@h1:9001,h2,[::1]:3/db_2?secure=true&dial_timeout=3s&memory=7": {
			hosts: []string{"h1:9001", "h2:9440", "[::1]:3"}, user: "u", password: "p@ss", database: "db_2", secure: true, dial: 3 * time.Second, memory: 7},
		"clickhouse://u:a@b@h:1/x": {hosts: []string{"h:1"}, user: "u", password: "a@b", database: "x", dial: 10 * time.Second},
	} {
		got, err := parse(raw)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v (%v)", raw, got, err)
		}
		if s := got.String(); strings.Contains(s, "p@ss") || strings.Contains(s, "a@b") {
			t.Errorf("the password is in %s", s)
		}
	}
	for _, raw := range []string{
		"", "http://h/db", "clickhouse://h", "clickhouse://h/", "clickhouse:///db", "clickhouse://h/d-b", "clickhouse://h,/db",
		"clickhouse://h,h:9000/db", "clickhouse://u:secret@h/db?speed=1", "clickhouse://u:secret@h/db?memory=much",
		"clickhouse://u:secret%zz@h/db", "clickhouse://u:secret@h/db?dial_timeout=-1s", "clickhouse://u:secret@h'/db", "clickhouse://u:secret@h/db?%zz",
	} {
		if _, err := parse(raw); err == nil {
			t.Errorf("%s was accepted", raw)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("the password is in %v", err)
		}
	}
}

func TestServersErrorsDoNotRepeatThePassword(t *testing.T) {
	o := options{password: `it's`}
	if got := o.hide(`near remote('h', 'it\'s') it's`); strings.Contains(got, "it") {
		t.Error(got)
	}
}
