package parquet

import "encoding/binary"

// appendHybrid appends numbers of so many bits, 1 to 32, in Parquet's hybrid of
// run lengths and packed bits: a run of eight equal numbers or more is written
// once, others in groups of eight.
func appendHybrid(dst []byte, numbers []uint32, bits int) []byte {
	for len(numbers) > 0 {
		if n := run(numbers); n >= 8 || n == len(numbers) {
			dst = binary.AppendUvarint(dst, uint64(n)<<1)
			for shift := 0; shift < bits; shift += 8 {
				dst = append(dst, byte(numbers[0]>>shift))
			}
			numbers = numbers[n:]
			continue
		}
		n := 8
		for n+8 <= len(numbers) && !equal((*[8]uint32)(numbers[n:])) {
			n += 8
		}
		if len(numbers)-n < 8 { // too few to begin a run
			n = len(numbers)
		}
		dst = binary.AppendUvarint(dst, uint64((n+7)/8)<<1|1)
		dst = appendPacked(dst, numbers[:n], bits)
		numbers = numbers[n:]
	}
	return dst
}

// run is how many numbers equal the first.
func run(numbers []uint32) int {
	for i, n := range numbers {
		if n != numbers[0] {
			return i
		}
	}
	return len(numbers)
}

func equal(n *[8]uint32) bool {
	return (n[0]^n[1])|(n[0]^n[2])|(n[0]^n[3])|(n[0]^n[4])|(n[0]^n[5])|(n[0]^n[6])|(n[0]^n[7]) == 0
}

// appendPacked appends the numbers bit by bit, the lowest first, and fills the
// last group of eight with zeros.
func appendPacked(dst []byte, numbers []uint32, bits int) []byte {
	size := len(dst) + (len(numbers)+7)/8*bits
	waiting, held := uint64(0), 0 // bits not written yet
	for _, n := range numbers {
		waiting |= uint64(n) << held
		if held += bits; held >= 32 {
			dst = binary.LittleEndian.AppendUint32(dst, uint32(waiting))
			waiting >>= 32
			held -= 32
		}
	}
	for ; len(dst) < size; waiting >>= 8 {
		dst = append(dst, byte(waiting))
	}
	return dst
}
