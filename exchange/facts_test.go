package exchange

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
)

const fullFact = `{"user.id":"a","stillhunt.org.id":"o","created":"2026-01-02T03:04:05+01:00","suspended_at":"2026-02-01","plan":"pro","price_month":20.5,` +
	`"verification":"phone","payment.fingerprint":"fp","payment.bin":"424242","email.domain":"example.org","email.shape":"aaa0",` +
	`"device":"d","signup.address":"192.0.2.1","declared_use":"research, mostly","region":"eu","more":1}`

func fullFacts() Facts {
	return Facts{Account: "a", Org: "o", Created: time.Date(2026, 1, 2, 2, 4, 5, 0, time.UTC).UnixMicro(), Suspended: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC).UnixMicro(),
		Plan: "pro", PriceMonth: 20.5, priced: true, Verification: "phone", PaymentFingerprint: "fp", PaymentBIN: "424242",
		EmailDomain: "example.org", EmailShape: "aaa0", Device: "d", SignupAddress: "192.0.2.1", DeclaredUse: "research, mostly", Region: "eu"}
}

// readFacts reads text as an accounts file.
func readFacts(t *testing.T, text string) (facts []Facts, rejected []string) {
	t.Helper()
	err := factsTable("f", func(f Facts) error {
		facts = append(facts, f)
		return nil
	}, func(r *Rejection) error {
		rejected = append(rejected, r.Error())
		return nil
	}).readFrom(context.Background(), strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return facts, rejected
}

func TestFactsForms(t *testing.T) {
	for name, text := range map[string]string{
		"json":       fullFact,
		"json lines": "\xef\xbb\xbf\r\n" + fullFact + "\r\n\r\n",
		"csv": "user.id,stillhunt.org.id,created,suspended_at,plan,price_month,verification,payment.fingerprint,payment.bin,email.domain,email.shape,device,signup.address,declared_use,region,more\n" +
			"a,o,2026-01-02T03:04:05+01:00,2026-02-01,pro,20.5,phone,fp,424242,example.org,aaa0,d,192.0.2.1,\"research, mostly\",eu,1\n",
		"semicolons": "\xef\xbb\xbfmore;\"user.id\";stillhunt.org.id;created;suspended_at;plan;price_month;verification;payment.fingerprint;payment.bin;email.domain;email.shape;device;signup.address;declared_use;region\r\n" +
			"x; a ;o;2026-01-02T02:04:05Z;2026-02-01T00:00:00Z;pro;20.50;phone;fp;424242;example.org;aaa0;d;192.0.2.1;research, mostly;eu",
	} {
		facts, rejected := readFacts(t, text)
		if len(rejected) > 0 || len(facts) != 1 || facts[0] != fullFacts() {
			t.Errorf("%s: %+v, rejected %v", name, facts, rejected)
		}
	}
	if facts, rejected := readFacts(t, ""); facts != nil || rejected != nil {
		t.Error("an empty file has no facts")
	}
}

func TestFactsRejected(t *testing.T) {
	const canary = "canary"
	long := strings.Repeat("x", maxID+1)
	for name, c := range map[string]struct {
		text string
		want string
		good int
	}{
		"syntax":       {`{"user.id":"a"}` + "\n{" + canary + "\n" + `{"user.id":"b"}`, "f:2: not a JSON object", 2},
		"no account":   {"\n\n" + `{"plan":"` + canary + `"}`, "f:3: user.id is missing", 0},
		"type":         {`{"user.id":"a","device":["` + canary + `"]}`, "f:1: device must be a string", 0},
		"number":       {`{"user.id":"a","price_month":"` + canary + `"}`, "f:1: price_month must be a number", 0},
		"price":        {`{"user.id":"a","price_month":inf}`, "f:1: price_month is not a price", 0},
		"verification": {`{"user.id":"a","verification":"` + canary + `"}`, "f:1: verification has a value", 0},
		"time":         {`{"user.id":"a","created":"` + canary + `"}`, "f:1: created is not RFC 3339", 0},
		"time range":   {`{"user.id":"a","suspended_at":"1999-12-31"}`, "f:1: suspended_at out of range", 0},
		"long":         {`{"user.id":"` + long + `"}`, "f:1: user.id or", 0},
		"utf-8":        {`{"user.id":"` + canary + "\xff" + `"}`, "f:1: invalid UTF-8", 0},
		"csv cells":    {"user.id,plan\na,b,c\nd,e\n", "f:2: 3 cells under 2 columns", 1},
		"csv quote":    {"user.id,plan\na," + canary + "\"x\nd,e\n", "f:2: not valid CSV", 1},
		"csv open":     {"user.id,plan\nd,e\na,\"" + canary + "\n", "f:3: not valid CSV", 1},
		"csv utf-8":    {"user.id,plan\na,\xff\n", "f:2: invalid UTF-8", 0},
		"csv price":    {"user.id,price_month\na," + canary + "\n", "f:2: price_month is not a price", 0},
		"csv lines":    {"user.id,plan\na,\"two\nlines\"\n,b\n", "f:4: user.id is missing", 1},
	} {
		facts, rejected := readFacts(t, c.text)
		if len(facts) != c.good || len(rejected) != 1 || !strings.HasPrefix(rejected[0], c.want) {
			t.Errorf("%s: %d good, rejected %q, want %q", name, len(facts), rejected, c.want)
		}
		if strings.Contains(strings.Join(rejected, ""), canary) {
			t.Errorf("%s: content in %q", name, rejected)
		}
	}
}

func TestFactsLongLine(t *testing.T) {
	facts, rejected := readFacts(t, `{"user.id":"a"}`+"\n"+strings.Repeat("x", MaxLine+1)+"\n"+`{"user.id":"b","device":"`+strings.Repeat("d", 100<<10)+`"}`)
	if len(facts) != 2 || len(facts[1].Device) != 100<<10 || len(rejected) != 1 || !strings.Contains(rejected[0], "f:2: line longer") {
		t.Errorf("%d facts, %v", len(facts), rejected)
	}
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func none(t *testing.T) func(*Rejection) error {
	return func(r *Rejection) error { t.Error(r); return nil }
}

func TestLoadFactsMerges(t *testing.T) {
	text := fullFact + "\n" + `{"user.id":"b","plan":"free"}` + "\n" + `{"user.id":"a","plan":"max","price_month":0,"device":null,"region":""}` + "\n"
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(text))
	_ = z.Close()
	want := fullFacts()
	want.Plan, want.PriceMonth = "max", 0
	for _, path := range []string{write(t, "a.jsonl", text), write(t, "a", packed.String())} {
		all, err := LoadFacts(context.Background(), path, none(t))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(all, map[string]Facts{"a": want, "b": {Account: "b", Plan: "free"}}) {
			t.Errorf("got %+v", all)
		}
	}
}

func TestTableErrors(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"binary":     {"a\x00b", "not text"},
		"json array": {"[{}]", "JSON array"},
		"no columns": {"userid,plan\n", "a column user.id"},
		"cut gzip":   {"\x1f\x8b\x08\x00", "ends too early"},
	} {
		_, err := LoadFacts(context.Background(), write(t, "f", c.text), none(t))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := LoadFacts(context.Background(), "no-such-file", none(t)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := LoadFacts(ctx, write(t, "f", fullFact), none(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	stop := errors.New("stop")
	path := write(t, "f", "user.id\n"+strings.Repeat("a\n", 5))
	if err := ReadFacts(context.Background(), path, func(Facts) error { return stop }, none(t)); !errors.Is(err, stop) {
		t.Errorf("the callee's error: %v", err)
	}
}

func TestReleases(t *testing.T) {
	june, may := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC).UnixMicro(), time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC).UnixMicro()
	want := []Release{{"m2", may}, {"m1", june}, {"m3", june}}
	for _, text := range []string{
		"model,time\nm1,2020-01-01\nm3,2026-06-01\nm2,2026-05-01T12:00:00Z\nm1,2026-06-01\n",
		`{"model":"m3","time":"2026-06-01"}` + "\n" + `{"model":"m1","time":"2026-06-01T00:00:00Z"}` + "\n" + `{"model":"m2","time":"2026-05-01T12:00:00Z"}`,
	} {
		if got, err := ReadReleases(context.Background(), write(t, "r", text)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, %v", got, err)
		}
	}
	var r *Rejection
	if _, err := ReadReleases(context.Background(), write(t, "r", "model,time\nm,soon\n")); !errors.As(err, &r) || r.Line != 2 {
		t.Errorf("bad time: %v", err)
	}
}

func TestKnown(t *testing.T) {
	want := []Known{{Account: "a", Name: "ours", Kind: "own"}, {Org: "o", Name: "Lab", Kind: "evaluation"}, {EmailDomain: "example.org", Name: "Ex", Kind: "partner"}}
	for _, text := range []string{
		"account,org,email.domain,name,kind\na,,,ours,own\n,o,,Lab,evaluation\n,,example.org,Ex,partner\n",
		`{"account":"a","name":"ours","kind":"own"}` + "\n" + `{"org":"o","name":"Lab","kind":"evaluation"}` + "\n" + `{"email.domain":"example.org","name":"Ex","kind":"partner"}`,
	} {
		if got, err := ReadKnown(context.Background(), write(t, "k", text)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, %v", got, err)
		}
	}
	for text, reason := range map[string]string{
		"account,name,kind\n,x,own\n":    "nobody is named",
		"account,name,kind\na,x,foe\n":   "kind has a value that is not known",
		"account,name,kind\na,,own\n":    "name is missing or empty",
		`{"account":"a","name":"x"}`:     "kind is missing or empty",
		`{"account":1,"kind":"own"}`:     "account must be a string",
		"account,name,kind\na,x\n":       "2 cells under 3 columns",
		"account,name,kind\na,\"x,own\n": "not valid CSV",
	} {
		var r *Rejection
		if _, err := ReadKnown(context.Background(), write(t, "k", text)); !errors.As(err, &r) || r.Reason != reason || r.File == "" {
			t.Errorf("%q: %v, want %q", text, err, reason)
		}
	}
}

func FuzzFacts(f *testing.F) {
	f.Add([]byte(fullFact))
	f.Add([]byte("user.id;plan\na;\"b\nc\"\n"))
	f.Add([]byte("user.id\tcreated\na\t2026-01-01\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		table := factsTable("f", func(f Facts) error {
			if f.Account == "" || len(f.Account) > maxID || f.PriceMonth < 0 {
				t.Fatalf("taken: %d bytes of account, price %v", len(f.Account), f.PriceMonth)
			}
			return nil
		}, func(r *Rejection) error {
			if r.Line < 1 || r.Reason == "" || r.Hint == "" {
				t.Fatalf("rejection without a place or reason: %v", r)
			}
			return nil
		})
		_ = table.readFrom(context.Background(), bytes.NewReader(text)) // a file that cannot be read is an error, not a panic
	})
}
