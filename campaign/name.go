package campaign

import "encoding/hex"

// The words of a name: plain, short, hard to mishear, and about nobody.
var (
	colours = []string{"amber", "ashen", "azure", "brass", "cobalt", "copper", "coral", "crimson", "dusky", "ebony", "fallow", "flaxen", "frosty", "gilded", "hazel", "indigo", "ivory", "jade", "khaki", "linen", "maroon", "mossy", "ochre", "olive", "pearl", "russet", "sable", "scarlet", "sepia", "silver", "tawny", "umber"}
	birds   = []string{"avocet", "bittern", "bunting", "bustard", "chough", "crake", "curlew", "dipper", "dunlin", "egret", "fieldfare", "gannet", "godwit", "grebe", "harrier", "heron", "hoopoe", "jackdaw", "kestrel", "knot", "lapwing", "linnet", "merlin", "nightjar", "osprey", "petrel", "plover", "redstart", "shrike", "siskin", "wheatear", "whimbrel"}
)

// name gives a group a name that people can say: a pure function of its id.
// Longer ones have that many colours more before it.
func name(id string, longer int) string {
	b, err := hex.DecodeString(id)
	if err != nil || len(b) < 2+longer {
		return id
	}
	n := colours[int(b[0])%len(colours)] + " " + birds[int(b[1])%len(birds)]
	for _, x := range b[2 : 2+longer] {
		n = colours[int(x)%len(colours)] + " " + n
	}
	return n
}

// call names the groups of a hunt, each in another way: where the short name is
// an earlier one's, the later is called by a longer one.
func call(lists ...[]Assessed) {
	taken := map[string]bool{}
	for _, list := range lists {
		for i := range list {
			g := &list[i].Group
			for longer := 0; g.Name == "" || taken[g.Name] && g.Name != g.ID; longer++ {
				g.Name = name(g.ID, longer)
			}
			taken[g.Name] = true
		}
	}
}
