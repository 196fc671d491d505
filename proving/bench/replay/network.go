package replay

// Networks of replicas are numbered, and written with the same width each: a /24
// in octets of three digits, a /48 in groups of four.
const (
	fourForm = "101.100.100."
	sixForm  = "2a10:0000:0000:"

	octets       = 156 // that have three digits: 100 to 255
	fourNetworks = len(firsts) * octets * octets
)

// firsts are first octets of three digits under which there is no block for
// private use, documentation, tests, one link or one machine.
const firsts = "" +
	"\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f\x70\x71\x72\x73\x74\x75\x76\x77\x78\x79\x7a\x7b\x7c\x7d\x7e" + // 101 to 126
	"\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9a\x9b\x9c\x9d\x9e\x9f" + // 128 to 159
	"\xa0\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xaa\xab\xad\xae\xaf\xb0\xb1\xb2\xb3\xb4\xb5\xb6\xb7\xb8\xb9\xba\xbb\xbc\xbd\xbe\xbf" + // 160 to 191 without 169 and 172
	"\xc1\xc2\xc3\xc4\xc5\xc7\xc8\xc9\xca\xcc\xcd\xce\xcf\xd0\xd1\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xd9\xda\xdb\xdc\xdd\xde\xdf" // 193 to 223 without 198 and 203

func writeFour(dst []byte, n int) {
	three(dst, int(firsts[n/(octets*octets)]))
	three(dst[4:], 100+n/octets%octets)
	three(dst[8:], 100+n%octets)
}

func writeSix(dst []byte, n int) {
	four(dst[5:], n>>16)
	four(dst[10:], n)
}

func three(dst []byte, n int) {
	dst[0], dst[1], dst[2] = '0'+byte(n/100), '0'+byte(n/10%10), '0'+byte(n%10)
}

func four(dst []byte, n int) {
	dst[0], dst[1], dst[2], dst[3] = hex[n>>12&15], hex[n>>8&15], hex[n>>4&15], hex[n&15]
}
