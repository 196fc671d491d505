package dossier

import (
	"context"
	"encoding/binary"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	"github.com/stillhunt/stillhunt/campaign"
	"github.com/stillhunt/stillhunt/dossier/claim"
	"github.com/stillhunt/stillhunt/lake"
)

// imagined is a lake of accounts with so many exchanges each. Every fifth prompt
// is of its own skeleton, the others are of forty frames.
type imagined struct{ each int }

const benchStart = 1767225600_000_000

func mix(x uint64) uint64 {
	x ^= x >> 31
	x *= 0x9e3779b97f4a7c15
	return x ^ x>>29
}

func (l imagined) Exchanges(_ context.Context, accounts []uint64) iter.Seq2[lake.ExchangeRow, error] {
	return func(yield func(lake.ExchangeRow, error) bool) {
		for _, a := range accounts {
			for i := range l.each {
				r := mix(a + uint64(i)*0x9e37)
				row := lake.ExchangeRow{
					Account: a, Time: l.time(a, i), Model: "model-4", Operation: "chat", Target: uint8(r % 5),
					InputTokens: int64(r>>8) & 1023, OutputTokens: int64(r>>20) & 2047, ReasoningTokens: -1, CacheTokens: -1, Status: 200,
					Skeleton: mix(r>>40%40 + 1), Network: mix(a/5 + r>>50%3), Client: mix(a % 7),
				}
				if r%5 == 0 {
					row.Skeleton = mix(r)
				}
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

func (l imagined) time(a uint64, i int) int64 {
	return benchStart + int64(i)*(45*day/int64(l.each)) + int64(mix(a^uint64(i))%1_000_000)
}

func (l imagined) gathered(accounts int) *gathered {
	g := &gathered{exchange: int64(accounts * l.each)}
	for i := range accounts {
		a := uint64(i+1) * (1 << 63 / uint64(accounts))
		first, last := l.time(a, 0), l.time(a, l.each-1)
		var id [8]byte
		binary.BigEndian.PutUint64(id[:], mix(a))
		g.hashes = append(g.hashes, a)
		g.accounts = append(g.accounts, Account{Account: fmt.Sprintf("%x", id), Role: campaign.RoleOperator, Probability: .99, Accused: true,
			Exchanges: int64(l.each), First: first, Last: last, Days: days(first, last)})
		for k := range 10 {
			g.links = append(g.links, Link{g.accounts[i].Account, "network", "network", fmt.Sprintf("%016x", mix(a/5+uint64(k))), 5, 4.2})
		}
	}
	for i := range 400 {
		g.Nulls = append(g.Nulls, Null{Size: 256, Score: float64(i%97) / 10})
	}
	g.Candidates = []Candidate{{true, 256, false, 30, 0}}
	g.Reasons = []Reason{{Family: "timing", Code: "clock", Nats: map[string]float64{"campus": 3}, Cap: 6}}
	g.Rivals = []Rival{{"campus", 3}}
	return g
}

// benchSize is 200,000 observations, or as many as STILLHUNT_DOSSIER_ROWS says.
func benchSize(b *testing.B) (accounts, each int) {
	rows := 200_000
	if s := os.Getenv("STILLHUNT_DOSSIER_ROWS"); s != "" {
		var err error
		if rows, err = strconv.Atoi(s); err != nil {
			b.Fatal(err)
		}
	}
	return max(1, rows/1152), 1152
}

func sealImagined(b *testing.B, path string) int {
	accounts, each := benchSize(b)
	l := imagined{each}
	k := testKey()
	s := k.secrets("bench", "")
	o := &SealOptions{Out: path, Key: k, Case: "bench", Author: Plain{}}
	w := &sealing{o: o, lake: l, g: l.gathered(accounts), secrets: s, salter: s.salter()}
	w.salters.New = func() any { return &renderer{s.salter(), map[string]string{}} }
	w.g.Manifest = w.describe("2026-06-10T12:00:00Z")
	claims, err := o.Author.Claims(&w.g.Case)
	if err == nil {
		p := claim.Asked{ID: "p", How: claim.How{Op: claim.Tail}}
		w.g.Candidates[0].P = tailOf(b, w.g, p)
		w.scan, err = newScan(w.g.Manifest, nil, &letterPart{claims: claims})
	}
	if err == nil {
		w.archive, err = create(path)
	}
	if err == nil {
		_, err = w.write(context.Background())
	}
	if err == nil {
		err = w.archive.close()
	}
	if err != nil {
		b.Fatal(err)
	}
	return accounts * each
}

// tailOf is the p-value that goes with a case's candidate.
func tailOf(b *testing.B, g *gathered, asked claim.Asked) float64 {
	p, err := claim.Compile([]claim.Asked{asked})
	if err != nil {
		b.Fatal(err)
	}
	s := p.NewState()
	for _, n := range g.Nulls {
		l, _ := line(KindNull, "", n)
		if err := s.Add(KindNull, l); err != nil {
			b.Fatal(err)
		}
	}
	l, _ := line(KindCandidate, "", g.Candidates[0])
	if err := s.Add(KindCandidate, l); err != nil {
		b.Fatal(err)
	}
	return s.Compute(true)[0].Value
}

// BenchmarkSeal seals what a lake gives; the lake itself is not measured.
func BenchmarkSeal(b *testing.B) {
	path := filepath.Join(b.TempDir(), "sealed")
	rows := 0
	for b.Loop() {
		rows = sealImagined(b, path)
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "records/s")
	if info, err := os.Stat(path); err == nil {
		b.ReportMetric(float64(info.Size())/float64(rows), "bytes/record")
	}
	memory(b)
}

// BenchmarkVerify verifies it.
func BenchmarkVerify(b *testing.B) {
	path := filepath.Join(b.TempDir(), "sealed")
	rows := sealImagined(b, path)
	runtime.GC()
	debug.FreeOSMemory()
	for b.Loop() {
		r, err := Verify(context.Background(), path, VerifyOptions{})
		if err != nil || !r.OK() {
			b.Fatal(err, said(r))
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "records/s")
	memory(b)
}

// memory reports what the process has held so far.
func memory(b *testing.B) {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return
	}
	var kib float64
	for l := range strings.Lines(string(text)) {
		if n, _ := fmt.Sscanf(l, "VmHWM: %f kB", &kib); n == 1 {
			b.ReportMetric(kib/1024, "MiB-peak")
		}
	}
}
