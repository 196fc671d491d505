package stream

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/stillhunt/stillhunt/exchange"
)

// natsServer is a server of this process, with JetStream.
func natsServer(t *testing.T, change ...func(*server.Options)) string {
	t.Helper()
	o := &server.Options{Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: t.TempDir(), NoLog: true, NoSigs: true, MaxPayload: 32 << 20}
	for _, c := range change {
		c(o)
	}
	s, err := server.NewServer(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() {
		s.Shutdown()
		s.WaitForShutdown()
	})
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("the NATS server does not start")
	}
	return strings.TrimPrefix(s.ClientURL(), "nats://")
}

// producer writes to a stream.
type producer struct {
	t  *testing.T
	js jetstream.JetStream
	s  jetstream.Stream
}

func newProducer(t *testing.T, addr string, c jetstream.StreamConfig, o ...nats.Option) *producer {
	t.Helper()
	conn, err := nats.Connect("nats://"+addr, o...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	js, err := jetstream.New(conn)
	if err != nil {
		t.Fatal(err)
	}
	s, err := js.CreateStream(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return &producer{t, js, s}
}

func (p *producer) send(subject string, value []byte) {
	p.t.Helper()
	if _, err := p.js.PublishAsync(subject, value, jetstream.WithStallWait(30*time.Second)); err != nil {
		p.t.Fatal(err)
	}
}

func (p *producer) flush() {
	p.t.Helper()
	select {
	case <-p.js.PublishAsyncComplete():
	case <-time.After(30 * time.Second):
		p.t.Fatal("the records are not taken")
	}
}

// lines sends the exchanges from to to-1, over several subjects.
func (p *producer) lines(from, to int) {
	p.t.Helper()
	for i := from; i < to; i++ {
		p.send(fmt.Sprintf("llm.%d", i%5), line(id(i)))
	}
	p.flush()
}

var logs = jetstream.StreamConfig{Name: "LOGS", Subjects: []string{"llm.>"}, Storage: jetstream.MemoryStorage}

func TestNATSKilled(t *testing.T) {
	addr := natsServer(t)
	p := newProducer(t, addr, logs)
	p.lines(0, 20000)
	url := "nats://" + addr + "/LOGS"
	s := reopen(t, t.Context(), url, "")
	whole := all(t, s)
	s.Close()
	once(t, ids(t, whole), 20000)
	if at := whole[len(whole)-1].to; at != `{"LOGS":20001}` {
		t.Errorf("the end is %s", at)
	}
	durable, sessions := killed(t, url, 7)
	same(t, durable, whole)
	if sessions < 5 {
		t.Errorf("only %d sessions", sessions)
	}
	t.Logf("%d blocks in %d sessions", len(durable), sessions)

	p.lines(20000, 20100) // what comes later is the next run's
	s = reopen(t, t.Context(), url, durable[len(durable)-1].to)
	defer s.Close()
	p.lines(20100, 20200)
	next := all(t, s)
	if n := len(ids(t, next)); n != 100 || next[len(next)-1].to != `{"LOGS":20101}` {
		t.Errorf("the next run read %d records, to %s", n, next[len(next)-1].to)
	}
}

func TestNATSOneSubject(t *testing.T) {
	addr := natsServer(t)
	p := newProducer(t, addr, logs)
	p.lines(0, 1000)
	url := "nats://" + addr + "/LOGS/llm.3"
	s := reopen(t, t.Context(), url, "")
	blocks := all(t, s)
	s.Close()
	seen := ids(t, blocks)
	for i := range 1000 {
		if want := map[bool]int{true: 1}[i%5 == 3]; seen[id(i)] != want {
			t.Fatalf("%s was read %d times, want %d", id(i), seen[id(i)], want)
		}
	}
	// The end is the stream's, though its last record is of another subject.
	if last := blocks[len(blocks)-1]; last.to != `{"LOGS":1001}` || last.files[0] != "nats://"+addr+"/LOGS/llm.3" || last.offsets[len(last.offsets)-1] != 999 {
		t.Errorf("the last block ends at %s, its last record is %s:%d", last.to, last.files[0], last.offsets[len(last.offsets)-1])
	}
	s = reopen(t, t.Context(), url, `{"LOGS":1001}`)
	defer s.Close()
	if more := all(t, s); len(more) != 0 {
		t.Errorf("read again: %d blocks", len(more))
	}
}

func TestNATSRecords(t *testing.T) {
	addr := natsServer(t)
	p := newProducer(t, addr, logs)
	p.send("llm.0", nil)
	p.send("llm.0", []byte(" \n"))
	p.send("llm.0", []byte("{\n \"a\": 1\r\n}\n"))
	p.send("llm.0", make([]byte, exchange.MaxLine+1))
	hostile := nats.NewMsg("llm.0") // looks like a server's word
	hostile.Header.Set("Status", "404")
	if _, err := p.js.PublishMsgAsync(hostile); err != nil {
		t.Fatal(err)
	}
	p.send("llm.0", append(make([]byte, 0, 6<<20), `{"b":"`+strings.Repeat("x", 5<<20)+`"}`...)) // more than a pull
	p.send("llm.0", []byte(`{"c":3}`))
	p.flush()
	s, err := Open(t.Context(), "nats://"+addr+"/LOGS", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	blocks := all(t, s)
	if len(blocks) != 3 || blocks[0].data != "{  \"a\": 1  }\n" || len(blocks[1].data) != 5<<20+9 || blocks[2].data != "{\"c\":3}\n" {
		t.Fatalf("%d blocks", len(blocks))
	}
	if blocks[1].rejected != 1 || blocks[0].rejected+blocks[2].rejected != 0 || blocks[0].offsets[0] != 3 {
		t.Errorf("rejected %d, %d, %d", blocks[0].rejected, blocks[1].rejected, blocks[2].rejected)
	}
	if s.Start().String() != `{"LOGS":1}` || s.End().String() != `{"LOGS":8}` || s.Name() != "nats://"+addr+"/LOGS" {
		t.Errorf("%s from %s to %s", s.Name(), s.Start(), s.End())
	}
}

func TestNATSRetention(t *testing.T) {
	addr := natsServer(t)
	c := logs
	c.MaxMsgs = 100
	p := newProducer(t, addr, c)
	p.lines(0, 80)
	url := "nats://" + addr + "/LOGS"
	s := reopen(t, t.Context(), url, "")
	first := all(t, s)
	s.Close()
	p.lines(80, 250) // 150 are deleted, 70 of them unread
	s = reopen(t, t.Context(), url, first[len(first)-1].to)
	blocks := all(t, s)
	s.Close()
	want := Gap{Partition: url, From: 81, To: 151}
	if len(blocks[0].lost) != 1 || blocks[0].lost[0] != want || want.Lost() != 70 {
		t.Fatalf("lost %v, want %v", blocks[0].lost, want)
	}
	if n := len(ids(t, blocks)); n != 100 {
		t.Errorf("%d records", n)
	}
	if text := want.String(); !strings.Contains(text, "offsets 81 to 150 (70 records)") {
		t.Error(text)
	}
	if err := p.s.Purge(t.Context()); err != nil { // everything is deleted
		t.Fatal(err)
	}
	s = reopen(t, t.Context(), url, `{"LOGS":200}`)
	blocks = all(t, s)
	s.Close()
	if len(blocks) != 1 || len(blocks[0].lost) != 1 || blocks[0].lost[0] != (Gap{url, 200, 251}) || blocks[0].to != `{"LOGS":251}` {
		t.Errorf("after a purge: %+v", blocks)
	}
	for _, at := range []string{`{"LOGS":252}`, `{"OTHER":1}`} {
		from, _ := ParsePosition(at)
		if s, err := Open(t.Context(), url, from); err == nil || !strings.Contains(err.Error(), "anew") {
			s.Close()
			t.Errorf("%s: %v", at, err)
		}
	}
}

// Deleted while it is read: the reader goes on behind the gap.
func TestNATSDeletedMeanwhile(t *testing.T) {
	addr := natsServer(t)
	p := newProducer(t, addr, logs)
	p.lines(0, 6000)
	url := "nats://" + addr + "/LOGS"
	s := reopen(t, t.Context(), url, "")
	defer s.Close()
	first, err := take(t, t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.s.Purge(t.Context(), jetstream.WithPurgeSequence(5001)); err != nil {
		t.Fatal(err)
	}
	blocks := all(t, s)
	var lost, read int64
	for _, b := range blocks {
		read += b.lines
		for _, g := range b.lost {
			lost += g.Lost()
		}
	}
	if got := first.lines + read + lost; got != 6000 || lost == 0 {
		t.Errorf("read %d and lost %d of 6000", first.lines+read, lost)
	}
}

func TestNATSCommit(t *testing.T) {
	addr := natsServer(t)
	p := newProducer(t, addr, logs)
	p.lines(0, 500)
	url := "nats://" + addr + "/LOGS"
	s := reopen(t, t.Context(), url+"?group=hunt", "")
	var blocks []block
	for len(blocks) < 3 {
		b, err := take(t, t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		blocks = append(blocks, b)
	}
	commit := func(at string) uint64 {
		t.Helper()
		pos, _ := ParsePosition(at)
		if err := s.Commit(t.Context(), pos); err != nil {
			t.Fatal(err)
		}
		c, err := p.s.Consumer(t.Context(), "hunt")
		if err != nil {
			t.Fatal(err)
		}
		return c.CachedInfo().NumPending
	}
	for _, n := range []int{0, 0, 1} { // the third block's commit is lost
		read := uint64(0)
		for _, b := range blocks[:n+1] {
			read += uint64(b.lines)
		}
		if got := commit(blocks[n].to); got != 500-read {
			t.Errorf("the consumer has %d before it, want %d", got, 500-read)
		}
	}
	s.Close()
	// The journal knows the third block: it does not come again.
	s = reopen(t, t.Context(), url, blocks[2].to)
	rest := all(t, s)
	s.Close()
	once(t, ids(t, append(blocks[:3:3], rest...)), 500)
	// The journal's last line is lost too: it does, and the id tells.
	s = reopen(t, t.Context(), url, blocks[1].to)
	again := all(t, s)
	s.Close()
	same(t, again[:1], blocks[2:3])

	if _, err := p.s.CreateConsumer(t.Context(), jetstream.ConsumerConfig{Durable: "theirs"}); err != nil {
		t.Fatal(err)
	}
	for _, u := range []string{url + "?group=theirs", url + "/llm.1?group=hunt"} {
		s = reopen(t, t.Context(), u, "")
		if err := s.Commit(t.Context(), Position{"LOGS": 7}); err == nil || !strings.Contains(err.Error(), "?group=") {
			t.Errorf("%s: somebody else's consumer: %v", u, err)
		}
		s.Close()
	}
}

// The server forgets the consumer that reads, as after a pause or a restart.
func TestNATSConsumerGone(t *testing.T) {
	addr := natsServer(t)
	p := newProducer(t, addr, logs)
	p.lines(0, 10000)
	s := reopen(t, t.Context(), "nats://"+addr+"/LOGS", "")
	defer s.Close()
	var blocks []block
	for {
		b, err := take(t, t.Context(), s)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		blocks = append(blocks, b)
		if len(blocks) == 20 {
			if err := p.s.DeleteConsumer(t.Context(), s.feed.(*natsStream).reader); err != nil {
				t.Fatal(err)
			}
		}
	}
	once(t, ids(t, blocks), 10000)
}

// Another stream of the name has taken the place of the one that was opened.
func TestNATSMadeAnew(t *testing.T) {
	addr := natsServer(t)
	p := newProducer(t, addr, logs)
	p.lines(0, 6000)
	s := reopen(t, t.Context(), "nats://"+addr+"/LOGS", "")
	defer s.Close()
	if _, err := take(t, t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if err := p.js.DeleteStream(t.Context(), "LOGS"); err != nil {
		t.Fatal(err)
	}
	newProducer(t, addr, logs).lines(0, 6000)
	var err error
	for err == nil {
		_, err = take(t, t.Context(), s)
	}
	if !errors.Is(err, errAnew) {
		t.Errorf("a stream made anew: %v", err)
	}
}

func TestNATSErrors(t *testing.T) {
	addr := natsServer(t)
	work := logs
	work.Name, work.Subjects, work.Retention = "WORK", []string{"work.>"}, jetstream.WorkQueuePolicy
	newProducer(t, addr, work)
	plain := natsServer(t, func(o *server.Options) { o.JetStream = false })
	for url, want := range map[string]string{
		"nats://" + addr + "/NONE":          "no such stream",
		"nats://" + addr + "/WORK":          "could not be repeated",
		"nats://" + plain + "/LOGS":         "no JetStream",
		"nats://127.0.0.1:1/LOGS":           "no server answers",
		"nats://" + addr + "/WORK?tls=true": "no server answers",
	} {
		s, err := Open(t.Context(), url, nil)
		if err == nil {
			s.Close()
			t.Errorf("%s: opened", url)
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", url, err, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, "nats://"+addr+"/WORK", nil); err == nil {
		t.Error("opened with a context that was done")
	}
}
