package otlp

import (
	"bytes"
	"testing"

	"github.com/stillhunt/stillhunt/importer/join"
)

// BenchmarkAdd reads the same spans and log records in both forms, to their
// end. The bytes a second are of each form's own; ns/op compares them.
func BenchmarkAdd(b *testing.B) {
	for _, form := range []struct{ name, file string }{{"JSON", "otelcol-file-exporter.jsonl"}, {"protobuf", "otelcol-file-exporter.proto"}} {
		b.Run(form.name, func(b *testing.B) {
			content := export(b, form.file)
			all := records(form.file, content)
			b.SetBytes(int64(len(bytes.Join(all, nil))))
			b.ReportAllocs()
			var out join.Out
			for b.Loop() {
				out.Data, out.Places = out.Data[:0], out.Places[:0]
				c := NewConverter()
				for i, record := range all {
					c.Add(record, join.Place{Line: int64(i + 1)}, &out)
				}
				c.Flush(&out)
			}
			b.ReportMetric(float64(len(out.Places)), "exchanges")
		})
	}
}
