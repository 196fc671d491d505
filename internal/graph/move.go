package graph

// move is MoveNodesFast: every node goes to the community where it adds most
// to H, and a node whose neighbour has left is looked at again. It changes
// community in place. Communities are numbered in [0, n).
func move(g *Graph, community []int32, resolution float64, rng *source) {
	n := g.Len()
	size := make([]float64, n)
	members := make([]int32, n)
	for v, c := range community {
		size[c] += g.size[v]
		members[c]++
	}
	var free []int32 // communities without a member
	for c := n - 1; c >= 0; c-- {
		if members[c] == 0 {
			free = append(free, int32(c))
		}
	}
	q := newQueue(rng.order(n))
	near := newTally(n)
	for !q.empty() {
		v := q.pop()
		from, s := community[v], g.size[v]
		if members[from]--; members[from] == 0 {
			size[from] = 0 // exactly, whatever the roundings before
			free = append(free, from)
		} else {
			size[from] -= s
		}

		to, weight := g.Neighbours(v)
		var strength float64
		for i, u := range to {
			near.add(community[u], weight[i])
			strength += weight[i]
		}
		best := from
		bar := near.weight[from] - resolution*s*size[from] + slack*strength
		for _, c := range near.labels {
			if gain := near.weight[c] - resolution*s*size[c]; gain > bar {
				best, bar = c, gain
			}
		}
		if bar < 0 { // better alone
			best = free[len(free)-1]
		}
		near.clear()

		if members[best] == 0 {
			free = free[:len(free)-1]
		}
		members[best]++
		size[best] += s
		if best == from {
			continue
		}
		community[v] = best
		for _, u := range to {
			if community[u] != best {
				q.push(u)
			}
		}
	}
}

// queue is a ring of nodes that holds each at most once.
type queue struct {
	ring        []int32
	waiting     []bool
	head, count int
}

// newQueue makes a queue that holds order, which names each node once.
func newQueue(order []int32) *queue {
	q := &queue{ring: order, waiting: make([]bool, len(order)), count: len(order)}
	for i := range q.waiting {
		q.waiting[i] = true
	}
	return q
}

func (q *queue) empty() bool { return q.count == 0 }

func (q *queue) pop() int32 {
	v := q.ring[q.head]
	q.head = (q.head + 1) % len(q.ring)
	q.count--
	q.waiting[v] = false
	return v
}

func (q *queue) push(v int32) {
	if q.waiting[v] {
		return
	}
	q.waiting[v] = true
	q.ring[(q.head+q.count)%len(q.ring)] = v
	q.count++
}
