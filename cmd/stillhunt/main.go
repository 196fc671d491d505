// Command stillhunt finds, proves and stops model-distillation campaigns
// against an LLM API.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/stillhunt/stillhunt/app"
)

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	return app.Main(ctx, os.Args[1:], app.Streams{Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv})
}
