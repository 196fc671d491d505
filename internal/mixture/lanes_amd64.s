#include "textflag.h"

DATA half<>+0(SB)/8, $0.5
GLOBL half<>(SB), RODATA, $8

// func fallsAVX(z, mean, precision, log []float64)
// Eight logs at a time stand in Y0 and Y1, the sums of a block in Y2 and Y3.
TEXT ·fallsAVX(SB), NOSPLIT, $0-96
	MOVQ z_base+0(FP), SI
	MOVQ z_len+8(FP), CX
	MOVQ mean_base+24(FP), DI
	MOVQ precision_base+48(FP), BX
	MOVQ log_base+72(FP), DX
	MOVQ log_len+80(FP), R8
	VBROADCASTSD half<>(SB), Y7

group:
	CMPQ R8, $8
	JLT  done
	VMOVUPD (DX), Y0
	VMOVUPD 32(DX), Y1
	MOVQ SI, R9
	MOVQ CX, R10 // dimensions that are left

block:
	TESTQ R10, R10
	JLE   store
	VXORPD Y2, Y2, Y2
	VXORPD Y3, Y3, Y3
	MOVQ $8, R11
	CMPQ R10, R11
	CMOVQLT R10, R11
	SUBQ R11, R10

dimension:
	VBROADCASTSD (R9), Y4
	VSUBPD (DI), Y4, Y5
	VSUBPD 32(DI), Y4, Y6
	VMULPD Y5, Y5, Y5
	VMULPD Y6, Y6, Y6
	VMULPD (BX), Y5, Y5
	VMULPD 32(BX), Y6, Y6
	VADDPD Y5, Y2, Y2
	VADDPD Y6, Y3, Y3
	ADDQ $8, R9
	ADDQ $64, DI
	ADDQ $64, BX
	DECQ R11
	JNZ  dimension
	VMULPD Y7, Y2, Y2
	VMULPD Y7, Y3, Y3
	VSUBPD Y2, Y0, Y0
	VSUBPD Y3, Y1, Y1
	JMP  block

store:
	VMOVUPD Y0, (DX)
	VMOVUPD Y1, 32(DX)
	ADDQ $64, DX
	SUBQ $8, R8
	JMP  group

done:
	VZEROUPPER
	RET

// func squaresAVX(z, center, sum []float64)
TEXT ·squaresAVX(SB), NOSPLIT, $0-72
	MOVQ z_base+0(FP), SI
	MOVQ z_len+8(FP), CX
	MOVQ center_base+24(FP), DI
	MOVQ sum_base+48(FP), DX
	MOVQ sum_len+56(FP), R8

centers:
	CMPQ R8, $8
	JLT  centersDone
	VXORPD Y0, Y0, Y0
	VXORPD Y1, Y1, Y1
	XORQ AX, AX

square:
	CMPQ AX, CX
	JGE  squareDone
	VBROADCASTSD (SI)(AX*8), Y4
	VSUBPD (DI), Y4, Y5
	VSUBPD 32(DI), Y4, Y6
	VMULPD Y5, Y5, Y5
	VMULPD Y6, Y6, Y6
	VADDPD Y5, Y0, Y0
	VADDPD Y6, Y1, Y1
	ADDQ $64, DI
	INCQ AX
	JMP  square

squareDone:
	VMOVUPD Y0, (DX)
	VMOVUPD Y1, 32(DX)
	ADDQ $64, DX
	SUBQ $8, R8
	JMP  centers

centersDone:
	VZEROUPPER
	RET

// func firstMomentAVX(x, spread, old, known, off []float64, weight, noise float64)
TEXT ·firstMomentAVX(SB), NOSPLIT, $0-136
	MOVQ x_base+0(FP), SI
	MOVQ x_len+8(FP), CX
	MOVQ spread_base+24(FP), R8
	MOVQ old_base+48(FP), R9
	MOVQ known_base+72(FP), R10
	MOVQ off_base+96(FP), R11
	VBROADCASTSD weight+120(FP), Y0
	VBROADCASTSD noise+128(FP), Y1
	XORQ AX, AX

first:
	SUBQ $4, CX
	JLT  firstDone
	VADDPD (R8)(AX*8), Y1, Y2
	VDIVPD Y2, Y0, Y2 // weight/(spread+noise)
	VMOVUPD (SI)(AX*8), Y3
	VSUBPD (R9)(AX*8), Y3, Y3
	VMULPD Y3, Y2, Y3
	VADDPD (R10)(AX*8), Y2, Y2
	VADDPD (R11)(AX*8), Y3, Y3
	VMOVUPD Y2, (R10)(AX*8)
	VMOVUPD Y3, (R11)(AX*8)
	ADDQ $4, AX
	JMP  first

firstDone:
	VZEROUPPER
	RET

// func secondMomentAVX(x, spread, mean, next []float64, weight, noise float64)
TEXT ·secondMomentAVX(SB), NOSPLIT, $0-112
	MOVQ x_base+0(FP), SI
	MOVQ x_len+8(FP), CX
	MOVQ spread_base+24(FP), R8
	MOVQ mean_base+48(FP), R9
	MOVQ next_base+72(FP), R10
	VBROADCASTSD weight+96(FP), Y0
	VBROADCASTSD noise+104(FP), Y1
	XORQ AX, AX

second:
	SUBQ $4, CX
	JLT  secondDone
	VMOVUPD (R8)(AX*8), Y2
	VADDPD Y1, Y2, Y3
	VDIVPD Y3, Y2, Y2 // gain
	VMOVUPD (SI)(AX*8), Y3
	VSUBPD (R9)(AX*8), Y3, Y3
	VMULPD Y3, Y2, Y3
	VMULPD Y3, Y3, Y3
	VMULPD Y1, Y2, Y2
	VADDPD Y2, Y3, Y3
	VMULPD Y3, Y0, Y3
	VADDPD (R10)(AX*8), Y3, Y3
	VMOVUPD Y3, (R10)(AX*8)
	ADDQ $4, AX
	JMP  second

secondDone:
	VZEROUPPER
	RET
