package duck

import (
	"context"
	"strconv"
	"testing"

	"github.com/stillhunt/stillhunt/lake/contract"
)

func BenchmarkSegment(b *testing.B) {
	const n = 400_000
	rows := contract.Traffic(1, n, 20_000, 2)
	for b.Loop() {
		l, err := Open(b.TempDir(), Options{})
		if err != nil {
			b.Fatal(err)
		}
		s, err := l.Begin(context.Background(), "bench")
		if err != nil {
			b.Fatal(err)
		}
		for i := range rows {
			if err := s.Append(&rows[i]); err != nil {
				b.Fatal(err)
			}
			s.Name("account", rows[i].Account, "user-"+strconv.FormatUint(rows[i].Account, 36))
		}
		if err := s.Commit(context.Background(), nil); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(sizeOf(b, l.dir))/n, "bytes/row")
		if err := l.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds(), "rows/s")
}
