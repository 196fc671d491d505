package stream

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

// kafkaBroker is a real broker, of the jars in KAFKA_LIBS: scripts/kafka
// installs them. It is started by the first test that needs it.
type kafkaBroker struct {
	once   sync.Once
	err    error
	dir    string
	cmd    *exec.Cmd
	input  io.Closer
	plain  string // host:port without TLS and users
	secure string // with TLS, and the user hunter
	ca     string // a file: the certificate of the secure listener
}

var broker kafkaBroker

const kafkaPassword = "swordfish-42"

// kafkaServer gives a client of the broker, and skips the test without one.
func kafkaServer(t *testing.T) *kadm.Client {
	t.Helper()
	libs := os.Getenv("KAFKA_LIBS")
	if libs == "" {
		t.Skip("KAFKA_LIBS is not set: install a broker with scripts/kafka FOLDER, and set it to the folder")
	}
	broker.once.Do(func() { broker.err = broker.start(libs) })
	if broker.err != nil {
		t.Fatal(broker.err)
	}
	client, err := kgo.NewClient(kgo.SeedBrokers(broker.plain), kgo.DisableClientMetrics())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return kadm.NewClient(client)
}

func (b *kafkaBroker) start(libs string) error {
	var err error
	if b.dir, err = os.MkdirTemp("", "kafka"); err != nil {
		return err
	}
	ports := make([]string, 3)
	for i := range ports {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer l.Close()
		ports[i] = l.Addr().String()
		if err := l.Close(); err != nil {
			return err
		}
	}
	b.plain, b.secure = ports[0], ports[2]
	pair, ca, err := certificate(b.dir)
	if err != nil {
		return err
	}
	b.ca = ca
	config := filepath.Join(b.dir, "server.properties")
	text := strings.NewReplacer("$PLAIN", ports[0], "$CONTROLLER", ports[1], "$SECURE", ports[2],
		"$DIR", b.dir, "$PAIR", pair, "$PASSWORD", kafkaPassword).Replace(kafkaConfig)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return err
	}
	java := func(heap string, args ...string) *exec.Cmd {
		// What is compiled fast is enough: the machine is busy.
		c := exec.Command("java", append([]string{heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", filepath.Join(libs, "*")}, args...)...)
		c.Dir = b.dir
		return c
	}
	if out, err := java("-Xmx256m", "kafka.tools.StorageTool", "format", "-t", "4L6g3nShT-eMCtK--X86sw", "-c", config).CombinedOutput(); err != nil {
		return fmt.Errorf("formatting the broker's folder: %w\n%s", err, out)
	}
	log, err := os.Create(filepath.Join(b.dir, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	// The shell ends the broker when its input does: with this process, at the latest.
	broker := java("-Xmx512m", "kafka.Kafka", config)
	b.cmd = exec.Command("sh", append([]string{"-c", `"$@" </dev/null & read -r _; kill -9 $!; wait`, "sh"}, broker.Args...)...)
	b.cmd.Dir, b.cmd.Stdout, b.cmd.Stderr = b.dir, log, log
	if b.input, err = b.cmd.StdinPipe(); err != nil {
		return err
	}
	if err := b.cmd.Start(); err != nil {
		return err
	}
	for range 600 {
		if c, err := net.Dial("tcp", b.plain); err == nil {
			return c.Close()
		}
		time.Sleep(100 * time.Millisecond)
	}
	said, _ := os.ReadFile(log.Name())
	return fmt.Errorf("the broker does not listen within a minute:\n%s", said[max(0, len(said)-4000):])
}

// stop ends the broker by its process.
func (b *kafkaBroker) stop() {
	if b.input != nil {
		_ = b.input.Close()
		_ = b.cmd.Wait()
	}
	if b.dir != "" {
		_ = os.RemoveAll(b.dir)
	}
}

const kafkaConfig = `
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@$CONTROLLER
listeners=PLAINTEXT://$PLAIN,CONTROLLER://$CONTROLLER,SASL_SSL://$SECURE
advertised.listeners=PLAINTEXT://$PLAIN,SASL_SSL://$SECURE
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL
sasl.enabled.mechanisms=PLAIN
listener.name.sasl_ssl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_hunter="$PASSWORD";
listener.name.sasl_ssl.ssl.keystore.type=PEM
listener.name.sasl_ssl.ssl.keystore.location=$PAIR
log.dirs=$DIR/data
auto.create.topics.enable=false
message.max.bytes=40000000
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
`
