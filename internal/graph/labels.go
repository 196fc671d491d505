package graph

// Renumber returns the labels numbered 0, 1, 2… in the order of the smallest
// member, so that equal partitions have equal labels. Labels are not negative;
// time and memory grow with the largest.
func Renumber(labels []int32) []int32 {
	number := make([]int32, span(labels)) // new number + 1
	out := make([]int32, len(labels))
	var count int32
	for v, c := range labels {
		if number[c] == 0 {
			count++
			number[c] = count
		}
		out[v] = number[c] - 1
	}
	return out
}

// Groups lists the members of each label, ascending; labels are numbered from
// 0 without a gap, as Renumber makes them.
func Groups(labels []int32) [][]int32 {
	count := span(labels)
	start := make([]int, count+1)
	for _, c := range labels {
		start[c+1]++
	}
	for c := range count {
		start[c+1] += start[c]
	}
	members := make([]int32, len(labels))
	groups := make([][]int32, count)
	for c := range groups {
		groups[c] = members[start[c]:start[c]:start[c+1]]
	}
	for v, c := range labels {
		groups[c] = append(groups[c], int32(v))
	}
	return groups
}

// span is one more than the largest label.
func span(labels []int32) int32 {
	var n int32
	for _, c := range labels {
		n = max(n, c+1)
	}
	return n
}

// identity labels each of n nodes with itself.
func identity(n int) []int32 {
	labels := make([]int32, n)
	for v := range labels {
		labels[v] = int32(v)
	}
	return labels
}
