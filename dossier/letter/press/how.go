package press

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/stillhunt/stillhunt/dossier"
	"github.com/stillhunt/stillhunt/dossier/claim"
)

// how says in words how a claim follows from the sealed records; ref gives the
// number of another claim's row.
func how(c dossier.Claim, ref func(id string) string) string {
	h := c.How
	words := ""
	switch h.Op {
	case claim.Count:
		words = "the number of " + records(h)
	case claim.Sum:
		words = "the sum of " + field(h) + " over " + records(h)
		if len(h.Of) > 0 {
			words = list(h.Of, ref, " + ")
		}
	case claim.Min:
		words = "the least " + field(h) + " of " + records(h)
	case claim.Max:
		words = "the largest " + field(h) + " of " + records(h)
	case claim.Distinct:
		words = "the number of different " + field(h) + "s in " + records(h)
	case claim.Ratio:
		words = list(h.Of, ref, " \u00f7 ")
	case claim.Product:
		words = list(h.Of, ref, " \u00d7 ")
	case claim.BH:
		words = "the q-value of this case's candidate, by Benjamini and Hochberg's procedure over the candidate records"
	case claim.Tail:
		words = "the p-value of this case's candidate against the null records"
	case claim.LogOdds:
		words = "the nats of the reason records over " + h.Rival + ", summed by family, each sum within its cap"
	case claim.Words:
		words = fmt.Sprintf("number %d in the words of the reason record %q of %v", h.At, h.Where["code"], h.Where["family"])
	case claim.Innocents:
		words = "from the probabilities of the account records, with a 95 % interval"
	case claim.Price:
		words = "tokens times the price records, over " + records(h)
		if h.Field != "" {
			words = h.Field + " " + words
		}
	case claim.Stated:
		words = "stated: it follows from no record, and has to be believed"
	default:
		words = h.Op + " of " + records(h)
	}
	if c.Note != "" {
		words += "; " + c.Note
	}
	return words
}

func field(h claim.How) string { return strings.ReplaceAll(h.Field, "_", " ") }

// records says which records are meant.
func records(h claim.How) string {
	words := h.Kind + " records"
	if h.Kind == "" {
		words = "observation records"
	}
	var where []string
	for _, k := range slices.Sorted(maps.Keys(h.Where)) {
		if yes, ok := h.Where[k].(bool); ok && yes && k == "account.accused" {
			words += " of accused accounts"
			continue
		}
		name := strings.ReplaceAll(strings.TrimPrefix(k, "account."), "_", " ")
		if strings.HasPrefix(k, "account.") {
			name = "the account's " + name
		}
		switch v := h.Where[k].(type) {
		case nil:
			where = append(where, "without "+name)
		case bool:
			if v {
				where = append(where, name+" is true")
			} else {
				where = append(where, name+" is false")
			}
		default:
			where = append(where, fmt.Sprintf("%s is %v", name, v))
		}
	}
	if len(where) > 0 {
		words += " where " + strings.Join(where, " and ")
	}
	return strings.Replace(words, "where without", "without", 1)
}

func list(ids []string, ref func(string) string, between string) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = ref(id)
	}
	return strings.Join(out, between)
}
