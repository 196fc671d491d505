package stream

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
)

func TestKafkaRetention(t *testing.T) {
	admin := kafkaServer(t)
	url := newTopic(t, admin, "retention", 4, nil)
	fill(t, "retention", 0, 4000)
	drop := func(partition int32, before int64) {
		t.Helper()
		var o kadm.Offsets
		o.Add(kadm.Offset{Topic: "retention", Partition: partition, At: before})
		done, err := admin.DeleteRecords(t.Context(), o)
		if err == nil {
			err = done.Error()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	drop(1, 300) // before the first reading: nothing that is known to be lost
	s := reopen(t, t.Context(), url, "")
	first, err := take(t, t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	drop(2, 400)  // while it is read
	drop(3, 1000) // all of a partition
	rest := all(t, s)
	s.Close()
	var lost []Gap
	var read int64
	for _, b := range append([]block{first}, rest...) {
		lost, read = append(lost, b.lost...), read+b.lines
	}
	want := []Gap{{url + "/2", 0, 400}, {url + "/3", 0, 1000}}
	if len(lost) != 2 || lost[0] != want[0] || lost[1] != want[1] || read != 1000+700+600 {
		t.Errorf("lost %v, read %d", lost, read)
	}
	if at := rest[len(rest)-1].to; at != `{"0":1000,"1":1000,"2":1000,"3":1000}` {
		t.Errorf("the end is %s", at)
	}
	// From the first block on in another run.
	s = reopen(t, t.Context(), url, first.to)
	same(t, all(t, s), rest)
	s.Close()
	for at, why := range map[string]string{`{"0":1001}`: "ends at offset 1000", `{"7":1}`: `has no "7"`} {
		from, _ := ParsePosition(at)
		if s, err := Open(t.Context(), url, from); err == nil || !strings.Contains(err.Error(), why) {
			s.Close()
			t.Errorf("%s: %v", at, err)
		}
	}
}

func TestKafkaErrors(t *testing.T) {
	admin := kafkaServer(t)
	_, err := Open(t.Context(), "kafka://"+broker.plain+"/none", nil)
	if !errors.Is(err, kerr.UnknownTopicOrPartition) || !strings.Contains(err.Error(), "no such topic") {
		t.Errorf("an unknown topic: %v", err)
	}
	url := newTopic(t, admin, "anew", 4, nil)
	fill(t, "anew", 0, 100)
	s := reopen(t, t.Context(), url, "")
	defer s.Close()
	if _, err := take(t, t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if _, err := admin.DeleteTopic(t.Context(), "anew"); err != nil {
		t.Fatal(err)
	}
	for { // the broker deletes in the background
		if _, err = admin.CreateTopic(t.Context(), 4, 1, nil, "anew"); !errors.Is(err, kerr.TopicAlreadyExists) {
			break
		}
		pause(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err = s.Next(t.Context(), nil); !errors.Is(err, errAnew) {
		t.Errorf("a topic made anew: %v", err)
	}
	if _, _, _, again := s.Next(t.Context(), nil); !errors.Is(again, err) {
		t.Errorf("after an error: %v", again)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, url, nil); err == nil {
		t.Error("opened with a context that was done")
	}
}

func TestKafkaSecure(t *testing.T) {
	admin := kafkaServer(t)
	newTopic(t, admin, "secure", 4, nil)
	fill(t, "secure", 0, 100)
	url := "kafka://hunter:" + kafkaPassword + "@" + broker.secure + "/secure?ca=" + broker.ca
	s := reopen(t, t.Context(), url, "")
	once(t, ids(t, all(t, s)), 100)
	if err := s.Commit(t.Context(), s.End()); err != nil {
		t.Error(err)
	}
	s.Close()
	if strings.Contains(s.Name(), "hunter") {
		t.Error(s.Name())
	}
	refused(t, strings.Replace(url, kafkaPassword, "clownfish", 1), "STILLHUNT_KAFKA_PASSWORD")
	refused(t, strings.Replace(url, "?ca="+broker.ca, "?tls=true", 1), "certificate")
	refused(t, strings.Replace(url, "?ca="+broker.ca, "", 1), "?tls=true")
	refused(t, "kafka://"+broker.secure+"/secure?ca="+broker.ca, "no broker answers")
}
