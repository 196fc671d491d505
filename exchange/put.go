package exchange

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"math/bits"
	"strconv"
	"time"

	"github.com/valyala/fastjson"
)

// Arena makes values to Put; they are valid until the next Begin.
func (d *Decoder) Arena() *fastjson.Arena { return &d.arena }

// Put gives one key its value, unless v is nil or says nothing. The value is
// read as the native format has it.
func (d *Decoder) Put(f Fields, v *fastjson.Value) {
	if v != nil && !silent(v) {
		d.values[bits.TrailingZeros64(uint64(f))] = v
	}
}

// PutHeader gives the value of a request header, by its bare name.
func (d *Decoder) PutHeader(name string, v *fastjson.Value) {
	if v != nil && len(d.headers) < maxHeaders {
		d.headers = append(d.headers, headerValue{headerPrefix + name, v})
	}
}

// Has tells whether the key has a value already.
func (d *Decoder) Has(f Fields) bool { return d.values[bits.TrailingZeros64(uint64(f))] != nil }

// PutString is Put of a text that is not a value of the line.
func (d *Decoder) PutString(f Fields, s string) {
	if s != "" {
		d.Put(f, Text(&d.arena, s))
	}
}

// PutInt is Put of a whole number that is not a value of the line.
func (d *Decoder) PutInt(f Fields, n int64) {
	d.Put(f, d.arena.NewNumberString(strconv.FormatInt(n, 10)))
}

// PutTime gives the start of the request. A time before 2015 or after 2100 is
// rejected at the End.
func (d *Decoder) PutTime(t time.Time) { d.PutString(FieldTime, t.UTC().Format(time.RFC3339Nano)) }

// Seconds is a moment told in seconds since 1970, to the microsecond.
func Seconds(s float64) time.Time { return time.UnixMicro(int64(math.Round(s * 1e6))) }

// Digest is what stands for the signature of a reasoning block in
// stillhunt.reasoning.issued and .presented: half of its SHA-256, in hexadecimal.
func Digest(signature []byte) string {
	sum := sha256.Sum256(signature)
	return hex.EncodeToString(sum[:16])
}
