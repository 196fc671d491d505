package stream

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// natsStream is a JetStream stream. A consumer without a name reads it; one
// with a name is moved by commit, to show how far the hunt is.
type natsStream struct {
	*address
	life    context.Context // of the connection
	conn    *nats.Conn
	js      jetstream.Stream
	created time.Time // the stream, as it was opened
	sub     *nats.Subscription
	inbox   string // each pull has its own below it
	pulls   int
	reader  string // the consumer that reads; empty: none
	seen    uint64 // messages that it gave
	waits   uint64 // messages that it still has
	large   bool   // the next message is larger than a pull
}

func openNATS(ctx context.Context, a *address) (feed, []partition, error) {
	conn, err := nats.Connect("nats://"+strings.Join(a.hosts, ",nats://"), a.natsOptions(ctx)...)
	if err != nil {
		return nil, nil, a.noNATS(err)
	}
	n := &natsStream{address: a, life: ctx, conn: conn}
	parts, err := n.open(ctx)
	if err != nil {
		conn.Close()
		return nil, nil, err
	}
	return n, parts, nil
}

func (a *address) natsOptions(ctx context.Context) []nats.Option {
	options := []nats.Option{
		nats.Name("stillhunt"),
		nats.SetCustomDialer(dialer{ctx, a.each()}),
		nats.Timeout(a.each()),
		nats.DontRandomize(),
		nats.MaxReconnects(-1), // what reads has its own patience
		nats.ReconnectWait(250 * time.Millisecond),
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}), // the default prints
	}
	if a.tls != nil {
		options = append(options, nats.Secure(a.tls))
	}
	switch {
	case a.token != "":
		options = append(options, nats.Token(a.token))
	case a.user != "":
		options = append(options, nats.UserInfo(a.user, a.password))
	}
	return options
}

// dialer makes connections that end with a context.
type dialer struct {
	ctx     context.Context
	timeout time.Duration
}

func (d dialer) Dial(network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{Timeout: d.timeout}).DialContext(d.ctx, network, address)
	if err == nil {
		context.AfterFunc(d.ctx, func() { _ = conn.Close() })
	}
	return conn, err
}

func (a *address) noNATS(err error) error {
	if errors.Is(err, nats.ErrAuthorization) || strings.Contains(strings.ToLower(err.Error()), "authorization") {
		return fmt.Errorf("%s: the server refuses the user: give user and password, or a token, in the URL, or in STILLHUNT_NATS_USER and STILLHUNT_NATS_PASSWORD, or STILLHUNT_NATS_TOKEN", a.name())
	}
	return fmt.Errorf("%s: no server answers: %w: are the addresses right, and does the server want TLS (?tls=true)?", a.name(), err)
}

// open finds the stream and its end.
func (n *natsStream) open(ctx context.Context) ([]partition, error) {
	ctx, cancel := context.WithTimeout(ctx, n.patience)
	defer cancel()
	js, err := jetstream.New(n.conn)
	if err == nil {
		n.js, err = js.Stream(ctx, n.stream)
	}
	switch {
	case errors.Is(err, jetstream.ErrStreamNotFound):
		return nil, fmt.Errorf("%s: the server has no such stream: %w", n.name(), err)
	case errors.Is(err, nats.ErrNoResponders), errors.Is(err, jetstream.ErrJetStreamNotEnabled), errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount):
		return nil, fmt.Errorf("%s: the server has no JetStream: %w", n.name(), err)
	case err != nil:
		return nil, n.wrap("asking for the stream", err)
	}
	info := n.js.CachedInfo()
	if info.Config.Retention != jetstream.LimitsPolicy {
		return nil, fmt.Errorf("%s deletes messages that were read (its retention is %v), so a hunt over it could not be repeated: let a stream with retention limits source it, and hunt that one", n.name(), info.Config.Retention)
	}
	n.created, n.inbox = info.Created, n.conn.NewInbox()
	if n.sub, err = n.conn.SubscribeSync(n.inbox + ".*"); err == nil {
		err = n.sub.SetPendingLimits(-1, -1) // a pull is bounded
	}
	if err != nil {
		return nil, n.wrap("subscribing", err)
	}
	return []partition{{key: n.stream, file: n.name(), start: int64(max(info.State.FirstSeq, 1)), end: int64(info.State.LastSeq) + 1}}, nil
}

func (n *natsStream) wrap(what string, err error) error {
	return fmt.Errorf("%s: %s: %w", n.name(), what, err)
}

const mark = "how far stillhunt has read"

// commit makes the durable consumer anew at the position: a stream with
// retention limits keeps nothing for it, and every server can do it.
func (n *natsStream) commit(ctx context.Context, p Position) error {
	ctx, cancel := context.WithTimeout(ctx, n.patience)
	defer cancel()
	at, ok := p[n.stream]
	if !ok {
		return nil
	}
	config := jetstream.ConsumerConfig{
		Durable: n.group, Description: mark, FilterSubject: n.subject, AckPolicy: jetstream.AckExplicitPolicy,
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: uint64(max(at, 1)),
	}
	old, err := n.js.Consumer(ctx, n.group)
	switch {
	case errors.Is(err, jetstream.ErrConsumerNotFound):
	case errors.Is(err, jetstream.ErrNotPullConsumer):
		return fmt.Errorf("%s has a consumer %q of somebody else: name another with ?group=", n.name(), n.group)
	case err != nil:
		return n.wrap("asking for the consumer "+n.group, err)
	default:
		was := old.CachedInfo().Config
		switch {
		case was.Description != mark || was.FilterSubject != n.subject:
			return fmt.Errorf("%s has a consumer %q of somebody else, or of another subject: name another with ?group=", n.name(), n.group)
		case was.OptStartSeq == config.OptStartSeq:
			return nil
		}
		if err := n.js.DeleteConsumer(ctx, n.group); err != nil && !errors.Is(err, jetstream.ErrConsumerNotFound) {
			return n.wrap("moving the consumer "+n.group, err)
		}
	}
	if _, err := n.js.CreateConsumer(ctx, config); err != nil {
		return n.wrap("moving the consumer "+n.group, err)
	}
	return nil
}

func (n *natsStream) close() {
	if n.reader != "" && n.conn.IsConnected() {
		ctx, cancel := context.WithTimeout(n.life, time.Second)
		defer cancel()
		_ = n.js.DeleteConsumer(ctx, n.reader) // the server forgets it in a minute
	}
	n.conn.Close()
}
