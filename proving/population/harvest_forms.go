package population

import (
	"github.com/stillhunt/stillhunt/proving/wire"
)

// session replays a conversation of somebody who is no account here: whoever
// he is follows from the conversation's seed.
func (k *work) session(c *campaign, e Event, v *Voice, x *wire.Exchange) {
	who := c.w.newPerson(join(c.seed, e.Session, 104), habits{perDay: 1, lang: c.lang, until: c.w.Days})
	who.converse(c.w, e, v, x)
}

// loopSteps is the number of requests a task takes in a loop: the task, its
// answer cleaned, the cleaned answer judged.
const loopSteps = 3

// loop fills in one step of a loop. The later steps quote the answer of the
// first, as the loop's program knows it.
func (k *work) loop(c *campaign, t task, e Event, v *Voice, x *wire.Exchange) {
	step := e.Task % loopSteps
	if step == 0 {
		k.framed(c, t, e, v, x)
		return
	}
	g, d := c.w.Text.Tasks, v.d
	lead := [loopSteps]string{"", "cleaner", "judge"}[step]
	x.Add("user", func(dst []byte) []byte {
		d.start(t.frame, 105)
		dst = append(g.Expand(dst, d.Rand, 0, t.topic, lead), "\n\n"...)
		d.start(t.seed, 106)
		for range 2 + d.geometric(2) {
			dst = append(g.Expand(dst, d.Rand, 0, t.topic, "trace"), '\n')
		}
		if step == 2 {
			d.start(t.frame, 107)
			dst = g.Expand(append(dst, '\n'), d.Rand, 0, t.topic, "marks")
		}
		return dst
	})
	k.answer(c, t, e, v, x)
}

// agent fills in a step of an agent that an operator runs: a system text and
// tools of its own, the task, and some calls with their results.
func (k *work) agent(c *campaign, t task, e Event, v *Voice, x *wire.Exchange) {
	g, h, d := c.w.Text.Tasks, c.w.Text.Harness, v.d
	d.start(t.frame)
	x.System = g.Expand(x.System, d.Rand, 0, t.topic, "agent")
	d.start(t.frame, 108)
	x.Tools = toolsets[d.IntN(len(toolsets))]
	x.Add("user", func(dst []byte) []byte {
		dst = k.content(c, t, e, d, dst)
		if c.spec.Injected {
			dst = k.instruction(c, t, d, append(dst, "\n\n"...))
		}
		return dst
	})
	d.start(e.Session, 109)
	repository := h.Topic(0)
	for range min(d.geometric(1.5), 4) {
		x.Add("assistant", func(dst []byte) []byte { return h.Expand(dst, d.Rand, 0, repository, "tool") }).Call = true
		x.Add("tool", func(dst []byte) []byte { return h.Expand(dst, d.Rand, 0, repository, "result") }).Data = true
	}
	k.answer(c, t, e, v, x)
	x.CacheTokens = x.InputTokens / 2
}

// toolsets are what agents of operators offer. Read-only.
var toolsets = [...][]string{{"search", "open", "run"}, {"bash", "edit", "view"}, {"click", "type", "screenshot"}, {"execute", "read_file", "write_file", "submit"}}
