package letter

import (
	"fmt"
	"strconv"

	"github.com/stillhunt/stillhunt/dossier"
	"github.com/stillhunt/stillhunt/dossier/claim"
	"github.com/stillhunt/stillhunt/dossier/worth"
)

// Tokens of a kind: the field of observations, and words.
var tokenKinds = []struct{ field, words string }{
	{"input", "Read by the model (input)"},
	{"cached", "of these, from a cache"},
	{"output", "Written by the model (output)"},
	{"reasoning", "of these, reasoning"},
}

// worth are tokens, their list price, what was paid, and what the harvest is
// beside known sets. worth.List.Of computes the same from sums.
func (n *numbers) worth(c *dossier.Case, l *worth.List) {
	for _, k := range tokenKinds {
		n.over("tokens."+k.field, "tokens", dossier.Observed, claim.Sum, "observation", k.field, ofAccused())
	}
	n.over("uncounted", "exchanges", dossier.Observed, claim.Count, "observation", "", ofAccused("output", nil))
	n.of("harvest", "tokens", dossier.Inferred, claim.Product, "tokens.output", "attributed.share")
	for i, model := range c.Models {
		n.over("model."+strconv.Itoa(i+1), "exchanges", dossier.Observed, claim.Count, "observation", "", ofAccused("model", model))
	}
	if c.Output > 0 && n.listed(c) {
		n.paid(c)
		n.bought(c, l)
		n.perToken()
	}
	for i, s := range l.Sets {
		id := "set." + strconv.Itoa(i+1)
		n.stated(id, "examples", dossier.Inferred, float64(s.Examples), "published; the source is beside it in the letter")
		n.of(id+".times", "ratio", dossier.Inferred, claim.Ratio, "attributed", id)
	}
}

// listed is the list price, by model; false if no model has one.
func (n *numbers) listed(c *dossier.Case) bool {
	var parts []string
	for i, model := range c.Models {
		if !priced(c, model) {
			continue
		}
		id := "list." + strconv.Itoa(i+1)
		n.over(id+".input", "usd", dossier.Observed, claim.Sum, "price", "input", where{"model": model})
		n.over(id+".output", "usd", dossier.Observed, claim.Sum, "price", "output", where{"model": model})
		n.law(id, "usd", dossier.Inferred, claim.How{Op: claim.Price, Where: ofAccused("model", model)})
		parts = append(parts, id)
	}
	if parts == nil {
		return false
	}
	n.of("list", "usd", dossier.Inferred, claim.Sum, parts...)
	n.of("list.attributed", "usd", dossier.Inferred, claim.Product, "list", "attributed.share")
	return true
}

func priced(c *dossier.Case, model string) bool {
	for _, p := range c.Prices {
		if p.Model == model {
			return true
		}
	}
	return false
}

// paid is what the accounts cost: subscriptions by the month, and for all others
// anything from nothing to the list price.
func (n *numbers) paid(c *dossier.Case) {
	payers, others := billing(c)
	if payers > 0 {
		n.over("fees", "usd", dossier.Observed, claim.Sum, "account", "price_month", accused)
		m := n.months(c)
		n.stated("months", "months", dossier.Assessed, m.Estimate, "of the campaign's window: a subscription is paid a month at least, and for one month more than the window has if it straddles the days of payment", m.Low, m.High)
		n.of("paid", "usd", dossier.Inferred, claim.Product, "fees", "months")
	}
	if others > 0 {
		n.over("unsubscribed", "accounts", dossier.Observed, claim.Count, "account", "", where{"accused": true, "price_month": nil})
		for i, model := range c.Models {
			if priced(c, model) {
				n.law("metered."+strconv.Itoa(i+1), "usd", dossier.Inferred, claim.How{Op: claim.Price, Where: ofAccused("model", model, "account.price_month", nil)})
			}
		}
		n.of("metered", "usd", dossier.Inferred, claim.Sum, n.starting("metered.")...)
		n.stated("metered.paid.share", "share", dossier.Assessed, 1, "what accounts without a monthly price paid is not known to us: nothing, on trial credit or with an instrument that is not theirs, or up to the list price", 0, 1)
		n.of("metered.paid", "usd", dossier.Assessed, claim.Product, "metered", "metered.paid.share")
	}
	if payers > 0 && others > 0 {
		n.less("list.subscribed", "usd", dossier.Inferred, "list", "metered")
	}
	if payers > 0 {
		all := "list"
		if others > 0 {
			all = "list.subscribed"
		}
		n.of("arbitrage", "share", dossier.Inferred, claim.Ratio, "paid", all)
	}
}

