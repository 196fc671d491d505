package textmodel

import "golang.org/x/sys/cpu"

// vectors says that the machine has the instructions of kernel_amd64.s.
var vectors = cpu.X86.HasAVX2 && cpu.X86.HasFMA

// addRows adds n rows, 1 to 257 of them, to out. The ids are not checked.
//
//go:noescape
func addRows(out *[rowBytes]int32, rows *[lanes]uint64, ids *uint32, n int)

// dots gives the inner products of v and four siblings.
//
//go:noescape
func dots(out *[4]float64, v *[Dims]float64, q *quad)
