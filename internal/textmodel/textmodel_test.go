package textmodel

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/zeebo/xxh3"
	"pgregory.net/rapid"

	"github.com/stillhunt/stillhunt/internal/words"
)

const known = "the of a river boats sail north every winter and engine oil price for my old bicycle 12 日 本 語"

// parts makes a model of random numbers that knows the words of known.
func parts(seed uint64) *Parts {
	rng := rand.New(rand.NewPCG(seed, seed))
	p := &Parts{Tree: make([][Dims]int16, Tops+Cells+Leaves)}
	taken := map[uint32]bool{}
	for _, f := range Features(nil, words.Scan(nil, known)) {
		if !taken[f.Bucket()] {
			taken[f.Bucket()] = true
			p.Slots = append(p.Slots, Slot{uint16(f.Bucket()), uint16(f.Fingerprint())})
		}
	}
	p.Rows = make([][rowBytes]int8, len(p.Slots)+RestRows)
	for i := range p.Rows {
		for j := range p.Rows[i] {
			p.Rows[i][j] = int8(rng.IntN(256) - 128)
		}
	}
	for i := range p.Tree {
		for j := range p.Tree[i] {
			p.Tree[i][j] = int16(rng.IntN(1 << 16))
		}
	}
	for j := range p.Scale {
		p.Scale[j] = 0.5 + rng.Float64()
	}
	for h := range p.Slope {
		p.Slope[h], p.Bias[h] = rng.Float64()/200, rng.Float64()-0.5
	}
	for k := range p.Logits {
		p.Logits[k] = float64(k-127) / 16
	}
	return p
}

func loaded(t testing.TB, p *Parts) *Model {
	t.Helper()
	m, err := Load(p.Encode())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// plain reads a text as the documentation says, in plain arithmetic.
func plain(p *Parts, ws []words.Word) Reading {
	count := map[int]int{}
	for _, f := range Features(nil, ws) {
		at := slices.Index(p.Slots, Slot{uint16(f.Bucket()), uint16(f.Fingerprint())})
		if at < 0 {
			at = len(p.Slots) + int(f.Rest())
		}
		count[at]++
	}
	out := Reading{Code: NoCode}
	var sum [rowBytes]int64
	n := 0
	for at, c := range count {
		weight := int64(1 + math.Floor(math.Log2(float64(c))))
		for j, x := range p.Rows[at] {
			sum[j] += weight * int64(x)
		}
		if at < len(p.Slots) {
			n += int(weight)
		}
	}
	near := func(from, k int) int {
		best, at := int64(math.MinInt64), 0
		for i, node := range p.Tree[from : from+k] {
			dot := int64(0)
			for j, x := range node {
				dot += sum[j] * int64(x)
			}
			if dot > best {
				best, at = dot, i
			}
		}
		return at
	}
	if out.Features = len(count); out.Features >= 2 {
		cell := 16 * near(0, 16)
		cell += near(Tops+cell, 16)
		out.Code = uint16(4*cell + near(Tops+Cells+4*cell, 4))
	}
	for h := range out.Scores {
		z := p.Bias[h]
		if n > 0 {
			z += p.Slope[h] * float64(sum[Dims+h]) / math.Sqrt(float64(n))
		}
		for _, l := range p.Logits {
			if z >= l {
				out.Scores[h]++
			}
		}
	}
	return out
}

func TestReadIsWhatItSays(t *testing.T) {
	p := parts(1)
	r := loaded(t, p).Reader()
	vocabulary := append(strings.Fields(known), "unknown", "Wörter", "7", "12345678", "語", "字", "the", "the")
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(vocabulary), 0, 700).Draw(t, "words"), " ")
		ws := words.Scan(nil, text)
		if got, want := r.Read(ws), plain(p, ws); got != want {
			t.Fatalf("read %+v, want %+v", got, want)
		}
	})
}

func TestTooLittleHasNoCode(t *testing.T) {
	r := loaded(t, parts(1)).Reader()
	for text, want := range map[string]bool{"": false, "river": false, "river river river": false, "river boats": true, "unknown river": true, "—!?": false} {
		if got := r.Read(words.Scan(nil, text)).Code != NoCode; got != want {
			t.Errorf("%q has a code: %v, want %v", text, got, want)
		}
	}
}

func TestLongTextsCountByTheirEnds(t *testing.T) {
	r := loaded(t, parts(1)).Reader()
	head, tail := strings.Repeat("river boats ", 256), strings.Repeat("engine oil ", 256)
	short := r.Read(words.Scan(nil, head+tail))
	long := r.Read(words.Scan(nil, head+strings.Repeat("winter ", 3000)+tail))
	if short != long {
		t.Errorf("the middle of a long text counts: %+v, want %+v", long, short)
	}
}

