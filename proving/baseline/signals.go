package baseline

import "math"

// signalSum adds up signals with fixed weights, each from 0 to 1, a missing one
// 0, and accuses from .5 on: the form of the rules that are shipped today
// (Glasswally's, AegisGate's), with weights of our own that sum to 1.
var signalSum = Rule{
	Name: "fixed-weight sum", Source: "form of Glasswally's rule; weights ours", Published: .5,
	Score: alone(func(t *Traffic) []float64 {
		cards, devices := map[string]int{}, map[string]int{}
		for i := range t.Accounts {
			cards[t.Accounts[i].Facts.PaymentFingerprint]++
			devices[t.Accounts[i].Facts.Device]++
		}
		delete(cards, "")
		delete(devices, "")
		crowd := make([]float64, len(t.Accounts)) // accounts on its most crowded exit
		for _, exit := range exits(t) {
			for _, a := range exit.accounts {
				crowd[a] = math.Max(crowd[a], float64(len(exit.accounts)))
			}
		}
		out := make([]float64, len(t.Accounts))
		for i := range t.Accounts {
			a := &t.Accounts[i]
			n := float64(a.Exchanges)
			fresh := 0.
			if c := a.Facts.Created; c > 0 && a.First-c < 14*86400*1e6 {
				fresh = 1
			}
			out[i] = .2*upTo(float64(a.Busiest), 500) +
				.2*upTo(float64(cards[a.Facts.PaymentFingerprint]-1), 5) +
				.1*upTo(float64(devices[a.Facts.Device]-1), 2) +
				.15*upTo(crowd[i]-1, 10) +
				.15*float64(a.Eliciting)/n +
				.1*float64(a.Maximal)/n +
				.05*float64(a.Library)/n +
				.05*fresh
		}
		return out
	}),
}

// upTo is x over the value at which the signal is full, between 0 and 1.
func upTo(x, full float64) float64 { return math.Max(0, math.Min(1, x/full)) }
