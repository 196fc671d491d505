package population

import (
	"sync/atomic"

	"github.com/stillhunt/stillhunt/proving/grammar"
	"github.com/stillhunt/stillhunt/proving/pool"
	"github.com/stillhunt/stillhunt/proving/scenario"
	"github.com/stillhunt/stillhunt/proving/wire"
)

// work is what a campaign asks for: the topics of its tasks, the sources of its
// prompts where pools are given, and the form of its requests.
type work struct {
	topics     []*grammar.Section
	sources    []pool.Source
	used       [][]atomic.Int64
	total      int // prompts in the sources
	paraphrase bool
	replays    bool // people's conversations instead of tasks
}

func (w *World) newWork(spec scenario.Campaign, number, campaigns int) work {
	k := work{paraphrase: spec.Dials.Paraphrase, replays: spec.Content == scenario.Sessions}
	for _, name := range spec.Tasks {
		k.topics = append(k.topics, w.Text.Tasks.Find(name)) // validated
	}
	for _, i := range Deal(w.harvest.sources, w.Seed, number, campaigns, spec.Sources) {
		k.sources = append(k.sources, w.harvest.sources[i])
		k.used = append(k.used, w.harvest.used[i])
		k.total += len(w.harvest.sources[i].Texts)
	}
	return k
}

// ask fills in one harvest exchange.
func (k *work) ask(c *campaign, m *member, e Event, v *Voice, x *wire.Exchange) {
	t := k.task(c, m, e)
	switch {
	case k.replays:
		k.session(c, e, v, x)
	case c.spec.Content == scenario.Loops:
		k.loop(c, t, e, v, x)
	case c.spec.Content == scenario.Agentic && m.program: // a browser has no tools to offer
		k.agent(c, t, e, v, x)
	default:
		k.framed(c, t, e, v, x)
	}
	if c.spec.Media > 0 {
		if v.d.start(e.Session, 103); v.d.chance(c.spec.Media) {
			x.Messages[len(x.Messages)-1].Media = true
		}
	}
}

// task is one of a campaign's: where it comes from and how it is framed.
type task struct {
	seed   uint64
	frame  uint64
	topic  *grammar.Section
	manner grammar.Manner // of a program that passes a text on
	part   int            // of the prompts that the account may draw, with parts > 1
	parts  int
	given  float64 // mean number of statements that it adds
	answer float64 // median tokens of its answer
}

// task gives the task of an event. Shared tasks come off one queue; split ones
// are the account's own: one topic and its own part of the prompts.
func (k *work) task(c *campaign, m *member, e Event) task {
	cell := &c.cells[m.cell]
	number := e.Task
	if c.spec.Content == scenario.Loops {
		number /= loopSteps
	}
	t := task{seed: join(uint64(number), 96), manner: grammar.Manner{Voice: m.manner.Voice}, parts: 1, given: m.given, answer: m.reply}
	t.frame = cell.frames[t.seed%uint64(len(cell.frames))]
	if k.paraphrase {
		t.frame = join(t.frame, e.Session)
	}
	if len(k.topics) > 0 {
		t.topic = k.topics[t.seed>>16%uint64(len(k.topics))]
		if c.spec.Dials.TasksSplit {
			t.topic = k.topics[m.seed%uint64(len(k.topics))]
			t.part, t.parts = int(e.Account), len(c.who)
		}
	}
	return t
}

// framed puts the task in a frame, or an injected instruction behind it.
func (k *work) framed(c *campaign, t task, e Event, v *Voice, x *wire.Exchange) {
	g, d := c.w.Text.Tasks, v.d
	x.Add("user", func(dst []byte) []byte {
		if !c.spec.Injected {
			d.start(t.frame)
			dst = g.Expand(dst, d.Rand, 0, t.topic, "lead")
		}
		dst = k.content(c, t, e, d, dst)
		if c.spec.Injected {
			return k.instruction(c, t, d, append(dst, "\n\n"...))
		}
		d.start(t.frame, 98)
		return g.Expand(dst, d.Rand, 0, t.topic, "tail")
	})
	k.answer(c, t, e, v, x)
}

// instruction appends what an operator puts behind whatever is asked.
func (k *work) instruction(c *campaign, t task, d dice, dst []byte) []byte {
	d.start(t.frame)
	return c.w.Text.Tasks.Expand(dst, d.Rand, 0, c.w.Text.Tasks.Topic(0), "injected")
}

// content appends the task itself: of a pool, told by this account in words of
// its own, or invented.
func (k *work) content(c *campaign, t task, e Event, d dice, dst []byte) []byte {
	g := c.w.Text.Tasks
	d.start(e.Session, 97)
	if text, used := k.prompt(t); used != nil {
		used.Add(1)
		return t.manner.Perturb(dst, d.Rand, text, .5)
	}
	dst = g.Expand(dst, d.Rand, 0, t.topic, "task")
	for range d.geometric(t.given) { // tasks differ in length
		dst = append(dst, ' ')
		dst = g.Expand(dst, d.Rand, 0, t.topic, "given")
	}
	return dst
}

func (k *work) answer(c *campaign, t task, e Event, v *Voice, x *wire.Exchange) {
	v.d.start(e.Session, 99)
	x.Output = c.w.Text.Tasks.Expand(x.Output, v.d.Rand, 0, t.topic, "trace")
	usage(v.d, x, t.answer)
}

// prompt gives the pool's prompt for a task, in proportion to the sources.
func (k *work) prompt(t task) (string, *atomic.Int64) {
	if k.total == 0 {
		return "", nil
	}
	i := int(t.seed >> 20 % uint64(k.total))
	if t.parts > 1 {
		size := max(1, k.total/t.parts)
		i = (t.part*size + i%size) % k.total
	}
	for s := range k.sources {
		if n := len(k.sources[s].Texts); i >= n {
			i -= n
			continue
		}
		return k.sources[s].Texts[i], &k.used[s][i]
	}
	return "", nil // not reached: i < total
}
