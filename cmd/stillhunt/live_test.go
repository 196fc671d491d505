package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/campaign"
)

// The live tests start the real tools and hunt in what they write. The folder
// that scripts/live fills is named by this variable.
const liveVar = "STILLHUNT_LIVE"

func live(t *testing.T) string {
	t.Helper()
	dir := os.Getenv(liveVar)
	if dir == "" {
		t.Skipf("%s is not set: run scripts/live FOLDER and name the folder there", liveVar)
	}
	return dir
}

// upstream is a model that answers at once. It fails where a prompt says so.
func upstream(t *testing.T) string {
	var n atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		w.Header().Set("content-type", "application/json")
		if bytes.Contains(body, []byte("FAIL429")) {
			w.WriteHeader(http.StatusTooManyRequests)
			fmt.Fprint(w, `{"error":{"message":"slow down","type":"requests","code":"rate_limit_exceeded"}}`)
			return
		}
		id := fmt.Sprintf("chatcmpl-%06d", n.Add(1))
		usage := `{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18}`
		if !bytes.Contains(body, []byte(`"stream":true`)) && !bytes.Contains(body, []byte(`"stream": true`)) {
			fmt.Fprintf(w, `{"id":%q,"object":"chat.completion","created":%d,"model":"mock-large","choices":[{"index":0,"message":{"role":"assistant","content":"The ledger proves the harbour."},"finish_reason":"stop"}],"usage":%s}`, id, time.Now().Unix(), usage)
			return
		}
		w.Header().Set("content-type", "text/event-stream")
		chunk := func(choices, more string) {
			fmt.Fprintf(w, "data: {\"id\":%q,\"object\":\"chat.completion.chunk\",\"created\":%d,\"model\":\"mock-large\",\"choices\":[%s]%s}\n\n", id, time.Now().Unix(), choices, more)
		}
		chunk(`{"index":0,"delta":{"role":"assistant","content":"The ledger "},"finish_reason":null}`, "")
		chunk(`{"index":0,"delta":{"content":"proves the harbour."},"finish_reason":"stop"}`, "")
		chunk("", `,"usage":`+usage)
		fmt.Fprint(w, "data: [DONE]\n\n")
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// port is one that nobody listens on.
func port(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// service runs a tool until the test ends, and waits until ready says that it is up.
func service(t *testing.T, c *exec.Cmd, ready func() bool) {
	t.Helper()
	log := filepath.Join(t.TempDir(), "log")
	out, err := os.Create(log)
	if err != nil {
		t.Fatal(err)
	}
	c.Stdout, c.Stderr = out, out
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	t.Cleanup(func() {
		_ = c.Process.Signal(os.Interrupt)
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			_ = c.Process.Kill()
			<-ended
		}
		out.Close()
	})
	for deadline := time.Now().Add(3 * time.Minute); ; time.Sleep(200 * time.Millisecond) {
		if ready() {
			return
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("%s ended: %v\n%s", c.Path, err, read(t, log))
		default:
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is not up\n%s", c.Path, read(t, log))
		}
	}
}

func answers(url string) func() bool {
	return func() bool {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return false
		}
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			return false
		}
		a.Body.Close()
		return true
	}
}

