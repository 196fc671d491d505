package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

func TestKilledHuntsOfNATS(t *testing.T) {
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: t.TempDir(), NoLog: true, NoSigs: true})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("the server is not up")
	}
	url := strings.Replace(s.ClientURL(), "://", "://someone:canary@", 1) + "/EXCHANGES"
	huntStream(t, url, func(list [][]byte) { publishNATS(t, s.ClientURL(), list) })
}

// A real Kafka broker, with a topic of three partitions.
func TestLiveKafka(t *testing.T) {
	libs, dir := filepath.Join(live(t), "kafka", "*"), t.TempDir()
	at := fmt.Sprintf("127.0.0.1:%d", port(t))
	config := strings.NewReplacer("BROKER", at, "CTLADDR", fmt.Sprintf("127.0.0.1:%d", port(t)), "FOLDER", filepath.Join(dir, "data")).Replace(string(read(t, "testdata/live/kafka.properties")))
	properties := write(t, filepath.Join(dir, "server.properties"), []byte(config))
	if out, err := exec.Command("java", "-cp", libs, "kafka.tools.StorageTool", "format", "-t", "4L6g3nShT-eMCtK--X86sw", "-c", properties).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	service(t, exec.Command("java", "-Xmx384m", "-XX:+UseSerialGC", "-cp", libs, "kafka.Kafka", properties), func() bool {
		c, err := net.Dial("tcp", at)
		return err == nil && c.Close() == nil
	})
	client, err := kgo.NewClient(kgo.SeedBrokers(at), kgo.DefaultProduceTopic("exchanges"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	if _, err := kadm.NewClient(client).CreateTopic(ctx, 3, 1, nil, "exchanges"); err != nil {
		t.Fatal(err)
	}
	huntStream(t, "kafka://"+at+"/exchanges", func(list [][]byte) {
		for _, line := range list {
			client.Produce(ctx, &kgo.Record{Value: bytes.TrimSpace(line)}, nil)
		}
		if err := client.Flush(ctx); err != nil {
			t.Fatal(err)
		}
	})
	committed, err := kadm.NewClient(client).FetchOffsets(ctx, "stillhunt")
	if err != nil {
		t.Fatal(err)
	}
	var n int64
	committed.Each(func(o kadm.OffsetResponse) { n += o.At })
	if want := int64(len(lines(traffic(t))) + 700); n != want {
		t.Errorf("the group stands at %d records of %d", n, want)
	}
}

// huntStream hands the quickstart traffic, some of it twice, to hunts that are
// killed at random moments. What they end with is what the files give.
func huntStream(t *testing.T, url string, publish func([][]byte)) {
	t.Helper()
	all := lines(traffic(t))
	publish(all)
	publish(all[:500]) // delivered again
	out := t.TempDir()
	args := []string{"hunt", url, "--accounts", accounts(t), "--quiet", "--out", out}
	random := rand.New(rand.NewPCG(2026, 11))
	kills := 0
	for killAfter(t, args, func(ended <-chan struct{}) {
		select {
		case <-ended:
		case <-time.After(time.Duration(100+random.IntN(1500)) * time.Millisecond):
		}
	}, kills < 6) {
		kills++
	}
	if kills < 3 {
		t.Errorf("it was killed %d times only", kills)
	}
	check := func(when string, duplicates int64) {
		_, want := found(t, reference(t))
		_, r := found(t, out)
		if r.Input.Exchanges != want.Input.Exchanges || r.Input.Duplicates != duplicates || r.Input.Rejected != 0 || len(r.Campaigns) != len(want.Campaigns) {
			t.Fatalf("%s: %+v, the files give %+v", when, r.Input, want.Input)
		}
		for i := range want.Campaigns {
			if got := r.Campaigns[i]; got.ID != want.Campaigns[i].ID || got.Accounts != want.Campaigns[i].Accounts || got.Exchanges != want.Campaigns[i].Exchanges {
				t.Errorf("%s: %s is %d accounts, the files give %s with %d", when, got.ID, got.Accounts, want.Campaigns[i].ID, want.Campaigns[i].Accounts)
			}
		}
	}
	check("at the end", 500)
	publish(all[500:700])
	program{}.ok(t, args...)
	if n := readNow(t, out); n != 200 {
		t.Errorf("the hunt after it read %d exchanges, not the 200 that came", n)
	}
	check("after more of the same", 700)
	err := filepath.WalkDir(out, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && bytes.Contains(read(t, path), []byte("canary")) {
			t.Errorf("%s has the password", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// publishNATS appends lines to the stream EXCHANGES.
func publishNATS(t *testing.T, url string, list [][]byte) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	js, err := jetstream.New(c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{Name: "EXCHANGES", Subjects: []string{"x.>"}}); err != nil {
		t.Fatal(err)
	}
	for i, line := range list {
		if _, err := js.PublishAsync(fmt.Sprintf("x.%d", i%7), bytes.TrimSpace(line)); err != nil {
			t.Fatal(err)
		}
		if i%1000 == 999 {
			<-js.PublishAsyncComplete()
		}
	}
	<-js.PublishAsyncComplete()
}
