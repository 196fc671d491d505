package stream

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

const fetchBytes = 4 << 20 // of one fetch, packed

// read fetches until there is something, for as long as its patience lasts.
func (k *kafka) read(ctx context.Context, p partition, at int64) ([]record, int64, *Gap, error) {
	begun := time.Now()
	for {
		records, next, err := k.fetch(ctx, p, at)
		switch {
		case err == nil && next > at:
			return records, next, nil, nil
		case errors.Is(err, kerr.OffsetOutOfRange):
			var gap *Gap
			if gap, err = k.outOfRange(ctx, p, at); err == nil {
				return nil, gap.To, gap, nil
			}
		}
		if ctx.Err() != nil {
			return nil, at, nil, ctx.Err()
		}
		if err != nil {
			if found := k.relocate(ctx); errors.Is(found, errAnew) {
				err = found
			}
		}
		if time.Since(begun) > k.patience || errors.Is(err, errBeyond) || errors.Is(err, errAnew) {
			if err == nil {
				err = errors.New("the broker gives no records")
			}
			return nil, at, nil, fmt.Errorf("reading %s from offset %d: %w", p.file, at, err)
		}
		pause(ctx)
	}
}

// relocate looks for the leaders again.
func (k *kafka) relocate(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, k.patience)
	defer cancel()
	_, err := k.locate(ctx)
	return err
}

var errBeyond = errors.New("the partition ends before this offset: was the topic made anew? " + anew)

// outOfRange tells what was deleted at an offset that the broker does not have.
func (k *kafka) outOfRange(ctx context.Context, p partition, at int64) (*Gap, error) {
	ctx, cancel := context.WithTimeout(ctx, k.patience)
	defer cancel()
	starts, err := k.admin.ListStartOffsets(ctx, k.stream)
	if err == nil {
		err = starts.Error()
	}
	if err != nil {
		return nil, err
	}
	n, _ := strconv.Atoi(p.key)
	start, ok := starts.Lookup(k.stream, int32(n))
	if !ok || start.Offset <= at {
		return nil, errBeyond
	}
	return &Gap{Partition: p.file, From: at, To: min(start.Offset, p.end)}, nil
}

// fetch asks the partition's leader once.
func (k *kafka) fetch(ctx context.Context, p partition, at int64) ([]record, int64, error) {
	ctx, cancel := context.WithTimeout(ctx, k.patience)
	defer cancel()
	n, _ := strconv.Atoi(p.key)
	part := kmsg.NewFetchRequestTopicPartition()
	part.Partition, part.FetchOffset, part.PartitionMaxBytes = int32(n), at, fetchBytes
	topic := kmsg.NewFetchRequestTopic()
	topic.Topic, topic.TopicID = k.stream, k.topicID
	topic.Partitions = append(topic.Partitions, part)
	req := kmsg.NewPtrFetchRequest()
	req.MaxWaitMillis, req.MinBytes, req.MaxBytes = 500, 1, fetchBytes
	req.IsolationLevel = 1 // only what is committed
	req.Topics = append(req.Topics, topic)

	answer, err := k.client.Broker(int(k.leaders[p.key])).RetriableRequest(ctx, req)
	if err != nil {
		return nil, at, err
	}
	resp, ok := answer.(*kmsg.FetchResponse)
	if !ok {
		return nil, at, errors.New("the broker answers something else")
	}
	if err := kerr.ErrorForCode(resp.ErrorCode); err != nil {
		return nil, at, err
	}
	for t := range resp.Topics {
		for i := range resp.Topics[t].Partitions {
			if rp := &resp.Topics[t].Partitions[i]; rp.Partition == int32(n) {
				return k.records(p, at, rp)
			}
		}
	}
	return nil, at, errors.New("the broker's answer lacks the partition")
}

// records unpacks a partition's records.
func (k *kafka) records(p partition, at int64, rp *kmsg.FetchResponseTopicPartition) ([]record, int64, error) {
	options := kgo.ProcessFetchPartitionOpts{Offset: at, IsolationLevel: kgo.ReadCommitted(), Topic: k.stream, Partition: rp.Partition}
	got, next := kgo.ProcessFetchPartition(options, rp, &budget{k.unpack, k.most}, nil)
	var large *kgo.ErrDecompressTooLarge
	switch {
	case got.Err == nil || next > at: // an error behind what was read shows in the next fetch
	case errors.As(got.Err, &large) && large.NextOffset > at:
		why := fmt.Sprintf("%d records that together unpack to more than %d MiB", large.NextOffset-max(at, large.Offset), maxUnpacked>>20)
		return []record{{offset: max(at, large.Offset), refused: why}}, min(large.NextOffset, p.end), nil
	default:
		return nil, at, got.Err
	}
	var records []record
	for _, r := range got.Records {
		if r.Offset < p.end {
			records = append(records, record{offset: r.Offset, value: r.Value})
		}
	}
	return records, min(next, p.end), nil
}

// budget bounds what the batches of one fetch unpack to: what is beyond is
// left to the next.
type budget struct {
	kgo.Decompressor
	left int
}

func (b *budget) Decompress(src []byte, codec kgo.CompressionCodecType) ([]byte, error) {
	if b.left <= 0 {
		return nil, kgo.ErrMaxDecompress
	}
	out, err := b.Decompressor.Decompress(src, codec)
	b.left -= len(out)
	return out, err
}
