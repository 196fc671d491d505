package baseline

// seat counts the pairs of an account's prompts that are alike. Zhang, Chen and
// Wagner, "SEAT: Similarity Encoder by Adversarial Training for Detecting Model
// Extraction Attack Queries", AISec 2021. The encoder is the hashed embedding,
// alike is a cosine of .9; an account is banned after 50 pairs.
var seat = Rule{
	Name: "SEAT", Source: "AISec 2021; 50 pairs", Published: 50,
	Score: alone(func(t *Traffic) []float64 {
		return perAccount(t, 2, func(vs []Vector) float64 {
			pairs := 0
			for i := range vs {
				for j := range i {
					if vs[i].dot(&vs[j]) >= alike {
						pairs++
					}
				}
			}
			return float64(pairs)
		})
	}),
}

const alike = .9
