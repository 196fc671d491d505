package stream

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl/plain"
)

// kafka is a topic. It is read by fetches of its own, one after the other, and
// not by the client's consumer: a fetch says how far it came where the last
// offsets hold no record (the end of a transaction, a compacted batch), and
// nothing is fetched that nobody has asked for.
type kafka struct {
	*address
	client  *kgo.Client
	admin   *kadm.Client
	unpack  kgo.Decompressor
	most    int // bytes that the batches of one fetch unpack to, but for the last
	topicID kadm.TopicID
	leaders map[string]int32 // by partition
}

// maxUnpacked is how many bytes a batch of records may unpack to.
const maxUnpacked = 128 << 20

func openKafka(ctx context.Context, a *address) (feed, []partition, error) {
	client, err := kgo.NewClient(a.kafkaOptions(ctx)...)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", a.name(), err)
	}
	k := &kafka{address: a, client: client, admin: kadm.NewClient(client), most: maxUnpacked}
	k.unpack, _ = client.OptValue(kgo.WithDecompressor).(kgo.Decompressor)
	parts, err := k.open(ctx)
	if err != nil {
		client.Close()
		return nil, nil, err
	}
	return k, parts, nil
}

func (a *address) kafkaOptions(ctx context.Context) []kgo.Opt {
	options := []kgo.Opt{
		kgo.WithContext(ctx),
		kgo.ClientID("stillhunt"),
		kgo.SeedBrokers(a.hosts...),
		kgo.DialTimeout(a.each()),
		kgo.RequestTimeoutOverhead(a.patience),
		kgo.RetryTimeout(a.patience),
		kgo.MetadataMinAge(200 * time.Millisecond), // who leads is asked again only after an error
		kgo.MaxDecompressBatchBytes(maxUnpacked),
		kgo.DisableClientMetrics(),
	}
	if a.tls != nil {
		options = append(options, kgo.DialTLSConfig(a.tls))
	}
	if a.user != "" {
		options = append(options, kgo.SASL(plain.Auth{User: a.user, Pass: a.password}.AsMechanism()))
	}
	return options
}

// open finds the partitions and their ends.
func (k *kafka) open(ctx context.Context) ([]partition, error) {
	ctx, cancel := context.WithTimeout(ctx, k.patience)
	defer cancel()
	if err := k.ping(ctx); err != nil {
		return nil, k.unreachable(err)
	}
	for {
		parts, err := k.partitions(ctx)
		if err == nil || !kerr.IsRetriable(err) || errors.Is(err, kerr.UnknownTopicOrPartition) || !pause(ctx) {
			return parts, err
		}
	}
}

// ping waits no longer than the context: the client waits for each broker in turn.
func (k *kafka) ping(ctx context.Context) error {
	answer := make(chan error, 1)
	go func() { answer <- k.client.Ping(ctx) }()
	select {
	case err := <-answer:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (k *kafka) unreachable(err error) error {
	if errors.Is(err, kerr.SaslAuthenticationFailed) {
		return fmt.Errorf("%s: the broker refuses the user or the password: give them in the URL, or in STILLHUNT_KAFKA_USER and STILLHUNT_KAFKA_PASSWORD", k.name())
	}
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("none within %v: %w", k.patience, err)
	}
	return fmt.Errorf("%s: no broker answers: %w: are the addresses right, and does the broker want TLS (?tls=true), or a user?", k.name(), err)
}

func (k *kafka) partitions(ctx context.Context) ([]partition, error) {
	details, err := k.locate(ctx)
	if err != nil {
		return nil, err
	}
	starts, err := k.admin.ListStartOffsets(ctx, k.stream)
	if err == nil {
		err = starts.Error()
	}
	if err != nil {
		return nil, k.wrap("asking for the first offsets", err)
	}
	ends, err := k.admin.ListCommittedOffsets(ctx, k.stream)
	if err == nil {
		err = ends.Error()
	}
	if err != nil {
		return nil, k.wrap("asking for the last offsets", err)
	}
	var parts []partition
	for _, d := range details.Sorted() {
		start, ok1 := starts.Lookup(k.stream, d.Partition)
		end, ok2 := ends.Lookup(k.stream, d.Partition)
		if !ok1 || !ok2 {
			return nil, fmt.Errorf("%s: the broker does not tell the offsets of partition %d", k.name(), d.Partition)
		}
		key := strconv.Itoa(int(d.Partition))
		parts = append(parts, partition{key: key, file: k.name() + "/" + key, start: start.Offset, end: end.Offset})
	}
	return parts, nil
}

// locate asks who leads the partitions.
func (k *kafka) locate(ctx context.Context) (kadm.PartitionDetails, error) {
	m, err := k.admin.Metadata(ctx, k.stream)
	if err != nil {
		return nil, k.wrap("asking for the topic", err)
	}
	t := m.Topics[k.stream]
	switch {
	case errors.Is(t.Err, kerr.UnknownTopicOrPartition):
		return nil, fmt.Errorf("%s: the broker has no such topic: %w", k.name(), t.Err)
	case t.Err != nil:
		return nil, k.wrap("asking for the topic", t.Err)
	case len(t.Partitions) == 0:
		return nil, fmt.Errorf("%s: the topic has no partitions", k.name())
	case k.topicID != (kadm.TopicID{}) && k.topicID != t.ID:
		return nil, errAnew
	}
	k.topicID, k.leaders = t.ID, map[string]int32{}
	for n, d := range t.Partitions {
		if d.Err != nil {
			return nil, k.wrap(fmt.Sprintf("asking for partition %d", n), d.Err)
		}
		k.leaders[strconv.Itoa(int(n))] = d.Leader
	}
	return t.Partitions, nil
}

func (k *kafka) wrap(what string, err error) error {
	return fmt.Errorf("%s: %s: %w", k.name(), what, err)
}

// commit moves the group, which must have no running members.
func (k *kafka) commit(ctx context.Context, p Position) error {
	ctx, cancel := context.WithTimeout(ctx, k.patience)
	defer cancel()
	var offsets kadm.Offsets
	for key, at := range p {
		n, err := strconv.ParseInt(key, 10, 32)
		if err != nil {
			return fmt.Errorf("%s has no partition %q", k.name(), key)
		}
		offsets.Add(kadm.Offset{Topic: k.stream, Partition: int32(n), At: at, LeaderEpoch: -1})
	}
	done, err := k.admin.CommitOffsets(ctx, k.group, offsets)
	if err == nil {
		err = done.Error()
	}
	if errors.Is(err, kerr.UnknownMemberID) {
		return fmt.Errorf("%s: the group %q has members that read by themselves: name another with ?group=: %w", k.name(), k.group, err)
	}
	if err != nil {
		return k.wrap(fmt.Sprintf("committing the offsets of the group %q", k.group), err)
	}
	return nil
}

func (k *kafka) close() { k.client.Close() }

// pause waits a moment before a server is asked again; false if the context is done.
func pause(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(200 * time.Millisecond):
		return true
	}
}
