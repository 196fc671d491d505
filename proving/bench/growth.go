package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"time"
)

// hunted is a hunt in a replay.
type hunted struct {
	figures
	replayed  replayed
	replicas  int
	campaigns int
	stages    []stage
	report    time.Duration // from the hunt's end to the program's
	explain   time.Duration // of one account
}

// stage is a part of a hunt.
type stage struct {
	name string
	took time.Duration
}

// measureReplay hunts in as many replicas of a block as have about so many
// exchanges.
func (b *bench) measureReplay(ctx context.Context, t traffic, exchanges int64) (h hunted, err error) {
	out := b.huntDir()
	if err := os.RemoveAll(out); err != nil {
		return h, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(out)) }()
	h.replicas = max(1, int(math.Round(float64(exchanges)/float64(t.exchanges))))
	w := replica{dir: filepath.Dir(t.path), accounts: filepath.Join(b.dir, "accounts.jsonl"), replicas: h.replicas, window: b.window}
	s, err := w.start(ctx)
	if err != nil {
		return h, err
	}
	p, err := launch(ctx, b.dir, s.traffic, b.program, "hunt", "-", "--accounts", w.accounts, "--out", out, "--quiet")
	if err = errors.Join(err, s.traffic.Close(), s.begin()); err != nil {
		return h, err
	}
	if h.figures, err = p.wait(); err != nil {
		return h, err
	}
	ended := p.began.Add(h.took)
	if h.replayed, err = s.end(); err != nil {
		return h, err
	}
	h.exchanges = h.replayed.Exchanges
	if h.lakeBytes, err = lakeBytes(out); err != nil {
		return h, err
	}
	if err := h.readLog(filepath.Join(out, "hunt.log"), p.began, ended); err != nil {
		return h, err
	}
	account, err := somebody(out, w.accounts)
	if err != nil {
		return h, err
	}
	explained, err := measure(ctx, b.dir, b.program, "explain", out, account)
	h.explain = explained.took
	return h, err
}

// readLog takes the stages from what the hunt wrote of itself, and makes sure
// that it read all that there was.
func (h *hunted) readLog(path string, began, ended time.Time) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	last := stage{name: "reading"}
	since, read := began, int64(-1)
	for d := json.NewDecoder(f); d.More(); {
		var line struct {
			Time                time.Time
			Msg, Name           string
			Exchanges, Rejected int64
			Campaigns           int
		}
		if err := d.Decode(&line); err != nil {
			return fmt.Errorf("reading %s: %w", path, err)
		}
		switch line.Msg {
		case "read":
			read = line.Exchanges
			if line.Rejected > 0 {
				return fmt.Errorf("%d lines of the replay were rejected", line.Rejected)
			}
		case "stage", "finished":
			last.took = line.Time.Sub(since)
			h.stages = append(h.stages, last)
			last, since = stage{name: line.Name}, line.Time
			h.campaigns = line.Campaigns
		}
	}
	if read != h.exchanges {
		return fmt.Errorf("the hunt read %d exchanges of %d", read, h.exchanges)
	}
	h.report = ended.Sub(since)
	return nil
}

// stage is how long a stage took.
func (h *hunted) stage(name string) time.Duration {
	for _, s := range h.stages {
		if s.name == name {
			return s.took
		}
	}
	return 0
}

// after is the share of the time that went by after the last line was read.
func (h *hunted) after() float64 { return 1 - h.stage("reading").Seconds()/h.took.Seconds() }

// somebody is a member of the first campaign or, where none is named, the first
// account.
func somebody(hunt, accounts string) (string, error) {
	b, err := os.ReadFile(filepath.Join(hunt, "campaigns.json"))
	if err != nil {
		return "", err
	}
	var found struct {
		Campaigns []struct {
			Members []struct{ Account string }
		}
	}
	if err := json.Unmarshal(b, &found); err != nil {
		return "", err
	}
	if len(found.Campaigns) > 0 {
		return found.Campaigns[0].Members[0].Account, nil
	}
	f, err := os.Open(accounts)
	if err != nil {
		return "", err
	}
	defer f.Close()
	line, err := bufio.NewReader(f).ReadBytes('\n')
	if err != nil {
		return "", err
	}
	var first struct {
		Account string `json:"user.id"`
	}
	return first.Account, json.Unmarshal(line, &first)
}

// exponent is the slope of the least squares of log(time) on log(exchanges).
func exponent(all []hunted) float64 {
	var n, sx, sy, sxx, sxy float64
	for _, h := range all {
		x, y := math.Log(float64(h.exchanges)), math.Log(h.took.Seconds())
		n, sx, sy, sxx, sxy = n+1, sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	return (n*sxy - sx*sy) / (n*sxx - sx*sx)
}
