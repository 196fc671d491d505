package click

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stillhunt/stillhunt/lake"
	"github.com/stillhunt/stillhunt/lake/contract"
	"github.com/stillhunt/stillhunt/observe"
)

// benched are observations as a log has them, of which a fifth of the prompts
// and a tenth of the reasoning blocks come from pools that accounts share.
func benched(n int) []observe.Observation {
	obs := contract.Traffic(1, n, max(10, n/20), 2)
	r := rand.New(rand.NewPCG(1, 9))
	for i := range obs {
		o := &obs[i]
		if r.IntN(5) == 0 {
			o.Skeleton, o.Head, o.Tail = r.Uint64N(uint64(n/20))+1, r.Uint64N(uint64(n/50))+1, r.Uint64N(uint64(n/50))+1
		}
		if i%4 == 0 {
			o.Issued = []uint64{r.Uint64()}
		}
		if i%4 == 1 && i > 4 {
			o.Presented = obs[i-1].Issued
		}
	}
	return obs
}

// fill writes observations in segments, and names their accounts.
func fill(b *testing.B, l *Lake, obs []observe.Observation) (names []string) {
	b.Helper()
	for part := range slices.Chunk(obs, 400_000) {
		name := "s" + strconv.Itoa(len(names))
		names = append(names, name)
		s, err := l.Begin(context.Background(), name)
		if err != nil {
			b.Fatal(err)
		}
		for i := range part {
			if err := s.Append(&part[i]); err != nil {
				b.Fatal(err)
			}
			s.Name("account", part[i].Account, "user-"+strconv.FormatUint(part[i].Account, 36))
		}
		if err := s.Commit(context.Background(), nil); err != nil {
			b.Fatal(err)
		}
	}
	return names
}

// spent is the processor time of this process and of the nodes, which other
// work on the machine does not change as it does the time that passes.
func spent(b *testing.B) (ours, theirs time.Duration) {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	ours = time.Duration(u.Utime.Nano() + u.Stime.Nano())
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		b.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it ended
		}
		_, rest, _ := strings.Cut(string(text), ") ")
		fields := strings.Fields(rest)
		if len(fields) < 13 || fields[1] != strconv.Itoa(os.Getpid()) {
			continue
		}
		for _, ticks := range fields[11:13] {
			n, _ := strconv.ParseInt(ticks, 10, 64)
			theirs += time.Duration(n) * (time.Second / 100)
		}
	}
	return ours, theirs
}

// sent is the event of the bytes that a node has sent, to others and to us.
const sent = "NetworkSendBytes"

// counted adds up an event over the nodes since they were started.
func counted(b *testing.B, l *Lake, event string) (sum int64) {
	b.Helper()
	for _, n := range l.nodes {
		some, err := n.one(context.Background(), "SELECT sum(value) FROM system.events WHERE event = "+quoteText(event))
		if err != nil {
			b.Fatal(err)
		}
		sum += some
	}
	return sum
}

// size is what the table observations takes on disk.
func size(b *testing.B, l *Lake) (bytes int64) {
	b.Helper()
	for _, n := range l.nodes {
		some, err := n.one(context.Background(), "SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = currentDatabase() AND table = 'observations'")
		if err != nil {
			b.Fatal(err)
		}
		bytes += some
	}
	return bytes
}