func TestReadDoesNotAllocate(t *testing.T) {
	r := loaded(t, parts(1)).Reader()
	ws := words.Scan(nil, strings.Repeat(known+" and unknown others ", 8))
	r.Read(ws)
	if n := testing.AllocsPerRun(20, func() { r.Read(ws) }); n != 0 {
		t.Errorf("%v allocations a text", n)
	}
}

// TestVectorsAgree compares what the machine's vectors add and multiply with
// what plain Go does.
func TestVectorsAgree(t *testing.T) {
	if !vectors {
		t.Skip("this machine has no vectors")
	}
	m := loaded(t, parts(1))
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfN(rapid.Uint32Range(1, uint32(len(m.rows)-1)), 1, 600).Draw(t, "ids")
		got, want := [rowBytes]int32{3, -7}, [rowBytes]int32{3, -7}
		m.sum(&got, ids)
		m.plainSum(&want, ids)
		if got != want {
			t.Fatalf("sums %v, want %v", got, want)
		}
		var v [Dims]float64
		for j := range v {
			v[j] = float64(want[j])
		}
		for i := range m.quads {
			var got, want [4]float64
			dots(&got, &v, &m.quads[i])
			plainDots(&want, &v, &m.quads[i])
			if got != want {
				t.Fatalf("siblings %d: %v, want %v", i, got, want)
			}
		}
	})
}

func TestCentroidHasLengthOne(t *testing.T) {
	m := loaded(t, parts(1))
	for _, leaf := range []uint16{0, 5, Leaves - 1} {
		sum := 0.0
		for _, x := range m.Centroid(leaf) {
			sum += x * x
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("leaf %d has length² %v", leaf, sum)
		}
	}
}

func TestLoadRejects(t *testing.T) {
	good := parts(1).Encode()
	// sealed changes the body and puts the right checksum behind it.
	sealed := func(change func(body []byte) []byte) []byte {
		body := change(slices.Clone(good[:len(good)-8]))
		return binary.LittleEndian.AppendUint64(body, xxh3.Hash(body))
	}
	broken := func(change func(p *Parts)) []byte {
		p := parts(1)
		change(p)
		return p.Encode()
	}
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"empty":        {nil, "not a text model"},
		"other magic":  {append([]byte("x"), good...), "not a text model"},
		"bit flipped":  {func() []byte { b := slices.Clone(good); b[len(b)/2] ^= 4; return b }(), "damaged"},
		"cut":          {good[:len(good)-100], "damaged"},
		"version":      {sealed(func(b []byte) []byte { b[len(magic)]++; return b }), "make it anew"},
		"sizes":        {sealed(func(b []byte) []byte { b[len(magic)+4]++; return b }), "make it anew"},
		"too many":     {sealed(func(b []byte) []byte { b[len(magic)+20]++; return b }), "more features"},
		"too short":    {sealed(func(b []byte) []byte { return b[:len(b)-1] }), "shorter"},
		"too long":     {sealed(func(b []byte) []byte { return append(b, 0) }), "too many"},
		"two a bucket": {broken(func(p *Parts) { p.Slots[1] = p.Slots[0] }), "bucket of its own"},
		"no bucket":    {broken(func(p *Parts) { p.Slots[0].Bucket = 1 << bucketBits }), "bucket of its own"},
		"no scale":     {broken(func(p *Parts) { p.Scale[3] = 0 }), "no scale"},
		"head":         {broken(func(p *Parts) { p.Slope[2] = math.NaN() }), "not a number"},
		"descending":   {broken(func(p *Parts) { p.Logits[9] = p.Logits[8] - 1 }), "ascend"},
	} {
		if _, err := Load(c.file); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want an error with %q", name, err, c.want)
		}
	}
}

func FuzzLoad(f *testing.F) {
	good := parts(1).Encode()
	f.Add(good[:len(good)-8])
	f.Add(good[:len(magic)+30])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, file := range [][]byte{body, binary.LittleEndian.AppendUint64(slices.Clone(body), xxh3.Hash(body))} {
			if m, err := Load(file); err == nil {
				if code := m.Reader().Read(words.Scan(nil, known)).Code; code >= Leaves && code != NoCode {
					t.Errorf("code %d", code)
				}
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	r := loaded(b, parts(1)).Reader()
	text := strings.Repeat("Would the old engine price in winter not sail north every unknown season? ", 12)[:860]
	ws := words.Scan(nil, text)
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		r.Read(ws)
	}
}
