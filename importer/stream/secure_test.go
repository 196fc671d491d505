package stream

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// certificate writes a key and its certificate for 127.0.0.1 into one file, and
// the certificate alone into another.
func certificate(dir string) (pair, ca string, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", "", err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return "", "", err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", "", err
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert})
	both := append(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), public...)
	pair, ca = filepath.Join(dir, "pair.pem"), filepath.Join(dir, "ca.pem")
	if err := os.WriteFile(pair, both, 0o600); err != nil {
		return "", "", err
	}
	return pair, ca, os.WriteFile(ca, public, 0o600)
}

// refused checks that a stream cannot be opened, and that the error says why
// and tells no secret.
func refused(t *testing.T, url, want string) {
	t.Helper()
	a, err := parse(url)
	if err != nil {
		t.Fatal(err)
	}
	a.patience = 3 * time.Second
	begun := time.Now()
	s, err := open(t.Context(), a, nil)
	t.Logf("%s after %v: %v", a.name(), time.Since(begun), err)
	if err == nil {
		s.Close()
		t.Errorf("%s: opened", a.name())
		return
	}
	text := err.Error()
	if !strings.Contains(text, want) {
		t.Errorf("%v, want %q", err, want)
	}
	if strings.Contains(text, "fish") || strings.Contains(text, "hunter") {
		t.Errorf("the error tells a secret: %v", err)
	}
}

func TestNATSSecure(t *testing.T) {
	pair, ca, err := certificate(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	cert, err := tls.LoadX509KeyPair(pair, pair)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*server.Options)
		client nats.Option
		user   string
		wrong  string
	}{
		"user":  {func(o *server.Options) { o.Username, o.Password = "hunter", "swordfish/7" }, nats.UserInfo("hunter", "swordfish/7"), "hunter:swordfish%2F7@", "hunter:clownfish@"},
		"token": {func(o *server.Options) { o.Authorization = "swordfish" }, nats.Token("swordfish"), "swordfish@", "clownfish@"},
	} {
		t.Run(name, func(t *testing.T) {
			addr := natsServer(t, c.change, func(o *server.Options) {
				o.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
				o.TLS, o.TLSTimeout = true, 5
			})
			addr = strings.TrimPrefix(addr, "tls://")
			p := newProducer(t, addr, logs, c.client, nats.RootCAs(ca))
			p.lines(0, 10)
			s := reopen(t, t.Context(), "nats://"+c.user+addr+"/LOGS?ca="+ca, "")
			once(t, ids(t, all(t, s)), 10)
			s.Close()
			refused(t, "nats://"+c.wrong+addr+"/LOGS?ca="+ca, "STILLHUNT_NATS_TOKEN")
			refused(t, "nats://"+c.user+addr+"/LOGS?tls=true", "certificate")
			refused(t, "nats://"+addr+"/LOGS?ca="+ca, "STILLHUNT_NATS_TOKEN")
		})
	}
}

// A server that takes the connection and says nothing.
func TestSilentServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	refused(t, "nats://"+l.Addr().String()+"/LOGS", "no server answers")
	refused(t, "kafka://"+l.Addr().String()+"/t", "no broker answers")
	refused(t, "kafka://127.0.0.1:1,127.0.0.1:2/t", "no broker answers")
}
