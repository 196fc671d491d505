package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// postgres starts a real server of its own and gives its URL.
func postgres(t *testing.T) string {
	t.Helper()
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		t.Skip("PostgreSQL is not installed: scripts/tools does")
	}
	bin, dir := filepath.Dir(found[len(found)-1]), t.TempDir()
	who := &syscall.SysProcAttr{}
	if os.Getuid() == 0 { // the server refuses to run as root
		nobody, err := user.Lookup("postgres")
		if err != nil {
			t.Skip("there is no user postgres to run the server as")
		}
		uid, err := strconv.Atoi(nobody.Uid)
		if err != nil {
			t.Fatal(err)
		}
		who.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}
		if dir, err = os.MkdirTemp("", "pg"); err != nil { // where that user may go
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(dir) })
		if err := os.Chown(dir, uid, uid); err != nil {
			t.Fatal(err)
		}
	}
	run := func(name string, args ...string) *exec.Cmd {
		c := exec.Command(filepath.Join(bin, name), args...)
		c.Dir, c.SysProcAttr = dir, who
		return c
	}
	data := filepath.Join(dir, "data")
	if out, err := run("initdb", "-D", data, "-A", "trust", "-U", "reader", "--no-sync").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	at := port(t)
	url := fmt.Sprintf("postgres://reader:canary@127.0.0.1:%d/postgres", at)
	service(t, run("postgres", "-D", data, "-p", fmt.Sprint(at), "-c", "listen_addresses=127.0.0.1", "-k", dir, "-c", "fsync=off"), func() bool {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		c, err := pgx.Connect(ctx, url)
		return err == nil && c.Close(ctx) == nil
	})
	return url
}

// The spend table is as LiteLLM's schema.prisma has it (per documentation: its
// database mode did not install where this was written); the server is real.
func TestPostgres(t *testing.T) {
	url, ctx := postgres(t), context.Background()
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, `CREATE TABLE "LiteLLM_SpendLogs" (
		request_id text PRIMARY KEY, call_type text NOT NULL, api_key text NOT NULL DEFAULT '', spend double precision NOT NULL DEFAULT 0,
		total_tokens integer NOT NULL DEFAULT 0, prompt_tokens integer NOT NULL DEFAULT 0, completion_tokens integer NOT NULL DEFAULT 0,
		"startTime" timestamp(3) NOT NULL, "endTime" timestamp(3) NOT NULL, model text NOT NULL DEFAULT '', custom_llm_provider text,
		"user" text DEFAULT '', metadata jsonb DEFAULT '{}', end_user text, requester_ip_address text, messages jsonb DEFAULT '{}', response jsonb DEFAULT '{}', session_id text, status text)`)
	if err != nil {
		t.Fatal(err)
	}
	const rows = 500
	for i := range rows {
		operation := "acompletion"
		if i%10 == 9 {
			operation = "aembedding"
		}
		_, err := c.Exec(ctx, `INSERT INTO "LiteLLM_SpendLogs" (request_id, call_type, "startTime", "endTime", model, "user", requester_ip_address, messages, response, status)
			VALUES ($1, $2, $3, $4, 'm', $5, '203.0.113.7', $6, '{"choices":[{"message":{"role":"assistant","content":"In the\nharbour \\ \"there\"."},"finish_reason":"stop"}]}', 'success')`,
			fmt.Sprintf("r-%d", i), operation, time.Date(2026, 3, 1+i%9, 10, i%60, 0, 0, time.UTC), time.Date(2026, 3, 1+i%9, 10, i%60, 1, 0, time.UTC), fmt.Sprintf("u-%d", i%7),
			fmt.Sprintf(`[{"role":"user","content":"Where is \"ledger %d\"?\n\tAnd why?"}]`, i))
		if err != nil {
			t.Fatal(err)
		}
	}
	out := t.TempDir()
	for range 2 { // nothing of a table is known again
		program{}.ok(t, "hunt", url, "--out", out, "--quiet")
		_, r := found(t, out)
		if r.Input.Exchanges != rows*9/10 || r.Input.Accounts != 7 || r.Input.Rejected != 0 || strings.Join(r.Input.Sources, " ") != "litellm" || r.Input.From != "2026-03-01T10:00:00Z" {
			t.Errorf("the hunt says %+v", r.Input)
		}
	}
	native := program{}.ok(t, "import", url).out
	if !strings.Contains(native, `"content":"Where is \"ledger 0\"?\n\u0009And why?"`) || !strings.Contains(native, `In the\nharbour \\ \"there\".`) {
		t.Errorf("the texts did not come through: %.600s", native)
	}
	wrong := program{}.run(t, "import", strings.Replace(url, "/postgres", "/nowhere", 1))
	if wrong.code != 1 || strings.Contains(wrong.err, "canary") || !strings.Contains(wrong.err, "nowhere") {
		t.Errorf("exit %d: %s", wrong.code, wrong.err)
	}
}
