package dossier

import (
	"bytes"
	"io"
	"runtime"

	"github.com/klauspost/compress/flate"
)

// deflater compresses a stream on all cores: each piece alone, ended on a whole
// byte, so that the pieces behind each other are one deflate stream. What comes
// out depends on what goes in alone.
type deflater struct {
	to    io.Writer
	piece []byte
	queue []chan *bytes.Buffer // of pieces being compressed, in their order
	err   error
}

// pieceSize is how much is compressed at a time.
const pieceSize = 1 << 20

const deflateLevel = 3

func newDeflater(to io.Writer) *deflater { return &deflater{to: to} }

func (d *deflater) Write(b []byte) (int, error) {
	n := len(b)
	for len(b) > 0 && d.err == nil {
		k := min(len(b), pieceSize-len(d.piece))
		if d.piece == nil {
			d.piece = make([]byte, 0, pieceSize)
		}
		d.piece = append(d.piece, b[:k]...)
		if b = b[k:]; len(d.piece) == pieceSize {
			d.start(false)
		}
	}
	return n, d.err
}

func (d *deflater) start(last bool) {
	if len(d.queue) > runtime.GOMAXPROCS(0) {
		d.take()
	}
	piece, done := d.piece, make(chan *bytes.Buffer, 1)
	d.piece = nil
	d.queue = append(d.queue, done)
	go func() {
		var b bytes.Buffer
		w, err := flate.NewWriter(&b, deflateLevel)
		if err != nil {
			panic(err) // the level is one
		}
		_, _ = w.Write(piece) // a buffer takes everything
		if last {
			_ = w.Close()
		} else {
			_ = w.Flush()
		}
		done <- &b
	}()
}

// take writes the oldest piece.
func (d *deflater) take() {
	b := <-d.queue[0]
	d.queue = d.queue[1:]
	if d.err == nil {
		_, d.err = d.to.Write(b.Bytes())
	}
}

// Close writes what is left and ends the stream.
func (d *deflater) Close() error {
	d.start(true)
	for len(d.queue) > 0 {
		d.take()
	}
	return d.err
}
