#include "textflag.h"

// func addRows(out *[64]int32, rows *[8]uint64, ids *uint32, n int)
// The 64 bytes of a row are added as 16-bit numbers, 16 at once; the sums lose
// the rows' offset of 128 a byte as they are widened and added to out.
TEXT ·addRows(SB), NOSPLIT, $0-32
	MOVQ  out+0(FP), DI
	MOVQ  rows+8(FP), SI
	MOVQ  ids+16(FP), DX
	MOVQ  n+24(FP), CX
	MOVQ  CX, AX
	SHLQ  $7, AX
	VMOVD AX, X15
	VPBROADCASTD X15, Y15
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1
	VPXOR Y2, Y2, Y2
	VPXOR Y3, Y3, Y3

row:
	MOVL (DX), AX
	SHLQ $6, AX
	VPMOVZXBW (SI)(AX*1), Y4
	VPMOVZXBW 16(SI)(AX*1), Y5
	VPMOVZXBW 32(SI)(AX*1), Y6
	VPMOVZXBW 48(SI)(AX*1), Y7
	VPADDW Y4, Y0, Y0
	VPADDW Y5, Y1, Y1
	VPADDW Y6, Y2, Y2
	VPADDW Y7, Y3, Y3
	ADDQ $4, DX
	DECQ CX
	JNZ  row

#define WIDEN(x, y, at) \
	VPMOVZXWD x, Y8           \
	VEXTRACTI128 $1, y, X9    \
	VPMOVZXWD X9, Y9          \
	VPSUBD Y15, Y8, Y8        \
	VPSUBD Y15, Y9, Y9        \
	VPADDD at(DI), Y8, Y8     \
	VPADDD at+32(DI), Y9, Y9  \
	VMOVDQU Y8, at(DI)        \
	VMOVDQU Y9, at+32(DI)

	WIDEN(X0, Y0, 0)
	WIDEN(X1, Y1, 64)
	WIDEN(X2, Y2, 128)
	WIDEN(X3, Y3, 192)
	VZEROUPPER
	RET

// func dots(out *[4]float64, v *[56]float64, q *quad)
// Four inner products; every other dimension goes to a sum of its own, so that
// additions do not wait for each other.
TEXT ·dots(SB), NOSPLIT, $0-24
	MOVQ  out+0(FP), DI
	MOVQ  v+8(FP), SI
	MOVQ  q+16(FP), DX
	MOVQ  $14, CX
	VXORPD Y0, Y0, Y0
	VXORPD Y1, Y1, Y1
	VXORPD Y2, Y2, Y2
	VXORPD Y3, Y3, Y3

four:
	VBROADCASTSD (SI), Y4
	VBROADCASTSD 8(SI), Y5
	VBROADCASTSD 16(SI), Y6
	VBROADCASTSD 24(SI), Y7
	VFMADD231PD (DX), Y4, Y0
	VFMADD231PD 32(DX), Y5, Y1
	VFMADD231PD 64(DX), Y6, Y2
	VFMADD231PD 96(DX), Y7, Y3
	ADDQ $32, SI
	ADDQ $128, DX
	DECQ CX
	JNZ  four
	VADDPD Y1, Y0, Y0
	VADDPD Y3, Y2, Y2
	VADDPD Y2, Y0, Y0
	VMOVUPD Y0, (DI)
	VZEROUPPER
	RET
