package sketch

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

var features = rapid.SliceOf(rapid.Map(rapid.Uint64(), Mix))

func minhash(fs ...[]uint64) MinHash {
	m := NewMinHash(16)
	for _, part := range fs {
		for _, f := range part {
			m.Add(f)
		}
	}
	return m
}

func merged(ms ...MinHash) MinHash {
	m := NewMinHash(16)
	for _, o := range ms {
		m.Merge(o)
	}
	return m
}

func TestMinHashMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := features.Draw(t, "a"), features.Draw(t, "b"), features.Draw(t, "c")
		whole := minhash(a, b, c)
		left := merged(merged(minhash(a), minhash(b)), minhash(c))
		right := merged(minhash(a), merged(minhash(b), minhash(c)))
		swapped := merged(minhash(c), minhash(b), minhash(a))
		for _, m := range []MinHash{left, right, swapped, merged(whole, whole)} {
			if !slices.Equal(m, whole) {
				t.Fatalf("merged %v, unsplit %v", m, whole)
			}
		}
	})
}

func TestDense(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fs := features.Draw(t, "features")
		m, d := minhash(fs), NewMinHash(16)
		m.Dense(d)
		for i, v := range m {
			switch {
			case len(fs) == 0 && d[i] != Empty:
				t.Fatal("the empty set became full")
			case len(fs) > 0 && d[i] == Empty:
				t.Fatalf("bin %d lost its value", i)
			case v != Empty && d[i] != v:
				t.Fatalf("bin %d changed from %d to %d", i, v, d[i])
			case len(fs) > 0 && !slices.Contains(m, d[i]):
				t.Fatalf("bin %d has a value of no bin", i)
			}
		}
	})
}

// The estimate is unbiased, for sets smaller than the bins too, and its error
// is that of the binomial.
func TestJaccard(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct{ common, apart int }{{0, 50}, {4, 4}, {10, 5}, {30, 10}, {100, 20}, {90, 0}} {
		want := float64(c.common) / float64(c.common+2*c.apart)
		const rounds, bins = 2000, 16
		mean := 0.
		for range rounds {
			a, b := NewMinHash(bins), NewMinHash(bins)
			for range c.common {
				f := r.Uint64()
				a.Add(f)
				b.Add(f)
			}
			for range c.apart {
				a.Add(r.Uint64())
				b.Add(r.Uint64())
			}
			da, db := NewMinHash(bins), NewMinHash(bins)
			a.Dense(da)
			b.Dense(db)
			mean += Jaccard(da, db) / rounds
		}
		if math.Abs(mean-want) > .015 {
			t.Errorf("%d common, %d apart: estimate %.3f, true %.3f", c.common, c.apart, mean, want)
		}
	}
}

func TestBand(t *testing.T) {
	m, other := minhash([]uint64{Mix(1), Mix(2), Mix(3)}), minhash([]uint64{Mix(4)})
	key := Band(m[:4], 1)
	if key == 0 || key != Band(slices.Clone(m[:4]), 1) {
		t.Error("a band key is not zero and repeats")
	}
	if key == Band(m[:4], 2) || Band(m, 1) == Band(other, 1) {
		t.Error("a band key depends on its seed and on its bins")
	}
}

func TestPairOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := Mix(rapid.Uint64().Draw(t, "a")), Mix(rapid.Uint64().Draw(t, "b"))
		if a != b && Pair(a, b) == Pair(b, a) {
			t.Fatal("the order of a pair is lost")
		}
	})
}

// count is the definition of SimHash, slowly.
func count(fs []uint64) (sum uint64) {
	for bit := range 64 {
		n := 0
		for _, f := range fs {
			n += int(f >> bit & 1)
		}
		if 2*n > len(fs) {
			sum |= 1 << bit
		}
	}
	return sum
}

func TestSimHash(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := features.Draw(t, "a"), features.Draw(t, "b"), features.Draw(t, "c")
		bag := func(fs []uint64) *SimHash {
			s := new(SimHash)
			for _, f := range fs {
				s.Add(f)
			}
			return s
		}
		want := count(slices.Concat(a, b, c))
		left := bag(a)
		left.Merge(bag(b))
		left.Merge(bag(c))
		right := bag(c)
		bc := bag(b)
		bc.Merge(right)
		bc.Merge(bag(a))
		all := new(SimHash)
		all.AddAll(a)
		all.AddAll(slices.Concat(b, c))
		for i, s := range []*SimHash{left, bc, all, bag(slices.Concat(b, c, a))} {
			if s.Sum() != want {
				t.Fatalf("way %d: %x, by counting %x", i, s.Sum(), want)
			}
		}
		if *left != *all {
			t.Fatal("merged and unsplit differ inside")
		}
	})
}

func TestSimHashDistance(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const n, rounds = 150, 500
	for _, c := range []struct {
		changed  int
		min, max float64 // of the mean distance
	}{{0, 0, 0}, {3, 1, 7}, {15, 4, 12}, {n, 30, 34}} {
		mean := 0.
		for range rounds {
			a := make([]uint64, n)
			for i := range a {
				a[i] = r.Uint64()
			}
			b := slices.Clone(a)
			for i := range c.changed {
				b[i] = r.Uint64()
			}
			var sa, sb SimHash
			sa.AddAll(a)
			sb.AddAll(b)
			mean += float64(Distance(sa.Sum(), sb.Sum())) / rounds
		}
		if mean < c.min || mean > c.max {
			t.Errorf("%d of %d features changed: mean distance %.1f, want %.0f to %.0f", c.changed, n, mean, c.min, c.max)
		}
	}
}

func BenchmarkSimHash(b *testing.B) {
	fs := make([]uint64, 150)
	for i := range fs {
		fs[i] = Mix(uint64(i))
	}
	var s SimHash
	for b.Loop() {
		s.Reset()
		s.AddAll(fs)
	}
}
