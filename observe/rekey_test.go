package observe

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/stillhunt/stillhunt/exchange"
	"github.com/stillhunt/stillhunt/internal/key"
)

// full is an exchange that gives every keyed value.
func full() exchange.Exchange {
	text := "In 3 steps, explain why \"ice\" floats on water and why it does not sink at all (see https://example.org/ice)."
	x := asked(text, text, text)
	x.Account, x.Org, x.ID, x.Conversation, x.System = "a-1", "o-1", "x-1", "c-1", text
	x.Address, x.UserAgent, x.JA4 = "8.8.8.8", "Mozilla/5.0 Chrome/120.0", "t10d1516h0_8daaf6152771_02713d6af862"
	x.Issued, x.Presented = []string{"i-1"}, []string{"p-1", "p-2"}
	return x
}

func observedUnder(t testing.TB, k key.Key, x exchange.Exchange) Observation {
	t.Helper()
	ob, err := New(Options{Key: k})
	if err != nil {
		t.Fatal(err)
	}
	var o Observation
	ob.Worker().Observe(&x, &o)
	return o
}

// One key gives what it gave before there were chains: every lake depends on it.
func TestObservationUnderOneKey(t *testing.T) {
	sum := sha256.Sum256(fmt.Appendf(nil, "%+v", observedUnder(t, testKey(t, 7), full())))
	if got, want := hex.EncodeToString(sum[:]), "1b9bf37b1df64c5db33a3e46956b84574f4b1165583cac8cb1de127722eff12f"; got != want {
		t.Errorf("an observation has the hash %s, want %s: values under an old key changed", got, want)
	}
}

// keyed are the keyed values of an observation, by field.
func keyed(t testing.TB, o *Observation) map[string]uint64 {
	t.Helper()
	out := map[string]uint64{}
	v := reflect.ValueOf(o).Elem()
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		switch f := v.Field(i).Interface().(type) {
		case uint64:
			out[name] = f
		case []uint64:
			for k, x := range f {
				out[fmt.Sprint(name, k)] = x
			}
		case [Bands]uint32:
			for k, x := range f {
				out[fmt.Sprint(name, k)] = uint64(x)
			}
		}
	}
	delete(out, "SimHash")
	return out
}

// An observation under a chain is one under the first key, changed: so a lake
// that was rekeyed and what is read later agree in every value, and no value of
// the old key is left.
func TestObservationUnderAChain(t *testing.T) {
	first, chain := testKey(t, 7), testKey(t, 7).Then(testKey(t, 8)).Then(testKey(t, 9))
	old, now := observedUnder(t, first, full()), observedUnder(t, chain, full())
	before := keyed(t, &old)
	for name, v := range keyed(t, &now) {
		if v == 0 || v == before[name] {
			t.Errorf("%s is %x under one key and %x under the chain", name, before[name], v)
		}
	}
	middle := old
	middle.Rekey(chain.Until(2).ChangeFrom(1).Of)
	middle.Rekey(chain.Steps(2)[0].Of)
	if !reflect.DeepEqual(middle, now) {
		t.Errorf("changed twice\n%+v\nunder the chain\n%+v", middle, now)
	}
	empty := Observation{}
	if empty.Rekey(chain.ChangeFrom(1).Of); !reflect.DeepEqual(empty, Observation{}) {
		t.Errorf("no value became one: %+v", empty)
	}
}

// Ids, sketches and what is looked up by hand are changed as observations are.
func TestTheRestUnderAChain(t *testing.T) {
	chain := testKey(t, 7).Then(testKey(t, 8))
	now := observedUnder(t, chain, full())
	if got := chain.Sum64("account", "a-1"); got != now.Account {
		t.Errorf("the account is %x, and %x when it is looked up", now.Account, got)
	}
	if got := chain.Sum64("network", Network("8.8.8.1")); got != now.Network {
		t.Errorf("the network is %x, and %x when facts tell it", now.Network, got)
	}
	ob, err := New(Options{Key: chain, Keyed: true})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := ob.Name("account", "a-1")[:16], fmt.Sprintf("%016x", now.Account); got != want {
		t.Errorf("the keyed id begins with %s, the account is %s", got, want)
	}
	if bands, ok := ob.Worker().Sketch(full().Input[0].Text); !ok || bands != now.Band {
		t.Errorf("a known prompt has the bands %x, the observation %x", bands, now.Band)
	}
}

func TestRekeyBand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		band, to := rapid.Uint32().Draw(t, "band"), rapid.Uint64().Draw(t, "to")
		got := RekeyBand(band, func(uint64) uint64 { return to })
		if (got == 0) != (band == 0) {
			t.Fatalf("%d became %d", band, got)
		}
	})
}

func BenchmarkObserveUnderKeys(b *testing.B) {
	for name, k := range map[string]key.Key{"one key": testKey(b, 7), "a chain of two": testKey(b, 7).Then(testKey(b, 8))} {
		b.Run(name, func(b *testing.B) {
			ob, err := New(Options{Key: k})
			if err != nil {
				b.Fatal(err)
			}
			w, x := ob.Worker(), full()
			var o Observation
			b.ReportAllocs()
			for b.Loop() {
				w.Observe(&x, &o)
			}
		})
	}
}
