package population

import (
	"sync/atomic"

	"github.com/stillhunt/stillhunt/proving/grammar"
	"github.com/stillhunt/stillhunt/proving/pool"
	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// work is what a campaign asks for: frames, the topics of its tasks, and the
// sources of its prompts where pools are given.
type work struct {
	frames     []uint64 // seeds; the same seed words the same frame
	topics     []*grammar.Section
	sources    []pool.Source
	used       [][]atomic.Int64
	total      int // prompts in the sources
	paraphrase bool
}

func (w *World) newWork(spec scenario.Campaign, seed uint64, number, campaigns int) work {
	k := work{paraphrase: spec.Dials.Paraphrase}
	for i := range spec.Dials.Frames {
		k.frames = append(k.frames, join(seed, 95, uint64(i)))
	}
	for _, name := range spec.Tasks {
		k.topics = append(k.topics, w.Text.Tasks.Find(name)) // validated
	}
	for _, i := range w.harvest.deal(w.Seed, number, campaigns, spec.Sources) {
		k.sources = append(k.sources, w.harvest.sources[i])
		k.used = append(k.used, w.harvest.used[i])
		k.total += len(w.harvest.sources[i].Texts)
	}
	return k
}

// ask fills in one task in one of the frames. With a pool the task is a
// harvest prompt, told by this account in words of its own.
func (k *work) ask(w *World, m *member, e Event, v *Voice, x *wire.Exchange) {
	d, g := v.d, w.Text.Tasks
	task := join(uint64(e.Task), 96)
	frame := k.frames[task%uint64(len(k.frames))]
	topic := k.topics[task>>16%uint64(len(k.topics))]
	if k.paraphrase {
		frame = join(frame, e.Session)
	}
	x.Add("user", func(dst []byte) []byte {
		d.start(frame)
		dst = g.Expand(dst, d.Rand, 0, topic, "lead")
		d.start(e.Session, 97)
		if text, used := k.prompt(task); used != nil {
			used.Add(1)
			dst = m.teller().Perturb(dst, d.Rand, text, .5)
		} else {
			dst = g.Expand(dst, d.Rand, 0, topic, "task")
			for range d.geometric(1.5) { // tasks differ in length
				dst = append(dst, ' ')
				dst = g.Expand(dst, d.Rand, 0, topic, "given")
			}
		}
		d.start(frame, 98)
		return g.Expand(dst, d.Rand, 0, topic, "tail")
	})
	d.start(e.Session, 99)
	x.Output = g.Expand(x.Output, d.Rand, 0, topic, "trace")
	usage(d, x, 700)
}

// prompt gives the pool's prompt for a task, in proportion to the sources.
func (k *work) prompt(task uint64) (string, *atomic.Int64) {
	if k.total == 0 {
		return "", nil
	}
	i := int(task >> 20 % uint64(k.total))
	for s := range k.sources {
		if n := len(k.sources[s].Texts); i >= n {
			i -= n
			continue
		}
		return k.sources[s].Texts[i], &k.used[s][i]
	}
	return "", nil // not reached: i < total
}

// teller is the manner of a program that passes a text on: no slips.
func (m *member) teller() grammar.Manner { return grammar.Manner{Voice: m.manner.Voice} }
