package importer

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stillhunt/stillhunt/exchange"
)

// BenchmarkDecode is what a line of LiteLLM's own costs, and the same exchange
// in the native form.
func BenchmarkDecode(b *testing.B) {
	log, err := os.ReadFile(filepath.Join(exports, "litellm-standard-logging.jsonl"))
	if err != nil {
		b.Skip("the captured exports in ../shared/data are not here")
	}
	litellm, err := ByName("litellm")
	if err != nil {
		b.Fatal(err)
	}
	var native []byte
	d := litellm.Decoder()
	var x exchange.Exchange
	for line := range bytes.Lines(log) {
		if d.Decode(bytes.TrimSpace(line), &x) == nil {
			native = exchange.AppendLine(native, &x)
		}
	}
	for _, c := range []struct {
		name string
		log  []byte
	}{{"litellm", log}, {"native", native}} {
		b.Run(c.name, func(b *testing.B) {
			f, err := ByName(c.name)
			if err != nil {
				b.Fatal(err)
			}
			d, n := f.Decoder(), 0
			b.SetBytes(int64(len(c.log)))
			for b.Loop() {
				for line := range bytes.Lines(c.log) {
					_ = d.Decode(bytes.TrimSpace(line), &x)
					n++
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/exchange")
		})
	}
}
