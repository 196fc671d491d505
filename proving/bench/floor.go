package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"syscall"
	"time"
	"unsafe"

	"github.com/valyala/fastjson"
	"github.com/zeebo/xxh3"
	"golang.org/x/sync/errgroup"

	"github.com/stillhunt/stillhunt/importer"
	"github.com/stillhunt/stillhunt/internal/sketch"
	"github.com/stillhunt/stillhunt/internal/words"
)

// measureFloor does what no hunt can do without, on the same bytes and the
// same cores, and keeps nothing: lines are read and parsed with fastjson, the
// prompt is cut into words, shingled, sketched and hashed.
func measureFloor(ctx context.Context, t traffic) (figures, error) {
	before, err := cpuTime()
	if err != nil {
		return figures{}, err
	}
	began := time.Now()
	inputs, err := importer.Expand([]string{t.path})
	if err != nil {
		return figures{}, err
	}
	todo := make(chan importer.Input, len(inputs))
	for _, in := range inputs {
		todo <- in
	}
	close(todo)
	g, ctx := errgroup.WithContext(ctx)
	for range runtime.GOMAXPROCS(0) {
		g.Go(func() error {
			w := floorWorker{bins: sketch.NewMinHash(16)}
			for in := range todo {
				if err := w.file(ctx, in.Path); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return figures{}, err
	}
	after, err := cpuTime()
	return figures{took: time.Since(began), cpu: after - before}, err
}

type floorWorker struct {
	parser fastjson.Parser
	words  []words.Word
	bins   sketch.MinHash
	bag    sketch.SimHash
	kept   uint64 // so that nothing is optimised away
}

// file reads a file of lines of at most 1 MiB.
func (w *floorWorker) file(ctx context.Context, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	for r := bufio.NewReaderSize(f, 1<<20); ctx.Err() == nil; {
		line, err := r.ReadSlice('\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = w.line(line)
		}
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (w *floorWorker) line(line []byte) error {
	v, err := w.parser.ParseBytes(line)
	if err != nil {
		return err
	}
	w.kept ^= xxh3.Hash(line)
	messages := v.GetArray("gen_ai.input.messages")
	prompt := v.GetStringBytes("gen_ai.input.messages")
	if len(messages) > 0 {
		prompt = messages[len(messages)-1].GetStringBytes("content")
		if parts := messages[len(messages)-1].GetArray("parts"); len(parts) > 0 {
			prompt = parts[0].GetStringBytes("content")
		}
	}
	w.words = words.Scan(w.words[:0], unsafe.String(unsafe.SliceData(prompt), len(prompt)))
	w.bins.Reset()
	w.bag.Reset()
	for i := range w.words {
		w.bag.Add(w.words[i].Hash)
		if i >= 2 {
			w.bins.Add(sketch.Pair(sketch.Pair(w.words[i-2].Hash, w.words[i-1].Hash), w.words[i].Hash))
		}
	}
	w.kept ^= w.bag.Sum() ^ uint64(sketch.Band(w.bins, 1))
	return nil
}

func cpuTime() (time.Duration, error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, err
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), nil
}