// mergeAll makes one file of all, as a server does in time.
func mergeAll(b *testing.B, l *Lake) {
	b.Helper()
	err := l.each(context.Background(), func(ctx context.Context, n *node) error {
		_, err := n.exec(ctx, "OPTIMIZE TABLE observations FINAL")
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkInsert writes one segment of 400,000 rows to three nodes.
func BenchmarkInsert(b *testing.B) {
	const n = 400_000
	rows := contract.Traffic(1, n, 20_000, 2)
	var ours, theirs time.Duration
	var syncs, waited int64
	for b.Loop() {
		b.StopTimer()
		l := open(b, address(b, nodes))
		syncs, waited = syncs-counted(b, l, "FileSync"), waited-counted(b, l, "FileSyncElapsedMicroseconds")
		u0, t0 := spent(b)
		b.StartTimer()
		fill(b, l, rows)
		b.StopTimer()
		syncs, waited = syncs+counted(b, l, "FileSync"), waited+counted(b, l, "FileSyncElapsedMicroseconds")
		u1, t1 := spent(b)
		ours, theirs = ours+u1-u0, theirs+t1-t0
		mergeAll(b, l)
		b.ReportMetric(float64(size(b, l))/n, "bytes/row")
		b.StartTimer()
	}
	all := float64(b.N) * n
	b.ReportMetric(all/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(ours)/all, "client-ns/row")
	b.ReportMetric(float64(theirs)/all, "node-ns/row")
	b.ReportMetric(float64(syncs)/float64(b.N), "syncs/segment")
	b.ReportMetric(float64(waited)/1000/float64(max(syncs, 1)), "ms/sync")
}

// BenchmarkQuestions asks three nodes about STILLHUNT_BENCH_ROWS exchanges,
// 1,000,000 unless it says otherwise. Figures are by exchange.
func BenchmarkQuestions(b *testing.B) {
	n := 1_000_000
	if said := os.Getenv("STILLHUNT_BENCH_ROWS"); said != "" {
		var err error
		if n, err = strconv.Atoi(said); err != nil {
			b.Fatal(err)
		}
	}
	l := open(b, address(b, nodes))
	names := fill(b, l, benched(n))
	mergeAll(b, l)
	b.Logf("%.1f bytes a row", float64(size(b, l))/float64(n))
	ctx := context.Background()
	again := func() { // forgets who held what
		if _, err := l.Select(ctx, names, 0, 0); err != nil {
			b.Fatal(err)
		}
	}
	again()
	held := func(trait string) func() int {
		return func() int {
			l.mu.Lock()
			if h := l.selection.held; h != nil {
				l.selection.held = nil
				l.drop(ctx, h.table)
			}
			l.mu.Unlock()
			return len(contract.Rows(b, l.Holders(ctx, trait, 40)))
		}
	}
	for _, q := range []struct {
		name string
		ask  func() int
	}{
		{"select", func() int { again(); return 1 }},
		{"accounts", func() int { return len(contract.Rows(b, l.Accounts(ctx))) }},
		{"days", func() int { return len(contract.Rows(b, l.Days(ctx))) }},
		{"codes", func() int { return len(contract.Rows(b, l.Codes(ctx))) }},
		{"codes of single turns", func() int {
			l.mu.Lock()
			if f := l.selection.followed; f != nil {
				l.selection.followed = nil
				l.drop(ctx, f.table)
			}
			l.mu.Unlock()
			return len(contract.Rows(b, l.SliceCodes(ctx, lake.Slice{Turns: lake.SingleTurn})))
		}},
		{"categories", func() int { return len(contract.Rows(b, l.Categories(ctx, "model"))) }},
		{"moments of a tenth", func() int { return len(contract.Rows(b, l.Moments(ctx, lake.Sample{Every: 100, Length: 10}))) }},
		{"holders of skeleton", held("skeleton")},
		{"holders of system", held("system")},
		{"holders of network", held("network")},
		{"values of skeleton, held", func() int { return len(contract.Rows(b, l.Values(ctx, "skeleton", 40))) }},
		{"meetings over head", func() int {
			held("head")()
			return len(contract.Rows(b, l.Meetings(ctx, "head", 40)))
		}},
		{"replays", func() int { return len(contract.Rows(b, l.Replays(ctx))) }},
	} {
		b.Run(strings.ReplaceAll(q.name, " ", "-"), func(b *testing.B) {
			var ours, theirs time.Duration
			var bytes, rows int64
			for b.Loop() {
				b.StopTimer()
				u0, t0 := spent(b)
				s0 := counted(b, l, sent)
				b.StartTimer()
				rows += int64(q.ask())
				b.StopTimer()
				u1, t1 := spent(b)
				ours, theirs, bytes = ours+u1-u0, theirs+t1-t0, bytes+counted(b, l, sent)-s0
				b.StartTimer()
			}
			all := float64(b.N) * float64(n)
			b.ReportMetric(float64(b.Elapsed())/all, "ns/row")
			b.ReportMetric(float64(ours)/all, "client-ns/row")
			b.ReportMetric(float64(theirs)/all, "node-ns/row")
			b.ReportMetric(float64(bytes)/all, "sent-bytes/row")
			b.ReportMetric(float64(rows)/all, "answers/row")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkColumns logs what each column takes on disk.
func BenchmarkColumns(b *testing.B) {
	const n = 400_000
	l := open(b, address(b, nodes))
	fill(b, l, benched(n))
	mergeAll(b, l)
	var lines []string
	sum := int64(0)
	err := l.first().rows(context.Background(), "SELECT name, data_compressed_bytes FROM system.columns WHERE database = currentDatabase() AND table = 'observations' ORDER BY data_compressed_bytes DESC", func(c *cells) {
		name, bytes := c.string(), c.number()
		sum += bytes
		lines = append(lines, fmt.Sprintf("%-18s %6.2f", name, float64(bytes)))
	})
	if err != nil {
		b.Fatal(err)
	}
	rows, err := l.first().one(context.Background(), "SELECT count() FROM observations")
	if err != nil {
		b.Fatal(err)
	}
	for i, line := range lines {
		fields := strings.Fields(line)
		bytes, _ := strconv.ParseFloat(fields[1], 64)
		lines[i] = fmt.Sprintf("%-18s %6.2f", fields[0], bytes/float64(rows))
	}
	fmt.Printf("bytes a row, %.1f in all:\n%s\n", float64(sum)/float64(rows), strings.Join(lines, "\n"))
}
