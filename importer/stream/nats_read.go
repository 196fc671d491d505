package stream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	pullMessages = 4096
	pullBytes    = 4 << 20
	pullWait     = 2 * time.Second
)

// errNothing says that a pull brought neither a message nor a reason.
var errNothing = errors.New("the server gives no messages")

// read pulls until there is something, for as long as its patience lasts.
func (n *natsStream) read(ctx context.Context, p partition, at int64) ([]record, int64, *Gap, error) {
	begun := time.Now()
	for {
		records, err := n.try(ctx, at)
		if err == nil {
			var first int64
			if first, err = n.jump(ctx, at, records); err == nil {
				return n.give(p, at, first, records)
			}
		}
		if ctx.Err() != nil {
			return nil, at, nil, ctx.Err()
		}
		if time.Since(begun) > n.patience || errors.Is(err, errAnew) {
			if cause := n.conn.LastError(); cause != nil && errors.Is(err, errNothing) {
				err = cause
			}
			return nil, at, nil, fmt.Errorf("reading %s from sequence %d: %w", p.file, at, err)
		}
		pause(ctx)
	}
}

// give cuts off what lies behind the end, and tells what was lost before it.
func (n *natsStream) give(p partition, at, first int64, records []record) ([]record, int64, *Gap, error) {
	next := p.end
	for i, r := range records {
		if r.offset >= p.end {
			records = records[:i]
			break
		}
		next = min(r.offset+1, p.end)
	}
	if len(records) == 0 {
		next = p.end
	}
	if first = min(first, p.end); first > at {
		return records, next, &Gap{Partition: p.file, From: at, To: first}, nil
	}
	return records, next, nil, nil
}

// jump is the stream's first sequence, or at, where the messages after at do
// not follow on it: they may have been deleted.
func (n *natsStream) jump(ctx context.Context, at int64, records []record) (int64, error) {
	if len(records) > 0 && records[0].offset == at {
		return at, nil
	}
	ctx, cancel := context.WithTimeout(ctx, n.patience)
	defer cancel()
	info, err := n.js.Info(ctx)
	if err != nil {
		return at, err
	}
	first := int64(info.State.FirstSeq)
	if len(records) > 0 {
		first = min(first, records[0].offset)
	}
	return max(at, first), nil
}

// try asks for the next messages; none and no error is the end.
func (n *natsStream) try(ctx context.Context, at int64) ([]record, error) {
	if n.reader == "" {
		if err := n.consume(ctx, at); err != nil {
			return nil, err
		}
	}
	if n.waits == 0 {
		return nil, nil
	}
	records, err := n.pull(ctx)
	if err == nil && len(records) == 0 && n.large {
		records, err = n.pull(ctx)
	}
	if err == nil && len(records) == 0 {
		n.forget() // it may be gone, or what it gave was lost on the way
		err = errNothing
	}
	return records, err
}

func (n *natsStream) forget() { n.reader, n.large = "", false }

// consume makes the consumer that reads from a sequence on.
func (n *natsStream) consume(ctx context.Context, at int64) error {
	ctx, cancel := context.WithTimeout(ctx, n.patience)
	defer cancel()
	c, err := n.js.CreateConsumer(ctx, jetstream.ConsumerConfig{
		Description: "stillhunt reads", FilterSubject: n.subject, AckPolicy: jetstream.AckNonePolicy,
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: uint64(max(at, 1)),
		MemoryStorage: true, Replicas: 1, InactiveThreshold: time.Minute,
	})
	if err != nil {
		return fmt.Errorf("making a consumer: %w", err)
	}
	stream, err := n.js.Info(ctx)
	if err != nil {
		return err
	}
	if !stream.Created.Equal(n.created) {
		return errAnew
	}
	info := c.CachedInfo()
	n.reader, n.seen, n.waits = info.Name, 0, info.NumPending
	return nil
}

// pull is one request for messages, in the terms of NATS' ADR-13. The client's
// own Fetch would take an empty message with a header Status for the server's
// word; here that is what has no reply subject.
func (n *natsStream) pull(ctx context.Context) ([]record, error) {
	request := struct {
		Batch    int           `json:"batch"`
		MaxBytes int           `json:"max_bytes,omitempty"`
		Expires  time.Duration `json:"expires"`
	}{int(min(n.waits, pullMessages)), pullBytes, pullWait}
	if n.large {
		request.Batch, request.MaxBytes = 1, 0
	}
	body, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	n.pulls++
	inbox := fmt.Sprintf("%s.%d", n.inbox, n.pulls)
	if err := n.conn.PublishRequest("$JS.API.CONSUMER.MSG.NEXT."+n.stream+"."+n.reader, inbox, body); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, pullWait+time.Second)
	defer cancel()
	var records []record
	for len(records) < request.Batch {
		msg, err := n.sub.NextMsgWithContext(ctx)
		if err != nil {
			if errors.Is(err, nats.ErrNoResponders) {
				n.forget()
			}
			if len(records) > 0 || errors.Is(err, context.DeadlineExceeded) {
				return records, nil
			}
			return nil, err
		}
		if msg.Reply == "" {
			if msg.Subject != inbox {
				continue // the end of an earlier pull
			}
			n.large = len(records) == 0 && msg.Header.Get("Description") == "Message Size Exceeds MaxBytes"
			return records, nil
		}
		about, err := msg.Metadata()
		if err != nil || about.Consumer != n.reader {
			continue // of a consumer that was given up
		}
		if about.Sequence.Consumer != n.seen+1 { // one before it was lost on the way
			n.forget()
			return records, nil
		}
		n.seen, n.waits, n.large = about.Sequence.Consumer, about.NumPending, false
		records = append(records, record{offset: int64(about.Sequence.Stream), value: msg.Data})
	}
	return records, nil
}