// billing counts the accused accounts that pay by the month, and the others.
func billing(c *dossier.Case) (payers, others int) {
	for _, a := range c.Accounts {
		switch {
		case !a.Accused:
		case a.PriceMonth > 0:
			payers++
		default:
			others++
		}
	}
	return payers, others
}

func (n *numbers) months(c *dossier.Case) worth.Interval {
	first, last, _ := window(c.Campaign) // Claims has checked it
	return worth.Months(first, last)
}

// starting are the ids that begin so, in their order, but for those below them.
func (n *numbers) starting(with string) (out []string) {
	for _, c := range n.list {
		if rest := len(c.ID) - len(with); rest > 0 && c.ID[:len(with)] == with {
			if _, err := strconv.Atoi(c.ID[len(with):]); err == nil {
				out = append(out, c.ID)
			}
		}
	}
	return out
}

// bought is what the operator needed beside the exchanges.
func (n *numbers) bought(c *dossier.Case, l *worth.List) {
	of := map[string]string{"account": "accounts", "card": "joined.card.values", "exit": "joined.network.values"}
	var parts []string
	for _, id := range []string{"paid", "metered.paid"} {
		if n.has(id) {
			parts = append(parts, id)
		}
	}
	for _, m := range l.Means {
		count := of[m.Name]
		if !n.has(count) {
			continue
		}
		id := "cost." + m.Name
		n.stated(id+".one", "usd", dossier.Assessed, m.Estimate, m.Basis, m.Low, m.High)
		factors := []string{count, id + ".one"}
		if m.Per == "month" {
			if !n.has("months") {
				x := n.months(c)
				n.stated("months", "months", dossier.Assessed, x.Estimate, "of the campaign's window: what is hired is paid a month at least", x.Low, x.High)
			}
			factors = append(factors, "months")
		}
		n.of(id, "usd", dossier.Assessed, claim.Product, factors...)
		parts = append(parts, id)
	}
	n.of("cost", "usd", dossier.Assessed, claim.Sum, parts...)
}

// perToken is what a million harvested tokens cost, and would have cost.
func (n *numbers) perToken() {
	n.constant("million", "ratio", 1e6, "a constant")
	n.of("harvest.millions", "millions", dossier.Inferred, claim.Ratio, "harvest", "million")
	n.of("output.millions", "millions", dossier.Inferred, claim.Ratio, "tokens.output", "million")
	n.of("cost.million", "usd", dossier.Assessed, claim.Ratio, "cost", "harvest.millions")
	n.of("teacher.million", "usd", dossier.Inferred, claim.Ratio, "list", "output.millions")
	n.of("cost.share", "share", dossier.Assessed, claim.Ratio, "cost.million", "teacher.million")
}

// inShort says in a sentence what the harvest was worth.
func (w *writer) inShort() string {
	tokens := "The model wrote {tokens.output} tokens for these accounts"
	if !w.has("list") {
		return tokens + "; no list price of its models is known to us."
	}
	return tokens + "; at list price their exchanges cost " + w.full("list") + "."
}

func (w *writer) worth() {
	w.para("A token is the piece of text by which use of a model is counted and charged, about three quarters of a word.")
	w.row("Tokens", "Number")
	for _, k := range tokenKinds {
		w.row(k.words, "{tokens."+k.field+"}")
	}
	if w.value("uncounted") > 0 {
		w.para("Of {uncounted} " + w.noun("uncounted", "exchange") + " the log tells no tokens; they are in none of these figures, which are therefore too low.")
	} else {
		w.para("The log tells the tokens of every exchange (exchanges without: {uncounted}).")
	}
	w.say("We attribute " + w.full("harvest") + " of the tokens written to the operator. That is the harvest.")
	w.list()
	if w.has("list") {
		w.costs()
	}
	w.sets()
}