// ask sends one request as a user of the proxy.
func ask(t *testing.T, base, key, prompt string, stream bool) int {
	t.Helper()
	body, err := json.Marshal(map[string]any{"model": "mock-large", "stream": stream, "max_tokens": 64, "messages": []map[string]string{{"role": "user", "content": prompt}}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, base+"/v1/chat/completions", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("authorization", "Bearer "+key)
	r.Header.Set("content-type", "application/json")
	r.Header.Set("x-forwarded-for", "203.0.113.7")
	r.Header.Set("user-agent", "OpenAI/Python 3.54.0")
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	if _, err := io.Copy(io.Discard, a.Body); err != nil {
		t.Fatal(err)
	}
	return a.StatusCode
}

func copyLive(t *testing.T, dir string, names ...string) {
	t.Helper()
	for _, name := range names {
		write(t, filepath.Join(dir, name), read(t, filepath.Join("testdata", "live", name)))
	}
}

// A real LiteLLM proxy logs what was asked of it, once each, and a hunt reads it.
func TestLiveLiteLLM(t *testing.T) {
	tools, dir, model, at := live(t), t.TempDir(), upstream(t), port(t)
	copyLive(t, dir, "labauth.py", "fileout.py")
	write(t, filepath.Join(dir, "config.yaml"), bytes.ReplaceAll(read(t, "testdata/live/litellm-config.yaml"), []byte("UPSTREAM"), []byte(model)))
	log := filepath.Join(dir, "log.jsonl")
	proxy := exec.Command(filepath.Join(tools, "litellm", "bin", "litellm"), "--config", "config.yaml", "--host", "127.0.0.1", "--port", fmt.Sprint(at))
	proxy.Dir = dir
	proxy.Env = append(os.Environ(), "LITELLM_MASTER_KEY="+strings.Repeat("4b", 24), "LITELLM_LOCAL_MODEL_COST_MAP=True", "SLP_OUT="+log, "PYTHONPATH="+dir)
	base := fmt.Sprintf("http://127.0.0.1:%d", at)
	service(t, proxy, answers(base+"/health/liveliness"))

	const users, each = 6, 5
	failed := 0
	for u := range users {
		for i := range each {
			prompt := fmt.Sprintf("What is the %d. of %d ledgers?", i, u)
			if i == 4 {
				prompt, failed = prompt+" FAIL429", failed+1
			}
			if code := ask(t, base, fmt.Sprintf("sk-lab-acme-ops-%d", u), prompt, i%2 == 0); (code == http.StatusOK) != (i != 4) {
				t.Fatalf("the proxy said %d", code)
			}
		}
	}
	waitFor(t, "the proxy's log", func() bool {
		b, err := os.ReadFile(log)
		return err == nil && bytes.Count(b, []byte{'\n'}) >= users*each
	})
	r := hunted(t, log)
	if r.Exchanges != users*each || r.Accounts != users || r.Rejected != 0 || r.Duplicates != 0 || strings.Join(r.Sources, " ") != "litellm" {
		t.Errorf("the hunt says %+v", r)
	}
	check := program{}.ok(t, "import", "--check", log).out
	for _, want := range []string{"gen_ai.input.messages", "client.address", "http.response.status_code"} {
		if !strings.Contains(check, "100 %  "+want) {
			t.Errorf("not every exchange has %s:\n%s", want, check)
		}
	}
}

// A real OpenTelemetry SDK with its instrumentation tells a real Collector of
// calls, whose user only the span above knows; both its files give them once.
func TestLiveCollector(t *testing.T) {
	tools, dir, model := live(t), t.TempDir(), upstream(t)
	at := port(t)
	copyLive(t, dir, "drive.py")
	config := strings.NewReplacer("ENDPOINT", fmt.Sprintf("127.0.0.1:%d", at)).Replace(string(read(t, "testdata/live/otelcol-config.yaml")))
	write(t, filepath.Join(dir, "config.yaml"), []byte(config))
	collector := exec.Command(filepath.Join(tools, "otelcol"), "--config", "config.yaml")
	collector.Dir = dir
	service(t, collector, func() bool {
		c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", at))
		if err != nil {
			return false
		}
		return c.Close() == nil
	})
	const users, each = 5, 4
	drive := exec.Command(filepath.Join(tools, "otel", "bin", "python"), "drive.py", model, fmt.Sprintf("http://127.0.0.1:%d", at), fmt.Sprint(users), fmt.Sprint(each))
	drive.Dir = dir
	drive.Env = append(os.Environ(), "OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental", "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=SPAN_AND_EVENT")
	if out, err := drive.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, name := range []string{"out.jsonl", "out.pb"} {
		log := filepath.Join(dir, name)
		waitFor(t, name, func() bool {
			out, err := program{}.start("import", "--check", log)
			return err == nil && strings.Contains(out.out, fmt.Sprintf("%d exchanges", users*each))
		})
		r := hunted(t, log)
		if r.Exchanges != users*each || r.Accounts != users || r.Rejected != 0 || r.Duplicates != 0 || strings.Join(r.Sources, " ") != "otlp" {
			t.Errorf("%s: the hunt says %+v", name, r)
		}
	}
}

// hunted is what a hunt in a log counted.
func hunted(t *testing.T, log string) campaign.Input {
	t.Helper()
	dir := t.TempDir()
	program{}.ok(t, "hunt", log, "--out", dir, "--quiet")
	_, r := found(t, dir)
	return r.Input
}

// waitFor waits until something holds.
func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(300 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s is not there after a minute", what)
		}
	}
}
