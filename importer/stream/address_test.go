package stream

import (
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ url, name, user, password, token, group string }{
		{url: "kafka://a:9092,b:1/t-1.x_y", name: "kafka://a:9092,b:1/t-1.x_y", group: "stillhunt"},
		{url: "kafka://a/t", name: "kafka://a:9092/t", group: "stillhunt"},
		{url: "kafka://u:p%40%2F%3A%25@a/t?group=g_1", name: "kafka://a:9092/t", user: "u", password: "p@/:%", group: "g_1"},
		{url: "kafka://u:p@@a/t", name: "kafka://a:9092/t", user: "u", password: "p@", group: "stillhunt"},
		{url: "nats://[::1]:4222,[::1]/S", name: "nats://[::1]:4222,[::1]:4222/S", group: "stillhunt"},
		{url: "nats://u:p@h/S/llm.*.chat.%3E", name: "nats://h:4222/S/llm.*.chat.>", user: "u", password: "p", group: "stillhunt"},
		{url: "nats://secret@h/S", name: "nats://h:4222/S", token: "secret", group: "stillhunt"},
	} {
		a, err := parse(c.url)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if a.name() != c.name || a.user != c.user || a.password != c.password || a.token != c.token || a.group != c.group || a.tls != nil {
			t.Errorf("%s: %+v", c.name, a)
		}
		if name, err := Redact(c.url); err != nil || name != c.name || !Is(c.url) {
			t.Errorf("redacted: %s, %v", name, err)
		}
	}
}

// No error may quote a URL of which a part can be a password.
func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ url, want string }{
		{"kafka://u:swordfish/1@h:9092/t", "host:port"},
		{"kafka://u:12swordfish/1@h:9092/t", "host:port"},
		{"kafka://u:12/swordfish@h:9092/t", "topic"},
		{"kafka://u:1?swordfish@h/t", "topic"},
		{"kafka://u:swordfish?x=1@h/t", "host:port"},
		{"kafka://u:swordfish%zz@h/t", "%25"},
		{"nats://u:12/swordfish@h/S", "stream"},
		{"nats://sword/fish@h/S", "stream"},
		{"nats://swordfish:h/S", "host:port"},
		{"kafka://h/", "topic"},
		{"kafka://h", "topic"},
		{"kafka://h/a/b", "topic"},
		{"nats://h/S.x", "stream"},
		{"nats://h/S/", "stream"},
		{"kafka:///t", "host:port"},
		{"kafka://h:0/t", "host:port"},
		{"kafka://h:70000/t", "host:port"},
		{"redis://u:swordfish@h/t", "kafka://"},
		{"swordfish", "kafka://"},
		{"kafka://h/t?grp=1", `option "grp"`},
		{"kafka://h/t?group=", "group"},
		{"kafka://h/t?tls=perhaps", "tls"},
		{"kafka://u:swordfish@h/t?ca=/nonexistent/ca.pem", "trusted"},
		{"kafka://u:swordfish@h/t?cert=/nonexistent/c.pem", "belong together"},
		{"kafka://u:swordfish@h/t?ca=/dev/null", "no certificate"},
		{"kafka://u:swordfish@h/t?%zz", "options"},
	} {
		_, err := parse(c.url)
		if err == nil {
			t.Errorf("%s: no error", c.url)
			continue
		}
		if text := err.Error(); !strings.Contains(text, c.want) || strings.Contains(text, "swordfish") || strings.Contains(text, "fish@") {
			t.Errorf("%s: %v", c.url, err)
		}
	}
}

func TestEnvironment(t *testing.T) {
	t.Setenv("STILLHUNT_KAFKA_USER", "ku")
	t.Setenv("STILLHUNT_KAFKA_PASSWORD", "kp")
	t.Setenv("STILLHUNT_NATS_TOKEN", "nt")
	t.Setenv("STILLHUNT_NATS_PASSWORD", "np")
	for _, c := range []struct{ url, user, password, token string }{
		{"kafka://h/t", "ku", "kp", ""},
		{"kafka://v@h/t", "v", "kp", ""},
		{"kafka://v:w@h/t", "v", "w", ""},
		{"nats://h/S", "", "", "nt"},
		{"nats://tok@h/S", "", "", "tok"},
		{"nats://v:w@h/S", "v", "w", ""},
	} {
		a, err := parse(c.url)
		if err != nil || a.user != c.user || a.password != c.password || a.token != c.token {
			t.Errorf("%s: %+v, %v", c.url, a, err)
		}
	}
}

func TestPosition(t *testing.T) {
	p := Position{"10": 5, "2": 1 << 62, "0": 0}
	q, err := ParsePosition(p.String())
	if err != nil || p.String() != `{"0":0,"10":5,"2":4611686018427387904}` || q.String() != p.String() {
		t.Errorf("%s, %v", q, err)
	}
	if q, err := ParsePosition(Position(nil).String()); q != nil || err != nil {
		t.Errorf("%v, %v", q, err)
	}
	for _, bad := range []string{"[]", `{"0":-1}`, `{"0":"1"}`, `{"0":1.5}`, `{`} {
		if _, err := ParsePosition(bad); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}

func FuzzSplit(f *testing.F) {
	for _, s := range []string{"kafka://u:p@a:1,b/t?x", "nats://t@[::1]:3/S/a.>", "kafka://%@/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, url string) {
		name, err := Redact(url)
		if err != nil {
			return
		}
		if again, err := Redact(name); (err != nil || again != name) && !strings.Contains(name, "%") && !strings.Contains(name, "?") {
			t.Errorf("%q gives %q, and that %q, %v", url, name, again, err)
		}
	})
}