// list says what the exchanges cost at list price.
func (w *writer) list() {
	w.head("List price")
	invented, dates := false, ""
	if w.has("list") {
		w.row("Model", "Exchanges", "Input, a million", "Output, a million", "At list price")
		for i, model := range w.Models {
			id := strconv.Itoa(i + 1)
			if w.has("list." + id) {
				w.row(name(model), "{model."+id+"}", "{list."+id+".input}", "{list."+id+".output}", "{list."+id+"}")
			}
		}
		for _, p := range w.Case.Prices {
			invented = invented || p.Source == Invented
			dates = max(dates, p.Date)
		}
		if invented {
			w.para("The models do not exist, and neither do their prices: both are the proving ground\u2019s.")
		} else {
			w.para("These are public list prices in US dollars, the latest of them as of " + name(dates) + "; the rows used are sealed with their sources. They leave discounts, batches and surcharges for long prompts out.")
		}
		w.say("At these prices the exchanges of the accounts cost {list}; those attributed to the operator " + w.full("list.attributed") + ".")
	}
	for i, model := range w.Models {
		if id := strconv.Itoa(i + 1); !w.has("list." + id) {
			w.item("No list price is known to us of " + name(model) + ", with {model." + id + "} of the exchanges: it is in no figure of money here.")
		}
	}
}

// costs says what the operator paid, and for what.
func (w *writer) costs() {
	w.head("What it cost the operator")
	if w.has("paid") {
		w.para("The accounts with a subscription pay {fees} a month. For " + w.full("months") + " months that is " + w.full("paid") + w.arbitrage() + ".")
	}
	if w.has("metered.paid") {
		w.para("Of "+w.some("unsubscribed", "account")+" no monthly price is known. Their exchanges cost {metered} at list price. What was paid for them is not known to us: anything from {metered.paid.low} to {metered.paid.high}. We reckon with the list price, {metered.paid}.", metered(w)...)
	}
	w.row("What", "How many", "Price of one", "Cost")
	if w.has("paid") {
		w.row("Subscriptions", "", "", w.full("paid"))
	}
	if w.has("metered.paid") {
		w.row("Exchanges without a subscription", "", "", w.full("metered.paid"))
	}
	for _, m := range []struct{ id, words, count string }{
		{"account", "Accounts", "{accounts}"}, {"card", "Payment instruments", "{joined.card.values}"}, {"exit", "Networks, by the month", "{joined.network.values}"},
	} {
		if w.has("cost." + m.id) {
			w.row(m.words, m.count, w.full("cost."+m.id+".one"), w.full("cost."+m.id))
		}
	}
	w.row("All together", "", "", w.full("cost"))
	w.para("What accounts, cards and networks cost is our estimate of the order that public reports give"+w.hired()+"; only what the accounts share is counted, so there may be more. "+
		"So a million harvested tokens cost the operator "+w.full("cost.million")+". At list price they cost "+w.full("teacher.million")+", with what was read to write them. The first is "+w.full("cost.share")+" of the second.",
		"million", "harvest.millions", "output.millions")
}

// metered are the parts of the list price of accounts without a subscription.
func metered(w *writer) (out []string) {
	for i := range w.Models {
		out = append(out, "metered."+strconv.Itoa(i+1))
	}
	return out
}

// arbitrage sets what subscriptions cost against the list price.
func (w *writer) arbitrage() string {
	switch {
	case w.has("list.subscribed"):
		return ", which is " + w.full("arbitrage") + " of the list price of their exchanges, {list.subscribed}"
	case w.has("arbitrage"):
		return ", which is " + w.full("arbitrage") + " of the list price of their exchanges, {list}"
	}
	return ""
}

func (w *writer) hired() string {
	if w.has("cost.exit") && !w.has("paid") {
		return ", networks for " + w.full("months") + " months"
	}
	return ""
}

// sets puts the harvest beside known ones.
func (w *writer) sets() {
	if len(w.letter.List.Sets) == 0 {
		return
	}
	w.head("Beside known training sets")
	w.para("An exchange is a question with an answer, which is what a training example is. The table says how many times as large as a published set the attributed exchanges are; most sets are what was left after a choice, so the comparison is generous.")
	w.row("Set", "What it is", "Examples", "Times")
	for i, s := range w.letter.List.Sets {
		id := fmt.Sprintf("set.%d", i+1)
		w.row(name(s.Name), name(s.What+" ("+s.Source+")"), "{"+id+"}", w.full(id+".times"))
	}
}
