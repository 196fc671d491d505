package main

import (
	"context"
	"errors"
	"io"
	"runtime"
	"syscall"
	"time"

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
	blocks := make(chan importer.Block, 4)
	free := make(chan []byte, 8)
	for range cap(free) {
		free <- nil
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		defer close(blocks)
		inputs, err := importer.Expand([]string{t.path})
		if err != nil {
			return err
		}
		for _, in := range inputs {
			if err := readAll(ctx, in, blocks, free); err != nil {
				return err
			}
		}
		return nil
	})
	for range runtime.GOMAXPROCS(0) {
		g.Go(func() error {
			var w floorWorker
			w.bins = sketch.NewMinHash(16)
			for b := range blocks {
				if err := w.block(b.Data); err != nil {
					return err
				}
				free <- b.Data
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

func readAll(ctx context.Context, in importer.Input, blocks chan<- importer.Block, free <-chan []byte) error {
	r, err := in.Open(ctx, importer.Position{})
	if err != nil {
		return err
	}
	defer r.Close()
	for {
		b, err := r.Next(<-free)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		select {
		case blocks <- b:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

type floorWorker struct {
	parser fastjson.Parser
	words  []words.Word
	bins   sketch.MinHash
	bag    sketch.SimHash
	kept   uint64 // so that nothing is optimised away
}

func (w *floorWorker) block(data []byte) error {
	for len(data) > 0 {
		end := 0
		for end < len(data) && data[end] != '\n' {
			end++
		}
		line := data[:end]
		data = data[min(end+1, len(data)):]
		if len(line) == 0 {
			continue
		}
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
		w.words = words.Scan(w.words[:0], string(prompt))
		w.bins.Reset()
		w.bag.Reset()
		for i := range w.words {
			w.bag.Add(w.words[i].Hash)
			if i >= 2 {
				w.bins.Add(sketch.Pair(sketch.Pair(w.words[i-2].Hash, w.words[i-1].Hash), w.words[i].Hash))
			}
		}
		w.kept ^= w.bag.Sum() ^ uint64(sketch.Band(w.bins, 1))
	}
	return nil
}

func cpuTime() (time.Duration, error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, err
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), nil
}
