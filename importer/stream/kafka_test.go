package stream

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/stillhunt/stillhunt/exchange"
)

// newTopic makes a topic, and a way to write to it.
func newTopic(t *testing.T, admin *kadm.Client, name string, partitions int32, settings map[string]*string) string {
	t.Helper()
	if _, err := admin.CreateTopic(t.Context(), partitions, 1, settings, name); err != nil {
		t.Fatal(err)
	}
	return "kafka://" + broker.plain + "/" + name
}

func newWriter(t *testing.T, options ...kgo.Opt) *kgo.Client {
	t.Helper()
	client, err := kgo.NewClient(append([]kgo.Opt{kgo.SeedBrokers(broker.plain), kgo.RecordPartitioner(kgo.ManualPartitioner()),
		kgo.ProducerBatchMaxBytes(32 << 20), kgo.DisableClientMetrics()}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func write(t *testing.T, to *kgo.Client, topic string, partition int32, values ...[]byte) {
	t.Helper()
	var records []*kgo.Record
	for _, v := range values {
		records = append(records, &kgo.Record{Topic: topic, Partition: partition, Value: v})
	}
	if err := to.ProduceSync(t.Context(), records...).FirstErr(); err != nil {
		t.Fatal(err)
	}
}

// fill writes the exchanges from to to-1 over four partitions, each time in
// another compression.
func fill(t *testing.T, topic string, from, to int) {
	t.Helper()
	codecs := []kgo.CompressionCodec{kgo.NoCompression(), kgo.GzipCompression(), kgo.SnappyCompression(), kgo.Lz4Compression(), kgo.ZstdCompression()}
	for c, codec := range codecs {
		w := newWriter(t, kgo.ProducerBatchCompression(codec))
		var values [4][][]byte
		for i := from + c; i < to; i += len(codecs) {
			values[i%4] = append(values[i%4], line(id(i)))
		}
		for p, v := range values {
			write(t, w, topic, int32(p), v...)
		}
		w.Close()
	}
}

func TestKafkaKilled(t *testing.T) {
	admin := kafkaServer(t)
	url := newTopic(t, admin, "killed", 4, nil)
	fill(t, "killed", 0, 20000)
	s := reopen(t, t.Context(), url, "")
	whole := all(t, s)
	s.Close()
	once(t, ids(t, whole), 20000)
	const end = `{"0":5000,"1":5000,"2":5000,"3":5000}`
	if at := whole[len(whole)-1].to; at != end {
		t.Errorf("the end is %s", at)
	}
	partition, offset := "", int64(0)
	for _, b := range whole { // one partition after the other, each in order
		for i := range b.offsets {
			if b.files[i] != partition {
				partition, offset = b.files[i], 0
			}
			if b.offsets[i] != offset {
				t.Fatalf("%s:%d, want %d", b.files[i], b.offsets[i], offset)
			}
			offset++
		}
	}
	if partition != url+"/3" {
		t.Errorf("the last partition is %s", partition)
	}
	durable, sessions := killed(t, url, 11)
	same(t, durable, whole)
	if sessions < 5 {
		t.Errorf("only %d sessions", sessions)
	}
	t.Logf("%d blocks in %d sessions", len(durable), sessions)

	fill(t, "killed", 20000, 20100)
	s = reopen(t, t.Context(), url, end)
	defer s.Close()
	fill(t, "killed", 20100, 20200) // comes too late
	next := all(t, s)
	if n := len(ids(t, next)); n != 100 || next[len(next)-1].to != `{"0":5025,"1":5025,"2":5025,"3":5025}` {
		t.Errorf("the next run read %d records, to %s", n, next[len(next)-1].to)
	}
}

func TestKafkaCommit(t *testing.T) {
	admin := kafkaServer(t)
	url := newTopic(t, admin, "commit", 4, nil)
	fill(t, "commit", 0, 1000)
	s := reopen(t, t.Context(), url+"?group=hunt", "")
	var blocks []block
	for len(blocks) < 7 {
		b, err := take(t, t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		blocks = append(blocks, b)
	}
	at, _ := ParsePosition(blocks[5].to) // the seventh block's commit is lost
	if err := s.Commit(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	s.Close()
	offsets, err := admin.FetchOffsets(t.Context(), "hunt")
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range at {
		got, ok := offsets.Lookup("commit", int32(key[0]-'0'))
		if !ok || got.At != want {
			t.Errorf("the group is at %d of partition %s, want %d", got.At, key, want)
		}
	}
	// The journal knows the seventh block: it does not come again.
	s = reopen(t, t.Context(), url, blocks[6].to)
	rest := all(t, s)
	s.Close()
	once(t, ids(t, append(blocks[:7:7], rest...)), 1000)
	// The journal's last line is lost too: it does, and the id tells.
	s = reopen(t, t.Context(), url, blocks[5].to)
	again := all(t, s)
	s.Close()
	same(t, again[:1], blocks[6:7])

	// A group that others read with is not moved.
	member, err := kgo.NewClient(kgo.SeedBrokers(broker.plain), kgo.ConsumerGroup("theirs"), kgo.ConsumeTopics("commit"), kgo.DisableClientMetrics())
	if err != nil {
		t.Fatal(err)
	}
	defer member.Close()
	member.PollRecords(t.Context(), 1)
	s = reopen(t, t.Context(), url+"?group=theirs", "")
	defer s.Close()
	if err := s.Commit(t.Context(), Position{"0": 1}); err == nil || !strings.Contains(err.Error(), "?group=") {
		t.Errorf("a group with members: %v", err)
	}
}

func TestKafkaRecords(t *testing.T) {
	admin := kafkaServer(t)
	url := newTopic(t, admin, "records", 2, nil)
	w := newWriter(t, kgo.ProducerBatchCompression(kgo.GzipCompression()))
	write(t, w, "records", 1, nil, []byte{}, []byte(" \r\n"), []byte("{\n \"a\": 1\r\n}\n"))
	write(t, w, "records", 1, make([]byte, exchange.MaxLine+1), []byte(`{"b":2}`))
	s, err := Open(t.Context(), url, nil)
	if err != nil {
		t.Fatal(err)
	}
	blocks := all(t, s)
	if len(blocks) != 2 || blocks[0].data != "{  \"a\": 1  }\n" || blocks[1].data != "{\"b\":2}\n" || blocks[1].rejected != 1 {
		t.Fatalf("%+v", blocks)
	}
	if blocks[1].files[0] != url+"/1" || blocks[1].offsets[0] != 5 || blocks[1].to != `{"0":0,"1":6}` {
		t.Errorf("%+v", blocks[1])
	}
	s.Close()
	// Zeros that unpack to more than a batch may hold: nine records of 16 MiB.
	var bomb [][]byte
	for range 9 {
		bomb = append(bomb, make([]byte, 16<<20))
	}
	w = newWriter(t, kgo.ProducerBatchCompression(kgo.GzipCompression()), kgo.ProducerLinger(1e9), kgo.MaxBufferedBytes(1<<30), kgo.ProducerBatchMaxBytes(200<<20), kgo.BrokerMaxWriteBytes(300<<20))
	write(t, w, "records", 0, bomb...)
	s, err = Open(t.Context(), url, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var rejected []exchange.Rejection
	for {
		_, _, _, err := s.Next(t.Context(), nil)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range s.Rejected() {
			rejected = append(rejected, *r)
		}
	}
	if len(rejected) != 2 || rejected[0].File != url+"/0" || rejected[0].Line != 0 || !strings.Contains(rejected[0].Reason, "9 records that together unpack to more than 128 MiB") {
		t.Errorf("rejected %+v", rejected)
	}
}

// What a transaction gave up is not read, what is open is left for later, and
// the markers at a partition's end do not keep the reading from ending.
func TestKafkaTransactions(t *testing.T) {
	admin := kafkaServer(t)
	url := newTopic(t, admin, "transactions", 1, nil)
	w := newWriter(t, kgo.TransactionalID("t1"))
	other := newWriter(t, kgo.TransactionalID("t2"))
	do := func(c *kgo.Client, how kgo.TransactionEndTry, values ...[]byte) {
		t.Helper()
		if err := c.BeginTransaction(); err != nil {
			t.Fatal(err)
		}
		write(t, c, "transactions", 0, values...)
		if err := c.EndTransaction(t.Context(), how); err != nil {
			t.Fatal(err)
		}
	}
	do(w, kgo.TryCommit, line(id(0)), line(id(1)))
	do(w, kgo.TryAbort, line("gone"))
	read := func(from string, end int64) (map[string]int, string) {
		t.Helper()
		for { // the broker writes the markers in the background
			ends, err := admin.ListCommittedOffsets(t.Context(), "transactions")
			if err != nil {
				t.Fatal(err)
			}
			if o, _ := ends.Lookup("transactions", 0); o.Offset >= end {
				break
			}
			pause(t.Context())
		}
		s := reopen(t, t.Context(), url, from)
		defer s.Close()
		blocks := all(t, s)
		if len(blocks) == 0 {
			return nil, from
		}
		return ids(t, blocks), blocks[len(blocks)-1].to
	}
	seen, at := read("", 5)
	once(t, seen, 2)
	if at != `{"0":5}` { // two records and a marker, one record and a marker
		t.Errorf("the end is %s", at)
	}
	// A transaction that is given up lies before one that is open: the last
	// offsets that can be read hold no record, and their marker is behind the end.
	if err := w.BeginTransaction(); err != nil {
		t.Fatal(err)
	}
	write(t, w, "transactions", 0, line("gone too"))
	if err := other.BeginTransaction(); err != nil {
		t.Fatal(err)
	}
	write(t, other, "transactions", 0, line(id(2)))
	if err := w.EndTransaction(t.Context(), kgo.TryAbort); err != nil {
		t.Fatal(err)
	}
	seen, at = read(at, 6)
	if len(seen) != 0 || at != `{"0":6}` {
		t.Errorf("an open transaction: %v, to %s", seen, at)
	}
	if err := other.EndTransaction(t.Context(), kgo.TryCommit); err != nil {
		t.Fatal(err)
	}
	if seen, at = read(at, 9); len(seen) != 1 || seen[id(2)] != 1 || at != `{"0":9}` {
		t.Errorf("once it is committed: %v, to %s", seen, at)
	}
}

// Batches that are too much for one fetch together come one by one, those of a
// transaction that was given up too.
func TestKafkaUnpackedApart(t *testing.T) {
	admin := kafkaServer(t)
	url := newTopic(t, admin, "apart", 1, nil)
	w := newWriter(t, kgo.TransactionalID("t3"), kgo.ProducerBatchCompression(kgo.ZstdCompression()))
	for i := range 6 {
		if err := w.BeginTransaction(); err != nil {
			t.Fatal(err)
		}
		write(t, w, "apart", 0, line(id(i/2)))
		if err := w.EndTransaction(t.Context(), kgo.TransactionEndTry(i%2 == 1)); err != nil { // the first of two is given up
			t.Fatal(err)
		}
	}
	plain := newWriter(t, kgo.ProducerBatchCompression(kgo.ZstdCompression()))
	write(t, plain, "apart", 0, line(id(3)))
	for { // the broker writes the markers in the background
		s := reopen(t, t.Context(), url, "")
		s.feed.(*kafka).most = 1
		if s.End()["0"] < 13 {
			s.Close()
			pause(t.Context())
			continue
		}
		blocks := all(t, s)
		s.Close()
		once(t, ids(t, blocks), 4)
		for _, b := range blocks {
			if b.rejected != 0 {
				t.Error("a batch is rejected")
			}
		}
		return
	}
}
