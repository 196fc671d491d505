package campaign

import "encoding/hex"

// The words of a name: plain, short, hard to mishear, and about nobody.
var (
	colours = []string{"amber", "ashen", "azure", "brass", "cobalt", "copper", "coral", "crimson", "dusky", "ebony", "fallow", "flaxen", "frosty", "gilded", "hazel", "indigo", "ivory", "jade", "khaki", "linen", "maroon", "mossy", "ochre", "olive", "pearl", "russet", "sable", "scarlet", "sepia", "silver", "tawny", "umber"}
	birds   = []string{"avocet", "bittern", "bunting", "bustard", "chough", "crake", "curlew", "dipper", "dunlin", "egret", "fieldfare", "gannet", "godwit", "grebe", "harrier", "heron", "hoopoe", "jackdaw", "kestrel", "knot", "lapwing", "linnet", "merlin", "nightjar", "osprey", "petrel", "plover", "redstart", "shrike", "siskin", "wheatear", "whimbrel"}
)

// name gives a group a name that people can say: a pure function of its id.
func name(id string) string {
	b, err := hex.DecodeString(id)
	if err != nil || len(b) < 2 {
		return id
	}
	return colours[int(b[0])%len(colours)] + " " + birds[int(b[1])%len(birds)]
}
