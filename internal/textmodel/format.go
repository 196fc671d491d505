package textmodel

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/zeebo/xxh3"
)

// The file is little-endian: magic, version, the sizes it was made for, the
// count of known rows, then slots (bucket, fingerprint) of every known row, the rows
// themselves with the shared ones, the tree, the scales, the heads, the
// thresholds of the scores, and an xxh3 checksum of all before it.
const (
	magic   = "stillhunt.text\n\x00"
	version = 1
)

// header follows the magic.
type header struct {
	Version             uint32
	Dims, Heads         uint16
	Tops, Cells, Leaves uint16
	BucketBits, Rest    uint16
	Known               uint32 // rows of known features
}

func (h header) sizes() header {
	return header{h.Version, Dims, Heads, Tops, Cells, Leaves, bucketBits, 1 << restBits, h.Known}
}

// Slot is where a feature lives.
type Slot struct{ Bucket, Fingerprint uint16 }

// Parts is a model as the fitting makes it.
type Parts struct {
	Slots  []Slot           // of each known row, at most one a bucket
	Rows   [][rowBytes]int8 // the known rows, then the shared ones
	Tree   [][Dims]int16    // Tops, Cells, Leaves nodes
	Scale  [Dims]float64    // of each dimension: row × scale is the latent vector
	Slope  [Heads]float64   // log-odds by sum of weights over √n
	Bias   [Heads]float64   // log-odds of an empty text
	Logits [254]float64     // log-odds at which score k+1 begins; ascending
}

// RestRows is how many shared rows a model has for features that nobody knows.
const RestRows = 1 << restBits

// Encode writes the file of a model.
func (p *Parts) Encode() []byte {
	var b bytes.Buffer
	b.WriteString(magic)
	put := func(v any) {
		if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
			panic(fmt.Sprintf("encoding a text model: %v", err)) // only fixed-size values are written
		}
	}
	put(header{Version: version, Known: uint32(len(p.Slots))}.sizes())
	for _, s := range p.Slots {
		put([]uint16{s.Bucket, s.Fingerprint})
	}
	for i := range p.Rows {
		put(p.Rows[i][:])
	}
	for i := range p.Tree {
		put(p.Tree[i][:])
	}
	put(p.Scale)
	put(p.Slope)
	put(p.Bias)
	put(p.Logits)
	put(xxh3.Hash(b.Bytes()))
	return b.Bytes()
}

// Load reads a model. Its error says what is wrong with the file.
func Load(file []byte) (*Model, error) {
	var head header
	size := len(magic) + binary.Size(head)
	if len(file) < size+8 || string(file[:len(magic)]) != magic {
		return nil, errors.New("this is not a text model")
	}
	body, sum := file[:len(file)-8], binary.LittleEndian.Uint64(file[len(file)-8:])
	if xxh3.Hash(body) != sum {
		return nil, errors.New("the text model is damaged: its checksum does not fit")
	}
	if _, err := binary.Decode(body[len(magic):], binary.LittleEndian, &head); err != nil {
		return nil, fmt.Errorf("reading the header of a text model: %w", err)
	}
	if head.Version != version || head != head.sizes() {
		return nil, fmt.Errorf("the text model has version %d or other sizes, this program reads version %d: make it anew with proving/fit", head.Version, version)
	}
	if head.Known > 1<<bucketBits {
		return nil, errors.New("the text model counts more features than it has buckets")
	}
	p := Parts{
		Slots: make([]Slot, head.Known),
		Rows:  make([][rowBytes]int8, int(head.Known)+RestRows),
		Tree:  make([][Dims]int16, Tops+Cells+Leaves),
	}
	slots := make([]uint16, 2*len(p.Slots)) // flat, because reading slices of structures is slow
	rows := make([]int8, rowBytes*len(p.Rows))
	tree := make([]int16, Dims*len(p.Tree))
	rest := body[size:]
	for _, part := range []any{slots, rows, tree, p.Scale[:], p.Slope[:], p.Bias[:], p.Logits[:]} {
		n := binary.Size(part)
		if n > len(rest) {
			return nil, errors.New("the text model is shorter than its header says")
		}
		if _, err := binary.Decode(rest[:n], binary.LittleEndian, part); err != nil {
			return nil, fmt.Errorf("reading a text model: %w", err)
		}
		rest = rest[n:]
	}
	if len(rest) != 0 {
		return nil, fmt.Errorf("the text model has %d bytes too many", len(rest))
	}
	for i := range p.Slots {
		p.Slots[i] = Slot{slots[2*i], slots[2*i+1]}
	}
	for i := range p.Rows {
		copy(p.Rows[i][:], rows[i*rowBytes:])
	}
	for i := range p.Tree {
		copy(p.Tree[i][:], tree[i*Dims:])
	}
	return p.model()
}

// model checks the parts and lays them out for reading.
func (p *Parts) model() (*Model, error) {
	known := len(p.Slots)
	m := &Model{
		slots: make([]uint32, 1<<bucketBits),
		rows:  make([][lanes]uint64, 1+len(p.Rows)),
		rest:  uint32(1 + known),
		tree:  make([]node, len(p.Tree)), scale: p.Scale, logits: p.Logits,
		quads: make([]quad, len(p.Tree)/4),
	}
	for i, s := range p.Slots {
		if int(s.Bucket) >= len(m.slots) || m.slots[s.Bucket] != 0 {
			return nil, fmt.Errorf("feature %d of the text model has no bucket of its own", i)
		}
		m.slots[s.Bucket] = uint32(s.Fingerprint)<<16 | uint32(i+1)
	}
	for i := range p.Rows {
		for j, x := range p.Rows[i] {
			m.rows[i+1][j/8] |= uint64(uint8(int(x)+128)) << (8 * (j % 8))
		}
	}
	for i, n := range p.Tree {
		m.tree[i] = n
		for j, x := range n {
			m.quads[i/4][j][i%4] = float64(x)
		}
	}
	for j, s := range p.Scale {
		if !(s > 0) || math.IsInf(s, 0) {
			return nil, fmt.Errorf("dimension %d of the text model has no scale", j)
		}
	}
	for h := range m.heads {
		m.heads[h] = head{p.Slope[h], p.Bias[h]}
		if !finite(p.Slope[h]) || !finite(p.Bias[h]) {
			return nil, fmt.Errorf("head %d of the text model is not a number", h)
		}
	}
	for k := range p.Logits {
		if !finite(p.Logits[k]) || k > 0 && p.Logits[k] < p.Logits[k-1] {
			return nil, errors.New("the scores of the text model do not ascend")
		}
	}
	return m, nil
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
