package graph

// heap is a binary heap of the nodes 0 to n−1, the smallest key first and of
// equal keys the smallest node. It knows where each node sits, so that a key
// may be lowered.
type heap struct {
	key  []float64 // shared with the caller, who lowers and calls up
	node []int32
	at   []int // place of a node, −1 once it has left
}

func newHeap(key []float64) *heap {
	h := &heap{key: key, node: identity(len(key)), at: make([]int, len(key))}
	for i := range h.at {
		h.at[i] = i
	}
	for i := len(key)/2 - 1; i >= 0; i-- {
		h.down(i)
	}
	return h
}

func (h *heap) has(v int32) bool { return h.at[v] >= 0 }

func (h *heap) less(i, j int) bool {
	a, b := h.node[i], h.node[j]
	if h.key[a] != h.key[b] {
		return h.key[a] < h.key[b]
	}
	return a < b
}

func (h *heap) swap(i, j int) {
	h.node[i], h.node[j] = h.node[j], h.node[i]
	h.at[h.node[i]], h.at[h.node[j]] = i, j
}

func (h *heap) pop() int32 {
	v, last := h.node[0], len(h.node)-1
	h.swap(0, last)
	h.node = h.node[:last]
	h.at[v] = -1
	h.down(0)
	return v
}

func (h *heap) up(i int) {
	for i > 0 && h.less(i, (i-1)/2) {
		h.swap(i, (i-1)/2)
		i = (i - 1) / 2
	}
}

func (h *heap) down(i int) {
	for {
		least := i
		for c := 2*i + 1; c <= 2*i+2 && c < len(h.node); c++ {
			if h.less(c, least) {
				least = c
			}
		}
		if least == i {
			return
		}
		h.swap(i, least)
		i = least
	}
}
