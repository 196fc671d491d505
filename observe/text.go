package observe

import "strings"

// SkeletonText is the skeleton of the exchange observed last, for a person: the
// words in lower case, each run of slots as "…". It is text of a prompt:
// whoever keeps it needs the operator's word for it.
func (w *Worker) SkeletonText() string {
	var b strings.Builder
	for n, i := range w.shape {
		if n > 0 {
			b.WriteByte(' ')
		}
		if i == slotMark {
			b.WriteString("…")
			continue
		}
		b.WriteString(strings.ToLower(w.prompt[w.words[i].Start:w.words[i].End]))
	}
	return b.String()
}
